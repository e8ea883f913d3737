"""Words that Japanese, Chinese and English reports write differently: 売上高, 营业收入, revenue.

Folding makes 経済 and 经济 one word; nothing in their characters makes 売上高 and 营业收入 one. The
glossary beside this module holds what reports are about, a concept a line: the Chinese word,
then the Japanese and other Chinese ones, then the English ones. Files of the same form name
countries, and cities and other places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.language.fold import fold_text
from ingest.language.identifiers import spaced_identifiers
from ingest.language.lexicon import lexicon_words
from ingest.language.small_words import SMALL_WORD

if TYPE_CHECKING:
    from ingest.document import Language

__all__ = [
    "canonical",
    "known_share",
    "masked",
    "mentions",
    "named_countries",
    "named_places",
    "other_words",
    "spellings",
    "translations",
    "usual_word",
]

_GLOSSARY, _PLACES, _COUNTRIES = "glossary.tsv", "places.tsv", "countries.tsv"

_WORD = re.compile(r"[a-z0-9][a-z0-9.&'-]*[a-z0-9]|[0-9]")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9.&-]*[A-Z0-9]")
_SHORT = {
    "日本": re.compile("日中|中日|日台|日韩|日美|访日|对日|赴日|日方|日企"),
    "中国": re.compile("日中|中日|访中|访华|对华|对中|中方|美中|中美|在华"),
}
"""Folded words that name a country in one character."""
_GROUP = 48
"""First characters that are looked for together: hundreds, one by one, take four times as long."""


def canonical(folded: str) -> str:
    """Folded text with each word of the glossary replaced by the first of its line, folded.

    The longest word counts where several begin at one place; Latin ones only as whole words.
    """
    table = _canonical_words()
    return _pattern().sub(lambda match: table[match.group()], folded)


def translations(text: str) -> list[str]:
    """The Japanese and Chinese words for the glossary's words in ``text``, each once, unfolded;
    without those that ``text`` holds itself.
    """
    folded = fold_text(spaced_identifiers(text))
    table = _canonical_words()
    found: dict[str, None] = {}
    for match in _pattern().finditer(folded):
        for word in _han_spellings()[table[match.group()]]:
            if fold_text(word) not in folded:
                found[word] = None
    return list(found)


def other_words(text: str) -> list[tuple[str, Language]]:
    """The Japanese and Chinese words that the lexicon knows for English ones in ``text``, each
    once, with their language. A part of a word of the glossary is no word of its own (the assets
    of current assets), but may be of a longer one: the data of National Data Administration."""
    folded = fold_text(spaced_identifiers(text))
    own = [(start, end) for start, end, _ in mentions(folded)]
    found = (
        word
        for start, end, words in lexicon_words(folded)
        if not any(a <= start and end <= b for a, b in own)
        for word in words
    )
    return list(dict.fromkeys(found))


def known_share(text: str) -> float:
    """The share, 0 to 1, of the words of an English ``text`` that can be looked for in Japanese and
    Chinese: the glossary's and the lexicon's, numbers, and acronyms, which every report writes
    alike. Small words (the, of, which) do not count; 0 where no other is there.
    """
    spaced = spaced_identifiers(text)
    folded = fold_text(spaced)
    covered = [match.span() for match in _pattern().finditer(folded)]
    covered += [(start, end) for start, end, _ in lexicon_words(folded)]
    known = total = 0
    for match in _WORD.finditer(folded):
        if SMALL_WORD.fullmatch(match[0]):
            continue
        start, end = match.span()
        total += 1
        known += (
            any(a <= start and end <= b for a, b in covered)
            or any(c.isdigit() for c in match[0])
            or bool(_ACRONYM.fullmatch(spaced[start:end]) and len(spaced) == len(folded))
        )
    return known / total if total else 0.0


def masked(folded: str, mark: str = "") -> str:
    """Folded text with ``mark`` for each character of the glossary's words."""
    return _pattern().sub(lambda match: mark * len(match.group()), folded)


def mentions(folded: str) -> Iterator[tuple[int, int, str]]:
    """Where words of the glossary stand in folded text, and what ``canonical`` puts for each."""
    table = _canonical_words()
    for match in _pattern().finditer(folded):
        yield *match.span(), table[match.group()]


def usual_word(concept: str, language: Language) -> str:
    """What is usually written in ``language`` for what stands for a concept; empty where the
    glossary has no word of it."""
    return _usual_words().get((concept, language), "")


