"""How a screen is told in words: plain text, for slots that show it as it is."""

from connector.errors import QueryError
from connector.window import Window
from ui import address, text, when
from ui.views.screen import Screen


def about(screen: Screen) -> str:
    """Page, window and filters in one line."""
    return text.visible(" · ".join((address.title(screen.page), spoken(screen), *filters(screen))), 300)


def filters(screen: Screen) -> tuple[str, ...]:
    """Its filters one after the other: the chips, then the Lucene row."""
    return (*screen.filters, *(query for query in (screen.text("q"),) if query))


def spoken(screen: Screen) -> str:
    """Its window: ``last 24h``, ``all time``, or two moments."""
    words = screen.text("window")
    if screen.moves:
        return f"last {words or when.DEFAULT}"
    try:
        return when.spoken(Window.parse(words))
    except QueryError:
        return words


def moving(screen: Screen, window: Window) -> str:
    """What a window that moves will show, as it is resolved now."""
    length = text.span(window.length)
    if screen.text("window"):
        return f"the last {length}, whenever it is opened"
    # Nobody chose it: it is the last day, or that of a capture that ended before.
    return f"the last {length} whenever it is opened, or those of the capture"
