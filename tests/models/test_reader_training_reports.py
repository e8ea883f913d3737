"""Made-up passages of reports: what they tell, what is asked, and that the two fit or do not."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Language
from ingest.language import fold_text
from training import prepare, report_values, report_words, reports
from training.altered import words_of
from training.examples import Asked, Example, Paragraph
from training.report_facts import FRAMES, Frame
from training.report_values import TOLD_IN
from training.report_words import (
    COMPANIES,
    INDUSTRIES,
    MEASURES,
    PLACES,
    TITLES,
    Said,
    said,
)

ASKED_IN: tuple[Language, ...] = ("ja", "zh", "en")
COUNT, SEED = 2_000, 11
KANA = re.compile(r"[ぁ-んァ-ヶ]")
LISTS = {
    name: getattr(report_words, name)
    for name in report_words.__all__
    if isinstance(getattr(report_words, name), tuple)
} | {f"MEASURES of {kind}": listed for kind, listed in MEASURES.items()}
SEEDS = st.integers(0, 2**32)


@cache
def made() -> tuple[Example, ...]:
    return tuple(reports.report_examples(COUNT, SEED))


def rows() -> list[Example]:
    return [e for e in made() if " | " in e.text]


def passages() -> list[Example]:
    return [e for e in made() if " | " not in e.text]


# --- what is asked and told, read back from the surface ---


def companies() -> list[Said]:
    return [
        said(a["ja"] + b["ja"], a["zh"] + b["zh"], f"{a['en']} {b['en']}")
        for a in COMPANIES
        for b in INDUSTRIES
    ]


@cache
def _named(language: Language) -> tuple[dict[str, Said], dict[str, Said]]:
    """Owners and measures by their names in ``language``."""
    measures = [m for listed in MEASURES.values() for m in listed]
    owners = [*companies(), *PLACES]
    return {o[language]: o for o in owners}, {m[language]: m for m in measures}


@cache
def _amount_patterns(language: Language) -> list[re.Pattern[str]]:
    owners, measures = _named(language)
    groups = {
        "{e}": f"(?P<e>{_any_of(owners)})",
        "{m}": f"(?P<m>{_any_of(measures)})",
        "{y}": "(?P<y>[0-9]{4})",
    }
    found = []
    for asked in (asked for f in FRAMES if f.of_amount for asked in f.asked[language]):
        parts = re.split(r"(\{[emy]\})", asked)
        found.append(re.compile("".join(groups.get(part, re.escape(part)) for part in parts)))
    return found


def _any_of(words: dict[str, Said]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def asked_amount(question: str) -> tuple[Said, Said, str] | None:
    """The owner, the measure and the year that are asked for, where an amount is."""
    for language in ASKED_IN:
        for pattern in _amount_patterns(language):
            if found := pattern.fullmatch(question):
                owners, measures = _named(language)
                return owners[found["e"]], measures[found["m"]], found["y"]
    return None


def told_owner(example: Example, language: Language) -> str:
    """Whose report it is by its title."""
    titles = "|".join(title[language] for title in TITLES)
    found = re.match(rf"(.*?)[ 　]?(?:{titles})(?:\n|$)", example.context)
    assert found is not None
    return found[1]


def told_language(example: Example) -> Language:
    """Titles are written otherwise in each language."""
    title = example.context.split("\n")[0]
    return "ja" if any(title.endswith(t["ja"]) for t in TITLES) else "zh"


def question_language(question: str) -> Language:
    if question.isascii():
        return "en"
    return "ja" if KANA.search(question) else "zh"


# --- patterns and words ---


def _places(pattern: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(pattern) if name is not None]


@pytest.mark.parametrize("frame", FRAMES, ids=[f.asked["en"][0] for f in FRAMES])
def test_each_pattern_has_the_places_that_its_frame_needs(frame: Frame) -> None:
    assert set(frame.told) == set(TOLD_IN)
    assert set(frame.asked) == set(ASKED_IN)
    known = set("eyapb") | (set("mg") if frame.of_amount else set("c"))
    for told in (p for patterns in frame.told.values() for p in patterns):
        names = _places(told)
        assert set(names) <= known
        assert names.count("a") == 1
        assert "b" not in names or frame.of_amount or frame.other
        assert ("m" in names) is frame.of_amount
        assert "y" in names or not frame.dated
    for asked in (p for patterns in frame.asked.values() for p in patterns):
        needed = {"e"} | ({"y"} if frame.dated else set()) | ({"m"} if frame.of_amount else set())
        assert set(_places(asked)) == needed


@given(st.sampled_from(FRAMES), st.sampled_from(TOLD_IN), st.sampled_from(ASKED_IN), SEEDS)
def test_a_fact_fills_every_pattern(
    frame: Frame, told_in: Language, asked_in: Language, seed: int
) -> None:
    chance = random.Random(seed)
    fact = reports._fact(chance, frame, report_values.owner_of(chance, frame.of_company)[0], 2020)
    for _ in range(10):
        text, start, end = fact.told(told_in, chance)
        assert text[start:end] == fact.places["a"][told_in] != ""
        question = fact.asked(asked_in, chance)
        assert fact.places["e"][asked_in] in question
        assert not set("{}") & set(text + question)
        assert fact.is_told_by([fact])


@given(st.sampled_from([f for f in FRAMES if not f.of_amount]), SEEDS)
def test_what_is_not_asked_for_is_something_else(frame: Frame, seed: int) -> None:
    """日本の最大の輸出先は日本で、日本がこれに次ぐ tells nothing."""
    chance = random.Random(seed)
    for _ in range(20):
        owner, _ = report_values.owner_of(chance, frame.of_company)
        places = reports._fact(chance, frame, owner, 2020).places
        assert owner not in (places["a"], places["b"])
        assert places["a"] != places["c"]
        assert places["a"] != places["b"] or not frame.other


@given(st.sampled_from(("money", "persons", "share", "tonnes", "number")), SEEDS)
def test_an_amount_is_more_than_nothing_and_the_year_before_of_its_size(
    kind: str, seed: int
) -> None:
    chance = random.Random(seed)
    size, unit = chance.uniform(1, 5), chance.randrange(6)
    values = {}
    for factor in (1.0, chance.choice((0.8, 0.9, 1.1, 1.2))):
        amount = report_values.amount(chance.random(), kind, size, factor, unit)
        assert set(amount) == set(TOLD_IN)
        found = re.match(r"約?([0-9,.]+)(万?)", amount["ja"])
        assert found is not None
        tens = 1e4 if found[2] and kind != "money" else 1.0
        values[factor] = float(found[1].replace(",", "")) * tens
    assert min(values.values()) > 0
    assert 0.6 < min(values.values()) / max(values.values()) < 1.0


@pytest.mark.parametrize("name", LISTS)
def test_every_word_is_said_once_in_each_of_the_three_languages(name: str) -> None:
    words: Sequence[Said] = LISTS[name]
    for word in words:
        assert set(word) == set(ASKED_IN)
        assert all(name and name == name.strip() for name in word.values())
        assert word["en"].isascii()
        assert not KANA.search(word["zh"])
    for language in ASKED_IN:
        assert len({word[language] for word in words}) == len(words)


def test_no_measure_is_another_one_under_a_longer_name() -> None:
    """A passage of 連結売上高 does answer who asks for 売上高."""
    names = {m["ja"] for listed in MEASURES.values() for m in listed}
    assert not {name for name in names if name.removeprefix("連結") in names - {name}}


# --- examples ---


def test_the_same_seed_makes_the_same_examples() -> None:
    assert tuple(reports.report_examples(50, SEED)) == made()[:50]
    assert tuple(reports.report_examples(50, SEED + 1)) != made()[:50]


def test_two_fifths_are_not_answered_and_the_others_have_their_answer() -> None:
    assert 0.36 < sum(not e.answerable for e in made()) / COUNT < 0.44
    for example in made():
        assert example.kind == "report"
        if example.answerable:
            assert 0 <= example.start < example.end <= len(example.text)
            assert example.answer == example.answer.strip() != ""
        else:
            assert (example.start, example.end, example.answer) == (-1, -1, "")


def test_questions_come_in_three_languages_and_passages_in_two() -> None:
    for some in (passages(), rows()):
        titled = [e for e in some if e.context]
        pairs = {(told_language(e), question_language(e.question)) for e in titled}
        assert pairs == {(told, asked) for told in TOLD_IN for asked in ASKED_IN}


def test_a_passage_says_whose_it_is() -> None:
    """In its title or in its text: 当社, or 2015年の減益は円安による, alone could be anybody's."""
    owners = {name for language in TOLD_IN for name in _named(language)[0]}
    places = {place[language] for place in PLACES for language in TOLD_IN}
    for example in passages():
        if example.context:
            assert told_owner(example, told_language(example)) in owners
        else:
            nameless = re.search("当社|同社|当グループ|公司|減益は", example.text)
            names = owners - places if nameless else owners
            assert any(name in example.text for name in names)


