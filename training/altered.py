"""Questions that documents do not answer, made from questions that they do.

Another year, another place or name, or another noun is asked for (2019年の大阪の人口 for 2020年の
東京の人口), one that the documents never speak of. Such pairs are what teaches a confidence that
nearly everything can fit and the answer still be wrong. After the contrast sets of Gardner et
al., "Evaluating Models' Local Decision Boundaries via Contrast Sets" (2020).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.language import find_numbers, fold_text
from ingest.language.glossary import named_countries, named_places
from ingest.language.names import proper_names
from service.answering.focus import asked_noun
from service.answering.periods import years_in
from service.answering.question import Question, parse_question

__all__ = ["Words", "altered", "words_of"]

_YEAR = re.compile(r"[12][0-9]{3}")
_FURTHEST = 9
"""Years by which a year is moved at most."""
_COUNTRIES: dict[str, tuple[str, ...]] = {
    "ja": ("オランダ", "スウェーデン", "トルコ", "メキシコ", "エジプト", "ポーランド", "ペルー"),
    "zh": ("荷兰", "瑞典", "土耳其", "墨西哥", "埃及", "波兰", "秘鲁"),
    "en": ("the Netherlands", "Sweden", "Turkey", "Mexico", "Egypt", "Poland", "Peru"),
}
_PLACES: dict[str, tuple[str, ...]] = {
    "ja": ("沖縄", "仙台", "広島", "鹿児島", "金沢", "ソウル", "ベルリン", "ハノイ", "昆明"),
    "zh": ("冲绳", "仙台", "广岛", "昆明", "西安", "首尔", "柏林", "河内", "贵阳"),
    "en": ("Okinawa", "Sendai", "Hiroshima", "Kunming", "Xi'an", "Seoul", "Berlin", "Hanoi"),
}
_NAMES: dict[str, tuple[str, ...]] = {
    "ja": ("任天堂", "三菱電機", "白石商事", "山本五郎", "中村正直", "シーメンス", "モンブラン"),
    "zh": ("任天堂", "宁德时代", "东方希望", "陈建国", "王文华", "西门子", "北极星公司"),
    "en": ("Nintendo", "Siemens", "Montblanc", "Yamamoto Goro", "Chen Jianguo", "Polaris"),
}


@dataclass(frozen=True)
class Words:
    """What may stand in place of a question's words, by language: names and nouns."""

    names: dict[str, tuple[str, ...]]
    nouns: dict[str, tuple[str, ...]]


def words_of(questions: Sequence[str]) -> Words:
    """The names and the asked nouns of ``questions``."""
    names: dict[str, list[str]] = {}
    nouns: dict[str, list[str]] = {}
    for text in questions:
        question = parse_question(text)
        names.setdefault(question.language, []).extend(_plain_names(question))
        if noun := asked_noun(question):
            nouns.setdefault(question.language, []).append(noun)
    return Words(
        {language: tuple(dict.fromkeys(found)) for language, found in names.items()},
        {language: tuple(dict.fromkeys(found)) for language, found in nouns.items()},
    )


def altered(
    text: str, told: str, words: Words, chance: random.Random, near: str = ""
) -> str | None:
    """``text`` with a year, a name or a noun that ``told`` does not hold in place of its own;
    ``None`` where it has none that can be exchanged. Of ``near``, what stands with the answer but
    is no part of it, years are taken first: they are the likeliest to be taken for the right one.
    """
    question, (folded, years) = parse_question(text), _told(told)
    ways: list[Callable[[], Iterator[str]]] = [
        lambda: _other_year(question, years_in(near), years, chance),
        lambda: _other_name(question, folded, words, chance),
        lambda: _other_noun(question, folded, words, chance),
    ]
    chance.shuffle(ways)
    return next((found for way in ways for found in way()), None)


@lru_cache(maxsize=4)
def _told(text: str) -> tuple[str, frozenset[int]]:
    """``text`` folded, and the years that it names."""
    return fold_text(text), frozenset(years_in(text))


def _other_year(
    question: Question, near: Sequence[int], known: frozenset[int], chance: random.Random
) -> Iterator[str]:
    text = question.text
    for number in find_numbers(text):
        written = _YEAR.match(text, number.start)
        # 1960年代 is no year, and 1968年代 would be nothing.
        if number.kind != "year" or written is None or text.startswith("年代", written.end()):
            continue
        own = int(number.value)
        free = [year for year in near if year != own and abs(year - own) <= _FURTHEST]
        if not free:
            around = range(own - _FURTHEST, own + _FURTHEST + 1)
            free = [year for year in around if year not in known]
        if free:
            year = str(chance.choice(free))
            yield text[: written.start()] + year + text[written.end() :]


def _plain_names(question: Question) -> list[str]:
    """Names that stand in the question as they are found, and are no places."""
    return [
        name
        for name in proper_names(question.text, question.language)
        if name in question.text and not named_countries(name) and not named_places(name)
    ]


def _other_name(
    question: Question, told: str, words: Words, chance: random.Random
) -> Iterator[str]:
    text, language = question.text, question.language
    for name in proper_names(text, language):
        if name not in text:
            continue
        if named_countries(name):
            others = _COUNTRIES.get(language, ())
        elif named_places(name):
            others = _PLACES.get(language, ())
        else:
            others = (*words.names.get(language, ()), *_NAMES.get(language, ()))
        free = [other for other in others if fold_text(other) not in told and other not in text]
        if free:
            yield text.replace(name, chance.choice(free))


def _other_noun(
    question: Question, told: str, words: Words, chance: random.Random
) -> Iterator[str]:
    noun, text = asked_noun(question), question.text
    free = [n for n in words.nouns.get(question.language, ()) if fold_text(n) not in told]
    if noun and free and noun in text:
        yield text.replace(noun, chance.choice(free))
