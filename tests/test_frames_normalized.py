import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.frames.normalized import normalized_frame

KEYS = st.sampled_from(["a", "b", "c.d", "timestamp", "é"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2**66)
    | st.sampled_from(["", "x", "2026-10-31T12:00:00Z"])
    | st.lists(st.integers(0, 9)),
    lambda inner: st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=5), max_size=4))
def test_names_order_and_index_are_those_of_json_normalize(documents: list[dict[str, object]]) -> None:
    frame, theirs = normalized_frame(documents), pd.json_normalize(documents)
    assert list(frame.columns) == list(theirs.columns)
    assert frame.index.equals(theirs.index)


def test_values_stay_exact() -> None:
    frame = normalized_frame(
        [{"flow_id": 2**62 + 1, "ports": [80, 443], "x": {"big": 2**64}}, {"timestamp": "2026-10-31T12:00:00+0100"}]
    )
    assert list(frame.columns) == ["flow_id", "ports", "x.big", "timestamp"]
    assert frame["flow_id"][0] == 2**62 + 1
    assert str(frame["flow_id"].dtype) == "Int64"
    assert frame["ports"][0] == [80, 443]
    assert frame["x.big"][0] == 2**64
    assert frame["timestamp"][1] == pd.Timestamp("2026-10-31T11:00:00Z")


def test_deep_events_are_flattened() -> None:
    document: dict[str, object] = {"end": 1}
    for _ in range(500):
        document = {"x": document}
    assert list(normalized_frame([document]).columns) == [".".join(["x"] * 500 + ["end"])]


def test_no_events_are_no_columns() -> None:
    assert normalized_frame([]).shape == (0, 0)
