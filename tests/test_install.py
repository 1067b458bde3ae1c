"""The package as a stranger installs it: one command, one folder, and a dashboard that starts from anywhere."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests import small
from tools.dashboard import free_port

ROOT = Path(__file__).parents[1]
SOURCES = (
    "connector",
    "ui",
    "pages",
    ".streamlit",
    "app.py",
    "setup.py",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "LICENSE",
)


def quiet(*command: str | Path, **more: object) -> None:
    done = subprocess.run([*command], capture_output=True, text=True, timeout=300, **more)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built from a copy of the sources with what is installed: nothing is fetched."""
    copy, out = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy)
    (copy / ".streamlit" / "secrets.toml").write_text("password = 'nobody may ship this'")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-index")
    quiet(*pip, "--no-build-isolation", "--wheel-dir", out, copy)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def evelens(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed into an environment of its own that borrows the libraries of this one."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    paths = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", home / "bin" / "python", "install")
    quiet(*pip, "--no-deps", "--no-index", wheel)
    (site / "borrowed.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    return home / "bin" / "evelens"


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who stands in an empty folder."""
    (tmp_path / "empty").mkdir()
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "EVELENS_DATA": str(tmp_path / "data")}


def test_nothing_but_connector_is_put_beside_other_packages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"connector"}
    carried = {name.removeprefix("connector/dashboard/") for name in names if name.startswith("connector/dashboard/")}
    parts = [ROOT / "app.py", *(ROOT / "pages").rglob("*"), *(ROOT / "ui").rglob("*"), ROOT / ".streamlit" / "config.toml"]
    files = {path.relative_to(ROOT).as_posix() for path in parts if path.is_file() and "__pycache__" not in path.parts}
    assert carried == files


def test_the_command_answers_from_an_empty_folder(evelens: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    capture = small.write(tmp_path / "eve.json")
    command = [evelens, "count", "event_type:alert", "--eve", capture, "--all-time"]
    done = subprocess.run(command, cwd=tmp_path / "empty", env=elsewhere, capture_output=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, b"5\n"), done.stderr.decode()


@pytest.fixture
def dashboard(evelens: Path, elsewhere: dict[str, str], tmp_path: Path) -> Iterator[int]:
    """The port of a dashboard that was started in a folder, a home and an environment that would have it otherwise."""
    for folder in (tmp_path, tmp_path / "empty"):
        (folder / ".streamlit").mkdir()
        (folder / ".streamlit" / "config.toml").write_text(
            '[server]\naddress = "0.0.0.0"\n[browser]\ngatherUsageStats = true\n[client]\nshowErrorDetails = "full"\n'
        )
    environ = elsewhere | {"EVE_PATH": str(small.write(tmp_path / "eve.json")), "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true"}
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [evelens, "dashboard", "--port", str(port)], cwd=tmp_path / "empty", env=environ, stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    try:
        said = process.stdout.readline().decode()
        assert said == f"http://127.0.0.1:{port}\n", (tmp_path / "log").read_text()
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()


def test_the_dashboard_starts_anywhere_with_settings_of_its_own(dashboard: int) -> None:
    answers = {host: ask(dashboard, "/", host) for host in (f"127.0.0.1:{dashboard}", "attacker.example")}
    good, bad = answers.values()
    assert good.status == 200
    assert bad.status in (400, 403)
    assert "frame-ancestors 'none'" in good.headers["Content-Security-Policy"]
    assert good.headers["X-Content-Type-Options"] == "nosniff"
    assert listeners(dashboard) == {"0100007F"}

    session = opened(dashboard)
    assert session.config.gather_usage_stats is False
    assert session.custom_theme.light.primary_color == "#2457c5"
    assert len(session.custom_theme.light.chart_categorical_colors) > 10


def ask(port: int, path: str, host: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


def opened(port: int) -> "ForwardMsg.NewSession":
    """What the app tells a browser that opens it; its script ran to the end."""
    with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"]) as browser:  # type: ignore[list-item]
        browser.send(BackMsg(rerun_script={}).SerializeToString())
        session = None
        while True:
            message = ForwardMsg.FromString(browser.recv(timeout=60))
            if message.WhichOneof("type") == "new_session":
                session = message.new_session
            if message.WhichOneof("type") == "script_finished":
                assert message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                assert session is not None
                return session


def listeners(port: int) -> set[str]:
    """The local addresses, in the kernel's hexadecimal, on which this port is listened to."""
    lines = (line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:])
    pairs = (line[1].split(":") for line in lines if line[3] == "0A")
    return {address for address, number in pairs if int(number, 16) == port}
