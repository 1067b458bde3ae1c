"""What a declared question asks of the source, and its answer as rows."""

from dataclasses import dataclass, replace

import pandas as pd

from connector import lucene
from connector.answers import Note
from connector.query import Query
from ui import snippets, text
from ui.fields import difference, values
from ui.protocols import profile, rows
from ui.protocols.declared import Question
from ui.protocols.rows import Rows
from ui.selection import Selection

MANY = 10_000
"""Combinations that a profile is counted from."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a panel, and what is true of them.

    Attributes:
        rows: as `ui.protocols.rows` makes them.
        notes: what the answer lacks, each sentence once.
        frame: what the source said; of a profile, which is counted from several answers, its rows.
        of: the events that were asked.
        asked: what was asked of them, for the panel's dots.
    """

    rows: Rows
    notes: tuple[Note, ...]
    frame: pd.DataFrame
    of: Selection
    asked: tuple[snippets.Question, ...]


def answered(of: Selection, question: Question) -> Answer:
    """The answer to a question that is no ``numbers``.

    Args:
        of: the protocol's events.
        question: what is asked of them.
    """
    narrowed = of.narrowed(question.only)
    match question.how:
        case "values" | "rarest":
            return _values(of, narrowed, question)
        case "profile" | "spread":
            return _profile(narrowed, question)
        case _:
            (fields,) = question.forms
            equal = question.how == "equal"
            size = MANY if equal else rows.SHOWN
            found, told = narrowed.groups(fields, size), ()
            made = rows.of_groups(fields, found.frame, found.distinct, equal)
            if made.count is None and found.distinct is not None:
                told = (Note("cut", f"Only the {text.number(len(found.frame))} most frequent combinations were looked at."),)
            return Answer(made, (*found.notes, *told), found.frame, narrowed, (snippets.Question("groups", fields, size),))


def never_logged(here: Selection, question: Question) -> tuple[str, ...]:
    """The fields of the question that no event of the source holds, where that is why there is no answer; else none.

    Args:
        here: any selection of the source: window and filter play no part.
        question: one without an answer.
    """
    everything = replace(here, query=Query())
    leading = tuple(dict.fromkeys(next((name for name in form if "." in name), "") for form in question.forms))
    sought = tuple(name for name in leading if name)
    if not sought or everything.narrowed(lucene.any_of(*map(lucene.exists, sought))).trend().count:
        return ()
    return sought


def _values(of: Selection, narrowed: Selection, question: Question) -> Answer:
    rarest = question.how == "rarest"
    answers, notes, asked = [], [], []
    for (field,) in question.forms:
        size = values.MANY
        if question.new:
            both = values.asked(narrowed, field)
            now, before = both.now, both.before
            notes += both.notes
        else:
            now, before = narrowed.values(field, values.MANY), None
            notes += now.notes
        if rarest and not difference.whole(now):
            size = rows.SHOWN
            now = narrowed.values(field, size, rarest=True)
            notes += now.notes
        answers.append((field, now, before))
        asked.append(snippets.Question("values", (field,), size, rarest=rarest))
        if before is not None:
            asked.append(snippets.Question("values", (field,), values.MANY, of=narrowed.before()))
    made = rows.of_values(answers, of.trend().count, rarest)
    frame = pd.concat([now.frame.astype({"key": object}).assign(field=field) for field, now, _ in answers], ignore_index=True)
    return Answer(made, tuple(dict.fromkeys(notes)), frame[["field", "key", "count"]], narrowed, tuple(asked))


def _profile(narrowed: Selection, question: Question) -> Answer:
    key = question.forms[0][0]
    alone = narrowed.groups((key,), MANY)
    forms = [(_of_form(narrowed, question, form), form) for form in question.forms]
    together = [of.groups(form, MANY) for of, form in forms]
    notes = [*alone.notes, *(note for each in together for note in each.notes)]
    if any(each.distinct is not None and each.distinct > len(each.frame) for each in together):
        notes.append(Note("cut", f"Different values are counted in the {text.number(MANY)} most frequent combinations."))
    frames = [each.frame for each in together]
    found = profile.rows_of(question.forms, alone.frame, frames, alone.distinct, question.how == "spread")
    asked = (snippets.Question("groups", form, MANY, of=of) for of, form in ((narrowed, (key,)), *forms))
    names = {f"{part}{place}": f"{kind}{name}" for place, name in enumerate(question.names)
             for part, kind in (("key", ""), ("count", ""), ("top", "most frequent "))}  # fmt: skip
    return Answer(found, tuple(dict.fromkeys(notes)), found.frame.rename(columns=names), narrowed, tuple(asked))


def _of_form(narrowed: Selection, question: Question, form: tuple[str, ...]) -> Selection:
    """The events that hold this form's own fields, where there are several forms."""
    others = [name for each in question.forms if each != form for name in each]
    for name in form:
        if others and name not in others:
            narrowed = narrowed.narrowed(lucene.exists(name))
    return narrowed
