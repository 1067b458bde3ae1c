import pytest

from connector import lucene


@pytest.mark.parametrize(
    ("filter", "sent"),
    [
        ("src_ip:10.0.0.0/8", 'src_ip:"10.0.0.0/8" OR src_ip.keyword:/10(\\.[0-9]{1,3}){3}|'),
        ("tunnel.src_ip:10.0.0.0/8", "tunnel.src_ip.keyword:/10(\\.[0-9]{1,3}){3}|"),
        ("src_ip.keyword:10.0.0.0/8", "src_ip.keyword:/10(\\.[0-9]{1,3}){3}|"),
        ("NOT ip:10.0.0.1", "NOT (src_ip:10.0.0.1 OR dest_ip:10.0.0.1)"),
        ("ip:[10.0.0.1 TO *]", '(src_ip:["10.0.0.1" TO *] OR dest_ip:["10.0.0.1" TO *])'),
        ("_exists_:ip", "(_exists_:src_ip OR _exists_:dest_ip)"),
        ("ip.keyword:10.*", "(src_ip.keyword:10.* OR dest_ip.keyword:10.*)"),
        ("10.0.0.0/8", 'dest_ip:"10.0.0.0/8"'),
    ],
)
def test_what_no_server_knows_is_written_in_words_that_each_reads(filter: str, sent: str) -> None:
    tree = lucene.parse(filter)
    assert not lucene.is_standard(tree)
    written = lucene.text(tree)
    assert sent in written
    assert lucene.is_standard(lucene.parse(written))


@pytest.mark.parametrize("filter", ["src_ip:10.0.0.0/8", r"http.xff:2001\:db8\:\:/32", "ip:x AND NOT _exists_:ip", "10.0.0.0/8"])
def test_people_read_networks_as_they_were_written(filter: str) -> None:
    tree = lucene.parse(filter)
    assert lucene.parse(lucene.text(tree, own=True)) == tree


@pytest.mark.parametrize("filter", [r"src_ip:10.0.0.0\/8", 'src_ip:"10.0.0.0/8"', "alert.ip:x", "ipx:1", "*", "a OR (b AND c)"])
def test_what_servers_read_is_sent_as_it_was_written(filter: str) -> None:
    assert lucene.is_standard(lucene.parse(filter))
