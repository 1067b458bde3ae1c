"""Event text as a spreadsheet may have it."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What makes a spreadsheet run a cell instead of showing it, also behind blanks, and in full width."""


def defused(text: str) -> str:
    """The text, quoted where a spreadsheet would run it; half of a surrogate pair, which no file holds, becomes ``?``."""
    whole = text.encode("utf-8", "replace").decode()
    return f"'{whole}" if whole.lstrip().startswith(_FORMULA) or whole[:1] in ("\t", "\r", "\n") else whole
