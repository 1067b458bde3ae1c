"""What a notebook's surroundings say: words that mean yes or no, and the checkout it lies in."""

from pathlib import Path

from connector.notebooks.refusals import RefusedSetting
from connector.switches import truth


def check_str_bool(value: object) -> bool:
    """Whether a word means yes; upper and lower case are one, and so are ``True`` and 1.

    Raises:
        RefusedSetting: it is none of y, yes, t, true, on, 1, enable, enabled, n, no, f, false, off, 0, disable, disabled.
    """
    meant = truth(str(value))
    if meant is None:
        raise RefusedSetting(f"{str(value)[:40]!r} means neither yes nor no: write yes or no.")
    return meant


def get_git_root() -> str:
    """The folder of the checkout that the current folder lies in; git itself is not needed.

    Raises:
        RefusedSetting: the current folder lies in no checkout.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ".git").exists():
            return str(folder)
    raise RefusedSetting(f"{here} lies in no git checkout: nothing here needs one, so name the folder itself.")
