"""Running gold questions: scores of single questions, and the figures of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eval_helpers import CARS, CHIPS, GOLD, gold_bytes

from eval.evidence import locate
from eval.gold import parse_gold
from eval.questions import Evidence, GoldQuestion
from eval.records import CitedPage, FoundPassage, Outcome, relation_of, score
from eval.run import Runner, run_questions
from eval.summary import lookup, summarise
from index import Collection, Hit
from ingest.errors import GoldSetError
from service.answering import Answer, AnswerOptions, Citation

OPTIONS = AnswerOptions(top_k=3)


def cited(page: int, *, verified: bool = True) -> CitedPage:
    return CitedPage("d", "d.pdf", page, "quote", verified)


def hit(page: int) -> FoundPassage:
    return FoundPassage(f"d-{page}", "d", "d.pdf", page, "text", 0.5)


def outcome(answer: str | None, *pages: int, ranking: tuple[int, ...] | None = ()) -> Outcome:
    found = None if ranking is None else tuple(hit(page) for page in ranking)
    return Outcome(answer, 0.5, tuple(cited(p) for p in pages), found, 10.0, 5.0)


ANSWERABLE = GoldQuestion("q", "ja", "?", True, ("東京", "東京都"), (Evidence("d", 2),))
UNANSWERABLE = GoldQuestion("u", "ja", "?", False, type="unanswerable")


def test_a_right_answer_scores_everywhere() -> None:
    found = score(ANSWERABLE, [("d", 2)], outcome("東京", 2, 3, ranking=(1, 2)))
    expected = {
        "retrieval.recall@1": 0.0,
        "retrieval.recall@5": 1.0,
        "retrieval.mrr@10": 1 / 2,
        "retrieval.ndcg@10": pytest.approx(0.6309, abs=1e-4),
        "answer.em": 1.0,
        "answer.f1": 1.0,
        "answer.contains": 1.0,
        "citation.verified": 1.0,
        "citation.page_precision": 1 / 2,
        "citation.page_recall": 1.0,
        "abstention.correct": 1.0,
    }
    assert expected.items() <= found.items()
    assert found["retrieval.map@10"] == found["retrieval.mrr@10"]
    assert found["answer.f1_cmrc"] == found["answer.em_jsquad"] == found["retrieval.hit@5"] == 1.0
    assert "answer.numbers" not in found
    assert not [name for name in found if name.startswith("passages.")]


def test_a_refused_question_has_wrong_answers_and_no_citation_precision() -> None:
    found = score(ANSWERABLE, [("d", 2)], outcome(None, 2, ranking=(2,)))
    assert (found["answer.em"], found["answer.f1"], found["answer.contains"]) == (0, 0, 0)
    assert found["citation.page_recall"] == 0.0
    assert "citation.page_precision" not in found
    assert found["abstention.correct"] == 0.0


def test_an_unanswerable_question_has_abstention_and_verification_only() -> None:
    assert score(UNANSWERABLE, [], outcome(None, 1, ranking=(1,))) == {
        "citation.verified": 1.0,
        "abstention.correct": 1.0,
    }
    assert score(UNANSWERABLE, [], outcome("東京")) == {"abstention.correct": 0.0}


def test_all_evidence_asks_for_every_page() -> None:
    both = replace(ANSWERABLE, all_evidence=True)
    found = score(both, [("d", 2), ("d", 4)], outcome("東京", 2, ranking=(2, 1, 4)))
    assert found["retrieval.recall@1"] == 1 / 2
    assert found["retrieval.recall@5"] == 2 / 2
    assert found["citation.page_recall"] == 1 / 2
    either = score(ANSWERABLE, [("d", 2), ("d", 4)], outcome("東京", 2, ranking=(2, 1, 4)))
    assert either["retrieval.recall@1"] == either["citation.page_recall"] == 1.0


def test_given_the_passage_neither_retrieval_nor_cited_pages_are_scored() -> None:
    found = score(ANSWERABLE, [("d", 2)], outcome("東京都", 2, ranking=None))
    assert {name.split(".")[0] for name in found} == {"answer", "citation", "abstention"}
    assert "citation.page_recall" not in found


def test_the_relation_of_languages() -> None:
    assert relation_of("ja", ["ja"]) == "same"
    assert relation_of("ja", ["zh", "zh"]) == "cross"
    assert relation_of("ja", ["zh", "ja"]) == "mixed"
    assert relation_of("ja", []) is None


# --- against a real collection, with an answer engine that is told what to say ---


class Oracle:
    """Answers from the first hit, unless the question is about Mars."""

    def __init__(self, quote_of: int = 10) -> None:
        self.asked: list[str] = []
        self.given: list[Sequence[Hit]] = []
        self.quote_of = quote_of

    def ask(
        self,
        collection: Collection,
        question: str,
        options: AnswerOptions,
        *,
        doc_id: str | None = None,
    ) -> tuple[Answer, Sequence[Hit]]:
        hits = collection.search(question, top_k=options.top_k, doc_id=doc_id).hits
        return self.read(question, hits, collection, options), hits

    def read(
        self, question: str, hits: Sequence[Hit], collection: Collection, options: AnswerOptions
    ) -> Answer:
        self.asked.append(question)
        self.given.append(hits)
        passage = hits[0].passage
        citation = Citation(
            n=1,
            doc_id=passage.doc_id,
            title=passage.title,
            path=passage.path,
            page=passage.page,
            page_label=passage.page_label,
            rects=(),
            page_size=None,
            quote=passage.text[: self.quote_of],
            char_start=0,
            char_end=10,
            score=1.0,
            language=passage.language,
            verified=True,
        )
        refused = "火星" in question
        text = None if refused else passage.text
        return Answer(question, "ja", not refused, text, (), (citation,), 0.9)


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> Oracle:
    oracle = Oracle()
    monkeypatch.setattr("eval.run.answer_and_hits", oracle.ask)
    monkeypatch.setattr("eval.run.answer_from_passages", oracle.read)
    return oracle


def gold() -> list[GoldQuestion]:
    return parse_gold(gold_bytes(*GOLD))


def test_a_run_asks_every_question_once_and_warms_up_first(
    collection: Collection, oracle: Oracle
) -> None:
    done: list[tuple[int, int]] = []
    records, located = run_questions(
        gold(), collection, OPTIONS, progress=lambda *step: done.append(step)
    )
    questions = [q.question for q in gold()]
    assert oracle.asked == [questions[0], *questions]
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert not located.unquoted
    assert [r.question.id for r in records] == ["q1", "q2", "q3", "q4"]
    assert [r.relation for r in records] == ["same", "cross", "same", None]
    first = records[0]
    assert first.outcome.ranking is not None
    assert first.outcome.ranking[0] == (collection.resolve("chips.pdf").doc_id, 1)
    assert first.scores["retrieval.recall@1"] == first.scores["answer.contains"] == 1.0


def test_quotations_are_looked_up_again(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.run.answer_and_hits", Oracle(quote_of=9).ask)
    records, _ = run_questions(gold(), collection, OPTIONS)
    assert {r.scores["citation.verified"] for r in records} == {0.0}


def test_a_citation_of_a_page_that_is_not_there_is_not_verified(
    collection: Collection, oracle: Oracle
) -> None:
    runner = Runner(collection, OPTIONS, locate([], collection))
    hits = collection.search("半導体市場").hits
    citation = oracle.read("?", hits, collection, OPTIONS).citations[0]
    assert not runner._cited(replace(citation, page=99)).verified


def test_the_figures_of_a_run(collection: Collection, oracle: Oracle) -> None:
    records, _ = run_questions(gold(), collection, OPTIONS)
    summary = summarise(records)
    assert summary["n"] == 4
    assert summary["abstention"] == {"precision": 1.0, "recall": 1.0}
    assert set(summary["latency_ms"]) == {"p50", "p90", "p95", "p99"}
    assert set(summary["by"]) == {"language", "relation", "type", "document"}
    assert {k: v["n"] for k, v in summary["by"]["language"].items()} == {"ja": 2, "zh": 2}
    assert {k: v["n"] for k, v in summary["by"]["relation"].items()} == {"cross": 1, "same": 2}
    # Chinese questions can all be answered, so that refusing cannot be judged there
    assert "abstention" not in summary["by"]["language"]["zh"]
    assert set(summary["by"]["type"]["unanswerable"]) == {
        "citation", "abstention", "latency_ms", "n", "intervals", "lost",
    }  # fmt: skip
    mean = sum(r.scores["answer.f1"] for r in records[:3]) / 3
    assert summary["answer"]["f1"] == pytest.approx(mean, abs=1e-6)
    assert lookup(summary, "answer.f1") == summary["answer"]["f1"]
    assert lookup(summary, "by.type.unanswerable.answer.f1") is None
    assert lookup(summary, "by") is None


def test_given_the_passage_the_reader_gets_what_holds_the_quote(
    collection: Collection, oracle: Oracle
) -> None:
    records, _ = run_questions(gold(), collection, OPTIONS, given_passage=True)
    assert [r.question.id for r in records] == ["q1", "q2", "q3"]  # q4 is about no passage
    assert [[h.passage.text for h in hits] for hits in oracle.given[1:]] == [
        [CHIPS[0]],
        [CHIPS[1]],
        [CARS[1]],
    ]
    hit = oracle.given[1][0]
    assert (hit.rank, hit.score) == (1, 1.0)
    assert -1.0 <= hit.dense <= 1.0
    assert records[0].outcome.ranking is None
    assert "retrieval" not in summarise(records)


def test_an_unanswerable_question_may_name_the_passage_it_was_asked_of(
    collection: Collection, oracle: Oracle
) -> None:
    question = replace(gold()[3], asked_of=(Evidence("chips.pdf", 3, "is not there"),))
    (record,), _ = run_questions([question], collection, OPTIONS, given_passage=True)
    assert [h.passage.text for h in oracle.given[0]] == [CHIPS[2]]
    assert record.scores["abstention.correct"] == 1.0


def test_a_page_without_passages_gives_the_reader_nothing(
    collection: Collection, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = gold()[0]
    located = locate([question], collection)
    runner = Runner(collection, OPTIONS, located, given_passage=True)
    monkeypatch.setattr("eval.run._holding", lambda evidence, passages: [])
    assert runner._given_hits(question) == []


def test_questions_that_cannot_be_scored_or_asked_stop_the_run(collection: Collection) -> None:
    questions = gold()
    questions[0] = replace(questions[0], question="長" * 3000)
    questions[1] = replace(questions[1], evidence=(Evidence("gone.pdf", 1),))
    with pytest.raises(GoldSetError) as caught:
        run_questions(questions, collection, OPTIONS)
    assert "line 2: there is no document 'gone.pdf'" in caught.value.what
    assert "line 1: the question has 3,000 characters" in caught.value.what


def test_a_run_without_questions_is_empty(collection: Collection) -> None:
    records, _ = run_questions([], collection, OPTIONS)
    assert summarise(records) == {"n": 0, "by": {}}


def test_the_product_itself_answers(collection: Collection, tmp_path: Path) -> None:
    """No fake between the run and the answer engine."""
    everything: Any = AnswerOptions(top_k=5, threshold=0.0)
    records, _ = run_questions(gold(), collection, everything)
    assert all(r.outcome.answer for r in records)
    assert {r.scores["citation.verified"] for r in records} == {1.0}
    nothing: Any = AnswerOptions(top_k=5, threshold=1.0)
    summary = summarise(run_questions(gold(), collection, nothing)[0])
    assert summary["abstention"] == {"precision": 1 / 4, "recall": 1.0}
    assert set(summary["answer"].values()) == {0.0}
    assert summary["lost"] == {"refused": 3}
    read, _ = run_questions(gold(), collection, everything, given_passage=True)
    pages = (CHIPS[0], CHIPS[1], CARS[1])
    assert all(str(r.outcome.answer) in page for r, page in zip(read, pages, strict=True))
