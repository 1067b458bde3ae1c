"""What can be known quickly about `make`: its list, its refusals, and when the environment is made."""

import os
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.]+")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")
    }
    return subprocess.run(["make", *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=30)


def pins(name: str) -> list[str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which only the set-up lies."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "setup.sh", tmp_path / "tools")
    shutil.copy(ROOT / "tools" / "chromium.sh", tmp_path / "tools")
    (tmp_path / "requirements.txt").write_text("streamlit==1\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\nruff==1\n")
    return tmp_path


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def machine(checkout: Path, *tools: str) -> dict[str, str]:
    """An environment whose PATH holds these tools of the system and the programs that the test wrote, nothing else."""
    for tool in tools:
        found = shutil.which(tool)
        assert found, f"{tool} is missing on this machine"
        (checkout / "bin").mkdir(exist_ok=True)
        (checkout / "bin" / tool).symlink_to(found)
    return {"PATH": str(checkout / "bin")}


def set_up(checkout: Path, requirements: str = "requirements.txt", **environ: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(checkout / "tools" / "setup.sh"), requirements]
    return subprocess.run(
        command, env=machine(checkout, "dirname", "cat", "cmp") | environ, capture_output=True, text=True, timeout=30
    )


def one_line(text: str) -> str:
    assert text.count("\n") == 1, text
    return text


def test_make_alone_lists_every_command() -> None:
    answer = make()
    assert answer.returncode == 0
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(targets) >= {"run", "test", "bench", "screenshots", "format", "clean", "help"}
    assert [target for target in targets if f"  {target} " not in answer.stdout] == []


@pytest.mark.parametrize("name", ["SCIRIUS_TOKEN", "EVELENS_TOKEN"])
def test_token_as_an_argument_is_refused_and_not_repeated(name: str) -> None:
    answer = make("run", f"{name}=0123456789abcdef")
    assert answer.returncode == 2
    assert f"{name} as an argument" in one_line(answer.stderr)
    assert "0123456789abcdef" not in answer.stdout + answer.stderr


def test_python_without_pip_for_environments_says_what_to_install(checkout: Path) -> None:
    program(checkout / "bin" / "python3", 'case "$2" in *ensurepip*) exit 1;; *) echo 3.11;; esac')
    answer = set_up(checkout)
    assert answer.returncode == 1
    assert "apt install python3.11-venv" in one_line(answer.stderr)


def test_python_that_is_too_old_is_refused_by_name(checkout: Path) -> None:
    old = program(checkout / "bin" / "python3", 'case "$2" in *version_info*) exit 0;; *) exit 1;; esac')
    answer = set_up(checkout, PYTHON=str(old))
    assert answer.returncode == 1
    assert f"{old} is not Python 3.11 or later" in one_line(answer.stderr)


def test_machine_without_python_is_told_what_is_needed(checkout: Path) -> None:
    answer = set_up(checkout)
    assert answer.returncode == 1
    assert "Python 3.11 or later is needed" in one_line(answer.stderr)


def test_packages_are_installed_once_and_again_when_a_pin_changes(checkout: Path) -> None:
    program(checkout / ".venv" / "bin" / "python", f'[ "$1" = -c ] && echo 3.11 || echo "$*" >>{checkout}/calls')
    calls = checkout / "calls"

    def installs() -> int:
        calls.unlink(missing_ok=True)
        assert set_up_again(checkout).returncode == 0
        return calls.read_text().count("pip install") if calls.exists() else 0

    assert [installs(), installs()] == [1, 0]
    (checkout / "requirements.txt").write_text("streamlit==2\n")
    assert [installs(), installs()] == [1, 0]


def set_up_again(checkout: Path) -> subprocess.CompletedProcess[str]:
    shutil.rmtree(checkout / "bin", ignore_errors=True)
    return set_up(checkout, "requirements-dev.txt")


def see_to_the_browser(checkout: Path, user: int, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs the browser's script on a machine without one, as this user; what apt-get was asked lies in ``calls``."""
    program(checkout / "bin" / "id", f"echo {user}")
    program(checkout / "bin" / "apt-get", f'echo "$*" >>{checkout}/calls')
    command = ["/bin/sh", str(checkout / "tools" / "chromium.sh")]
    return subprocess.run(command, env=machine(checkout, "env") | environ, capture_output=True, text=True, timeout=30)


def test_missing_browser_is_one_line_where_nothing_may_be_installed(checkout: Path) -> None:
    answer = see_to_the_browser(checkout, user=1000)
    assert answer.returncode == 1
    assert "The tests need Chromium" in one_line(answer.stderr)
    assert not (checkout / "calls").exists()


def test_browser_is_installed_as_root(checkout: Path) -> None:
    assert see_to_the_browser(checkout, user=0).returncode == 0
    update, install = (checkout / "calls").read_text().splitlines()
    assert update.startswith("update")
    assert install.startswith("install -y")
    assert install.endswith(" chromium")


def test_browser_is_installed_through_sudo_in_continuous_integration(checkout: Path) -> None:
    program(checkout / "bin" / "sudo", '"$@"')
    assert see_to_the_browser(checkout, user=1000, CI="true").returncode == 0
    assert (checkout / "calls").read_text().count("\n") == 2


def test_browser_that_is_there_is_left_alone(checkout: Path) -> None:
    program(checkout / "bin" / "google-chrome", "exit 1")
    assert see_to_the_browser(checkout, user=0).returncode == 0
    assert not (checkout / "calls").exists()


def see_to_the_cluster(checkout: Path, user: int, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs the script of the tests' OpenSearch on a machine without Java; what was asked of others lies in ``calls``."""
    shutil.copy(ROOT / "tools" / "opensearch.sh", checkout / "tools")
    program(checkout / "bin" / "id", f"echo {user}")
    for name in ("apt-get", "mvn"):
        program(checkout / "bin" / name, f'echo "{name} $*" >>{checkout}/calls')
    command = ["/bin/sh", str(checkout / "tools" / "opensearch.sh")]
    tools = machine(checkout, "env", "dirname", "rm", "mkdir", "touch")
    return subprocess.run(command, env=tools | environ, capture_output=True, text=True, timeout=30)


def test_without_java_one_line_says_which_tests_are_skipped(checkout: Path) -> None:
    answer = see_to_the_cluster(checkout, user=0)
    assert answer.returncode == 0
    assert "The tests against OpenSearch are skipped: they need Java" in one_line(answer.stderr)
    assert not (checkout / "calls").exists()


def test_java_and_opensearch_are_fetched_once_in_continuous_integration(checkout: Path) -> None:
    assert see_to_the_cluster(checkout, user=0, CI="true").returncode == 0
    update, install, jars = (checkout / "calls").read_text().splitlines()
    assert update.startswith("apt-get update")
    assert "openjdk-17-jdk-headless maven" in install
    assert "-Drunner=1.3.13.0" in jars
    shutil.rmtree(checkout / "bin")
    program(checkout / "bin" / "javac", "exit 1")
    assert see_to_the_cluster(checkout, user=0).returncode == 0
    assert (checkout / "calls").read_text().count("mvn") == 1


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_exact_pins_of_what_is_installed(name: str) -> None:
    assert [line for line in pins(name) if not PIN.fullmatch(line)] == []
    installed = {line: version(line.partition("==")[0]) for line in pins(name)}
    assert {line: found for line, found in installed.items() if line.partition("==")[2] != found} == {}


def test_requirements_hold_every_dependency_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {line.partition("==")[0].lower() for line in pins("requirements.txt")}
    assert set(project["dependencies"]) <= pinned


def test_continuous_integration_runs_what_a_developer_runs() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert len(commands) == 1
    assert commands[0].endswith("make test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
