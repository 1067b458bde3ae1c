"""Events that Suricata writes into a socket."""

import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.engine.follow import Follower
from connector.engine.listen import Listener, listening
from connector.engine.store import Store
from connector.errors import SourceError
from tests.engine.test_follow import held, line


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "eve.sock"


@pytest.fixture
def listener(path: Path) -> Iterator[Listener]:
    with listening(path) as made:
        yield made


def connected(path: Path) -> socket.socket:
    writer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    writer.connect(str(path))
    return writer


def until(follower: Follower, events: int) -> None:
    """Looks until so many events were committed."""
    deadline = time.monotonic() + 10
    while events > 0:
        assert time.monotonic() < deadline
        events -= follower.look().events
        time.sleep(0.01)
    assert events == 0


def test_lines_of_two_connections_are_read_once_and_torn_ones_wait(tmp_path: Path, path: Path, listener: Listener) -> None:
    store = Store(tmp_path / "store")
    follower = Follower([], store, listener)
    with connected(path) as first, connected(path) as second:
        first.sendall(line(0) + line(1)[:12])
        second.sendall(line(2))
        until(follower, 2)
        first.sendall(line(1)[12:])
        until(follower, 1)
        second.sendall(line(3)[:-1])
    until(follower, 1)
    assert held(store) == [0, 1, 2, 3]
    assert len({identity.identity for identity in store.ranges()}) == 2


def test_what_cannot_be_committed_is_given_again(path: Path, listener: Listener) -> None:
    with connected(path) as writer:
        writer.sendall(line(0) + line(1))
        deadline = time.monotonic() + 10
        while not (pieces := [*listener.pieces()]):
            assert time.monotonic() < deadline
        listener.put_back(pieces[0])
        assert [*listener.pieces()] == pieces


def test_only_the_user_may_write_and_the_socket_goes_with_the_listener(path: Path) -> None:
    with listening(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(SourceError, match="another process listens"), listening(path):
            pass
    assert not path.exists()


def test_the_socket_of_a_process_that_ended_is_replaced(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(path))
    with listening(path), connected(path):
        pass
