"""Made-up rows of reports' tables: the cell under the asked column, or nothing."""

from __future__ import annotations

import random
import re
from functools import cache
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import report_table_words as words
from training import report_tables
from training.examples import Example
from training.report_table_words import EVENTS, PARTICULARS, Patterns
from training.report_values import TOLD_IN
from training.report_words import BUSINESSES, MEASURES, PLACES, Said

ASKED_IN = ("ja", "zh", "en")
COUNT, SEED = 1_500, 5
GROUPS = [*BUSINESSES, *PLACES, *words.TOTALS]
ALL_MEASURES = [measure for listed in MEASURES.values() for measure in listed]


@cache
def made() -> tuple[Example, ...]:
    return tuple(report_tables.report_table_examples(COUNT, SEED))


def cells_of(example: Example) -> list[str]:
    return example.text.split(" | ")


def heads_of(example: Example) -> list[str]:
    """The column heads over all of the row's cells; the first one may be missing."""
    (heads,) = (line for line in example.context.split("\n") if " | " in line)
    listed = heads.split(" | ")
    return [""] * (len(cells_of(example)) - len(listed)) + listed


def said_in(text: str, listed: list[Said]) -> Said | None:
    """The thing of ``listed`` whose name is the whole of ``text`` in a language."""
    return next((word for word in listed if text in [word[told] for told in TOLD_IN]), None)


def names_in(question: str, listed: list[Said]) -> set[str]:
    """What of ``listed`` the question names, in whatever language: the longest names win."""
    names = {word[asked]: word["ja"] for word in listed for asked in ASKED_IN if word[asked]}
    found = set()
    for name in sorted(names, key=len, reverse=True):
        if name in question:
            found.add(names[name])
            question = question.replace(name, "")
    return found


def test_the_same_seed_makes_the_same_examples() -> None:
    assert tuple(report_tables.report_table_examples(40, SEED)) == made()[:40]
    assert tuple(report_tables.report_table_examples(40, SEED + 1)) != made()[:40]


def test_two_fifths_are_not_answered_and_the_others_by_a_cell_or_a_part_of_one() -> None:
    assert 0.36 < sum(not e.answerable for e in made()) / COUNT < 0.44
    for example in made():
        assert example.kind == "report"
        assert not set("{}") & set(example.question + example.context + example.text)
        if example.answerable:
            assert any(example.answer in cell for cell in cells_of(example))
            assert example.answer == example.answer.strip() != ""
        else:
            assert (example.start, example.end) == (-1, -1)


def test_the_answer_stands_under_the_column_that_is_asked_for() -> None:
    """Of tables over segments, places and totals: told by the words of head and question."""
    seen = {"segment": 0, "total": 0}
    for example in (e for e in made() if e.answerable):
        if not any(" | " in line for line in example.context.split("\n")):
            continue
        columns = [said_in(head, GROUPS) for head in heads_of(example)]
        if len([column for column in columns if column]) < 2:
            continue
        at = next(n for n in range(len(columns)) if _begins_at(example, n))
        column = columns[at]
        assert column is not None
        if column in words.TOTALS:
            seen["total"] += 1
        else:
            assert column["ja"] in names_in(example.question, GROUPS)
            seen["segment"] += 1
    assert min(seen.values()) > 30


def _begins_at(example: Example, n: int) -> bool:
    cells = cells_of(example)
    return n < len(cells) and example.start == len(" | ".join([*cells[:n], ""]))


def test_a_column_of_a_measure_is_asked_for_by_its_name() -> None:
    seen = 0
    for example in (e for e in made() if e.answerable and " | " in e.context):
        columns = [said_in(head, ALL_MEASURES) for head in heads_of(example)]
        if len([column for column in columns if column]) < 2:
            continue
        at = next((n for n in range(len(columns)) if _begins_at(example, n)), 0)
        if (column := columns[at]) is not None:
            assert column["ja"] in names_in(example.question, ALL_MEASURES)
            seen += 1
    assert seen > 100


def test_an_absent_column_is_not_answered() -> None:
    """A question that names a measure that neither head, column nor caption names."""
    seen = 0
    for example in made():
        named = names_in(example.question, ALL_MEASURES)
        told = {
            measure["ja"]
            for measure in ALL_MEASURES
            for language in TOLD_IN
            if measure[language] in f"{example.context}\n{example.text}"
        }
        if named and not named & told:
            assert not example.answerable
            seen += 1
    assert seen > 50


def test_a_year_beside_the_tables_is_not_answered() -> None:
    seen = 0
    for example in made():
        asked = set(re.findall("[0-9]{4}", example.question))
        told = set(re.findall("([0-9]{4})年", f"{example.context}\n{example.text}"))
        if asked and told and not asked & told:
            assert not example.answerable
            seen += 1
    assert seen > 50


@pytest.mark.parametrize("told", TOLD_IN)
@given(seed=st.integers(0, 2**32))
def test_events_and_particulars_hold_what_is_asked(told: str, seed: int) -> None:
    chance = random.Random(seed)
    for asked in ASKED_IN:
        draw = report_tables._Draw(chance, told, asked, True)  # type: ignore[arg-type]
        event, particular = report_tables._event(draw), report_tables._particular(draw)
        assert event.answer == cells_of(event)[0] or event.answer in cells_of(event)[1]
        assert particular.answer == cells_of(particular)[1]


def _places(patterns: Patterns) -> set[str]:
    listed = [p for language in patterns.values() for p in language]
    return {name for p in listed for _, name, _, _ in Formatter().parse(p) if name is not None}


def test_patterns_ask_only_for_what_is_filled() -> None:
    assert _places(words.GROUP_QUESTIONS) == set("egmy")
    assert _places(words.TOTAL_QUESTIONS) == set("emy")
    assert _places(words.MEASURE_QUESTIONS) == set("emy")
    for patterns in words.RANKING_QUESTIONS.values():
        assert _places(patterns) <= set("cemn")
    for event in EVENTS:
        assert _places(event.told) == {"a"}
        assert _places(event.when) <= set("ea")
        assert _places(event.which) <= set("ey")
    for particular in PARTICULARS:
        assert _places(particular.asked) == {"e"}


@pytest.mark.parametrize(
    "patterns",
    [words.GROUP_QUESTIONS, words.TOTAL_QUESTIONS, words.MEASURE_QUESTIONS]
    + list(words.RANKING_QUESTIONS.values())
    + [p for event in EVENTS for p in (event.when, event.which)]
    + [particular.asked for particular in PARTICULARS],
)
def test_everything_is_asked_in_three_languages(patterns: Patterns) -> None:
    assert set(patterns) == set(ASKED_IN)
    assert all(pattern.isascii() for pattern in patterns["en"])
    assert not any(re.search("[ぁ-んァ-ヶ]", pattern) for pattern in patterns["zh"])
    if patterns in (words.GROUP_QUESTIONS, words.TOTAL_QUESTIONS, words.MEASURE_QUESTIONS):
        # A year beside the table's must be asked for by its name.
        assert all(any("{y}" in p for p in listed) for listed in patterns.values())
