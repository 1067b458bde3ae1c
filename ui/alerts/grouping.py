"""By which fields the alerts are grouped, and in which order: both lie in the URL."""

import streamlit as st

from connector.answers import Order
from ui import text
from ui.panels import boundary
from ui.selection import Selection

USUAL = ("alert.signature", "src_ip")
"""What alerts are grouped by when nobody chose."""

MOST = 3
"""Fields of a group."""

_NAMES = {
    "alert.signature": "Signature",
    "alert.signature_id": "Signature id",
    "alert.category": "Category",
    "alert.action": "Action",
    "alert.severity": "Severity",
    "src_ip": "Source",
    "dest_ip": "Target",
    "dest_port": "Port",
    "app_proto": "App",
    "host": "Sensor",
}
_OFTEN = (
    USUAL,
    ("alert.signature",),
    ("src_ip",),
    ("dest_ip",),
    ("src_ip", "dest_ip"),
    ("alert.signature", "src_ip", "dest_ip"),
    ("alert.category",),
)
_ORDERS: dict[str, str] = {
    "severity": "Needs eyes first",
    "count": "Most alerts",
    "last": "Newest alert",
    "first": "Newest group",
}


def fields() -> tuple[str, ...]:
    """The fields in force, one to three."""
    chosen = [name.strip() for name in (st.session_state.get("by") or "").split(",")]
    return tuple(dict.fromkeys(filter(None, chosen)))[:MOST] or USUAL


def order() -> Order:
    """The order in force; worst first unless another one was chosen."""
    match st.session_state.get("sort"):
        case "count" | "last" | "first" as chosen:
            found: Order = chosen
            return found
        case _:
            return "severity"


def title(field: str) -> str:
    """What a field is called: a word for the usual ones, its own name for others."""
    return _NAMES.get(field) or text.visible(field, 40)


def spoken(names: tuple[str, ...]) -> str:
    """``Signature × source``, as Markdown."""
    words = [_NAMES[name] if name in _NAMES else text.plain(name, 24) for name in names]
    lower = [word.lower() if name in _NAMES else word for name, word in zip(names, words, strict=True)]
    return " × ".join([words[0], *lower[1:]])


def draw(alerts: Selection) -> None:
    """Draws the choice of fields and that of the order."""
    _draw_fields(alerts)
    st.session_state["sort_chosen"] = order()
    st.selectbox(
        "Order",
        list(_ORDERS),
        key="sort_chosen",
        format_func=_ORDERS.__getitem__,
        on_change=_take_order,
        label_visibility="collapsed",
        width=150,
    )


def _draw_fields(alerts: Selection) -> None:
    here = fields()
    if not st.session_state.get("by_open"):
        # A keyed input goes stale while its popover is closed: it is set before that opens.
        st.session_state["by_chosen"] = list(here)
    popover = st.popover(spoken(here), icon=":material/stacks:", key="by_open", on_change="rerun")
    if not popover.open:
        return
    with popover, st.container(width=330, gap=None, key="by-often"):
        for number, names in enumerate(_OFTEN):
            st.button(
                spoken(names),
                key=f"by-{number}",
                icon=":material/check:" if names == here else None,
                type="tertiary",
                on_click=choose,
                args=(names,),
            )
        with boundary("fields"):
            known = alerts.fields().frame["field"]
            st.multiselect(
                "Any one to three fields",
                list(dict.fromkeys((*here, *_NAMES, *known))),
                key="by_chosen",
                format_func=title,
                accept_new_options=True,
                select_all=False,
                max_selections=MOST,
                on_change=_take_fields,
            )


def choose(names: tuple[str, ...]) -> None:
    """Groups by these fields. For callbacks."""
    st.session_state["by"] = "" if names == USUAL else ",".join(names)
    st.session_state["by_open"] = False


def _take_fields() -> None:
    choose(tuple(st.session_state["by_chosen"]) or USUAL)
    # A button with another name is another popover to the browser: this one stays open, more may be added or taken away.
    st.session_state["by_open"] = True


def _take_order() -> None:
    chosen: str = st.session_state["sort_chosen"]
    st.session_state["sort"] = "" if chosen == "severity" else chosen
