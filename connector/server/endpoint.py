"""What an endpoint is, and what it may be asked: the one table that validates requests and describes the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from connector.server.parameters import Asked

Kind = Literal["string", "integer", "flag"]
Value = str | int | float | bool
"""Of a field."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the address.

    Attributes:
        name: as it stands there.
        about: what it means, one sentence.
        kind: what its text must be; a flag is false when it is ``0`` or ``false``.
        default: what holds without it; empty where that depends on other things, and ``about`` says on what.
        choices: the only texts that it may be; empty for any.
        required: whether a request without it is refused.
    """

    name: str
    about: str
    kind: Kind = "string"
    default: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the API.

    Attributes:
        path: below ``/rest/rules/``, without slashes at its ends; ``{sid}`` stands for a number in it.
        about: what it answers, one sentence.
        answer: gives the value of the JSON.
        parameters: what it may be asked.
        method: GET or POST; a POST has a JSON object as its body.
        example: an answer that shows the shape.
    """

    path: str
    about: str
    answer: "Callable[[Asked], object]"
    parameters: tuple[Parameter, ...] = ()
    method: Literal["GET", "POST"] = "GET"
    example: object = None

    @property
    def name(self) -> str:
        """The last part of the path that has a name."""
        return self.path.removesuffix("/{sid}").rpartition("/")[2]

    @property
    def title(self) -> str:
        """What the real server calls it on its pages."""
        return self.path.removesuffix("/{sid}").replace("/", " ").replace("_", " ").title()


WINDOW = (
    Parameter("from_date", "First moment, Unix epoch in milliseconds. Default: 30 days before now.", "integer"),
    Parameter("to_date", "Last moment, Unix epoch in milliseconds; one before from_date asks for its last hour. Default: now.",
              "integer"),
    Parameter("start_date", "As from_date, in seconds.", "integer"),
    Parameter("end_date", "As to_date, in seconds.", "integer"),
)  # fmt: skip
QFILTER = Parameter("qfilter", "A Lucene query string: only events that match it too.", default="*")
HOSTS = Parameter("hosts", "Sensors: * for all, or names with commas between; quote a name with a hyphen.", default="*")
IGNORED_HOSTS = Parameter("hosts", "Must be given, and plays no part.", required=True)
KINDS = (
    Parameter("alert", "Whether plain alerts count.", "flag", "true"),
    Parameter("stamus", "Whether events of type stamus count.", "flag", "false"),
    Parameter("discovery", "Whether alerts with a discovery count.", "flag", "false"),
)
PAGES = (
    Parameter("page", "Which page, from 1 on.", "integer", "1"),
    Parameter("page_size", "Events of a page; page times page_size is at most 10,000.", "integer", "30"),
    Parameter("ordering", "timestamp or @timestamp for oldest first, with - before it for newest first.", default="-@timestamp"),
)
INTERVAL = Parameter("interval", "Seconds of a bucket. Default: a hundredth of the window.", "integer")
EVENT_TYPE = Parameter("event_type", "Only events of this type. Default: all.")
SID = Parameter("sid", "Only alerts of this signature. Default: all.", "integer")
COMMON = (*WINDOW, QFILTER)
