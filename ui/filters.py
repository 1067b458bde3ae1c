"""The popover beside the filter box: each filter edited, turned round, suspended or removed, which the box itself cannot."""

import streamlit as st

from connector import lucene
from connector.errors import QuerySyntaxError
from ui import chips, completion, text
from ui.charts import digest

_IS, _NOT = "is", "not"


def draw(box: list[str]) -> None:
    """Draws the button that opens it, and what is inside once it is open."""
    popover = st.popover("Filters", icon=":material/tune:", key="filters", on_change="rerun", help="Edit, turn round, suspend")
    if not popover.open:
        return
    with popover, st.container(key="filters-inside", width=560, gap="xsmall"):
        st.markdown("**Filters**  :small[:gray[an event has to pass each of them]]")
        if not box:
            st.caption("None yet: click a value anywhere, or type into the box.")
        completion.draw(st.session_state["selection"])
        for place in range(len(box)):
            _draw_chip(box, place, f"{digest(box)}-{place}")
        st.caption("Inside one filter, OR lets several values pass: `src_ip:(10.0.0.1 OR 10.0.0.2)`.")
        _draw_all(box)


def _draw_chip(box: list[str], place: int, name: str) -> None:
    chip = box[place]
    key = {part: f"filter-{part}-{name}" for part in ("on", "not", "words", "away")}
    with st.container(key=f"filter-{name}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.checkbox("On", not chips.is_suspended(chip), key=key["on"], help="Off: it stays here and filters nothing",
                    on_change=_suspend, args=(box, place), width="content", label_visibility="collapsed")  # fmt: skip
        st.segmented_control(
            "Which events",
            (_IS, _NOT),
            default=_NOT if chips.is_negated(chip) else _IS,
            key=key["not"],
            required=True,
            on_change=_turn,
            args=(box, place),
            width="content",
            label_visibility="collapsed",
        )
        st.text_input("Filter", chips.said(chip), key=key["words"], on_change=_edit, args=(box, place, key["words"]),
                      label_visibility="collapsed")  # fmt: skip
        st.button("", icon=":material/close:", key=key["away"], type="tertiary", help="Remove", on_click=_set,
                  args=(box[:place] + box[place + 1 :],))  # fmt: skip
    _draw_meaning(chip)


def _draw_meaning(chip: str) -> None:
    try:
        lucene.parse(chips.chip_filter(chip.removeprefix(chips.SUSPENDED)))
    except QuerySyntaxError as error:
        st.text(text.visible(error))
    else:
        if chips.is_word(chip):
            st.caption("A plain word: contains, anywhere in an event.")


def _draw_all(box: list[str]) -> None:
    waiting = [chip for chip in box if chips.is_suspended(chip)]
    said = [(chips.said(chip), chips.is_negated(chip)) for chip in box]
    with st.container(key="filters-all", horizontal=True, gap="xsmall"):
        for label, icon, suspended, idle in (
            ("Suspend all", ":material/pause:", True, len(waiting) == len(box)),
            ("Resume all", ":material/play_arrow:", False, not waiting),
        ):
            after = [chips.written(words, negated, suspended) for words, negated in said]
            st.button(label, icon=icon, key=f"filters-{label.split()[0].lower()}", disabled=idle, on_click=_set, args=(after,))
        st.button("Remove all", icon=":material/filter_alt_off:", key="filters-drop", disabled=not box, on_click=_set, args=([],))


def _suspend(box: list[str], place: int) -> None:
    chip = box[place]
    _replace(box, place, chips.written(chips.said(chip), chips.is_negated(chip), not chips.is_suspended(chip)))


def _turn(box: list[str], place: int) -> None:
    chip = box[place]
    _replace(box, place, chips.written(chips.said(chip), not chips.is_negated(chip), chips.is_suspended(chip)))


def _edit(box: list[str], place: int, key: str) -> None:
    typed, chip = st.session_state[key].strip(), box[place]
    if typed[:1] in ("-", chips.SUSPENDED):
        _replace(box, place, typed)  # who types the marks means them
    else:
        _replace(box, place, typed and chips.written(typed, chips.is_negated(chip), chips.is_suspended(chip)))


def _replace(box: list[str], place: int, chip: str) -> None:
    # The box takes no chip twice, and none that says nothing.
    after = [*box[:place], *([chip] if chips.said(chip) else []), *box[place + 1 :]]
    _set(list(dict.fromkeys(after)))


def _set(box: list[str]) -> None:
    st.session_state["f"] = box
