"""Filters to ask both sides: made of the fields and the values that events hold, the same ones for each seed."""

import random
from collections.abc import Iterator

from connector import lucene
from connector.lucene.write import escaped
from connector.query import Query
from connector.source import Source

_JOINS = (" AND ", " OR ", " AND NOT ", " ", " OR NOT ")


def filters(source: Source, seed: int) -> Iterator[str]:
    """Filters without end."""
    dice = random.Random(seed)
    fields = source.fields(Query()).frame
    held = [
        (field, kinds, example)
        for field, kinds, example in zip(fields["field"], fields["type"], fields["example"], strict=True)
        if field != "timestamp"
    ]
    while True:
        clauses = [_clause(dice, *dice.choice(held)) for _ in range(dice.choice((1, 1, 1, 2, 2, 3)))]
        text = clauses[0]
        for clause in clauses[1:]:
            text += dice.choice(_JOINS) + clause
        yield text


def _clause(dice: random.Random, field: str, kinds: str, example: str) -> str:
    name = escaped(field)
    if "integer" in kinds or "float" in kinds:
        return _number(dice, name, example)
    if "boolean" in kinds:
        return f"{name}:{dice.choice(('true', 'false'))}"
    words = example[:200].split() or ["nothing"]
    word = dice.choice(words)
    cut = dice.randrange(1, len(word) + 1)
    return dice.choice(
        (
            lucene.term(field, example[:200]),
            f"{name}:{escaped(word)}",
            f"{name}:{lucene.quote(' '.join(words[:3]))}",
            f"{name}.keyword:{escaped(example[: dice.randrange(1, 12)])}*",
            f"{name}:*{escaped(word[cut - 1 :])}",
            f"{name}:{escaped(word[:cut])}*",
            f"{name}:{escaped(word.swapcase()[:40])}",
            f"{name}:{escaped(word[:20])}~1",
            f"_exists_:{name}",
            f"{name}:[{lucene.quote(word[:8])} TO *]",
            escaped(word[:40]),
        )
    )


def _number(dice: random.Random, name: str, example: str) -> str:
    number = abs(float(example)) if example.replace(".", "").lstrip("-").isdigit() else 1.0
    least = int(number) % 2**40
    return dice.choice(
        (
            f"{name}:{least}",
            f"{name}:>{least}",
            f"{name}:[{least // 2} TO {least}]",
            f"{name}:<={least + 1}",
            f'{name}:"{least}"',
            f"_exists_:{name}",
            f"{least}",
        )
    )
