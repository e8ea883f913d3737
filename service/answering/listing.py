"""Which enumeration of a passage or of a table's row answers a question for several things.

A reading model points at one item, at how many there are, or beside them. The enumeration that it
means is the one around what it points at, else the only one near by, or the only one of things of
the kind that is asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache, partial

from ingest.language import find_numbers, fold_text, split_sentences
from ingest.language.glossary import named_countries, named_places
from service.answering.cells import CellChoice
from service.answering.contraries import is_contrary
from service.answering.counted_list import asked_count, counted_items
from service.answering.enumerations import Enumeration, Span, enumerations
from service.answering.lists import asks_all, asks_list, bullet_items, whole_enumeration
from service.answering.overlap import QuestionTerms, terms_of
from service.answering.question import Question

__all__ = ["items_of_cell", "listing_cell", "whole_list"]

_FEWEST = 3
"""Items from which on commas divide things rather than clauses."""
_BEHIND = 2
"""Characters between an enumeration and its number: の8都県."""
_SPOKEN_OF = 0.25
"""The share of the question's weight from which on a passage is about it."""
_MOST_OF_IT = 0.6
"""The share of a cell's first sentence that its list makes, where the cell is nothing else."""
_DATED = re.compile(
    r".{0,12}[0-9０-９一二三四五六七八九十元]年(?:[^（(]{0,6}月)?(?:[（(][^）)]*[）)])?に(?=.)"
)
"""What tells when, before each of several things: 1995年（平成7年）に."""
_PHRASE = re.compile("[0-9０-９]年|[にをがはで]")
"""What no name of a thing in a list holds."""
_AND = re.compile(r"[、\n]|以及|及び|および|和|与|與")
_ASKED_KINDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:どの|どんな|どのような)([々一-鿿ァ-ー]{1,8})",
        r"何([一-鿿]{1,4})",
        r"([々一-鿿ァ-ー]{1,10})を(?:すべて|全て|全部|古い|新しい|順)",
        r"哪(?:些|[几幾0-9一二两兩三四五六七八九十]+[个個种種类類项項座家所条條位名]?)([一-鿿]{1,6})",
        r"\b[wW]hich (?:[a-z-]+ ){0,3}?(countries|nations|cities|towns|places)\b",
    )
)
_NONE = Enumeration(())
_COMMA = re.compile("[、，,]")
_COUNTRIES = re.compile(r"^[国國](?:々|家(?![标標级級]))|[国國]$|countries|nations")
_PLACES = re.compile(r"都市|城市|[省市县縣県州]$|cities|towns|places")


def whole_list(
    question: Question, terms: QuestionTerms, text: str, start: int, end: int
) -> tuple[int, int, tuple[str, ...]]:
    """``text[start:end]`` grown to the list that it is of, or the list beside it that is asked
    for, and the items where they are bullets; where ``question`` asks for one thing only a part
    that holds several items grows.
    """
    count = asked_count(question)
    if not (count or asks_list(question)):
        return (*_of_its_items(text, start, end), ())
    bullets = bullet_items(text, start, end)
    inside = _around(_plain(text), start, end)
    if bullets and count in (0, len(bullets[2])) and not (inside and _are_sentences(bullets[2])):
        return bullets
    is_other = partial(is_contrary, question.text)
    found = counted_items(text, count, start, is_other) if count else None
    if found is None and bullets is None:
        found = _enumeration(question, terms, text, start, end)
    found = found or inside
    if found is None and bullets is not None:
        return bullets
    first, last = found or whole_enumeration(text, start, end)
    return first, last, _undated(question, text, first, last)


def _of_its_items(text: str, start: int, end: int) -> Span:
    """The enumeration of which ``text[start:end]`` holds two whole items or more and nothing else,
    if only one is; as it is else."""
    meant = [
        e
        for e in _plain(text)
        if e.start <= start
        and end <= e.end
        and not _are_values(text, e)
        and not any(map(_PHRASE.search, _words(text, e)))
    ]
    held = [e for e in meant if sum(start <= a and b <= end for a, b in e.items) > 1]
    return (held[0].start, held[0].end) if len(held) == 1 else (start, end)


def _undated(question: Question, text: str, start: int, end: int) -> tuple[str, ...]:
    """The things that an enumeration tells one by one with their years, without these; none where
    it does not, or dates are asked for."""
    items = _words(
        text, next((e for e in enumerations(text) if (e.start, e.end) == (start, end)), _NONE)
    )
    if question.expects == "date" or not all(map(_DATED.match, items)):
        return ()
    return tuple(_DATED.sub("", item, count=1) for item in items)


