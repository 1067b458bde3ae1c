"""A screen: a page and all of its state, which a view, a question of the history and a link can bring back."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from connector.errors import ConfigError
from connector.window import ALL
from ui import address

_TEXTS = (*address.TEXTS, "q")
_LISTS = ("f", *address.LISTS)
_MOST = 200
"""Texts in one list."""
_LONGEST = 20_000
"""Characters of one text: what a person types or pastes stays far below."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page and its state.

    Attributes:
        page: the name of the page.
        parts: the parameters of its address that are in use, by name: a text each, or several.
    """

    page: str
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, page: str, parts: Mapping[str, tuple[str, ...]]) -> "Screen":
        """A screen of a page and parts in any order, some of them perhaps empty."""
        used = {key: tuple(text for text in texts if text) for key, texts in parts.items()}
        return cls(page, tuple(sorted((key, texts) for key, texts in used.items() if texts)))

    @property
    def filters(self) -> tuple[str, ...]:
        """The chips of the filter box, in order."""
        return dict(self.parts).get("f", ())

    def text(self, key: str) -> str:
        """The text of a part; empty when it is not in use."""
        return "".join(dict(self.parts).get(key, ())[:1])

    def having(self, key: str, text: str) -> "Screen":
        """The same screen with another text as that part; an empty one takes it away."""
        return Screen.of(self.page, {**dict(self.parts), key: (text,)})

    @property
    def moves(self) -> bool:
        """Whether its window ends now, whenever that is; false for two fixed moments and for all time."""
        words = self.text("window").lower()
        return "/" not in words and words != ALL

    def parameters(self) -> list[tuple[str, str]]:
        """Name and text of each parameter of its address: the window first."""
        pairs = [(key, text) for key, texts in self.parts for text in texts]
        return sorted(pairs, key=lambda pair: pair[0] != "window")

    def as_record(self) -> dict[str, object]:
        """What `recorded` reads back, of texts and lists only."""
        return {"page": self.page, **{key: list(texts) if key in _LISTS else texts[0] for key, texts in self.parts}}


def recorded(record: object) -> Screen:
    """The screen that a record holds.

    Raises:
        ConfigError: it holds none, or one that this version does not know.
    """
    if not isinstance(record, Mapping):
        raise ConfigError("It is no object with a page and its filters.")
    page = record.get("page")
    if not isinstance(page, str) or page not in address.PAGES:
        raise ConfigError(f"It names the page {str(page)[:40]!r}, which is not here.")
    parts: dict[str, tuple[str, ...]] = {}
    for key, value in record.items():
        if key == "page":
            continue
        texts = value if key in _LISTS else [value] if key in _TEXTS else None
        if not isinstance(texts, list) or not all(map(_is_text, texts)):
            raise ConfigError(f"Its part {str(key)[:40]!r} is not known here, or holds something else than text.")
        if len(texts) > _MOST or any(len(text) > _LONGEST for text in texts):
            raise ConfigError(
                f"Its part {key!r} holds more than {_MOST} texts, or one of more than {_LONGEST:,} characters: shorten it."
            )
        parts[key] = tuple(texts)
    return Screen.of(page, parts)


def present(page: str) -> Screen:
    """The screen as its reader has it now."""
    # The Lucene row is drawn after what asks this: before its first drawing only the address knows it.
    texts = {key: (st.session_state.get(key, st.query_params.get(key)) or "",) for key in _TEXTS}
    lists = {key: tuple(st.session_state.get(key, st.query_params.get_all(key)) or ()) for key in _LISTS}
    return Screen.of(page, texts | lists)


def show(screen: Screen) -> None:
    """Brings a screen back, whole: what it does not have goes. For callbacks; `arrive` does the rest."""
    st.session_state["wanted"] = screen


def arrive(page: str) -> bool:
    """Goes to the page of the screen that is wanted, and sets its state before anything is drawn.

    Args:
        page: the page that is being drawn.

    Returns:
        Whether the state was set: then the address has nothing more to say.
    """
    wanted: Screen | None = st.session_state.pop("wanted", None)
    if wanted is not None and wanted.page != page:
        st.session_state["arriving"] = wanted
        # Without the address: every key is set on arrival, and Streamlit refuses to set those that are bound here.
        st.switch_page(address.script(wanted.page), query_params={})
    # Once: who went elsewhere meanwhile stays there.
    arriving: Screen | None = st.session_state.pop("arriving", None)
    here = wanted or arriving
    if here is None or here.page != page:
        return False
    parts = dict(here.parts)
    for key in _TEXTS:
        st.session_state[key] = here.text(key)
    for key in _LISTS:
        st.session_state[key] = list(parts.get(key, ()))
    return True


def _is_text(value: object) -> bool:
    # A lone surrogate can neither be stored nor sent to the browser.
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
