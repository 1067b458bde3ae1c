import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector import PartialAnswer
from connector.notebooks import RESTSciriusConnector
from tests import small
from tests.notebooks.conftest import FROM, TO, TOKEN
from tests.wire import serving

TAGS = ["ioc.type", "ioc.match", "ioc.source", "ioc.value.match", "ioc.batch.count", "ioc.batch.partial"]
NAMES = (
    small.event(40, event_type="dns", dns={"rrname": "evil.test", "rrtype": "A"}),
    small.event(41, event_type="tls", tls={"sni": "Cdn.EVIL.test"}),
    small.event(42, event_type="http", http={"hostname": "notevil.test", "url": "/evil.test"}),
    small.event(43, event_type="dns", dns={"queries": [{"rrname": "a.other.test"}, {"rrname": "evil.test"}]}),
)


@pytest.fixture(params=["files", "server"])
def client(request: pytest.FixtureRequest, bare_environment: Path) -> Iterator[RESTSciriusConnector]:
    files = RESTSciriusConnector(eve=small.write(bare_environment / "names.json", *NAMES))
    if request.param == "files":
        yield files.set_query_timeframe(FROM, TO)
        return
    with serving(files.source, TOKEN) as address:
        yield RESTSciriusConnector(scirius_host=address, scirius_token=TOKEN).set_query_timeframe(FROM, TO)


def test_a_domain_is_seen_by_itself_and_below(client: RESTSciriusConnector) -> None:
    frame = client.retrosearch(["EVIL.test.", "other.test", "nowhere.test", " ", "evil.test"])
    assert list(frame.columns[-6:]) == TAGS
    assert list(frame[["event_type", *TAGS]].itertuples(index=False, name=None)) == [
        ("dns", "domain", "exact", "dns.rrname", "evil.test", 3, False),
        ("tls", "domain", "sub", "tls.sni", "evil.test", 3, False),
        ("dns", "domain", "exact", "dns.queries.rrname", "evil.test", 3, False),
        ("dns", "domain", "sub", "dns.queries.rrname", "other.test", 3, False),
    ]
    assert frame.index.tolist() == [0, 1, 2, 3]
    assert str(frame["timestamp"].dtype) == "datetime64[us, UTC]"
    assert frame["_id"].nunique() == 3


def test_nothing_seen_is_an_empty_frame(client: RESTSciriusConnector) -> None:
    for domains in (["nowhere.test"], []):
        frame = client.retrosearch(domains)
        assert (list(frame.columns), len(frame)) == (TAGS, 0)


def test_a_long_list_is_asked_for_in_batches(client: RESTSciriusConnector) -> None:
    domains = [f"{'long-name-' * 12}{number}.test" for number in range(60)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = client.retrosearch([*domains, "evil.test"], batchsize=100)
    assert frame["ioc.match"].tolist() == ["exact", "sub", "exact"]


def test_a_batch_that_is_cut_says_so(client: RESTSciriusConnector) -> None:
    client.page_size = 1
    with pytest.warns(PartialAnswer, match="1 newest of 3 events of a batch"):
        frame = client.retrosearch(["evil.test"])
    assert frame[["ioc.batch.count", "ioc.batch.partial"]].values.tolist() == [[3, True]]


def test_the_base_filter_narrows_it(client: RESTSciriusConnector) -> None:
    client.basefilter = "event_type:tls OR event_type:http"
    assert client.retrosearch(["evil.test"])["event_type"].tolist() == ["tls"]


@pytest.mark.parametrize("size", [0, 101])
def test_a_batch_size_out_of_bounds_is_refused(client: RESTSciriusConnector, size: int) -> None:
    with pytest.raises(ValueError, match="batch size"):
        client.retrosearch(["evil.test"], batchsize=size)