def _enumeration(
    question: Question, terms: QuestionTerms, text: str, start: int, end: int
) -> Span | None:
    """The enumeration that is meant where the model points at ``text[start:end]``."""
    plain, found = _plain(text), text[start:end].strip()
    inside = _around(plain, start, end)
    if inside:
        return inside
    meant = [e for e in plain if e.told and e.end <= start <= e.end + _BEHIND]
    meant += [e for e in plain if found in _words(text, e)]
    if meant:
        return meant[0].start, meant[0].end
    things = [e for e in plain if not _are_values(text, e)]
    kind = asked_kind(question)
    fit = [e for e in things if _is_kind(kind, _words(text, e))]
    if not asks_all(question) or (not fit and _is_kind(kind, _AND.split(found))):
        return None
    first, last = next(((a, b) for a, b in split_sentences(text) if a <= start < b), (start, end))
    near = [e for e in things if first <= e.start < last]
    if not fit and (_AND.search(found) or _can_be_told(kind)):
        return None
    chosen = next((some for some in ([e for e in fit if e in near], fit, near, things) if some), [])
    if len(chosen) != 1 or (not (fit or near) and terms.recall(terms_of(text)) < _SPOKEN_OF):
        return None
    return chosen[0].start, chosen[0].end


def _words(text: str, found: Enumeration) -> list[str]:
    return [text[slice(*item)] for item in found.items]


def _plain(text: str) -> list[Enumeration]:
    return [e for e in enumerations(text) if e.told or len(e.items) >= _FEWEST]


def _around(found: list[Enumeration], start: int, end: int) -> Span | None:
    """The enumeration that ``[start, end)`` touches, if only one is."""
    touched = [e for e in found if e.start < end and start < e.end]
    return (touched[0].start, touched[0].end) if len(touched) == 1 else None


def _are_sentences(items: tuple[str, ...]) -> bool:
    return all(item.endswith("。") for item in items)


def _are_values(text: str, found: Enumeration) -> bool:
    """Whether most items hold a number."""
    words = _words(text, found)
    return 2 * sum(bool(find_numbers(word)) for word in words) > len(words)


@lru_cache(maxsize=256)
def asked_kind(question: Question) -> str:
    """The noun that says what things ``question`` asks for; empty where none is plain."""
    return next((m[1] for kind in _ASKED_KINDS if (m := kind.search(question.text))), "")


def _is_kind(kind: str, items: list[str]) -> bool:
    """Whether most ``items`` are of a kind: countries, places, or what ends like its name, as the
    都 and 県 of 都県 or the 水庫 of 哪幾座水庫 do."""
    if not kind:
        return False
    most = len(items) / 2.0
    if _COUNTRIES.search(kind) and sum(bool(named_countries(item)) for item in items) > most:
        return True
    if _PLACES.search(kind) and sum(bool(named_places(item)) for item in items) > most:
        return True
    return sum(fold_text(item)[-1:] in fold_text(kind) for item in items) > most


def _can_be_told(kind: str) -> bool:
    """Whether ``_is_kind`` knows all things of a kind."""
    return bool(_COUNTRIES.search(kind) or _PLACES.search(kind))


def listing_cell(question: Question, choice: CellChoice, *, pointed: bool) -> CellChoice:
    """``choice``, or where ``question`` asks for several things and its cell does not list any,
    the same for the only cell of the row that does. Where the reading model has ``pointed`` at
    the cell, or it holds what is asked for, only one of things of that kind takes its place."""
    count = asked_count(question)
    if not (count or asks_list(question)) or items_of_cell(question, choice.cell.text):
        return choice
    row, kind = choice.row, asked_kind(question)
    listing = {
        x: found
        for x, cell in enumerate(row.cells)
        if x >= row.head_columns
        and (found := items_of_cell(question, cell.text))
        and found[1] - found[0] >= _MOST_OF_IT * len(cell.text.split("。")[0])
    }
    fit = [
        x for x, (a, b) in listing.items() if _is_kind(kind, _COMMA.split(row.cells[x].text[a:b]))
    ]
    sure = pointed or _can_be_told(kind) or _is_kind(kind, [choice.cell.text])
    chosen = fit or ([] if sure else list(listing))
    return replace(choice, column=chosen[0], margin=0.0) if len(chosen) == 1 else choice


def items_of_cell(question: Question, text: str) -> Span | None:
    """The place of the things that a cell's words list; ``None`` where they list none, or none of
    the number asked for."""
    count = asked_count(question)
    if count:
        return counted_items(text, count, 0)
    if not asks_all(question):
        return None
    found = [e for e in enumerations(text) if not _are_values(text, e)]
    return (found[0].start, found[0].end) if found else None
