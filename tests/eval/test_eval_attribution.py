"""Where answers are lost, what an interrupted run knows, and how sure a figure is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.attribution import CAUSES, count_causes, first_cause, is_right
from eval.journal import Journal
from eval.questions import Evidence, GoldQuestion
from eval.records import CitedPage, FoundPassage, Outcome, Record, score
from eval.statistics import bootstrap_statistic, holm, randomisation_test
from eval.summary import lookup, summarise

QUESTION = GoldQuestion("q", "ja", "?", True, ("東京",), (Evidence("d", 2, "首都は東京である"),))
UNANSWERABLE = GoldQuestion("u", "ja", "?", False, type="unanswerable")


def found(doc: str, page: int, n: int = 1) -> FoundPassage:
    return FoundPassage(f"{doc}-{page}-{n}", doc, f"{doc}.pdf", page, "text", 0.5)


def record(
    answer: str | None,
    cited: CitedPage | None,
    *hits: FoundPassage,
    question: GoldQuestion = QUESTION,
) -> Record:
    citations = () if cited is None else (cited,)
    outcome = Outcome(answer, 0.5, citations, hits, 1.0)
    places = (("d", 2),) if question.evidence else ()
    return Record(question, places, None, outcome, score(question, places, outcome))


def cite(doc: str, page: int, quote: str = "別の文", *, verified: bool = True) -> CitedPage:
    return CitedPage(doc, f"{doc}.pdf", page, quote, verified)


RIGHT = found("d", 2)
OTHER = found("d", 2, 9)


@pytest.mark.parametrize(
    ("cause", "case"),
    [
        ("not_retrieved", record(None, None, found("d", 1), found("e", 2))),
        ("not_retrieved", record("大阪", cite("d", 1), found("d", 1), found("e", 1), RIGHT)),
        ("not_read", record("大阪", cite("d", 2), OTHER)),
        ("refused", record(None, cite("d", 2), RIGHT)),
        ("not_verified", record("大阪", cite("d", 2, verified=False), RIGHT)),
        ("wrong_document", record("大阪", cite("e", 2), RIGHT)),
        ("wrong_document", record("大阪", None, RIGHT)),
        ("wrong_page", record("大阪", cite("d", 1), RIGHT)),
        ("wrong_sentence", record("大阪", cite("d", 2), RIGHT)),
        ("wrong_wording", record("大阪", cite("d", 2, "首都は東京である。"), RIGHT)),
        ("not_refused", record("大阪", None, question=UNANSWERABLE)),
        (None, record("東京", cite("e", 1))),
        (None, record(None, None, question=UNANSWERABLE)),
        (None, record("x", None, question=replace(QUESTION, answers=()))),
    ],
)
def test_the_first_thing_that_went_wrong(cause: str | None, case: Record) -> None:
    assert first_cause(case, {RIGHT.passage_id}, read=2) == cause


def test_every_missed_question_has_one_cause() -> None:
    answers = ["東京", "大阪", None]
    cases = [
        record(a, c, *hits)
        for a in answers
        for c in (None, cite("d", 2), cite("d", 1), cite("e", 1))
        for hits in ((RIGHT,), (OTHER,), (), (found("e", 1),))
    ]
    cases = [replace(c, cause=first_cause(c, {RIGHT.passage_id}, 5)) for c in cases]
    missed = [c for c in cases if is_right(c) is False]
    counted = count_causes(cases)
    assert sum(counted.values()) == len(missed) > 0
    assert set(counted) <= set(CAUSES)
    assert is_right(record("x", None, question=replace(QUESTION, answers=()))) is None


def test_a_journal_gives_back_what_was_asked(tmp_path: Path) -> None:
    outcome = Outcome(
        "東京", 0.5, (cite("d", 2),), (RIGHT,), 1.5, 2.5, (("東京である", ("東京",)),)
    )
    journal = Journal(tmp_path / "run", "one")
    journal.add("a", outcome)
    journal.add("b", replace(outcome, answer=None, found=None))
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"id": "c", "answer": ')
    again = Journal(tmp_path / "run", "one")
    assert again.outcomes() == {"a": outcome, "b": replace(outcome, answer=None, found=None)}
    again.add("c", outcome)
    assert set(Journal(tmp_path / "run", "one").outcomes()) == {"a", "b", "c"}
    assert Journal(tmp_path / "run", "two").outcomes() == {}
    again.path.write_text("no journal", encoding="utf-8")
    assert Journal(tmp_path / "run", "two").outcomes() == {}


def test_rows_of_tables_are_read_further_down_than_text() -> None:
    others = tuple(found("e", n) for n in range(1, 6))
    deep = record("x", None, *others, RIGHT)
    assert first_cause(deep, {RIGHT.passage_id}, 5) == "not_retrieved"
    row = replace(RIGHT, kind="table_row")
    assert first_cause(record("x", None, *others, row), {RIGHT.passage_id}, 5) == "wrong_document"
    headings = tuple(replace(hit, kind="heading") for hit in others)
    assert (
        first_cause(record("x", None, *headings, RIGHT), {RIGHT.passage_id}, 5) == "wrong_document"
    )


def test_intervals_hold_their_figures() -> None:
    cases = [record("東京", cite("d", 2), RIGHT) for _ in range(12)]
    cases += [record("大阪", cite("d", 1), RIGHT) for _ in range(8)]
    cases.append(record("大阪", None, question=UNANSWERABLE))
    summary = summarise(cases)
    for name, (low, high) in summary["intervals"].items():
        value = lookup(summary, name)
        assert value is not None
        assert low <= value <= high, name
    low, high = summary["intervals"]["answer.contains"]
    assert 0.3 < low < 0.6 < high < 0.9
    assert {"confidence.aurc", "abstention.recall", "latency_ms.p95"} <= set(summary["intervals"])
    assert bootstrap_statistic(5, lambda places: None) is None
    assert bootstrap_statistic(0, lambda places: 1.0) is None


def test_randomisation() -> None:
    # every draw of one sign only is as extreme: about 2 in 2^5
    assert randomisation_test([1.0] * 5) == pytest.approx(2 / 2**5, abs=0.01)
    assert randomisation_test([0.5, -0.5, 0.0]) == 1.0
    assert randomisation_test([0.0, 0.0]) == 1.0
    assert randomisation_test([0.3] * 40) == 1 / 10_001


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03]) == [3 * 0.01, 2 * 0.03, 2 * 0.03]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1)))
def test_holm_only_raises_and_keeps_the_order(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(a >= p for a, p in zip(adjusted, values, strict=True))
    order = sorted(range(len(values)), key=lambda i: values[i])
    assert [adjusted[i] for i in order] == sorted(adjusted)
