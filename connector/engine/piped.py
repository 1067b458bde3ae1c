"""Standard input, and whatever else can be read only once, into a store."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import BinaryIO

import pyarrow as pa

from connector.answers import Progress
from connector.engine import names
from connector.engine.coverage import Stat
from connector.engine.ingest import SMALL, Summary, commit, crew_size
from connector.engine.ledger import Ledger
from connector.engine.meter import Meter
from connector.engine.pieces import Piece, new_pieces, unread_pieces
from connector.engine.store import Store
from connector.engine.stream import NotEvents, Stream
from connector.errors import SourceError, SourceUnreachable

NAME = "standard input"
"""What stands in place of a path wherever the source of an event is named."""

_STAT = Stat(NAME, 0, 0, 0)
_PIECE = 2**24
_BLOCK = 2**20


def ingest_stream(
    file: BinaryIO, store: Store, on_progress: Callable[[Progress], None] | None = None, workers: int | None = None
) -> Summary:
    """Reads a stream to its end into a store.

    A stream is known as a file is, by its first bytes: what was read of it before, as a stream or as a file, is not read again.
    Where its beginning is known, it is first laid down in the store's folder, compressed, for only what lies behind the known
    part tells whether it is the same; otherwise every piece counts once it is complete.

    Args:
        file: open, of any length; plain or compressed, lines or an array.
        store: where events go. If another process writes to it, this waits.
        on_progress: called after each piece, and while the stream is laid down; `Progress.share` stays 0 to the end.
        workers: processes; 0 builds in this one; ``None`` chooses.

    Raises:
        SourceUnreachable: the stream holds no events, or cannot be read.
        SourceError: the store cannot be written.
    """
    begin = monotonic()
    with _opened(file) as stream:
        first = stream.read(SMALL)
        stream.push_back(first)
        if not first and not stream.cut:
            raise SourceUnreachable("Standard input ended before it held anything: look at the command before the pipe.")
        try:
            stream.head()
        except NotEvents as error:
            raise SourceUnreachable(f"Standard input cannot be read: {error.strerror}.") from error
        try:
            with store.writing() as arrival:
                meter = Meter({NAME: 0}, begin, on_progress)
                # Beyond what was looked at nobody knows how much there is: more than that pays for processes.
                workers = (0 if len(first) < SMALL else crew_size(SMALL)) if workers is None else workers
                return commit(_pieces(stream, store, meter), store, arrival, workers, meter, begin)
        except OSError as error:
            raise SourceError(f"The store in {store.folder} cannot be written: {error.strerror}.") from error


def _opened(file: BinaryIO) -> Stream:
    if file.isatty():
        raise SourceUnreachable("Standard input is a terminal: pipe events into it, as in `zcat eve.json.gz | evelens ingest -`.")
    return Stream(file)


def _pieces(stream: Stream, store: Store, meter: Meter) -> Iterator[Piece]:
    ledger = Ledger(store.ranges())
    head = stream.head()
    if not head:
        return
    if not ledger.candidates(head):
        for piece in new_pieces(lambda: stream, head, _STAT, ledger, _PIECE):
            meter.passed(piece.covered.stop)
            yield piece
        return
    laid = store.folder / ("stream" + names.UNFINISHED)
    try:
        _lay_down(stream, laid, meter)
        yield from unread_pieces(lambda: _Laid(laid, stream.cut), _STAT, ledger, _PIECE)
    finally:
        laid.unlink(missing_ok=True)


class _Laid(Stream):
    """A stream that was laid down; it broke off where the stream did."""

    def __init__(self, path: Path, cut: bool) -> None:
        super().__init__(path, arrays=False)  # an array was made into lines already
        self.cut = cut


def _lay_down(stream: Stream, path: Path, meter: Meter) -> None:
    with pa.CompressedOutputStream(pa.OSFile(str(path), "wb"), "zstd") as out:
        while block := stream.read(_BLOCK):
            out.write(block)
            meter.passed(stream.at)
