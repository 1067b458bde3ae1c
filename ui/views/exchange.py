"""Saved views as a file: all of them out, and another one's in."""

import json

import streamlit as st

from connector.errors import ConfigError
from ui import text
from ui.views import saved
from ui.views.screen import recorded
from ui.views.store import Store, View

_KIND = "evelens views"
_MOST = 1_000
_LARGEST = 1


def draw(store: Store) -> None:
    """Draws both ways.

    Raises:
        ConfigError: the store cannot be used.
    """
    views = store.views()
    st.download_button(
        f"Export all {len(views)} views" if len(views) != 1 else "Export the only view",
        data=lambda: written(views),
        file_name="views.json",
        mime="application/json",
        icon=":material/download:",
        key="views_export",
        on_click="ignore",
        disabled=not views,
    )
    given = st.file_uploader(
        f"Import a file of views, at most {_LARGEST} MB", type="json", key="views_import", max_upload_size=_LARGEST
    )
    if given is None:
        return
    try:
        found = read(given.getvalue())
    except ConfigError as error:
        st.text(text.visible(error))
        return
    known = {view.name.casefold() for view in views}
    new = tuple(view for view in found if view.name.casefold() not in known)
    st.text(f"The file holds {_counted(len(found))}, {len(new)} of them new.")
    with st.container(horizontal=True, gap="xsmall"):
        if new:
            st.button(f"Add the {len(new)} new", key="views_add", on_click=_take, args=(store, new))
        if len(new) < len(found):
            st.button("Take all, replace those known", key="views_take", on_click=_take, args=(store, found))


def written(views: tuple[View, ...]) -> bytes:
    """The views as a JSON file that `read` reads."""
    records = [{"name": view.name, **view.screen.as_record()} for view in views]
    return json.dumps({"kind": _KIND, "version": 1, "views": records}, indent=2, ensure_ascii=False).encode()


def read(content: bytes) -> tuple[View, ...]:
    """The views of a file.

    Raises:
        ConfigError: it is no such file, or one of its views cannot be used; then none is.
    """
    if len(content) > _LARGEST * 1_000_000:
        raise ConfigError(f"The file is larger than {_LARGEST} MB: choose one that EveLens exported.")
    try:
        file = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ConfigError("The file is not JSON: choose one that EveLens exported.") from error
    records = file.get("views") if isinstance(file, dict) and file.get("kind") == _KIND and file.get("version") == 1 else None
    if not isinstance(records, list) or len(records) > _MOST:
        raise ConfigError("The file holds no views of EveLens: choose one that EveLens exported.")
    return tuple(_view(number, record) for number, record in enumerate(records, 1))


def _view(number: int, record: object) -> View:
    name = record.pop("name", None) if isinstance(record, dict) else None
    if not isinstance(name, str) or not saved.clean(name):
        raise ConfigError(f"View {number} of the file has no name: nothing was taken.")
    try:
        return View(saved.clean(name), recorded(record).having("source", ""))
    except ConfigError as error:
        raise ConfigError(f"View {number} of the file cannot be used, and nothing was taken. {error}") from error


def _counted(count: int) -> str:
    return "1 view" if count == 1 else f"{count} views"


def _take(store: Store, views: tuple[View, ...]) -> None:
    try:
        store.save_all(views)
    except ConfigError as error:
        st.session_state["view_said"] = text.visible(error)