def test_places_are_no_companies() -> None:
    places = {place[language] for place in PLACES for language in TOLD_IN}
    for example in (e for e in passages() if e.context):
        language = told_language(example)
        ours = {"ja": r"当社|同社|当グループ", "zh": r"公司"}[language]
        if told_owner(example, language) in places:
            assert not re.search(ours, example.text)
        else:
            assert not re.search({"ja": "同地|当地", "zh": "当地|该地"}[language], example.text)


def test_an_amount_is_told_exactly_where_it_is_answered() -> None:
    """By the words alone: the owner is that of the title, and a sentence has measure and year."""
    seen = {True: 0, False: 0}
    for example in (e for e in passages() if e.context):
        asked = asked_amount(example.question)
        if asked is None:
            continue
        owner, measure, year = asked
        language = told_language(example)
        _, measures = _named(language)
        is_told = owner[language] == told_owner(example, language) and any(
            f"{year}年" in sentence and _longest(sentence, measures) == measure[language]
            for sentence in re.split(r"[。\n]", example.text)
        )
        assert is_told is example.answerable, example
        seen[is_told] += 1
    assert min(seen.values()) > 50


def _longest(sentence: str, words: dict[str, Said]) -> str:
    return max((word for word in words if word in sentence), key=len, default="")


@given(SEEDS, st.booleans())
def test_what_is_missing_is_told_by_none_of_the_facts(seed: int, is_company: bool) -> None:
    chance = random.Random(seed)
    owner, _ = report_values.owner_of(chance, is_company)
    frames = [f for f in FRAMES if f.of_company in (None, is_company)]
    years = (chance.randint(2008, 2024) for _ in range(4))
    facts = [reports._fact(chance, chance.choice(frames), owner, year) for year in years]
    missing = reports._missing(chance, facts, frames, owner, is_company)
    assert not missing.is_told_by(facts)
    for fact in (f for f in facts if f.frame is missing.frame):
        of_another = fact.places["e"] != missing.places["e"]
        of_other = fact.places.get("m") != missing.places.get("m")
        assert of_another or of_other or (fact.frame.dated and fact.year != missing.year)


