"""Rules: what they look for, and where it stands."""

from pathlib import Path

import pytest

from connector.errors import ConfigError
from connector.rules import Content, Folder, parsed

RULE = (
    'alert http $HOME_NET any -> any any (msg:"ET \\"X\\" GET; really"; flow:established,to_server; http.method; content:"GET"; '
    'http.uri; content:"/a|3b 20|b"; nocase; content:!"|00|"; pkt_data; content:"a\\;b\\|"; content:"old"; http_header; '
    "reference:cve,2020-1472; metadata:created_at 2020_01_01, mitre_technique_id T1071; sid:2052103; rev:3;)"
)


def test_a_rule_is_read() -> None:
    rule = parsed(RULE)
    assert rule.message == 'ET \\"X\\" GET; really'
    assert rule.contents == (
        Content("GET", b"GET", buffer="http.method"),
        Content("/a|3b 20|b", b"/a; b", nocase=True, buffer="http.uri"),
        Content("|00|", b"\x00", negated=True, buffer="http.uri"),
        Content("a\\;b\\|", b"a;b|"),
        Content("old", b"old", buffer="http_header"),
    )
    assert rule.references == ("cve,2020-1472",)
    assert rule.metadata == (("created_at", "2020_01_01"), ("mitre_technique_id", "T1071"))


@pytest.mark.parametrize(
    "text", ["", "alert", "((((", "(content:", '(content:"a', "(content:|zz|;)", "(content:;nocase;http_uri;)", "(" * 9_999]
)
def test_what_is_no_rule_breaks_nothing(text: str) -> None:
    assert parsed(text).text == text.strip()


def test_contents_are_found_in_bytes() -> None:
    assert Content("x", b"ab").places(b"abAB ab") == [0, 5]
    assert Content("x", b"ab", nocase=True).places(b"abAB ab") == [0, 2, 5]
    assert Content("x", b".").places(b"ab.") == [2]
    assert Content("", b"").places(b"ab") == []


def test_a_folder_finds_rules_by_their_id(tmp_path: Path) -> None:
    (tmp_path / "a.rules").write_text(f'# comment\n#alert ip any any -> any any (msg:"off"; sid:7;)\n{RULE}\n')
    (tmp_path / "b.rules").write_text('#alert ip any any -> any any (msg:"off too"; sid:2052103;)\nalert ip (sid:8;)\n')
    folder = Folder.read(tmp_path)
    found, off = folder.rule(2052103), folder.rule(7)
    assert found is not None
    assert found.text == RULE
    assert off is not None
    assert off.message == "off"
    assert folder.rule(1) is None


def test_a_rule_over_several_lines_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.rules").write_text('alert tcp any any -> any any (msg:"x"; \\\n  content:"abc"; \\\n  sid:9; rev:1;)\n')
    found = Folder.read(tmp_path).rule(9)
    assert found is not None
    assert [content.sought for content in found.contents] == [b"abc"]


def test_a_folder_without_rules_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no \*.rules files"):
        Folder.read(tmp_path)
