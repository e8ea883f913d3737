"""Of the values and statements of a sentence the one that stands with what is asked about.

5つの大分類、32の中分類、156の小分類からなる answers how many 小分類 there are with its
last value, and 苏州为智能制造，青岛为节能环保 tells of 青岛 in its second clause. A reading model
often points at the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.language import find_numbers, split_sentences
from ingest.language.glossary import named_countries, named_places
from service.answering.focus import asked_noun, plain_noun
from service.answering.question import Question
from service.answering.short_answer import whole_span

__all__ = ["beside_the_noun", "of_the_name"]

_KINDS = {"percent": ("percent",), "number": ("number",)}
_BETWEEN = r"[のな个個種种类類名項项条條つ]{0,2}"
_COPULA = r"(?:は|が|为|為|是|有|达|達|约|約|共|：|:)"
_START = r"(?:^|[\s、，,。；;：:（(「『的之のはがを]|其中|同年|当年|全国|うち)"
"""What may stand before a noun that is no part of a longer one."""
_HAD = (
    r"(?:拥有|擁有|持有|保有|共有|获得|獲得|取得|[，,、](?:其中|うち)?)(?:了|する|した|している)?"
)
"""What may stand before a noun that its number follows at once: 拥有授权专利1,046项."""
_MEASURED = re.compile(r"(?<![A-Za-z0-9.,-])[0-9][0-9,.]*\s?[A-Za-z]{1,8}(?![A-Za-z0-9-])")
_CLAUSE = re.compile(r"[^，,、；;。\n]+")
_IS = re.compile(r"(?:[^：]*：)?[^はが为為是：]{0,6}?(?:は|が|为|為|是|：)")
_SHORTEST = 2


def beside_the_noun(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The value that stands directly at the noun asked for, where just one of the sentence of
    ``text[start:end]`` does and the span is another."""
    kinds = _KINDS.get(question.expects)
    noun = plain_noun(asked_noun(question))
    if kinds is None or len(noun) < _SHORTEST or question.asks_several:
        return start, end
    beside: list[tuple[int, int]] = []
    for first, last in split_sentences(text):
        if first <= start < last:
            places = _values(text[first:last], kinds)
            beside += [(first + a, first + b) for a, b in places]
    beside = [place for place in beside if _is_beside(noun, text, *place)]
    if len(beside) != 1 or (beside[0][0] < end and start < beside[0][1]):
        return start, end
    return whole_span(text, *beside[0])


def _values(text: str, kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the values stand; 90EFLOPS is one too, though its unit is not known."""
    known = find_numbers(text)
    yield from ((n.start, n.end) for n in known if n.kind in kinds)
    if "number" in kinds:
        for match in _MEASURED.finditer(text):
            if not any(n.start < match.end() and match.start() < n.end for n in known):
                yield match.span()


def _is_beside(noun: str, text: str, start: int, end: int) -> bool:
    after = re.match(_BETWEEN + re.escape(noun), text[end:])
    before = re.search(_START + re.escape(noun) + _COPULA + r"{1,2}$", text[:start])
    counted = re.search(_HAD + re.escape(noun) + "$", text[:start])
    return bool(after or before or counted)


def of_the_name(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """What the sentence of ``text[start:end]`` tells of the country or place asked about, where
    the span is of another one and each has a clause of its own."""
    for named in (named_countries, named_places):
        asked = named(question.text)
        clauses = list(_clauses(text, start)) if asked else []
        own = [place for place in clauses if place[0] <= start < place[1]]
        told = named(text[slice(*own[0])]) if own else frozenset()
        fitting = [(a, b) for a, b in clauses if asked & named(text[a:b])]
        if not told or asked & told or len(fitting) != 1:
            continue
        place = _told_in(question, text, *fitting[0])
        # Statements are alike where each begins with its place, as 青岛为节能环保 does.
        alike = question.expects in _KINDS or all(
            named(_head(text[a:b])) for a, b in (own[0], fitting[0])
        )
        if place is not None and alike:
            return place
    return start, end


def _clauses(text: str, at: int) -> Iterator[tuple[int, int]]:
    for first, last in split_sentences(text):
        if first <= at < last:
            for match in _CLAUSE.finditer(text, first, last):
                yield match.span()


def _told_in(question: Question, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The one value of a clause for who asks for a value, else what it says of its subject."""
    kinds = _KINDS.get(question.expects)
    if kinds is not None:
        values = [n for n in find_numbers(text[start:end]) if n.kind in kinds]
        if len(values) != 1:
            return None
        return whole_span(text, start + values[0].start, start + values[0].end)
    head = len(_head(text[start:end]))
    if question.expects != "any" or not 0 < head < end - start:
        return None
    return whole_span(text, start + head, end)


def _head(clause: str) -> str:
    """The subject of a clause with its particle or copula; empty where it has none."""
    found = _IS.match(clause)
    return found.group() if found else ""