def test_the_value_of_the_year_before_is_told_too() -> None:
    chance = random.Random(5)
    (frame,) = (f for f in FRAMES if f.of_amount)
    fact = reports._fact(chance, frame, PLACES[0], 2020)
    asked = [reports._Fact(frame, fact.places, year) for year in (2018, 2019, 2020, 2021)]
    assert [a.is_told_by([fact]) for a in asked] == [False, True, True, False]


def test_a_row_answers_in_the_column_of_the_asked_year() -> None:
    """And only for the owner and the measure that its head and its title name."""
    seen = {True: 0, False: 0}
    for example in rows():
        asked = asked_amount(example.question)
        assert asked is not None
        owner, measure, year = asked
        language = told_language(example)
        head, *cells = example.text.split(" | ")
        years = example.context.split("\n")[1].split(" | ")
        assert len(years) == len(cells)
        named = {head, told_owner(example, language)}
        is_told = named == {owner[language], measure[language]} and f"{year}年" in years
        assert is_told is example.answerable, example
        if is_told:
            before = " | ".join([head, *cells[: years.index(f"{year}年")]])
            assert example.start == len(before) + len(" | ")
            assert example.answer == cells[years.index(f"{year}年")]
        seen[is_told] += 1
    assert min(seen.values()) > 100


