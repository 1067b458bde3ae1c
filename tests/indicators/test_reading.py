"""Lists of indicators as people send them: defanged, pasted whole, with columns, and as exports."""

import json

import pytest

from connector.errors import QueryError
from connector.indicators import Read, read, reading
from connector.indicators.recognized import NotAnIndicator, recognized, refanged

SHA256 = "730660c386bbf593b0aa6aec091b91c3baba60ae955efdefbc90742f79ceac13"
SHA1, MD5 = SHA256[:40], SHA256[:32]
JA4 = "t13d1517h2_8daaf6152771_b1ff8ab2d16f"


def held(found: Read) -> list[tuple[str, str]]:
    return [(each.type, each.value) for each in found.indicators]


def refused(found: Read) -> list[tuple[int, str]]:
    return [(each.place, each.text) for each in found.rejected]


@pytest.mark.parametrize(
    ("written", "type", "value"),
    [
        ("evil[.]example[.]com", "domain", "evil.example.com"),
        ("evil(.)example{.}com", "domain", "evil.example.com"),
        ("evil[dot]example (DOT) com", "domain", "evil.example.com"),
        ("evil\\.example[.com", "domain", "evil.example.com"),
        ("*.Evil.Example.COM.", "domain", "evil.example.com"),
        ("_dmarc.bücher.example", "domain", "_dmarc.xn--bcher-kva.example"),
        ("192.0.2[.]7", "address", "192.0.2.7"),
        ("192.0.2.7:8443", "address", "192.0.2.7"),
        ("2001:0DB8:0000::0001", "address", "2001:db8::1"),
        ("2001[:]db8::1", "address", "2001:db8::1"),
        ("[2001:db8::1]:443", "address", "2001:db8::1"),
        ("192.0.2.7/24", "network", "192.0.2.0/24"),
        ("192.0.2.7/32", "address", "192.0.2.7"),
        ("2001:db8::/32", "network", "2001:db8::/32"),
        ("hxxps[://]Evil[.]com/A?b=C#d", "url", "https://evil.com/A?b=C"),
        ("hXXp://evil[.]com:80", "url", "http://evil.com/"),
        ("http[:]//192.0.2[.]7:8080/x", "url", "http://192.0.2.7:8080/x"),
        ("evil.com/x", "url", "http://evil.com/x"),
        ("fxp://evil.com/x", "url", "ftp://evil.com/x"),
        ("Bad.Man[@]evil[.]com", "email", "bad.man@evil.com"),
        ("bad [at] evil [dot] com", "email", "bad@evil.com"),
        (f" '{MD5.upper()}' ", "md5", MD5),
        (SHA1, "sha1", SHA1),
        (":".join(SHA1[place : place + 2] for place in range(0, 40, 2)).upper(), "sha1", SHA1),
        (SHA256, "sha256", SHA256),
        (JA4, "ja4", JA4),
    ],
)
def test_a_text_is_recognized_defanged_or_not(written: str, type: str, value: str) -> None:
    found = recognized(written)
    assert (found.type, found.value) == (type, value)


@pytest.mark.parametrize(
    "written", ["", "word", "a b", "999.1.1.1", "1.2.3", "0.0.0.0/0", "::/0", "-.com", "a..b", "http://", "http://[x/", "x@y",
                MD5[:-1], "x" * 64 + ".com", "http://evil.com/" + "x" * 300, "http://evil.com:99999/"]
)  # fmt: skip
def test_what_is_no_indicator_says_why(written: str) -> None:
    with pytest.raises(NotAnIndicator) as error:
        recognized(written)
    assert str(error.value).endswith(".")


def test_refanging_leaves_other_brackets_alone() -> None:
    assert refanged("see [1], f(x) and {a}") == "see [1], f(x) and {a}"


def test_a_list_gives_each_once_and_says_what_it_could_not_read() -> None:
    found = read("# from a friend\nevil.com\n\nEVIL[.]com\nnonsense\n192.0.2.7  # the second stage\n")
    assert (found.form, held(found), found.repeated) == ("text", [("domain", "evil.com"), ("address", "192.0.2.7")], 1)
    assert refused(found) == [(5, "nonsense")]


