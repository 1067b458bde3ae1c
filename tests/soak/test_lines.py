"""Whatever a file holds: each of its lines is an event, blank, or kept aside; and what was kept is counted right."""

import base64
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from connector import lucene
from connector.config import Config
from connector.engine.stream import Stream
from connector.errors import SourceUnreachable
from connector.query import Query
from connector.sources import eve
from connector.window import Window
from tests.soak.conftest import Effort
from tests.soak.fuzzing import fuzz
from tests.soak.lines import BOM, DEEPEST, FILES, Unreadable, counted, depth, event
from tests.soak.questions import QUESTIONS

ALL = Query("*", Window(), limit=None)


def test_whatever_a_file_holds_every_line_is_accounted_for_and_counted_right(effort: Effort) -> None:
    def holds(content: bytes) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder, "eve.json")
            path.write_bytes(content)
            source = eve.open(Config(source="eve", eve_path=(str(path),), data=Path(folder, "data")), "eve")
            try:
                summary = source.ingest()
            except SourceUnreachable:  # its first bytes say that it is something else
                with pytest.raises(Unreadable):
                    event(content.partition(b"\n")[0])
                return
            with Stream(path) as stream:
                lines = stream.read(2**30).split(b"\n")  # what is compressed, or an array, is read as what it holds
            whole = lines if lines[-1] else lines[:-1]
            check(whole, source, summary.read, summary.skipped, summary.quarantined, summary.kept)

    fuzz(holds, FILES, effort, examples=80)


def check(lines: list[bytes], source: eve.EveSource, read: int, skipped: int, quarantined: int, kept: int) -> None:
    """What became of the lines is what had to become of them."""
    assert read == len(lines) == kept + skipped + quarantined
    aside = [json.loads(text) for text in source.store.quarantine.read_text().splitlines()] if quarantined else []
    assert all(base64.b64decode(each["base64"]) == lines[each["line"] - 1] for each in aside)
    bad = {each["line"] for each in aside}
    blank = {number for number, line in enumerate(lines, 1) if not line.strip()}
    assert (len(bad), len(blank)) == (quarantined, skipped)

    events = source.events(ALL)
    assert events.total == len(events.raw) == len(set(events.ids)) == kept
    held = {
        number: line
        for segment in source.store.segments()
        for (_, number), line in zip(segment.origin(np.arange(segment.size)), segment.lines(range(segment.size)), strict=True)
    }
    assert set(held) == set(range(1, len(lines) + 1)) - bad - blank
    assert all(line == lines[number - 1].removeprefix(BOM) for number, line in held.items())
    assert Counter(events.raw) == Counter(held.values())

    known = []
    for number, line in enumerate(lines, 1):
        try:
            found = event(line)
        except Unreadable:
            assert number not in held or depth(json.loads(line)) > DEEPEST, line
            continue
        assert number in held or depth(found) > DEEPEST, line
        known += [found] if number in held else []
    recounted(source, known)


def recounted(source: eve.EveSource, events: list[dict[str, object]]) -> None:
    """Counts of the source are those of the events."""
    for field in ("event_type", "src_ip"):
        expected = counted(events, field)
        frame = source.values(ALL, field, size=1_000).frame
        found = {key: count for key, count in zip(frame["key"], frame["count"], strict=True) if isinstance(key, str)}
        assert found == dict(expected)
        for text in [*expected][:3]:
            if len(text.encode("utf-16-le")) <= 512:
                assert source.trend(Query(lucene.term(field, text), Window())).count == expected[text], text
    for ask in QUESTIONS.values():
        ask(source)
