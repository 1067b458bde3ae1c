"""What the command line accepts."""

import argparse
import re
from collections.abc import Callable
from datetime import datetime
from typing import NoReturn, TypeVar

from connector.errors import QueryError
from connector.window import Window, parse_time

FORMATS = ("table", "json", "ndjson", "csv", "parquet")

_Value = TypeVar("_Value")

_CLUSTER = "an OpenSearch or Elasticsearch cluster (its user comes from OPENSEARCH_USER, its key from OPENSEARCH_API_KEY)"


class _Parser(argparse.ArgumentParser):
    """Says what a filter that begins with a minus needs: it looks like an option."""

    def error(self, message: str) -> NoReturn:
        if re.search(r"unrecognized arguments:.* -[\w.@\\*]+:", f" {message}".replace(": -", ":  -")):
            message += "; a filter that begins with - stands behind --, as in: evelens count -- '-event_type:dns'"
        super().error(message)


def parser() -> argparse.ArgumentParser:
    """The parser of every verb. Wrong usage ends with exit status 2."""
    top = _Parser(
        prog="evelens",
        description="See what Suricata saw: questions to EVE files, Scirius or OpenSearch.",
        allow_abbrev=False,
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, says: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=says, description=says.capitalize() + ".", allow_abbrev=False)

    _add_questions(verb)

    ingest = verb("ingest", "reads EVE files into the store, with progress and a summary")
    ingest.add_argument(
        "path",
        nargs="*",
        type=_reads(_said),
        metavar="PATH",
        help="files, folders, globs, - for standard input; default: EVE_PATH",
    )
    ingest.add_argument(
        "--store", type=_reads(_said), metavar="NAME", help="a named store instead of the one that belongs to the paths"
    )
    ingest.add_argument(
        "--progress", choices=("auto", "bar", "json", "none"), default="auto", help="default: a bar on a terminal"
    )

    follow = verb("follow", "reads EVE files as they are written, until it is stopped")
    follow.add_argument("--listen", type=_reads(_said), metavar="SOCKET", help="a path for Suricata's unix_stream output as well")
    follow.add_argument("--progress", choices=("auto", "json"), default="auto", help="json: a report a line, for programs")
    care = verb("store", "looks after the store of some files")
    care.add_argument(
        "care",
        choices=("check", "repair", "size", "drop"),
        help="check every byte; set damaged parts aside and read their events again; what each day takes; drop old events",
    )
    care.add_argument("--before", type=_reads(parse_time), metavar="T", help="of drop: the first time that is kept")
    care.add_argument("--format", choices=FORMATS, default="table", help="of size; default: table")
    for verb_of_files in (follow, care):
        verb_of_files.add_argument(
            "path", nargs="*", type=_reads(_said), metavar="PATH", help="files, folders, globs; default: EVE_PATH"
        )
        verb_of_files.add_argument(
            "--store", type=_reads(_said), metavar="NAME", help="a named store instead of the one that belongs to the paths"
        )

    ship = verb("ship", "ships EVE files into an OpenSearch or Elasticsearch cluster; what is there already is not sent twice")
    ship.add_argument("--opensearch", type=_reads(_said), metavar="URL", help=f"{_CLUSTER}; default: OPENSEARCH_URL")
    ship.add_argument("path", nargs="*", type=_reads(_said), metavar="PATH", help="files, folders, globs; default: EVE_PATH")
    ship.add_argument(
        "--index", type=_reads(_prefix), default="evelens", metavar="NAME", help="indices are NAME-TYPE-MONTH; default evelens"
    )

    serve = verb("serve", "answers the Scirius REST API from any source")
    serve.add_argument("--port", type=_reads(_port), default=8000, metavar="N", help="default 8000; 0 takes a free one")
    serve.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1; others need EVELENS_ALLOW_REMOTE")
    serve.add_argument("--as-recorded", action="store_true", help="with the real server's caps and empties: a double for tests")
    _add_source(serve)

    demo = verb("demo", "writes the demonstration capture")
    demo.add_argument("--events", type=_reads(_positive), default=100_000, metavar="N", help="default 100000")
    demo.add_argument("--seed", type=int, default=1, metavar="S", help="default 1")
    demo.add_argument("--until", type=_reads(parse_time), metavar="T", help="the end of its two days; default: now")
    demo.add_argument("--out", required=True, metavar="FILE", help="where to write; - for standard output")

    doctor = verb("doctor", "looks at the source: one line a check, with what is wrong and the cure")
    _add_source(doctor)

    dashboard = verb("dashboard", "starts the dashboard and prints its address")
    dashboard.add_argument("--port", type=_reads(_port), default=8501, metavar="N", help="default 8501")
    dashboard.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1; others need EVELENS_ALLOW_REMOTE")
    return top


