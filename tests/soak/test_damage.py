"""Whatever happens to the files of a store: an answer is right, or says that it is not."""

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import strategies as st

from connector.config import Config
from connector.engine import care, names, pieces, record
from connector.engine.ingest import ingest
from connector.engine.sealing import seal
from connector.engine.store import Store
from connector.errors import ConnectorError
from connector.sources import eve
from connector.window import parse_time
from tests.engine import made
from tests.engine.mixed import EVENTS, UNTIMED
from tests.soak.conftest import Effort
from tests.soak.damages import DAMAGES, Damage
from tests.soak.fuzzing import fuzz
from tests.soak.questions import QUESTIONS, told

UNHEEDED = {"lock", "sealing", "quarantine.jsonl"}
"""Files that no answer depends on."""

SECONDS = 20
"""A question that takes longer hangs."""


class Held:
    """A store with segments of every kind, and what it answers as long as nothing happens to it."""

    def __init__(self, folder: Path) -> None:
        path = folder / "eve.json"
        self._config = Config(source="eve", eve_path=(str(path),), data=folder / "data")
        self.path = self.source().store.folder
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pieces, "MOST_LINES", 70)
            made.write(path, [*EVENTS[:200], UNTIMED[0], b"{torn", *EVENTS[200:350], UNTIMED[1], b"", *EVENTS[350:420]])
            ingest([path], self.source().store)
        self._seal(self.source().store, 3)
        care.drop_before(self.source().store, parse_time("2026-10-31T08:10:00Z"))
        self._kept = folder / "kept"
        shutil.copytree(self.path, self._kept)
        self.notes = self.source().notes()
        self.answers = {name: told(ask(self.source())) for name, ask in QUESTIONS.items()}

    def source(self) -> eve.EveSource:
        """The store, opened anew."""
        return eve.open(self._config, "eve")

    def restore(self) -> None:
        """Makes every file again what it was."""
        shutil.rmtree(self.path)
        shutil.copytree(self._kept, self.path)

    def files(self) -> list[Path]:
        """The files that answers depend on."""
        return sorted(path for path in self.path.iterdir() if path.name not in UNHEEDED)

    def struck(self) -> set[str]:
        """The names of files that are not what they were."""
        return {path.name for path in self.files() if path.read_bytes() != (self._kept / path.name).read_bytes()}

    def check(self, first: str, whole: bool = False) -> None:
        """Every answer, that of the named question first, is what it was or says what it lacks; of a whole store nothing."""
        source = self.source()
        for name in (first, *QUESTIONS):
            begin = time.monotonic()
            try:
                said, notes = told(QUESTIONS[name](source))
            except ConnectorError:
                assert not whole
                continue
            assert time.monotonic() - begin < SECONDS
            if whole:
                assert (said, notes) == self.answers[name], name
            elif not notes and (name != "span" or source.notes() == self.notes):
                assert said == self.answers[name][0], name

    @staticmethod
    def _seal(store: Store, last: int) -> None:
        paths = store.new_paths(1, last, names.SEALING)
        for path, suffix in zip(paths, (names.SEGMENT, names.UNTIMED), strict=True):
            parts = [part for part in store.segments() if part.name.endswith(suffix) and part.arrivals[1] <= last]
            if parts:
                seal(parts, path)
        with store.writing():
            store.commit(1, last, names.SEALING)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    return Held(tmp_path_factory.mktemp("held"))


def test_whatever_happens_to_files_of_a_store_no_answer_is_wrong_without_a_word(held: Held, effort: Effort) -> None:
    def holds(case: tuple[list[Damage], str]) -> None:
        damages, first = case
        held.restore()
        for each in damages:
            each.strike(held.files()[each.file % len(held.files())])
        struck = held.struck()
        held.check(first)
        assert {found.name for found in care.check(held.source().store) if found.reason} == struck

        care.repair(held.source().store)
        held.source().read()
        held.check(first)
        for path in held.path.glob("*" + names.DAMAGED):
            path.unlink()
        assert not [found for found in care.check(held.source().store) if found.reason]
        if record.NAME not in struck:  # it knew what was dropped
            held.check(first, whole=True)

    cases = st.tuples(st.lists(DAMAGES, min_size=1, max_size=2), st.sampled_from(list(QUESTIONS)))
    fuzz(holds, cases, effort, examples=14)
