"""How text is shown: the only place that decides what becomes of untrusted event text, and of numbers and times.

Every string inside an event was written by an attacker. Three ways out exist: `visible` for slots that show text as it is (table
cells, ``st.text``, chart labels), `code` for slots that read Markdown, `plain` for short words of Markdown slots.
"""

import ipaddress
import re
from datetime import UTC, datetime, timedelta

# Control characters, bidi controls, zero-width and other invisible ones: they blank charts (newline, ESC, U+2028), spoof file
# names (U+202E) and hide words. The replacement is what a person can read and search for.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SHORT = {"\n": "↵", "\t": "⇥", "\r": "␍", "\x00": "␀", "\x1b": "␛"}
_BACKTICKS = re.compile("`+")
_PLAIN = re.compile(r"[^\w .,+/%()-]|__|--|->|//|www\.", re.IGNORECASE)
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_LONGEST = 500
"""Characters that a cell or a sentence shows of one value; the whole text is in the event's JSON."""


def visible(text: object, longest: int | None = _LONGEST) -> str:
    """The text on one line with nothing hidden in it: for slots that show text as it is.

    Lone surrogates become U+FFFD, control, bidi and zero-width characters become marks such as ``↵`` or ``<U+202E>``.

    Args:
        text: anything; ``None`` is the empty text.
        longest: the number of characters after which ``…`` stands for the rest; ``None`` for all of them.
    """
    if text is None:
        return ""
    whole = str(text)
    if longest is not None and len(whole) > longest:
        whole = whole[:longest] + "…"
    # A lone surrogate cannot be sent to the browser: it would end the page.
    return _INVISIBLE.sub(_mark, _SURROGATES.sub("\ufffd", whole))


def code(text: object, longest: int | None = _LONGEST) -> str:
    """A Markdown code span that holds the text: nothing inside it is read as markup, link, image or emoji."""
    shown = visible(text, longest)
    if not shown.strip():
        return "`(empty)`" if not shown else "`(blank)`"
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(shown)), default=0))
    # The blanks are part of the syntax: without them a backtick at the edge would close the span.
    return f"{fence} {shown} {fence}" if "`" in shown or shown != shown.strip() else f"{fence}{shown}{fence}"


def plain(text: object, longest: int | None = 80) -> str:
    """The text for slots that read Markdown, as it is when it holds only harmless characters, else as `code`."""
    shown = visible(text, longest)
    return code(text, longest) if not shown or _PLAIN.search(shown) or shown != shown.strip() else shown


def address(text: object) -> str:
    """An address as short as it can be written, ``2001:db8::1``; anything else as `visible`, at most 60 characters of it."""
    try:
        return ipaddress.ip_address(str(text)).compressed
    except ValueError:
        return visible(text, 60)


def number(value: float) -> str:
    """``53,635``."""
    return f"{value:,.0f}"


def change(value: float) -> str:
    """``+1,934``, ``-12``, ``0``."""
    return f"{value:+,.0f}" if value else "0"


def size(count: float) -> str:
    """Bytes in decimal units: ``112 B``, ``16.2 kB``."""
    for unit in _UNITS:
        if abs(count) < 999.95 or unit == _UNITS[-1]:
            break
        count /= 1_000
    return f"{count:.0f} B" if unit == "B" else f"{count:,.1f} {unit}"


def span(length: timedelta) -> str:
    """A length of time in at most two units: ``0.35 s``, ``81 s``, ``20 min``, ``3 h 21 min``, ``24 h``, ``2 d 4 h``."""
    seconds = length.total_seconds()
    if abs(seconds) < 1:
        return f"{seconds:.2g} s" if seconds else "0 s"
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 else ""
    if whole <= 90:
        return f"{sign}{whole} s"
    # A day is spoken of as 24 hours.
    days, rest = divmod(whole, 86_400) if whole >= 2 * 86_400 else (0, whole)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    first = next(index for index, (count, _) in enumerate(parts) if count)
    return sign + " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count)


def moment(time: datetime, seconds: bool = True, now: datetime | None = None) -> str:
    """``31 Oct 14:38:21`` in UTC; with the year when it is not the current one. The reader is told UTC once, elsewhere."""
    utc = time.astimezone(UTC)
    year = "" if utc.year == (now or datetime.now(UTC)).year else f" {utc.year}"
    return f"{utc.day} {_MONTHS[utc.month - 1]}{year} {utc:%H:%M}" + (f":{utc:%S}" if seconds else "")


def clock(time: datetime) -> str:
    """``14:38:21.123`` in UTC: the time of day with milliseconds, for event tables."""
    utc = time.astimezone(UTC)
    return f"{utc:%H:%M:%S}.{utc.microsecond // 1_000:03d}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""English, whatever the locale of the process: the sentences around them are."""


def _mark(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"<U+{ord(character):04X}>"
