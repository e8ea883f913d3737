"""Of answers that say the same the one with more digits."""

from __future__ import annotations

import pytest

from index import Hit, StoredPassage
from service.answering.candidates import Candidate
from service.answering.exactness import most_exact_first
from service.answering.question import parse_question
from service.answering.reading import Reading

PEOPLE = "2020年の日本の総人口は何人ですか。"


def _readings(*answers: tuple[str, float]) -> list[Reading]:
    return [Reading(Candidate(_hit(a), 0, len(a), a), sure, a) for a, sure in answers]


def _hit(text: str) -> Hit:
    passage = StoredPassage(
        "p", "d", "報告書", "r.pdf", 1, "1", "text", 0, len(text), text, "ja", (), "", [], None
    )
    return Hit(1, 1.0, passage, 0.9, 1.0, ("dense",))


@pytest.mark.parametrize(
    ("question", "answers", "first", "confidence"),
    [
        (PEOPLE, [("126,146千人", 0.8), ("126,146,099人", 0.5)], "126,146,099人", 0.8),
        (PEOPLE, [("126,146千人", 0.8), ("126,146,099人", 0.1)], "126,146,099人", 0.8),
        (PEOPLE, [("126,146千人", 0.8), *[("東京", 0.3)] * 5, ("126,146,099人", 0.1)],
         "126,146千人", 0.8),
        (PEOPLE, [("126,146千人", 0.8), ("126,147,400人", 0.7)], "126,146千人", 0.8),
        (PEOPLE, [("126,146千人", 0.8), ("126,146,099円", 0.7)], "126,146千人", 0.8),
        (PEOPLE, [("126,146,099人", 0.8), ("126,146千人", 0.7)], "126,146,099人", 0.8),
        ("どこですか。", [("126,146千人", 0.8), ("126,146,099人", 0.5)], "126,146千人", 0.8),
        (PEOPLE, [("200人", 0.8), ("250人", 0.7)], "200人", 0.8),
        (PEOPLE, [("126百万人", 0.8), ("126,146,099人", 0.7)], "126百万人", 0.8),
        (PEOPLE, [("東京", 0.8), ("126,146,099人", 0.5)], "東京", 0.8),
    ],
)  # fmt: skip
def test_the_exact_amount_goes_first(
    question: str, answers: list[tuple[str, float]], first: str, confidence: float
) -> None:
    found = most_exact_first(parse_question(question), _readings(*answers))
    assert (found[0].answer, found[0].confidence) == (first, confidence)
    assert len(found) == len(answers)


def test_nothing_read_stays_nothing() -> None:
    assert most_exact_first(parse_question(PEOPLE), []) == []