def test_a_row_has_the_unit_of_its_values() -> None:
    money = {m[language] for m in MEASURES["money"] for language in TOLD_IN}
    for example in rows():
        language = told_language(example)
        lines = example.context.split("\n")
        of_money = {example.text.split(" | ")[0], told_owner(example, language)} & money
        unit = lines[2].split("：")[1] if len(lines) > 2 else ""
        assert (unit in report_values.MONEY[language]) is bool(of_money)


# --- the parts of the preparation ---


def test_some_reports_are_put_into_the_other_script() -> None:
    plain, crossed = made(), list(prepare._told_in_reports(made(), SEED))
    assert crossed == list(prepare._told_in_reports(made(), SEED))
    changed = [(a, b) for a, b in zip(plain, crossed, strict=True) if a != b]
    assert 0.1 < len(changed) / COUNT < 0.25
    for before, after in changed:
        assert after.kind == "crossed"
        assert (before.question == after.question) is not (before.text == after.text)
        assert before.answerable is after.answerable
        assert fold_text(before.answer) == fold_text(after.answer)
        assert after.answer == after.text[after.start : after.end] or not after.answerable


# Names that are no places of the glossary, so that names are put for them.
TOWNS = ("緑ヶ丘町", "桐生野町", "水無月町", "星川町", "若草町", "松風町")


def _town(n: int) -> Paragraph:
    town, year = TOWNS[n % len(TOWNS)], 1950 + 3 * n // len(TOWNS)
    text = f"{town}は海に面する。{year}年の人口は{n + 100}人であった。港は{year + 1}年に開いた。"
    start = text.index(f"{n + 100}人")
    asked = Asked(f"q{n}", f"{year}年の{town}の人口は何人ですか。", start, start + 4)
    return Paragraph(n, town, text, (asked,))


def test_altered_questions_ask_for_what_the_passage_does_not_tell() -> None:
    paragraphs = [_town(n) for n in range(120)]
    source = prepare.Source(paragraphs, "ja", ())
    examples = list(prepare.prepared(source, 3))
    assert examples == list(prepare.prepared(source, 3))
    altered = [e for e in examples if e.kind == "altered"]
    assert 0.1 < len(altered) / len(paragraphs) < 0.3
    own = {p.text: p.asked[0].text for p in paragraphs}
    ways = set()
    for example in altered:
        assert not example.answerable
        before = re.split("年の|の人口", own[example.text])
        after = re.split("年の|の人口", example.question)
        (way,) = (n for n, pair in enumerate(zip(before, after, strict=True)) if len({*pair}) > 1)
        ways.add(way)
        if way == 0:
            # The year that stands beside the answer and is not the answer's.
            assert int(after[0]) == int(before[0]) + 1
        else:
            assert after[way] not in example.text
    assert ways >= {0, 1}


def test_nothing_is_altered_where_nothing_can_be_exchanged() -> None:
    example = Example("どうしますか。", "", "行く。", 0, 2, "answer")
    assert prepare._altered(example, words_of([]), random.Random(0)) is None
