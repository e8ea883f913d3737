"""Proper names in a text: places, people, organisations and products, by the dictionaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from ingest.language.terms import chinese_words, japanese_words

__all__ = ["CHINESE_NAMES", "CHINESE_PEOPLE", "names_of_people", "proper_names"]

_NAME = "固有名詞"
_PERSON = "人名"
CHINESE_PEOPLE = frozenset(("nr", "nrt", "nrfg"))
CHINESE_NAMES = frozenset(("nr", "nrt", "nrfg", "ns", "nt", "nz"))
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z0-9.&-]*[A-Za-z0-9]")
_ORDINARY = re.compile(
    r"(?:What|Which|Who|Whom|When|Where|Why|How|In|On|At|By|Of|The|Is|Are|Was|Were|Do|Does|Did|From|"
    r"For|According|As|And|Please|Tell|Under|Among|Between|During|Since|To|Japan|China|Japanese|"
    r"Chinese|Taiwan|Hong|Kong|Tokyo|Beijing|Shanghai|European|Union|British|UK|US|GDP|January|"
    r"February|March|April|May|June|July|August|September|October|November|December)"
)
"""Capitalised for their place, or names that reports in Han characters translate."""


@lru_cache(maxsize=1_024)
def proper_names(text: str, language: str) -> tuple[str, ...]:
    """The names in ``text``, each once: what the dictionary of ``language`` calls a name, long
    katakana words in Japanese, and capitalised Latin words that are no ordinary ones.
    """
    found: list[str] = []
    if language == "ja":
        found += _japanese(text)
        found += _KATAKANA.findall(text)
    elif language == "zh":
        found += _chinese(text)
    found += [word for word in _LATIN.findall(text) if not _ORDINARY.fullmatch(word)]
    return tuple(dict.fromkeys(name for name in found if len(name) > 1))


@lru_cache(maxsize=1_024)
def names_of_people(text: str) -> tuple[str, ...]:
    """What the dictionary of Japanese or that of Chinese takes for the name of a person in
    ``text``, of two characters or more, each once: either knows names of the other's people."""
    words = [
        (surface, feature[1] == _NAME and feature[2] == _PERSON)
        for surface, feature in japanese_words(text)
    ]
    found = [*_joined(words), *(word for word, tag in chinese_words(text) if tag in CHINESE_PEOPLE)]
    return tuple(dict.fromkeys(name for name in found if len(name) > 1))


def _japanese(text: str) -> Iterator[str]:
    return _joined((surface, feature[1] == _NAME) for surface, feature in japanese_words(text))


def _joined(words: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Neighbouring words that are names make one name, as the two of 白川修一 do."""
    for is_name, run in groupby(words, key=lambda word: word[1]):
        if is_name:
            yield "".join(surface for surface, _ in run)


def _chinese(text: str) -> Iterator[str]:
    for word, tag in chinese_words(text):
        if tag in CHINESE_NAMES:
            yield word