def _add_questions(verb: Callable[[str, str], argparse.ArgumentParser]) -> None:
    count = verb("count", "the number of matching events, exact, alone on its line")
    events = verb("events", "the newest matching events, or all of them")
    values = verb("values", "the values of a field with their counts, most frequent first")
    timeline = verb("timeline", "counts over time")
    fields = verb("fields", "the fields that occur, with their types, counts and an example")
    stats = verb("stats", "a field in numbers: count, distinct, least, greatest, mean, percentiles")
    pairs = verb("pairs", "the pairs of the values of two fields, most frequent first")
    flow = verb("flow", "everything that is known of a flow, oldest first")
    span = verb("span", "where there is data: first, last, how many")
    indicators = verb("indicators", "looks for domains, addresses, URLs, hashes and the like of a list")
    indicators.add_argument(
        "file", type=_reads(_said), metavar="FILE", help="CSV, plain text, STIX 2 or an export of MISP; - for standard input"
    )
    for question in (values, stats):
        question.add_argument("field", metavar="FIELD", help="a dotted EVE field, such as alert.signature")
    values.add_argument("--rarest", action="store_true", help="least frequent first")
    timeline.add_argument("--by", metavar="FIELD", help="one series for each of the most frequent values of a field")
    timeline.add_argument("--buckets", type=_reads(_positive), default=72, metavar="N", help="about how many; default 72")
    timeline.add_argument("--series", type=_reads(_positive), default=12, metavar="N", help="greatest number of them; default 12")
    pairs.add_argument("source_field", metavar="FIELD", help="such as src_ip")
    pairs.add_argument("target_field", metavar="FIELD", help="such as dest_ip")
    flow.add_argument("flow_id", type=_reads(_flow_id), metavar="ID", help="a flow_id")
    hunts = verb("hunts", "the hunts and their hits, one a line; what one of them found")
    hunts.add_argument("name", nargs="?", metavar="NAME", help="a hunt, by its name or its file's; default: all of them")
    hunts.add_argument("--list", type=_reads(_said), metavar="FILE", help="indicators for the hunt Retro search, one a line")
    sigma = verb("sigma", "Sigma rules of the network, asked: one a line with its hits and hosts")
    sigma.add_argument("path", type=_reads(_said), metavar="PATH", help="a rule, or a folder with rules")
    for hunting in (hunts, sigma):
        hunting.add_argument("--filter", default="", metavar="QFILTER", help="only events that match a Lucene filter")
        _add_window(hunting)
    for question in (count, events, values, timeline, fields, stats, pairs, indicators):
        question.add_argument("qfilter", nargs="?", default="", metavar="QFILTER", help="a Lucene filter; default: every event")
        _add_window(question)
    for question in (values, timeline, fields, stats, pairs, flow, span, hunts, sigma, indicators):
        question.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    for question in (values, pairs):
        question.add_argument(
            "--limit", type=_reads(_positive), default=10, metavar="N", help="greatest number of rows; default 10"
        )
    for question in (fields, timeline, hunts, sigma):
        question.add_argument("--limit", type=_reads(_positive), metavar="N", help="greatest number of rows; default: all")
    count.add_argument("--format", choices=("table", "json"), default="table", help="default: table, the number alone")
    _add_listing(events)
    for question in (count, events, values, timeline, fields, stats, pairs, flow, span, hunts, sigma, indicators):
        _add_source(question)


def _add_listing(events: argparse.ArgumentParser) -> None:
    amount = events.add_mutually_exclusive_group()
    amount.add_argument(
        "--limit", type=_reads(_positive), default=1_000, metavar="N", help="greatest number of events; default 1000"
    )
    amount.add_argument("--all", dest="limit", action="store_const", const=None, help="everything that matches; not as a table")
    events.add_argument(
        "--columns", type=_reads(_columns), metavar="A,B,C", help="dotted fields, in this order; default: every field"
    )
    events.add_argument("--format", choices=FORMATS, help="default: what the name of --out ends in, or else table")
    events.add_argument("--out", type=_reads(_said), metavar="FILE", help="where to write; default: standard output")


def window(arguments: argparse.Namespace) -> Window:
    """The window that the options ask for; the last 24 hours without any.

    Raises:
        QueryError: the times are reversed, or ``--to`` stands alone.
    """
    start: datetime | None = arguments.start
    if start is not None:
        return Window.between(start, arguments.end or Window.last("1s").end or start)
    if arguments.end is not None:
        raise QueryError("--to needs --from: give both ends of the window.")
    if arguments.all_time:
        return Window()
    return Window.parse(arguments.window or "24h")


def _add_source(verb: argparse.ArgumentParser) -> None:
    source = verb.add_mutually_exclusive_group()
    # Blank ones come of unset variables in a script: they must not ask another source, or read the folder one stands in.
    source.add_argument(
        "--eve", action="append", type=_reads(_said), metavar="PATH", help="EVE files, folders or globs; may be repeated"
    )
    source.add_argument(
        "--scirius", type=_reads(_said), metavar="HOST", help="a Scirius server (its token comes from SCIRIUS_TOKEN)"
    )
    source.add_argument("--opensearch", type=_reads(_said), metavar="URL", help=_CLUSTER)
    source.add_argument("--store", type=_reads(_said), metavar="NAME", help="a named event store")


def _add_window(verb: argparse.ArgumentParser) -> None:
    span = verb.add_mutually_exclusive_group()
    span.add_argument("--window", metavar="24h", help="the newest span (90m, 36h, 7d) or FROM/TO; default 24h")
    span.add_argument("--from", dest="start", type=_reads(parse_time), metavar="T", help="first moment, ISO 8601, UTC")
    span.add_argument("--all-time", action="store_true", help="everything, events without a usable time included")
    verb.add_argument(
        "--to", dest="end", type=_reads(parse_time), metavar="T", help="first moment after the window; default: now"
    )


def _reads(read: Callable[[str], _Value]) -> Callable[[str], _Value]:
    """A reader of one argument that says what is wrong in the words of the library."""

    def argument(text: str) -> _Value:
        try:
            return read(text)
        except QueryError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return argument


def _said(text: str) -> str:
    if not text.strip():
        raise QueryError("it is blank.")
    return text


def _prefix(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", text):
        raise QueryError(f"{text!r} begins no index: use small letters, digits, - and _.")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise QueryError(f"{text!r} is not a number of 1 or more.")
    return int(text)


def _flow_id(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**64:
        raise QueryError(f"{text!r} is not a flow_id: give its number.")
    return int(text)


def _columns(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    if not all(names):
        raise QueryError(f"{text!r} names no columns: part dotted fields by commas, such as timestamp,src_ip,alert.signature.")
    return names


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise QueryError(f"{text!r} is not a port: use 0 to 65535.")
    return int(text)
