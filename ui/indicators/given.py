"""The list that a viewer gave: taken from a file or pasted, and told in words. It lies in the session, never in the address."""

from dataclasses import dataclass
from hashlib import sha256

import pandas as pd
import streamlit as st

from connector.errors import ConnectorError
from connector.indicators import LARGEST, MOST, Read, read
from ui import summary, tables, text

_PLACE, _REFUSED = "indicators_given", "indicators_refused"
_SHOWN = 1_000
_NAMES = {
    "domain": "domain", "address": "address", "network": "network", "url": "URL", "email": "e-mail address", "md5": "MD5",
    "sha1": "SHA-1", "sha256": "SHA-256", "ja3": "JA3", "ja3s": "JA3S", "ja4": "JA4", "hassh": "HASSH",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A list.

    Attributes:
        name: of the file; empty for a pasted one.
        read: what it holds.
        digest: tells it from other lists.
    """

    name: str
    read: Read
    digest: str


def given() -> Given | None:
    """The list; ``None`` before there is one."""
    found: Given | None = st.session_state.get(_PLACE)
    return found


def in_words(counts: dict[str, int]) -> str:
    """``12 domains · 3 addresses · 1 SHA-256``."""
    return " · ".join(f"{text.number(count)} {_plural(_NAMES.get(kind, kind), count)}" for kind, count in counts.items())


def draw_form() -> None:
    """Draws the places where a list is pasted or uploaded, and why the last one was not taken."""
    with st.form("indicators-form", border=False):
        st.text_area(
            "Indicators",
            key="indicators_text",
            height=230,
            placeholder="evil[.]example[.]com\nhxxp://192.0.2[.]7/a\n198.51.100.0/24\n\nA list, or a report pasted whole.",
            label_visibility="collapsed",
        )
        st.form_submit_button(
            "Look for them", icon=":material/search:", type="primary", key="indicators_take", on_click=_take_text
        )
    st.file_uploader(
        "Or a file",
        key=_key(),
        max_upload_size=LARGEST >> 20,
        on_change=_take_file,
    )
    if refused := st.session_state.get(_REFUSED):
        with st.container(key="indicators-refused", horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.badge("Not read", icon=":material/error:", color="red")
            st.text(text.visible(refused))
    st.caption(
        "Plain text, CSV, STIX 2 or an export of MISP: domains with the names below them, addresses, networks, URLs, MD5, SHA-1, "
        "SHA-256, JA3, JA3S, JA4, HASSH and e-mail addresses, defanged or not. "
        f"At most {LARGEST >> 20} MiB and {text.number(MOST)} indicators. The list stays in this browser's session."
    )


def draw_given(found: Given) -> None:
    """Draws what the list holds, what of it could not be read, and the way to another one."""
    with st.container(key="indicators-given", horizontal=True, gap="xsmall", vertical_alignment="center"):
        name = text.code(found.name, 60) if found.name else "the pasted text"
        held = summary.counted(len(found.read.indicators), "indicator")
        st.markdown(f"**{held}** in {name}  :small[:gray[{in_words(dict(found.read.counts))}]]", width="stretch")
        if found.read.repeated:
            st.caption(f"{text.number(found.read.repeated)} repeated")
        if found.read.rejected:
            with st.popover(
                f"{text.number(len(found.read.rejected))} not read", icon=":material/block:", key="indicators-rejected"
            ):
                _draw_rejected(found.read)
        st.button("Another list", icon=":material/edit:", key="indicators_away", on_click=_forget)


def _draw_rejected(found: Read) -> None:
    what = {"STIX 2": "Object", "MISP": "Attribute"}.get(found.form, "Line")
    shown = found.rejected[:_SHOWN]
    if len(shown) < len(found.rejected):
        st.caption(f"The first {text.number(len(shown))} of {text.number(len(found.rejected))}.")
    rows = {
        what: pd.Series([each.place for each in shown], dtype="int64"),
        "Text": pd.Series([text.visible(each.text, 200) for each in shown], dtype=object),
        "Why": pd.Series([text.visible(each.reason) for each in shown], dtype=object),
    }
    columns = {what: tables.count(what, 60), "Text": tables.words("Text", 240), "Why": tables.words("Why", 420)}
    with st.container(width=720):
        tables.show(pd.DataFrame(rows), columns, f"rejected-{len(found.rejected)}", most=10)


def _take_text() -> None:
    words = st.session_state.get("indicators_text") or ""
    _take("", words.encode("utf-8", "replace"))


def _take_file() -> None:
    file = st.session_state[_key()]
    if file is not None:
        st.session_state["indicators_round"] = st.session_state.get("indicators_round", 0) + 1
        _take(file.name, file.getvalue())


def _take(name: str, content: bytes) -> None:
    state = st.session_state
    state.pop(_REFUSED, None)
    try:
        found = read(content)
    except ConnectorError as error:
        state[_REFUSED] = f"{name}: {error}" if name else str(error)
        return
    if not found.indicators:
        state[_REFUSED] = (
            f"Nothing in {name or 'the text'} is a domain, address, URL, hash, JA3, JA4 or e-mail address: give one a line."
        )
        return
    state[_PLACE] = Given(name, found, sha256(content).hexdigest()[:16])


def _forget() -> None:
    st.session_state.pop(_PLACE, None)
    st.session_state.pop("sightings", None)


def _key() -> str:
    # The next box is another one: else Streamlit would hold the file, and the same one could not come again.
    return f"indicators-file-{st.session_state.get('indicators_round', 0)}"


def _plural(name: str, count: int) -> str:
    if count == 1 or name[-1].isdigit() or name in ("JA3S", "HASSH"):
        return name
    return f"{name}es" if name.endswith("s") else f"{name}s"
