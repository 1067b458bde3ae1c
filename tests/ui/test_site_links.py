"""The site's own links: what the file may say, and that no value escapes from its address."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from ui.site_links import FILE, SiteLink, read

GOOD = '[[link]]\nname = "Inventory"\nfields = ["src_ip", "dest_ip"]\nurl = "https://tool.test/host/{value}?from=evelens"\n'


def written(folder: Path, text: str) -> Path:
    (folder / FILE).write_text(text, "utf-8")
    return folder


def test_there_are_none_by_default(tmp_path: Path) -> None:
    assert read(tmp_path).links == read(tmp_path).problems == ()


def test_a_link_is_offered_for_its_fields_alone(tmp_path: Path) -> None:
    links = read(written(tmp_path, GOOD))
    assert links.problems == ()
    assert [link.name for link in links.of("dest_ip")] == ["Inventory"]
    assert links.of("host") == ()


@pytest.mark.parametrize(
    "value", ["10.0.0.1", "../../admin?x=1#y", 'a"b<c> d', "日本\u202e", "%2F{value}", "javascript:alert(1)", "\ud800"]
)
def test_nothing_in_a_value_has_a_meaning_in_its_address(value: str) -> None:
    address = SiteLink("x", frozenset(("f",)), "https://tool.test/host/{value}?from=evelens").to(value)
    assert address is not None
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "tool.test", "from=evelens", "")
    assert parts.path.count("/") == 2
    assert unquote(parts.path) == f"/host/{value.encode('utf-8', 'replace').decode()}"


def test_a_value_too_long_for_an_address_has_no_link() -> None:
    assert SiteLink("x", frozenset(("f",)), "https://tool.test/{value}").to("A" * 5_000) is None


@pytest.mark.parametrize("value", [".", ".."])
def test_a_value_that_is_a_step_in_the_path_has_no_link(value: str) -> None:
    assert SiteLink("x", frozenset(("f",)), "https://tool.test/ip/{value}/x").to(value) is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert({value})", "ftp://tool.test/{value}", "//tool.test/{value}", "/{value}", "https://{value}.test/",
        "{value}", "https://tool.test/", "https:///{value}", "data:text/html,{value}", "https://[::1/{value}", "https://{value}@tool.test/x",
    ],
)  # fmt: skip
def test_an_address_that_is_no_web_address_is_refused_in_a_sentence(tmp_path: Path, url: str) -> None:
    links = read(written(tmp_path, GOOD + f'[[link]]\nname = "x"\nfields = ["a"]\nurl = "{url}"\n'))
    assert [link.name for link in links.links] == ["Inventory"], "the others stay"
    (problem,) = links.problems
    assert problem.startswith(f"Link 2 of {tmp_path / FILE} needs an address such as https://tool.example/{{value}}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[link]", "is no TOML"),
        ("link = 3", "may hold [[link]] entries only"),
        ("[other]\nx = 1", "may hold [[link]] entries only"),
        ("link = [1]", "needs name, fields and url"),
        ('[[link]]\nname = "x"\nurl = "https://a.test/{value}"', "needs name, fields and url"),
        ('[[link]]\nname = " "\nfields = ["a"]\nurl = "https://a.test/{value}"', "needs a name"),
        ('[[link]]\nname = "x"\nfields = []\nurl = "https://a.test/{value}"', "needs a list of fields"),
        ('[[link]]\nname = "x"\nfields = ["a", 1]\nurl = "https://a.test/{value}"', "needs a list of fields"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    links = read(written(tmp_path, text))
    assert links.links == ()
    (problem,) = links.problems
    assert said in problem


def test_a_file_that_is_no_text_or_no_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    assert len(read(tmp_path).problems) == 1
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).mkdir()
    assert len(read(tmp_path).problems) == 1