@lru_cache(maxsize=1)
def _usual_words() -> dict[tuple[str, Language], str]:
    found: dict[tuple[str, Language], str] = {}
    for first, others, english in _lines():
        # The first of the other words is the Japanese one, unless they write the same.
        words: tuple[tuple[Language, list[str]], ...] = (
            ("zh", [first]),
            ("ja", [*others, first]),
            ("en", english),
        )
        for language, listed in words:
            if listed:
                found.setdefault((fold_text(first), language), listed[0])
    return found


@lru_cache(maxsize=1)
def spellings() -> dict[str, frozenset[str]]:
    """By what stands for a concept: all its words in the three languages, folded, itself too."""
    found: dict[str, set[str]] = {}
    for word, target in _canonical_words().items():
        found.setdefault(target, set()).add(word)
    return {target: frozenset(words) for target, words in found.items()}


@lru_cache(maxsize=2_048)
def named_countries(text: str) -> frozenset[str]:
    """The countries that ``text`` names, each by the folded first word of its line; 日中 names
    two."""
    folded = fold_text(text)
    short = {name for name, words in _SHORT.items() if words.search(folded)}
    return frozenset(_named(folded, _COUNTRIES) | short)


@lru_cache(maxsize=2_048)
def named_places(text: str) -> frozenset[str]:
    """The cities, provinces and other places that ``text`` names, as ``named_countries``."""
    return frozenset(_named(fold_text(text), _PLACES))


def _named(folded: str, file: str) -> set[str]:
    table, wanted = _canonical_words(), _first_words(file)
    return {table[match.group()] for match in _pattern().finditer(folded)} & wanted


@lru_cache(maxsize=4)
def _first_words(file: str) -> frozenset[str]:
    return frozenset(fold_text(first) for first, _, _ in _lines_of(file))


def _lines() -> Iterator[tuple[str, list[str], list[str]]]:
    for file in (_GLOSSARY, _PLACES, _COUNTRIES):
        yield from _lines_of(file)


def _lines_of(name: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each line's first word, its other words in Han characters and kana, and its English ones."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        first, others, english = line.split("\t")
        yield first, others.split(), [word for word in english.split("|") if word]


@lru_cache(maxsize=1)
def _canonical_words() -> dict[str, str]:
    """Every word of the glossary, folded, and what stands for it."""
    words: dict[str, str] = {}
    for first, others, english in _lines():
        target = fold_text(first)
        for word in (first, *others, *english):
            words.setdefault(fold_text(word), target)
    return words


@lru_cache(maxsize=1)
def _han_spellings() -> dict[str, tuple[str, ...]]:
    """By what stands for a concept: its words in Chinese and Japanese."""
    found: dict[str, list[str]] = {}
    for first, others, _ in _lines():
        found.setdefault(fold_text(first), []).extend((first, *others))
    return {target: tuple(dict.fromkeys(words)) for target, words in found.items()}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Any word of the glossary, the longest that begins at a place.

    Words share what they begin with: tried one after another, thousands of them take ten times as
    long. Those with other than Latin letters go first, for 日本gdp is longer than gdp.
    """
    words = sorted(_canonical_words())
    firsts = "".join(re.escape(character) for character in sorted({word[0] for word in words}))
    mixed = _any_of(_tree(word for word in words if not word.isascii()), "")
    latin = _any_of(_tree(word for word in words if word.isascii()), r"\b")
    return re.compile(rf"(?=[{firsts}])(?:{mixed}|\b{latin})", re.ASCII)


@dataclass(slots=True)
class _Node:
    """What may follow some first characters, and whether they are a word already."""

    after: dict[str, _Node] = field(default_factory=dict)
    is_word: bool = False


def _tree(words: Iterable[str]) -> _Node:
    root = _Node()
    for word in words:
        node = root
        for character in word:
            node = node.after.setdefault(character, _Node())
        node.is_word = True
    return root


def _any_of(node: _Node, end: str) -> str:
    """A regular expression for the words below ``node``, longer ones first, then ``end``.

    Characters are tried one after another; of many, those of a group only where one of them stands.
    """
    firsts = [re.escape(character) for character in node.after]
    ways = [
        first + _any_of(after, end)
        for first, after in zip(firsts, node.after.values(), strict=True)
    ]
    if len(ways) > _GROUP:
        ways = [
            f"(?=[{''.join(firsts[at : at + _GROUP])}]){_either(ways[at : at + _GROUP])}"
            for at in range(0, len(ways), _GROUP)
        ]
    if node.is_word:
        ways.append(end)
    return _either(ways)


def _either(ways: list[str]) -> str:
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
