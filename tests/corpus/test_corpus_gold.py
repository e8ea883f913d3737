"""The sample questions as the product's own checker sees them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from eval.gold import read_gold
from eval.lint import lint

GOLD = Path(__file__).parents[2] / "corpus" / "gold.jsonl"


def test_the_checker_finds_nothing() -> None:
    report = lint(GOLD.read_bytes())
    assert report.findings == ()
    assert report.questions >= 260


def test_every_kind_of_question_is_there_often_enough_to_tell() -> None:
    questions = read_gold(GOLD)
    types = Counter(question.type for question in questions)
    assert min(types.values()) >= 20
    languages = Counter(question.language for question in questions)
    assert languages["en"] >= 35
    traditional = [q for q in questions for e in q.evidence if "taiwan" in e.doc]
    assert len({q.id for q in traditional}) >= 30
