"""Japanese and Chinese for English words of general language, to look for in reports.

The glossary brings the words of reports to one in three languages; this list, twenty times as
long, only says what to look for: *seafarer* as 船員 and 海员. A word of it may mean several
things, so it helps to find passages and never to judge what stands in them. A line is a concept:
the English words, the Japanese ones, the Chinese ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.language.fold import fold_text
from ingest.language.small_words import SMALL_WORD

if TYPE_CHECKING:
    from ingest.document import Language

__all__ = ["Words", "lexicon_words"]

Words = tuple[tuple[str, "Language"], ...]
_FILE = "lexicon.tsv"
_WORD = re.compile(r"[a-z0-9][a-z0-9.&'-]*[a-z0-9]|[a-z0-9]")
_LONGEST_PHRASE = 5
_VOWEL = "[aeiouy]"
_INFLECTED = (
    (re.compile(r"('s)$"), ("",)),
    (re.compile(r"(?<=[a-z]{2})(ies)$"), ("y", "ie")),
    # Where -es may follow, the base form ends in a hissing sound or in o: boxes, but rates.
    (re.compile(r"(?:(?<=[sxz])|(?<=[cs]h))(es)$"), ("", "e")),
    (re.compile(r"(?<=o)(es)$"), ("", "e")),
    (re.compile(r"(?<=[^s])(s)$"), ("",)),
    (re.compile(r"(?<=[a-z]{2})(ied)$"), ("y", "ie")),
    (re.compile(r"(ying)$"), ("y", "ie")),
    # Behind one vowel and one consonant the e is lost (rated): a short word doubles (planned).
    (re.compile(rf"^[a-z]?{_VOWEL}[bcdfgklmnprstvz](ed|ing)$"), ("e",)),
    (re.compile(rf"(?<={_VOWEL}[bcdfgklmnprstvz])(ed|ing)$"), ("e", "")),
    (re.compile(r"(ed|ing)$"), ("", "e")),
)
"""Endings of inflected words, and what may stand in their place in the base form; of these the
likelier first."""
_DOUBLED = re.compile(r"([bdgklmnprt])\1(?:ed|ing)$")
_LEAST_STEM = 2


@lru_cache(maxsize=256)
def lexicon_words(folded: str) -> tuple[tuple[int, int, Words], ...]:
    """Where English words of the list stand in folded text, ``[start, end)``, and what they are
    in Japanese and Chinese."""
    return tuple(_found(folded))


def _found(folded: str) -> Iterator[tuple[int, int, Words]]:
    words = list(_WORD.finditer(folded))
    at = 0
    while at < len(words):
        for count in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = words[at : at + count]
            meant = _meant([word.group() for word in phrase])
            if meant:
                yield phrase[0].start(), phrase[-1].end(), meant
                at += count
                break
        else:
            at += 1


def _meant(phrase: list[str]) -> Words:
    """What some neighbouring words mean, of which the last may be inflected; empty where the list
    does not say."""
    if len(phrase) == 1 and any(SMALL_WORD.fullmatch(form) for form in _base_forms(phrase[0])):
        return ()
    before = "".join(f"{word} " for word in phrase[:-1])
    table = _table()
    known = (table.get(before + last) for last in _base_forms(phrase[-1]))
    return next((words for words in known if words), ())


@lru_cache(maxsize=4_096)
def _base_forms(word: str) -> tuple[str, ...]:
    """``word``, and what it may be a form of."""
    found = [word]
    for ending, bases in _INFLECTED:
        match = ending.search(word)
        if match and match.start(1) >= _LEAST_STEM:
            found += [word[: match.start(1)] + base for base in bases]
            break
    if doubled := _DOUBLED.search(word):
        found.append(word[: doubled.start() + 1])
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Words]:
    found: dict[str, Words] = {}
    text = Path(__file__).with_name(_FILE).read_text(encoding="utf-8")
    for line in text.splitlines():
        english, japanese, chinese = line.split("\t")
        ja: Words = tuple((word, "ja") for word in japanese.split())
        zh: Words = tuple((word, "zh") for word in chinese.split())
        for word in english.split("|"):
            found.setdefault(fold_text(word), ja + zh)
    return found
