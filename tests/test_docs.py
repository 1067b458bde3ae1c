"""What the documents name exists, what they show runs, and they speak of the project only."""

import ast
import contextlib
import doctest
import io
import re
import shlex
from collections.abc import Iterator
from itertools import dropwhile, takewhile
from pathlib import Path

import pytest

from connector.cli.arguments import parser

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CHANGELOG.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
TEXTS = {".py", ".md", ".toml", ".txt", ".sh", ".example", ".json", ".svg", ""}
LEFT_OUT = {
    ".git",
    ".venv",
    ".env",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "__pycache__",
    "build",
    "dist",
    "evelens.egg-info",
}
TOLD = re.compile(
    r"\b(issues? #?\d+|claude|anthropic|openai|chatgpt|copilot|llm|founders?|ai[ -](?:assistant|model|agent)s?"
    r"|(?:this|my|our) (?:working )?session|hand(?:ed)? back to the integrator)\b|/work/|/home/\w+/|/root/|/tmp/h\d",
    re.IGNORECASE,
)


def written(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", written(document), re.MULTILINE | re.DOTALL)


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every shell line of the documents' blocks, in words, up to a pipe, a redirection or a comment."""
    for document in DOCUMENTS:
        for block in blocks(document, "sh"):
            for line in block.replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                yield document, list(takewhile(lambda word: word not in ("|", ">", "2>", "&&"), words))


def headings(document: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", written(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", written(document)):
        if re.match(r"[a-z]+://|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        file = ((ROOT / document).parent / path).resolve() if path else ROOT / document
        if not file.exists() or (anchor and anchor not in headings(file.relative_to(ROOT).as_posix())):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_named_in_code_exist(document: str) -> None:
    rooms = "connector|ui|pages|tests|tools|benchmarks|docs|.streamlit"
    named = re.findall(rf"`((?:{rooms})/[\w./-]*|app\.py|Makefile|pyproject\.toml)`", written(document))
    assert [name for name in named if not (ROOT / name).exists() and Path(name).stem != "NAME"] == []


def test_make_commands_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", written("Makefile"), re.MULTILINE))
    spans = {name for document in DOCUMENTS for name in re.findall(r"`make ([a-z]+)", written(document))}
    lines = {words[words.index("make") + 1] for _, words in commands() if "make" in words}
    assert spans | lines >= {"run", "test"}
    assert (spans | lines) - targets == set()


def told_to_evelens(words: list[str]) -> list[str] | None:
    """What follows ``evelens`` or ``python -m connector``, behind settings such as ``EVE_PATH=...``; ``None`` for others."""
    match list(dropwhile(lambda word: re.match(r"[A-Z_]+=", word), words)):
        case ["evelens", *arguments] | [_, "-m", "connector", *arguments]:
            return arguments
        case _:
            return None


def test_command_lines_are_accepted() -> None:
    asked = [(document, words, arguments) for document, words in commands() if (arguments := told_to_evelens(words)) is not None]
    assert len(asked) > 5
    refused = []
    for document, words, arguments in asked:
        said = io.StringIO()
        try:
            with contextlib.redirect_stderr(said):
                parser().parse_args(arguments)
        except SystemExit:
            refused.append((document, shlex.join(words), said.getvalue().splitlines()[-1]))
    assert refused == []


def test_verbs_named_in_prose_exist() -> None:
    verbs = set(re.findall(r"^    ([a-z]+)\b", parser().format_help(), re.MULTILINE))
    assert "count" in verbs
    named = {name for text in map(written, DOCUMENTS) for name in re.findall(r"`(?:python -m connector|evelens) ([a-z]+)", text)}
    assert named - verbs == set()


def test_every_verb_is_in_the_table_of_the_operations() -> None:
    verbs = set(re.findall(r"^    ([a-z]+)\b", parser().format_help(), re.MULTILINE))
    rows = re.findall(r"^\| `([a-z]+)[ `]", written("docs/operations.md"), re.MULTILINE)
    assert verbs - set(rows) == set()


def test_env_example_holds_exactly_what_is_read() -> None:
    shown = re.findall(r"^#? ?([A-Z][A-Z_]+)=", written(".env.example"), re.MULTILINE)
    readers = [ast.parse(written(f"connector/{name}.py")) for name in ("config", "clusters")]
    constants = (node.value for tree in readers for node in ast.walk(tree) if isinstance(node, ast.Constant))
    ours = re.compile(r"(EVE|EVELENS|SCIRIUS|OPENSEARCH)_[A-Z_]+")
    read = {text for text in constants if isinstance(text, str) and ours.fullmatch(text)}
    assert sorted(shown) == sorted(read)


def test_env_example_says_one_line_about_each_setting() -> None:
    lines = written(".env.example").splitlines()
    settings = [number for number, line in enumerate(lines) if re.match(r"#? ?[A-Z][A-Z_]+=", line)]
    assert [lines[number] for number in settings if not re.match(r"# [A-Z]", lines[number - 1])] == []


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, bare_environment: Path) -> Path:
    """Somebody who tries the documents' examples in a checkout, without settings."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SCIRIUS_ENVFILE_IN_HOME", "y")
    monkeypatch.setenv("HOME", str(bare_environment))
    return bare_environment


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("document", ["docs/queries.md", "docs/connector.md"])
def test_examples_of_a_document_answer_what_it_says(document: str) -> None:
    said = io.StringIO()
    examples = doctest.DocTestParser().get_doctest(written(document), {}, document, document, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.FAIL_FAST)
    result = runner.run(examples, out=said.write)
    assert result.attempted > 20
    assert result.failed == 0, said.getvalue()


@pytest.mark.usefixtures("reader")
def test_python_of_the_readme_runs_and_answers_what_it_says() -> None:
    (example,) = blocks("README.md", "python")
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    told = re.findall(r"^(c\..+?)  # (\d+|\{.+\})$", example, re.MULTILINE)
    assert len(told) == 2
    assert {call: eval(call, names) for call, _ in told} == {call: ast.literal_eval(answer) for call, answer in told}


def texts() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and path.suffix in TEXTS and not LEFT_OUT & set(path.relative_to(ROOT).parts):
            yield path


def test_texts_speak_of_the_project_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in texts()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if TOLD.search(line)
    ]
    assert found == []
