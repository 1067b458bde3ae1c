"""JSON arrays of events."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.engine.arrays import array_lines, starts_array
from connector.engine.ingest import ingest
from connector.engine.store import Store
from tests.engine import made
from tests.engine.test_follow import held

NUMBERED = [made.event(n=number, text='brackets ]}, and "quotes" \\') for number in range(5)]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def cut(content: bytes, sizes: list[int]) -> list[bytes]:
    """The content in pieces of these sizes, and what is left."""
    parts = []
    for size in sizes:
        parts.append(content[:size])
        content = content[size:]
    return [*parts, content]


@given(st.lists(st.dictionaries(st.text(), values), max_size=5), st.lists(st.integers(1, 9), max_size=40), st.booleans())
def test_every_element_is_a_line_however_the_content_is_cut(events: list[object], sizes: list[int], pretty: bool) -> None:
    content = json.dumps(events, indent=2 if pretty else None).encode()
    assert starts_array(content)
    assert [json.loads(line) for line in b"".join(array_lines(cut(content, sizes))).splitlines()] == events


@pytest.mark.parametrize("indent", [None, 4])
def test_a_file_that_is_an_array_is_read_like_lines(tmp_path: Path, indent: int | None) -> None:
    store = Store(tmp_path / "store")
    content = b"\xef\xbb\xbf \n" + json.dumps(NUMBERED, indent=indent).encode() + b"\n"
    (tmp_path / "export.json.gz").write_bytes(gzip.compress(content))
    assert ingest([tmp_path / "export.json.gz"], store).kept == 5
    assert held(store) == [0, 1, 2, 3, 4]
    assert ingest([tmp_path / "export.json.gz"], store).read == 0


def test_everything_before_a_cut_is_read(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    (tmp_path / "eve.json").write_bytes(json.dumps(NUMBERED).encode()[:-60])
    found = ingest([tmp_path / "eve.json"], store)
    assert (found.kept, found.quarantined) == (4, 1)


def test_what_is_no_event_in_an_array_is_set_aside(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    (tmp_path / "eve.json").write_bytes(b'[{"n": 1}, 5, [{"n": 2}], {"n": 3}]\n{"n": 4}\nnonsense')
    found = ingest([tmp_path / "eve.json"], store)
    assert (found.kept, found.quarantined) == (3, 3)
    assert held(store) == [1, 3, 4]
