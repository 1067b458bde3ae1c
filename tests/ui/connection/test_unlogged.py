"""What is never seen, and the lines of suricata.yaml that would add it."""

import re

from ui.connection import unlogged


def test_types_that_occur_are_not_missing() -> None:
    missing = [kind.name for kind in unlogged.absent(["dns", "flow", None, 3])]
    assert "dns" not in missing
    assert "http" in missing
    assert unlogged.absent([kind.name for kind in unlogged.KINDS]) == ()


def test_the_lines_are_one_list_below_types() -> None:
    kinds = unlogged.absent([])
    lines = unlogged.written(kinds).splitlines()
    assert lines[:4] == ["outputs:", "  - eve-log:", "      enabled: yes", "      types:"]
    assert sum(bool(re.match(r" {8}- [a-z0-9]+:?$", line)) for line in lines) == len(kinds)
    # Options stand two levels deeper than the dash of their type.
    assert all(re.match(r"( {8}- [a-z0-9]+:?| {12}[a-z0-9-]+: .+)$", line) for line in lines[4:])


def test_every_type_is_named_once() -> None:
    names = [kind.name for kind in unlogged.KINDS]
    assert len(names) == len(set(names))
