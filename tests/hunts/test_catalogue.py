"""The catalogue: what comes along can be used, what a site adds is checked."""

from pathlib import Path

import pytest

from connector.errors import ConfigError
from connector.hunts import FOLDER, Catalogue, Hunt, catalogue, hunt, save, shipped
from connector.query import Query

each_hunt = pytest.mark.parametrize("hunt", shipped(), ids=lambda each: each.slug)


def added(data: Path, name: str, text: str) -> Catalogue:
    (data / FOLDER).mkdir(parents=True, exist_ok=True)
    (data / FOLDER / name).write_text(text)
    return catalogue(data)


def test_thirty_hunts_come_along_each_under_a_name_of_its_own() -> None:
    assert len(shipped()) == 30
    assert len({each.name.lower() for each in shipped()}) == len({each.slug for each in shipped()}) == 30


@each_hunt
def test_a_hunt_says_what_it_asks_why_what_is_normal_and_what_comes_next(hunt: Hunt) -> None:
    Query(hunt.filter)
    assert hunt.question.endswith("?")
    assert hunt.why.endswith(".")
    assert hunt.normal.endswith(".")
    assert hunt.next
    assert hunt.reads
    labels = {"Field", "Value", "Indicator", "Kind", "Decoded", "Signature", "Every", "Events", "Targets", *hunt.columns}
    assert {part.partition("}")[0] for part in hunt.look.split("{")[1:]} <= labels


def test_a_site_adds_its_own_and_replaces_one_that_came_along(tmp_path: Path) -> None:
    found = added(tmp_path, "telnet.yaml", "name: Telnet\nquestion: Who uses telnet?\nfilter: dest_port:23\n")
    assert (len(found.hunts), found.problems) == (31, ())
    own = found.find("telnet")
    assert (own.own, own.fields, own.columns, own.view) == (True, (("src_ip", "dest_ip"),), ("Source", "Target"), "groups")
    found = added(tmp_path, "sweeps.yml", "name: Our sweeps\nquestion: Who?\nfilter: '*'\nfields: [src_ip]\n")
    assert len(found.hunts) == 31
    assert found.find("our sweeps").columns == ("src_ip",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it must hold name, question and filter"),
        ("- a\n", "it must hold name, question and filter"),
        ("name: [\n", "line 2 is no YAML"),
        ("a: &a [*a, *a]\n<<: *a", "is no YAML"),
        ("name: A\nfilter: '*'\n", "it needs a question"),
        ("name: A\nquestion: B?\nfilter: '('\n", "its filter cannot be read"),
        ("name: A\nquestion: B?\nfilter: 3\n", "filter must be a text"),
        ("name: A\nquestion: B?\nfilters: '*'\n", "'filters' is no part of a hunt"),
        ("name: A\nquestion: B?\nview: pie\n", "view may be groups, new"),
        ("name: A\nquestion: B?\nfields: src_ip\n", "fields must be a list"),
        ("name: A\nquestion: B?\nfields: [a, b, c, d]\n", "one to three names"),
        ("name: A\nquestion: B?\nfields: [[a], [b, c]]\n", "the same number"),
        ("name: A\nquestion: B?\nfields: [a]\ncolumns: [A, B]\n", "a name in columns for each"),
        ("name: A\nquestion: B?\nmany: yes\n", "many must be a number"),
        ("name: A\nquestion: B?\nequal: true\nfields: [a]\n", "equal compares two fields"),
        ("name: !!python/object/apply:os.system [id]\n", "is no YAML"),
        ("# " + "x" * 70_000, "it is larger than"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_the_others_stand(tmp_path: Path, text: str, sentence: str) -> None:
    found = added(tmp_path, "own.yaml", text)
    (problem,) = found.problems
    assert sentence in problem
    assert "own.yaml is no hunt: " in problem
    assert "\n" not in problem
    assert len(found.hunts) == 30


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "own.yaml").write_bytes(b"\xff\xfe\x00")
    assert "no text in UTF-8" in catalogue(tmp_path).problems[0]


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    filter = 'http.url:*passwd* AND NOT src_ip:10.0.0.1 OR a:"yes: # \\" no"'
    made = save(tmp_path, "  PowerShell: from outside! ", "Who?", filter, ("src_ip", "http.hostname"))
    assert made.slug == "powershell-from-outside"
    assert catalogue(tmp_path).find(made.slug) == made
    assert (made.filter, made.fields, made.name) == (filter, (("src_ip", "http.hostname"),), "PowerShell: from outside!")
    with pytest.raises(ConfigError, match="choose another name"):
        save(tmp_path, "powershell from outside", "Who?", "*")
    with pytest.raises(ConfigError, match="choose another name"):
        save(tmp_path, "Beacons", "Who?", "*")
    with pytest.raises(ConfigError, match="needs a name"):
        save(tmp_path, "../..", "Who?", "*")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ConfigError, match="There is no hunt 'x'"):
        Catalogue(shipped()).find("x")
    with pytest.raises(ConfigError, match="needs a name"):
        hunt("a", {"question": "B?", "filter": "*"})