def test_a_report_pasted_whole_gives_what_looks_like_indicators() -> None:
    found = read(
        "The loader (invoice.exe, see annex.pdf) asked krd6[.]com and www.evil.top, e.g. over 192.0.2.7:443.\n"
        f"It fetched hxxp://192.0.2[.]8/share/avp.msi, whose sum is {SHA256}. Mail from bad@evil.ru; "
        "then node.start was called, and script[.]sh resolved.\n"
    )
    assert held(found) == [
        ("domain", "krd6.com"), ("domain", "www.evil.top"), ("address", "192.0.2.7"), ("url", "http://192.0.2.8/share/avp.msi"),
        ("sha256", SHA256), ("email", "bad@evil.ru"), ("domain", "script.sh"),
    ]  # fmt: skip
    assert [each.text for each in found.rejected] == ["invoice.exe", "annex.pdf", "node.start"]


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    found = read(
        "\ufefffirst_seen,ioc_type,ioc_value,comment\n"
        '2026-01-01,domain,evil.com,"one, two"\n'
        "2026-01-01,ip:port,192.0.2.7:443,c2\n"
        f"2026-01-01,md5_hash,{MD5},\n"
        "2026-01-01,mutex,Global\\x,\n"
        "2026-01-01,domain,nope,\n"
    )
    assert (found.form, held(found)) == ("CSV", [("domain", "evil.com"), ("address", "192.0.2.7"), ("md5", MD5)])
    assert refused(found) == [(5, "Global\\x"), (6, "nope")]
    several = read(f"# sha256_hash;ja3;hostname\n{SHA256};{MD5};a.evil.com\n;;b.evil.com\n")
    assert held(several) == [("sha256", SHA256), ("ja3", MD5), ("domain", "a.evil.com"), ("domain", "b.evil.com")]


def test_stix_gives_simple_patterns_and_observables() -> None:
    patterns = [
        "[domain-name:value = 'evil.com']",
        "[ipv4-addr:value = '192.0.2.7' OR ipv4-addr:value = '192.0.2.8'] OR [url:value = 'http://evil.com/x']",
        f"[file:hashes.'SHA-256' = '{SHA256}']",
        f"[file:hashes.MD5 IN ('{MD5}')]",
        "[ipv4-addr:value ISSUBSET '198.51.100.0/24']",
        "[domain-name:value = 'a.com' AND ipv4-addr:value = '192.0.2.9']",
        "[domain-name:value LIKE '%.com']",
        "[file:name = 'a.exe']",
        "[domain-name:value = 'late.com'] FOLLOWEDBY [domain-name:value = 'later.com']",
    ]
    objects: list[object] = [
        {"type": "indicator", "spec_version": "2.1", "pattern_type": "stix", "pattern": each} for each in patterns
    ]
    objects += [
        {"type": "indicator", "pattern": "[domain-name:value = 'old.com']", "revoked": True},
        {"type": "indicator", "pattern_type": "yara", "pattern": "rule x {}"},
        {"type": "email-addr", "value": "bad@evil.com"},
        {"type": "observed-data", "objects": {"0": {"type": "file", "hashes": {"SHA-1": SHA1}}}},
        {"type": "malware", "name": "x"},
        7,
    ]
    found = read(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}))
    assert found.form == "STIX 2"
    assert held(found) == [
        ("domain", "evil.com"), ("address", "192.0.2.7"), ("address", "192.0.2.8"), ("url", "http://evil.com/x"),
        ("sha256", SHA256), ("md5", MD5), ("network", "198.51.100.0/24"), ("email", "bad@evil.com"), ("sha1", SHA1),
    ]  # fmt: skip
    assert [each.place for each in found.rejected] == [6, 7, 8, 9, 10, 11, 15]


def test_misp_gives_the_attributes_that_are_meant_for_detection() -> None:
    def attribute(type: str, value: str, to_ids: bool = True) -> dict[str, object]:
        return {"type": type, "value": value, "to_ids": to_ids}

    event = {
        "Attribute": [
            attribute("domain|ip", "evil.com|192.0.2.7"), attribute("filename|sha256", f"a.exe|{SHA256}"),
            attribute("ja3-fingerprint-md5", MD5), attribute("domain", "benign.com", to_ids=False), attribute("mutex", "x"),
        ],
        "Object": [{"Attribute": [attribute("hostname|port", "c2.evil.com|443")]}],
    }  # fmt: skip
    for document in ({"Event": event}, {"response": [{"Event": event}]}, [{"Event": event}]):
        found = read(json.dumps(document))
        assert found.form == "MISP"
        assert held(found) == [
            ("domain", "evil.com"), ("address", "192.0.2.7"), ("sha256", SHA256), ("ja3", MD5), ("domain", "c2.evil.com")
        ]  # fmt: skip
        assert refused(found) == [(4, "benign.com"), (5, "x")]


@pytest.mark.parametrize("content", ["", " \n\t", '{"a": 1}', "[1, 2]", b"x" * (21 << 20)])
def test_a_list_that_cannot_be_used_says_what_to_give(content: str | bytes) -> None:
    with pytest.raises(QueryError, match="give"):
        read(content)


def test_a_list_of_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    assert len(read("a.com\nb.com\na.com\nc.com\n").indicators) == 3
    with pytest.raises(QueryError, match="more than 3 indicators, or lines that are none: give it in parts"):
        read("a.com\nb.com\nc.com\nd.com\n")


def test_any_bytes_are_read_or_refused() -> None:
    assert held(read("evil.com\nb\x00ad".encode("utf-16"))) == [("domain", "evil.com")]
    assert held(read(b"\xff\x00evil.com\nevil.org\n")) == [("domain", "evil.com"), ("domain", "evil.org")]
    read("[" * 100_000)
    read('{"type": "bundle", "objects": {"a": 1}}')
    read('type,value\n"unclosed,evil.com\n' + "x" * 200_000)
