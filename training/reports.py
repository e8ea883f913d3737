"""Passages of reports, made up, and questions about them in any of three languages.

The public question sets ask Wikipedia, nearly always in the passage's own language. Reports tell
many figures of one company or place, which differ in a year, a name or a noun, under a title that
alone says whose they are; and they are asked in other languages. Such passages are made here: a
few facts, told in Japanese or Chinese, as sentences or as a table's row, and a question for one of
them or for one that is missing (another year, another company, another measure), which is what
teaches that nearly everything may fit and the passage still not answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Language
from training.examples import Example
from training.report_facts import FRAMES, Frame
from training.report_values import (
    ASKED_IN,
    COUNTERS,
    MONEY,
    TOLD_IN,
    amount,
    bare_value,
    other_than,
    owner_beside,
    owner_of,
    thing_of,
)
from training.report_words import MEASURES, PLACES, PRODUCTS, TITLES, Said

__all__ = ["report_examples"]

_UNANSWERED = 0.4
_AS_ROW = 0.3


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something to tell: a frame of sentences and what stands in its places, by language."""

    frame: Frame
    places: Mapping[str, Said]
    year: int

    def told(self, language: Language, chance: random.Random) -> tuple[str, int, int]:
        """A sentence, and where its answer stands in it."""
        pattern = chance.choice(self.frame.told[language])
        before, after = pattern.split("{a}")
        answer = self.places["a"][language]
        start = len(self._filled(before, language))
        text = self._filled(before, language) + answer + self._filled(after, language)
        return text, start, start + len(answer)

    def asked(self, language: Language, chance: random.Random) -> str:
        """A question that it answers."""
        return self._filled(chance.choice(self.frame.asked[language]), language)

    def _filled(self, pattern: str, language: Language) -> str:
        words = {name: word.get(language, "") for name, word in self.places.items()}
        return pattern.format(y=self.year, p=self.year - 1, **words)

    def is_told_by(self, others: Sequence[_Fact]) -> bool:
        """Whether a passage of ``others`` answers it too: of amounts, the year before counts."""
        return any(
            self.frame is other.frame
            and self.places.get("m") == other.places.get("m")
            and self.places["e"] == other.places["e"]
            and (not self.frame.dated or other.year - self.year in (0, 1))
            for other in others
        )


def report_examples(count: int, seed: int) -> Iterator[Example]:
    """``count`` examples; two fifths of them are not answered."""
    chance = random.Random(seed)
    for _ in range(count):
        language = chance.choice(TOLD_IN)
        answerable = chance.random() >= _UNANSWERED
        make = _row if chance.random() < _AS_ROW else _passage
        yield make(chance, language, chance.choice(ASKED_IN[language]), answerable)


def _passage(
    chance: random.Random, language: Language, asked_in: Language, answerable: bool
) -> Example:
    """Some sentences of a report on one company or place, and a question."""
    owner, is_company = owner_of(chance)
    year = chance.randint(2008, 2024)
    frames = [
        frame for frame in FRAMES if frame.of_company is None or frame.of_company is is_company
    ]
    facts: list[_Fact] = []
    for _ in range(chance.randint(1, 5)):
        fact = _fact(chance, chance.choice(frames), owner, year - chance.choice((0, 0, 0, 1, 2, 3)))
        if not fact.is_told_by(facts) and not any(other.is_told_by([fact]) for other in facts):
            facts.append(fact)
    text, spans = "", []
    # A report rarely repeats whose it is: its title says so.
    hidden = chance.random() < 0.5
    for n, fact in enumerate(facts):
        sentence, start, end = _hiding(fact, hidden or n > 0, language, chance)
        spans.append((len(text) + start, len(text) + end))
        text += sentence + ("\n" if chance.random() < 0.15 else "")
    title = owner[language] + chance.choice(("", " ", "　")) + chance.choice(TITLES)[language]
    titled = hidden or chance.random() < 0.6
    # 2015年の減益は円安による names nobody: without the title it would be anybody's.
    context = title if titled or owner[language] not in text else ""
    if answerable:
        n = chance.randrange(len(facts))
        return Example(facts[n].asked(asked_in, chance), context, text, *spans[n], "report")
    question = _missing(chance, facts, frames, owner, is_company).asked(asked_in, chance)
    return Example(question, context, text, -1, -1, "report")


def _hiding(
    fact: _Fact, hidden: bool, language: Language, chance: random.Random
) -> tuple[str, int, int]:
    """The fact told of 当社, 同国 or nobody in place of its owner's name, where that is hidden."""
    if not hidden:
        return fact.told(language, chance)
    mine = {"ja": ("当社", "同社", "当グループ"), "zh": ("公司", "本公司", "该公司")}
    there = {"ja": ("同地", "当地"), "zh": ("当地", "该地")}
    words = mine if fact.frame.of_company or fact.places["e"] not in PLACES else there
    name = {language: chance.choice(words[language])}
    return _Fact(fact.frame, {**fact.places, "e": name}, fact.year).told(language, chance)


