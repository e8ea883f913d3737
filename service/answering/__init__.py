"""Answers with their sources: question → retrieve → read → verify → answer or abstain."""

from __future__ import annotations

from service.answering.answer import Answer, AnswerOptions, Citation, Sentence
from service.answering.engine import answer, answer_from_passages
from service.answering.question import clean_question

__all__ = [
    "Answer",
    "AnswerOptions",
    "Citation",
    "Sentence",
    "answer",
    "answer_from_passages",
    "clean_question",
]
