"""The vocabulary of the charts."""

import tomllib
from pathlib import Path

from ui import charts


def test_words_have_a_colour_each_in_both_themes() -> None:
    themes = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text())["theme"]
    for name in ("light", "dark"):
        assert len(themes[name]["chartCategoricalColors"]) == len(charts.WORDS)
