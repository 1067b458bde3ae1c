"""What the Overview says in words: pure functions from answers to sentences, facts and links."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from connector.query import Query
from connector.window import Window
from ui import text

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Less than this share of difference is not worth a word.
_USUAL = 0.2


@dataclass(frozen=True)
class Headline:
    """The first line of the Overview.

    Attributes:
        urgent: True for "Look at this", False for "Quiet".
        bold: Markdown; what matters.
        rest: Markdown; what adds to it.
    """

    urgent: bool
    bold: str
    rest: str = ""


def headline(severe: pd.DataFrame, counts: dict[str, int], before: dict[str, int] | None, query: Query, whole: bool) -> Headline:
    """One true sentence about the alerts of a window.

    Args:
        severe: the severe alerts grouped by ``src_ip``, ``dest_ip`` and ``alert.signature``, with ``first`` and ``last``.
        counts: alerts by the word of their severity.
        before: the same of the window before; ``None`` when nothing is known of it.
        query: the window that the numbers are about, and now.
        whole: whether ``severe`` holds all of its groups; else nothing is said of what they share.
    """
    window, count, suspicious = query.window, counts.get("severe", 0), counts.get("suspicious", 0)
    if not count:
        usual = _as_usual(suspicious, before, window)
        return Headline(False, f"No severe alerts {in_words(query)}, {_amount(suspicious)} suspicious{usual}.")
    host = common_host(severe) if whole else None
    about = f", all about {text.code(host)}" if host else ""
    bold = f"{counted(count, 'severe alert')}{about}.{_severe_before(before, window)}"
    if severe.empty or not whole:
        return Headline(True, bold)
    signatures, first, last = severe["alert.signature"].nunique(dropna=False), severe["first"].min(), severe["last"].max()
    times = f"first {_brief(first, window)}, last {_brief(last, window)}" if count > 1 else f"at {_brief(first, window)}"
    return Headline(True, bold, f"{_amount(signatures).capitalize()} {_plural(signatures, 'signature')}, {times}.")


def common_host(groups: pd.DataFrame) -> str | None:
    """The address that is source or target of every group; the one with more events as source when there are two."""
    if groups.empty:
        return None
    pairs = [frozenset(pair) for pair in zip(groups["src_ip"], groups["dest_ip"], strict=True)]
    shared = {address for address in frozenset.intersection(*pairs) if isinstance(address, str)}
    return max(shared, key=lambda address: (int((groups["src_ip"] == address).sum()), address), default=None)


def in_words(query: Query) -> str:
    """``in the last 24 h``; ``in these 24 h`` for a window that ended before now; ``at any time`` for all time."""
    if not query.window.bounded:
        return "at any time"
    length = text.span(query.window.length)
    current = query.window.end is not None and timedelta(0) <= query.window.end - query.now < timedelta(minutes=1)
    if length == "1 h":
        return "in the last hour" if current else "in this hour"
    return f"in {'the last' if current else 'these'} {length}"


def onset(counts: pd.DataFrame) -> datetime | None:
    """The first moment after which four fifths of the events lie, when that is less than half of the window.

    Args:
        counts: the frame of a `connector.answers.Timeline` without ``by``.
    """
    total = int(counts["count"].sum())
    if total < 10:
        return None
    after = counts["count"][::-1].cumsum()[::-1]
    late = counts[after >= total * 0.8]
    return late["time"].iloc[-1].to_pydatetime() if len(late) > len(counts) / 2 else None


def busiest(groups: pd.DataFrame) -> str | None:
    """The source with the most alerts, from groups of ``src_ip`` and ``alert.severity``; ``None`` without any."""
    totals = groups.dropna(subset="src_ip").groupby("src_ip")["count"].sum()
    return None if totals.empty else str(totals.idxmax())


def covered(counts: pd.DataFrame, step: timedelta) -> Window:
    """The window that the buckets of an unbounded timeline cover; all time when there is no bucket."""
    if counts.empty:
        return Window()
    return Window(counts["time"].min().to_pydatetime(), counts["time"].max().to_pydatetime() + step)


def comparable(window: Window, first: datetime | None) -> bool:
    """Whether the window before was watched: the data begins before it, give or take a twentieth.

    Args:
        window: a window; all time has none before it.
        first: the first event of the source.
    """
    return window.start is not None and first is not None and window.start - first >= window.length * 0.95


def unknown_before(window: Window, first: datetime | None) -> str:
    """Why nothing is compared."""
    if not window.bounded or first is None:
        return "all time: nothing before"
    return f"data begins {text.moment(first, seconds=False)}"


def rarer(keys: list[object], most: int = 3) -> str:
    """``other: quic, mqtt, …``: Markdown that names the types without a colour of their own; empty without any.

    Args:
        keys: the types, most frequent first; missing for all the rest of them.
        most: how many are named.
    """
    names = [text.plain(key, 30) for key in keys if isinstance(key, str)]
    shown = names[:most] + (["…"] if len(names) > most or len(names) < len(keys) else [])
    return f"other: {', '.join(shown)}" if names else ""


def counted(count: int, noun: str) -> str:
    """``1 event``, ``865 events``."""
    return f"{text.number(count)} {_plural(count, noun)}"


def _severe_before(before: dict[str, int] | None, window: Window) -> str:
    if before is None:
        return ""
    earlier = before.get("severe", 0)
    return f" {_amount(earlier).capitalize() if earlier else 'None'} in the {text.span(window.length)} before."


def _as_usual(count: int, before: dict[str, int] | None, window: Window) -> str:
    if before is None:
        return ""
    earlier = before.get("suspicious", 0)
    if abs(count - earlier) <= max(earlier, 1) * _USUAL:
        return f", about as many as in the {text.span(window.length)} before"
    return f", {'more' if count > earlier else 'fewer'} than the {text.number(earlier)} in the {text.span(window.length)} before"


def _amount(count: int) -> str:
    return _SMALL[count] if count < len(_SMALL) else text.number(count)


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def _brief(moment: datetime, window: Window) -> str:
    return f"{moment:%H:%M}" if window.bounded and window.length <= timedelta(days=1) else text.moment(moment, seconds=False)
