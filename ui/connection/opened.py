"""A file that somebody drops onto the page: looked at at once, by this browser alone, and removed when asked."""

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from connector.errors import ConnectorError
from connector.query import Query
from ui import bar, sources, summary, text
from ui.panels import panel
from ui.selection import Selection
from ui.states import reading_words
from ui.uploads import LARGEST, MOST, Upload

_OVERVIEW = "../pages/overview.py"
"""As Streamlit wants it: relative to the script that runs first, `ui.frame`."""


def draw(here: Selection) -> None:
    """Draws the place for a file, and the files that are open."""
    with panel("Open a file", "for this browser alone", key="opened"):
        if sources.settings().allow_remote:
            st.caption("This dashboard answers other machines, without a login: its files are those of `EVE_PATH`.")
            return
        st.file_uploader("An EVE file", key=_key(), max_upload_size=LARGEST, on_change=_take, label_visibility="collapsed")
        st.caption(
            f"`eve.json`, plain or packed (gzip, zstd, xz, bzip2), at most {LARGEST} MB and {MOST} files. A copy is read on "
            "this machine; it goes when you remove it, when EveLens ends, and after a day once another file comes. "
            "A larger file, or one that grows: name it in `EVE_PATH`."
        )
        _draw_refusal()
        for upload in sources.uploads():
            _draw_upload(upload, here)


def _draw_refusal() -> None:
    told: tuple[str, str] | None = st.session_state.get("open-refused")
    if told is None:
        return
    name, reason = told
    with st.container(key="open-refused-told", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.badge("Not opened", icon=":material/error:", color="red")
        # Not Markdown: somebody else may have named the file.
        st.text(f"{text.visible(name, 60)}: {text.visible(reason)}")


def _draw_upload(upload: Upload, here: Selection) -> None:
    shown = upload.name == here.source
    with st.container(key=f"open-{upload.name}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        with st.container(gap=None):
            st.markdown(f"{text.code(upload.title)}  :small[:gray[{text.size(upload.size)}, opened {upload.since:%H:%M} UTC]]")
            waits = _reading(upload.name)
            st.fragment(_draw_state, run_every=1 if waits else None)(upload.name, waits)
        if shown:
            st.page_link(_OVERVIEW, label="Look at it", icon=":material/arrow_forward:", icon_position="right", width="content")
        else:
            st.button("Show it", icon=":material/visibility:", key=f"show-{upload.name}", on_click=_show, args=(upload.name,))
        st.button("Remove", icon=":material/delete:", key=f"remove-{upload.name}", on_click=_remove, args=(upload.name,))


def _draw_state(name: str, waits: bool) -> None:
    try:
        progress = sources.opened(name).progress()
        if progress is not None:
            st.markdown(f":small[{reading_words(progress)}]")
            return
        if waits:
            st.rerun()  # the doctor above has more to say now
        span = Selection(name, Query()).span()
    except ConnectorError as error:
        st.text(text.visible(error))
        return
    where = "" if not (span.first and span.last) else f", {text.moment(span.first, False)} to {text.moment(span.last, False)} UTC"
    st.caption(f"{summary.counted(span.count or 0, 'event')}{where}")


def _reading(name: str) -> bool:
    try:
        return sources.opened(name).progress() is not None
    except ConnectorError:
        return False


def _take() -> None:
    state = st.session_state
    file: UploadedFile | None = state[_key()]
    if file is None:
        return
    # The next box is another one, so that the same file may come again.
    state["open-round"] = state.get("open-round", 0) + 1
    state.pop("open-refused", None)
    try:
        upload = sources.add_upload(file.name, file)
    except ConnectorError as error:
        state["open-refused"] = file.name, str(error)
        return
    finally:
        _release(file)
    _show(upload.name)


def _release(file: UploadedFile) -> None:
    # Else Streamlit holds the bytes in memory until the session ends.
    run = get_script_run_ctx()
    if run is not None and isinstance(run.uploaded_file_mgr, MemoryUploadedFileManager):
        run.uploaded_file_mgr.remove_file(run.session_id, file.file_id)


def _show(name: str) -> None:
    st.session_state["source"] = name
    # The default window finds the events of a file, however old they are.
    bar.set_window("")


def _remove(name: str) -> None:
    sources.remove_upload(name)
    if st.session_state.get("source") == name:
        st.session_state["source"] = ""


def _key() -> str:
    return f"open-file-{st.session_state.get('open-round', 0)}"
