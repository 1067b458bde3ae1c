"""The verb that looks for the indicators of a list."""

import json
from pathlib import Path

from tests import small
from tests.cli.test_verbs import run


def test_a_row_a_sighting_and_words_on_what_was_not_read(bare_environment: Path) -> None:
    capture = str(small.write(bare_environment / "eve.json"))
    given = bare_environment / "list.txt"
    given.write_text("10.0.0[.]1\nunseen.test\nGlobal\\\x1bmutex\n10.0.0.1\n")
    done = run("indicators", str(given), "event_type:flow", "--eve", capture, "--all-time", "--format", "ndjson")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["indicator"], row["type"], row["fields"], row["count"]) == ("10.0.0.1", "address", "src_ip", 7)
    assert (row["first"], row["last"]) == ("2026-10-31T11:40:00.000000Z", "2026-10-31T11:58:00.000000Z")
    told = done.stderr.decode()
    assert "\x1b" not in told
    assert "line 3: Global" in told
    assert "2 indicators read as text (1 address, 1 domain), 1 repeated, 1 not read." in told
    assert "1 of 2 indicators seen." in told


def test_a_list_that_is_not_there_is_one_sentence(bare_environment: Path) -> None:
    done = run("indicators", str(bare_environment / "none.txt"), "--eve", "x", status=1)
    assert b"cannot be read (No such file or directory): give the path of a file." in done.stderr
