"""The ASGI app around the pages: one window parameter, and a policy for what a page may load."""

import pytest

import app


def test_two_bounds_become_one_window() -> None:
    assert app.one_window("/events", "from=2026-10-31T00:00:00Z&to=2026-11-01T00:00:00Z&f=a%3Ab&f=c") == (
        "/events?f=a:b&f=c&window=2026-10-31T00:00:00Z/2026-11-01T00:00:00Z"
    )


def test_bounds_win_over_a_window() -> None:
    assert app.one_window("/", "window=24h&from=1&to=2") == "/?window=1/2"


@pytest.mark.parametrize("query", ["", "window=24h", "from=2026-10-31T00:00:00Z", "from=&to=2026-10-31T00:00:00Z"])
def test_other_addresses_stay_as_they_are(query: str) -> None:
    assert app.one_window("/", query) is None


def test_the_rest_api_keeps_its_own_parameters() -> None:
    assert app.one_window("/rest/rules/es/alerts_count/", "from=1&to=2") is None


@pytest.mark.parametrize("path", ["//evil.test/", "///evil.test/x"])
def test_no_address_leads_to_another_host(path: str) -> None:
    address = app.one_window(path, "from=1&to=2")
    assert address is not None
    assert address.startswith("/evil.test/")
