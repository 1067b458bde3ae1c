"""Phrases: words that stand side by side, or nearly so."""

from collections import defaultdict


def holds(text: list[str], phrase: list[str], slop: int) -> bool:
    """Whether the words of the phrase stand in the text, in any order, no further off than ``slop``.

    Each word of the phrase takes a place of its own; less its number in the phrase, those places differ by at most ``slop``.
    Below 0 nothing matches.
    """
    places = defaultdict(list)
    for place, word in enumerate(text):
        places[word].append(place)
    numbers = defaultdict(list)
    for number, word in enumerate(phrase):
        numbers[word].append(number)
    if slop < 0 or not all(word in places for word in numbers):
        return False
    starts = {place - number for word in numbers for place in places[word] for number in numbers[word]}
    return any(all(_fit(places[word], numbers[word], start, slop) for word in numbers) for start in starts)


def _fit(places: list[int], numbers: list[int], start: int, slop: int) -> bool:
    """Whether each number of one word finds a place of its own between ``start + number`` and ``slop`` further."""
    last = -1
    for number in numbers:
        place = next((place for place in places if place > last and place >= start + number), None)
        if place is None or place > start + number + slop:
            return False
        last = place
    return True
