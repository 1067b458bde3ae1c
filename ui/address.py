"""The address of a page: which parts of the screen it carries, and where the pages are."""

from pathlib import Path
from urllib.parse import urlencode

_GRAPH = ("ends", "weight", "least", "links", "most", "layout")

TEXTS = (
    "source",
    "window",
    "columns",
    "field",
    "flow",
    "by",
    "sort",
    "state",
    "view",
    "groups",
    "against",
    "capture",
    "protocol",
    "hunt",
    "mark",
    *_GRAPH,
)
"""The parameters that hold a text, on every page; the Lucene row's is ``q``."""

LISTS = ("hide",)
"""Those that hold several, each repeated; the filter box's is ``f``."""

PAGES = frozenset(path.stem for path in (Path(__file__).parents[1] / "pages").glob("*.py"))
"""The names of the pages."""

_FIRST = "overview"


def script(page: str) -> str:
    """Where the page's script lies, as links and switches of Streamlit want it."""
    return f"../pages/{page}.py"


def title(page: str) -> str:
    """What the navigation calls it."""
    return page.capitalize()


def link(base: str, page: str, parameters: list[tuple[str, str]]) -> str:
    """The address of a page with these parameters.

    Args:
        base: the address of the first page, without a slash at the end; empty for a link from the same server.
        page: the name of the page.
        parameters: name and text, repeated for lists.
    """
    path = "" if page == _FIRST else page
    return f"{base}/{path}" + (f"?{urlencode(parameters, safe='/:,*')}" if parameters else "")
