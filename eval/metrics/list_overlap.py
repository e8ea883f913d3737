"""How much of a wanted list stands in the answer, and how much of the answer was wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.metrics.answer_text import bare_answer

__all__ = ["list_items", "list_precision", "list_recall"]

_BETWEEN = re.compile(
    r"[、，;；\n・•●｜|／]|(?<![0-9]),|,(?![0-9]{3})|(?<=[^\w])(?:および|及び|ならびに|並びに|以及|和|と)|"
    r"(?:および|及び|ならびに|並びに|以及)|\s(?:and|or)\s|^\s*(?:[-*]|[0-9]+[.)、])\s"
)


def list_items(text: str) -> list[str]:
    """The items of an enumeration, bare and each once, in order."""
    items = (bare_answer(part) for part in _BETWEEN.split(text))
    return list(dict.fromkeys(item for item in items if item))


def list_precision(answer: str, expected: Sequence[str]) -> float | None:
    """The share of the answer's items that are wanted: the best over ``expected``.

    An item is wanted when it is, or holds, an item of the expected list, or stands in one. An
    answer of running text has long items and gains by what they hold. ``None`` when no expected
    answer lists more than one item, or when the answer is empty.

    Source: set precision and recall of list questions, Voorhees, "Overview of the TREC 2003
    Question Answering Track", on normalised text in the place of an assessor.
    """
    lists = _lists(expected)
    given = list_items(answer)
    if not lists or not given:
        return None
    return max(
        sum(any(_same(g, w) for w in wanted) for g in given) / len(given) for wanted in lists
    )


def list_recall(answer: str, expected: Sequence[str]) -> float | None:
    """The share of the wanted items that stand in the answer: the best over ``expected``.

    ``None`` when no expected answer lists more than one item. Source as ``list_precision``.
    """
    lists = _lists(expected)
    if not lists:
        return None
    whole = bare_answer(answer)
    return max(sum(w in whole for w in wanted) / len(wanted) for wanted in lists)


def _lists(expected: Sequence[str]) -> list[list[str]]:
    found = [list_items(e) for e in expected]
    return [items for items in found if len(items) > 1]


def _same(given: str, wanted: str) -> bool:
    return wanted in given or (len(given) > 1 and given in wanted)