def _missing(
    chance: random.Random,
    facts: Sequence[_Fact],
    frames: Sequence[Frame],
    owner: Said,
    is_company: bool,
) -> _Fact:
    """A fact that is like one of ``facts`` and not told: another year, owner, measure or all."""
    while True:
        like = chance.choice(facts)
        how = chance.random()
        if how < 0.35:
            other = next(
                o for o in iter(lambda: owner_of(chance, is_company)[0], None) if o != owner
            )
            fact = _Fact(like.frame, {**like.places, "e": other}, like.year)
        elif how < 0.65 and like.frame.dated:
            fact = _Fact(like.frame, like.places, like.year + chance.choice((-4, -3, -2, 1, 2, 3)))
        elif how < 0.85 and like.frame.dated:
            fact = _fact(chance, like.frame, owner, like.year)
        else:
            fact = _fact(chance, chance.choice(frames), owner, like.year)
        if not fact.is_told_by(facts):
            return fact


def _fact(chance: random.Random, frame: Frame, owner: Said, year: int) -> _Fact:
    """A fact of ``frame`` with something in each of its places."""
    places: dict[str, Said] = {"e": owner}
    if frame.of_amount:
        kind = chance.choice(("money", "money", "money", "persons", "share", "tonnes", "number"))
        unit = chance.randrange(6)
        size = chance.uniform(1, 5)
        places["m"] = chance.choice(MEASURES[kind])
        for name, factor in (("a", 1.0), ("b", chance.choice((0.8, 0.9, 1.1, 1.2)))):
            places[name] = amount(chance.random(), kind, size, factor, unit)
        growth = f"{chance.uniform(0.3, 35):.1f}"
        places["g"] = {"ja": f"{growth}％", "zh": f"{growth}%"}
    else:
        places["a"] = places["b"] = thing_of(chance, frame.answer, year)
        while frame.other and places["b"] == places["a"]:
            places["b"] = thing_of(chance, frame.other, year)
        if frame.answer == frame.other == "place":
            # No country is its own largest trading partner.
            places["a"] = other_than((owner, places["b"]), places["a"], PLACES)
            places["b"] = other_than((owner, places["a"]), places["b"], PLACES)
        places["c"] = other_than((places["a"],), chance.choice(PRODUCTS), PRODUCTS)
    return _Fact(frame, places, year)


def _row(
    chance: random.Random, language: Language, asked_in: Language, answerable: bool
) -> Example:
    """A row of a table whose head is a measure, a company or a place, and a question for a cell."""
    kind = chance.choice(("money", "money", "persons", "share", "number"))
    years = _years(chance)
    owner, is_company = owner_of(chance)
    measure, other = chance.sample(MEASURES[kind], 2)
    by_measure = is_company or chance.random() < 0.4
    stranger = owner_beside(owner, chance, is_company)
    head = measure if by_measure else owner
    unit = MONEY[language][chance.randrange(6)] if kind == "money" else COUNTERS[kind][language]
    size = chance.uniform(1.5, 5)
    values = [bare_value(chance, kind, size) for _ in years]
    text, starts = head[language], []
    for value in values:
        text += " | "
        starts.append(len(text))
        text += value
    caption = (owner if by_measure else measure)[language]
    mark = {"ja": f"単位：{unit}", "zh": f"单位：{unit}"}[language] if unit else ""
    heads = " | ".join(["", *(f"{year}年" for year in years)]).lstrip(" |")
    title = caption + chance.choice(TITLES)[language]
    context = "\n".join(line for line in (title, heads, mark) if line)
    column = chance.randrange(len(years))
    asked = {"e": owner, "m": measure}
    if answerable:
        question = _asked_of_cell(chance, asked, years[column], asked_in)
        start = starts[column]
        return Example(question, context, text, start, start + len(values[column]), "report")
    wrong, year = chance.choice(("e", "m", "year")), years[column]
    if wrong == "year":
        year = max(years) + chance.randint(1, 4)
    else:
        asked[wrong] = stranger if wrong == "e" else other
    return Example(_asked_of_cell(chance, asked, year, asked_in), context, text, -1, -1, "report")


def _asked_of_cell(
    chance: random.Random, places: Mapping[str, Said], year: int, language: Language
) -> str:
    frame = next(frame for frame in FRAMES if frame.of_amount)
    return _Fact(frame, places, year).asked(language, chance)


def _years(chance: random.Random) -> list[int]:
    first, count = chance.randint(2008, 2020), chance.randint(1, 5)
    years = [first + n for n in range(count)]
    return years[::-1] if chance.random() < 0.25 else years
