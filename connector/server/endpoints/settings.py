"""What the real server knows beside its cluster: its settings, and the rules."""

from connector import lucene
from connector.query import Query
from connector.server.endpoint import Endpoint, Parameter
from connector.server.parameters import Asked, natural
from connector.server.replies import Refused, detail
from connector.window import Window

_SIGNATURE_ID = "alert.signature_id"
_REVISIONS = 1_000
_SETTINGS: dict[str, object] = {
    "id": 1,
    "use_arkime": False,
    "arkime_url": "/arkime",
    "use_http_proxy": False,
    "http_proxy": "",
    "https_proxy": "",
    "use_elasticsearch": True,
    "custom_elasticsearch": False,
    "elasticsearch_url": "http://elasticsearch:9200/",
    "use_proxy_for_es": False,
    "custom_cookie_age": 360.0,
    "elasticsearch_user": "",
    "custom_login_banner": "",
    "session_cookie_age": 0,
    "kibana": False,
    "evebox": False,
    "es_keyword": "keyword",
    "cyberchef": True,
    "cyberchef_url": "/static/cyberchef/",
}
"""Those of a server as it comes: ``es_keyword`` is what clients look for."""


def system_settings(asked: Asked) -> object:
    """The settings. Without the double's manner no tool is promised that is not there."""
    return _SETTINGS if asked.as_recorded else {**_SETTINGS, "elasticsearch_url": "", "cyberchef": False, "cyberchef_url": ""}


def known_rule(asked: Asked) -> object:
    """What the alerts of all time say of a signature."""
    sid = natural(asked.text("sid"))
    query = Query(lucene.both("event_type:alert", lucene.term(_SIGNATURE_ID, sid)), Window(), None)
    # The double has no rules, as the recorded server had none.
    if not sid or asked.as_recorded or not asked.source.trend(query).count:
        raise Refused(detail("No Rule matches the given query.", 404), f"No alert has the signature {asked.text('sid')[:40]}.")
    revisions = filter(_is_number, asked.source.values(query, "alert.rev", _REVISIONS).frame["key"].tolist())
    text = _most_frequent(asked, query, "alert.rule")
    return {
        "pk": sid,
        "sid": sid,
        "msg": _most_frequent(asked, query, "alert.signature") or "",
        "category": _most_frequent(asked, query, "alert.category") or "",
        "created": _day(_most_frequent(asked, query, "alert.metadata.created_at")),
        "updated": _day(_most_frequent(asked, query, "alert.metadata.updated_at")),
        "imported_date": None,
        "versions": [{"rev": rev, "content": text} for rev in sorted(revisions, reverse=True)],
    }


def _most_frequent(asked: Asked, query: Query, field: str) -> str | None:
    keys = asked.source.values(query, field, 1).frame["key"].tolist()
    return str(keys[0]) if keys else None


def _day(text: str | None) -> str | None:
    """A day of a rule's metadata, such as ``2010_07_30``, as dates are written."""
    return None if text is None else text.replace("_", "-")


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_RULE = {"pk": 1, "sid": 1, "msg": "ET ...", "category": "Misc activity", "created": None, "updated": None, "imported_date": None,
         "versions": [{"rev": 1, "content": None}]}  # fmt: skip

ENDPOINTS = (
    Endpoint("system_settings", "The settings: es_keyword is the suffix of exact subfields.", system_settings, example=_SETTINGS),
    Endpoint(
        "rule/{sid}",
        "What alerts say of a signature; 404 where no alert has it.",
        known_rule,
        (Parameter("sid", "The number of the signature.", "integer", required=True),),
        example=_RULE,
    ),
)
