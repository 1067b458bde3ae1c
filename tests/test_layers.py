"""Imports run one way, one library has one home, and modules stay short: read from the code, nothing is imported."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("app.py", "pages", "ui", "connector", "tools", "benchmarks")
HOMES = {
    "orjson": ("connector/engine/", "connector/frames", "connector/demo/"),
    "pyarrow": ("connector/engine/", "connector/frames", "connector/demo/"),
    "requests": ("connector/http/",),
    "dotenv": ("connector/envfile.py",),
    "yaml": ("connector/hunts/", "connector/sigma/"),
    "sigma": ("connector/sigma/",),
    "altair": ("ui/charts/",),
    "streamlit": ("app.py", "pages/", "ui/"),
}
LONGEST = 250


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Path from the root and tree of every module in the rooms, in order of path."""
    for room in rooms:
        place = ROOT / room
        found = [place] if place.is_file() else sorted(place.rglob("*.py"))
        assert found, f"{room} holds no module"
        for path in found:
            yield path.relative_to(ROOT).as_posix(), parsed(path)


def imported(tree: ast.Module) -> set[str]:
    """The top-level packages that a module imports, wherever it does so; relative imports stay in their own."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                names |= {alias.name.partition(".")[0] for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module.partition(".")[0])
            case ast.Call(func=ast.Name("import_module" | "__import__"), args=[ast.Constant(str(module)), *_]):
                names.add(module.partition(".")[0])
    return names


def offences(room: str, forbidden: set[str]) -> list[str]:
    return [f"{path} imports {name}" for path, tree in modules(room) for name in sorted(imported(tree) & forbidden)]


def test_pages_import_only_streamlit_and_ui() -> None:
    assert [(path, strange) for path, tree in modules("pages") if (strange := imported(tree) - {"streamlit", "ui"})] == []


def test_pages_define_nothing() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert [
        f"{path}:{node.lineno}" for path, tree in modules("pages") for node in ast.walk(tree) if isinstance(node, kinds)
    ] == []


def test_ui_imports_no_page_and_not_the_entry() -> None:
    assert offences("ui", {"pages", "app"}) == []


def test_connector_knows_nothing_above_it() -> None:
    assert offences("connector", {"streamlit", "ui", "pages", "app", "tools", "benchmarks", "tests"}) == []


def test_the_entry_imports_no_page() -> None:
    assert offences("app.py", {"pages"}) == []


@pytest.mark.parametrize("library", HOMES)
def test_one_library_has_one_home(library: str) -> None:
    users = [path for path, tree in modules("app.py", "pages", "ui", "connector") if library in imported(tree)]
    assert [path for path in users if not path.startswith(HOMES[library])] == []


def test_every_declared_dependency_is_imported() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    used = {name for _, tree in modules("app.py", "pages", "ui", "connector") for name in imported(tree)}
    assert [
        name
        for name in declared
        if {name, name.removeprefix("python-"), name.removeprefix("py").partition("-")[0]} & used == set()
    ] == []


def test_only_the_panel_catches_everything() -> None:
    found = [
        path
        for path, tree in modules(*ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and catches_everything(node.type)
    ]
    assert found == ["ui/panels.py"]


def catches_everything(kind: ast.expr | None) -> bool:
    match kind:
        case None:
            return True
        case ast.Name(name):
            return name in ("Exception", "BaseException")
        case ast.Tuple(parts):
            return any(map(catches_everything, parts))
        case _:
            return False


def test_connector_prints_nothing() -> None:
    calls = ((path, node) for path, tree in modules("connector") for node in ast.walk(tree) if isinstance(node, ast.Call))
    assert [f"{path}:{node.lineno}" for path, node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"] == []


def test_modules_stay_short() -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path, _ in modules(*ROOMS)}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_modules_have_the_names_of_things() -> None:
    shapeless = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert [path for path, _ in modules(*ROOMS) if shapeless & set(Path(path).with_suffix("").parts)] == []
