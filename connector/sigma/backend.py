"""From a rule to Lucene: pySigma's own backend, with what Sigma means and EVE's index needs.

Sigma compares whole values, A to Z in either case, blanks included. A text field of the index knows single words only, and a
keyword knows whole values, letter for letter. So a part without blanks is asked of the words, and everything else of the keyword,
as a regular expression.
"""

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

from sigma.backends.elasticsearch.elasticsearch_lucene import LuceneBackend
from sigma.conditions import ConditionFieldEqualsValueExpression, ConditionValueExpression
from sigma.conversion.state import ConversionState
from sigma.types import (
    SigmaExists,
    SigmaExpansion,
    SigmaNull,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SpecialChars,
)

from connector import lucene
from connector.errors import UnsupportedQuery
from connector.lucene.fields import ADDRESSES
from connector.sigma.regex import literal, whole

if TYPE_CHECKING:
    from sigma.rule import SigmaRule


class EveBackend(LuceneBackend):
    """Lucene for an index of EVE events.

    Args:
        names: Sigma's names of fields, and Suricata's: any of several may hold a value, and all of them lack it together.
    """

    # Each value by itself: a list would take them out of the hands of what follows.
    convert_or_as_in = False
    # In parentheses: NOT beside an OR would deny the whole level.
    field_null_expression = "(NOT _exists_:{field})"
    field_not_exists_expression = "(NOT _exists_:{field})"

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._names = names

    def filter_of(self, rule: "SigmaRule") -> str:
        """The rule's conditions, any of which makes it match."""
        found = [self.convert_condition(each.parsed, ConversionState()) for each in rule.detection.parsed_condition]
        return lucene.any_of(*map(str, found))

    def convert_condition_field_eq_val(self, cond: ConditionFieldEqualsValueExpression, state: ConversionState) -> str:
        """One value, of any name that the field has."""
        own = self._names.get(str(cond.field), (str(cond.field),))
        parts = []
        for name in own:
            named = copy(cond)
            named.field = name
            parts.append(str(super().convert_condition_field_eq_val(named, state)))
        denied = isinstance(cond.value, SigmaNull) or (isinstance(cond.value, SigmaExists) and not cond.value)
        return lucene.all_of(*parts) if denied else lucene.any_of(*parts)

    def convert_condition_field_eq_expansion(self, cond: ConditionFieldEqualsValueExpression, state: ConversionState) -> str:
        """Any of the values that a modifier made of one."""
        assert isinstance(cond.value, SigmaExpansion)
        made = (ConditionFieldEqualsValueExpression(cond.field, value) for value in cond.value.values)
        # By its final name: it was looked up already.
        return lucene.any_of(*(str(super(EveBackend, self).convert_condition_field_eq_val(each, state)) for each in made))

    def convert_condition_field_eq_val_str(self, cond: ConditionFieldEqualsValueExpression, state: ConversionState) -> str:
        """One text of one field."""
        assert isinstance(cond.value, SigmaString)
        return text_clause(cond.field, tuple(cond.value.s))

    def convert_condition_field_eq_val_re(self, cond: ConditionFieldEqualsValueExpression, state: ConversionState) -> str:
        """A regular expression of one field."""
        value = cond.value
        assert isinstance(value, SigmaRegularExpression)
        odd = value.flags - {SigmaRegularExpressionFlag.IGNORECASE}
        if odd:
            raise UnsupportedQuery("its regular expression has flags that Lucene cannot.")
        sensitive = SigmaRegularExpressionFlag.IGNORECASE not in value.flags
        return f"{cond.field}.keyword:/{whole(str(value.regexp), not sensitive)}/"

    def convert_condition_val_str(self, cond: ConditionValueExpression, state: ConversionState) -> str:
        """A text anywhere in an event."""
        assert isinstance(cond.value, SigmaString)
        word = "".join(part if isinstance(part, str) else "*" for part in cond.value.s)
        if not word.strip("*") or any(letter.isspace() for letter in word):
            raise UnsupportedQuery("it looks for several words in a row in any field, which cannot be asked.")
        return "*".join(["", *(_escaped(part) for part in word.strip("*").split("*")), ""])


def text_clause(field: str, parts: tuple[Any, ...]) -> str:
    """A clause for a text of Sigma.

    Args:
        field: Suricata's name.
        parts: texts, and `SpecialChars` for ``*`` and ``?``, as `SigmaString` holds them.
    """
    plain = "".join(part for part in parts if isinstance(part, str))
    if not any(isinstance(part, SpecialChars) for part in parts):
        # A number in quotes: fields of numbers have no keyword. An address is compared as one.
        if plain.isascii() and plain.isdecimal():
            return f"{field}:{plain}"
        if field in ADDRESSES or not plain:
            return lucene.term(field, plain)
    inside = len(parts) == 3 and parts[0] is parts[2] is SpecialChars.WILDCARD_MULTI and isinstance(parts[1], str)
    if inside and not any(letter.isspace() for letter in plain) and field not in ADDRESSES:
        return f"{field}:*{_escaped(plain)}*"
    if parts and all(part is SpecialChars.WILDCARD_MULTI for part in parts):
        return lucene.exists(field)
    signs = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}
    made = "".join(literal(part) if isinstance(part, str) else signs[part] for part in parts)
    return f"{field}.keyword:/{made}/"


def _escaped(word: str) -> str:
    """The word before and behind a star: nothing in it has a meaning of its own."""
    return "".join(letter if letter.isalnum() or letter in "_." or not letter.isascii() else "\\" + letter for letter in word)
