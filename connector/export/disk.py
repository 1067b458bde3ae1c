"""Files that are whole or not there, and a place on disk for what does not fit into memory."""

import gzip
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import BinaryIO, Self

from connector.errors import ConnectorError


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turns the failure to write into one sentence.

    Raises:
        ConnectorError: what the block writes cannot be written.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # the reader has gone: whoever wrote into a pipe knows what that means
    except OSError as error:
        raise ConnectorError(f"{where} cannot be written: {error.strerror or error}. Make room, or write elsewhere.") from error


@contextmanager
def unfinished(path: Path) -> Iterator[BinaryIO]:
    """A file beside ``path`` that takes its name when the block ends well, and is removed when it does not.

    What is there and no plain file, such as a pipe or a terminal, is written to as it is.

    Raises:
        ConnectorError: it cannot be written.
    """
    path = path.expanduser().resolve()  # a link keeps leading to the file
    plain = path.is_file() or not path.exists()
    beside = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.unfinished") if plain else path
    with told(str(path)):
        out = beside.open("xb" if plain else "wb")
    whole = False
    try:
        yield out
        with told(str(path)):
            out.close()
            if plain:
                beside.replace(path)
        whole = True
    finally:
        _discard(out)
        if plain and not whole:
            beside.unlink(missing_ok=True)


def _discard(out: BinaryIO | gzip.GzipFile) -> None:
    with suppress(OSError):  # closing may want to write what is left: the first failure is the one to tell
        out.close()


class Spool:
    """Lines that wait on disk, packed, to be read again from the first one; a context manager, which forgets them.

    Args:
        folder: where they lie; ``None`` for the system's place for temporary files.
    """

    def __init__(self, folder: Path | None) -> None:
        self._where = f"A temporary file in {folder or gettempdir()}"
        with told(self._where):
            self._file = TemporaryFile(dir=folder)  # noqa: SIM115  # `__exit__` closes it
        self._packed = gzip.GzipFile(fileobj=self._file, mode="wb", compresslevel=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        _discard(self._packed)
        self._file.close()

    def add(self, lines: tuple[bytes, ...]) -> None:
        """Puts lines behind the others."""
        with told(self._where):
            self._packed.writelines(line + b"\n" for line in lines)

    def batches(self, size: int) -> Iterator[list[bytes]]:
        """The lines in order, at most ``size`` at a time."""
        with told(self._where):
            self._packed.close()
            self._file.seek(0)
        batch: list[bytes] = []
        with gzip.GzipFile(fileobj=self._file, mode="rb") as lines:
            for line in lines:
                batch.append(line)
                if len(batch) == size:
                    yield batch
                    batch = []
        if batch:
            yield batch
