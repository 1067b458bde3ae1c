"""What the server says when it does not answer: statuses and bodies as clients of Scirius know them."""

from collections.abc import Iterable

from starlette.responses import HTMLResponse, Response

from connector.frames import encode

SEARCH_FAILED = "ES failure: ES transport error: 400 search_phase_execution_exception"
AGGREGATION_FAILED = "ES failure: ES transport error: 400 x_content_parse_exception"
PARSING_FAILED = "ES failure: ES transport error: 400 parsing_exception"


class Refused(Exception):
    """The question gets this reply instead of an answer.

    Attributes:
        reply: what is sent.
        sentence: the same for whoever asks without HTTP.
    """

    def __init__(self, reply: Response, sentence: str) -> None:
        super().__init__(sentence)
        self.reply = reply
        self.sentence = sentence


def reply(value: object, status: int = 200) -> Response:
    """A JSON reply."""
    return Response(encode(value), status, media_type="application/json")


def detail(sentence: str, status: int) -> Response:
    """A JSON reply whose ``detail`` is the sentence."""
    return reply({"detail": sentence}, status)


def page(title: str, sentence: str, status: int) -> Response:
    """A web page: what a server gives where it did not come as far as JSON. Both texts are ours."""
    return HTMLResponse(
        f'\n<!doctype html>\n<html lang="en">\n<head>\n  <title>{title}</title>\n</head>\n'
        f"<body>\n  <h1>{title}</h1><p>{sentence}</p>\n</body>\n</html>\n",
        status,
    )


def not_found() -> Response:
    """404, for an address that is no endpoint."""
    return page("Not Found", "The requested resource was not found on this server.", 404)


def crashed(sentence: str) -> Refused:
    """500 and a web page, for a number that is none."""
    return Refused(page("Server Error (500)", "", 500), sentence)


def missing(names: Iterable[str], words: str = "This field is required.") -> Refused:
    """400, for parameters that must be there."""
    lacking = list(names)
    return Refused(reply({name: [words] for name in lacking}, 400), f"Give {' and '.join(lacking)}: it is required.")


def rejected(value: object, sentence: str) -> Refused:
    """400, with that value as its JSON."""
    return Refused(reply(value, 400), sentence)
