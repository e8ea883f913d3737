"""The sample questions as the product's own checker sees them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.gold import read_gold
from eval.lint import lint

CORPUS = Path(__file__).parents[2] / "corpus"
GOLD = CORPUS / "gold.jsonl"


@pytest.mark.parametrize(("name", "least"), [("gold", 260), ("dev", 380), ("test", 190)])
def test_the_checker_finds_nothing(name: str, least: int) -> None:
    report = lint((CORPUS / f"{name}.jsonl").read_bytes())
    assert report.findings == ()
    assert report.questions >= least


def test_no_question_is_in_two_of_the_sets() -> None:
    """What a confidence was fitted on cannot measure it."""
    sets = [read_gold(CORPUS / f"{name}.jsonl") for name in ("gold", "dev", "test")]
    asked = [question.question for one in sets for question in one]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("name", ["dev", "test"])
def test_half_of_the_questions_have_no_answer_and_say_what_is_near(name: str) -> None:
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    without = [q for q in questions if not q["answerable"]]
    assert abs(len(without) - len(questions) / 2) <= 1
    assert all(q["near"] and not q["answers"] for q in without)


def test_every_kind_of_question_is_there_often_enough_to_tell() -> None:
    questions = read_gold(GOLD)
    types = Counter(question.type for question in questions)
    assert min(types.values()) >= 20
    languages = Counter(question.language for question in questions)
    assert languages["en"] >= 35
    traditional = [q for q in questions for e in q.evidence if "taiwan" in e.doc]
    assert len({q.id for q in traditional}) >= 30
