"""The names and numbers of a question, and whether a passage speaks of them at all.

A passage about 上海 and 神戸 does not answer a question about 広州 and 福岡, however alike the
rest is. Which names can be looked for depends on the languages: numbers and words in Latin
letters in any passage, Han characters between Japanese and Chinese, kana only in Japanese.
"""

from __future__ import annotations

import re

from ingest.document import Language
from ingest.language import find_numbers
from ingest.language.names import proper_names
from service.answering.overlap import QuestionTerms, bare, terms_of
from service.answering.question import Question

__all__ = ["missing_names"]

_HAN = re.compile(r"[\u3005\u3400-\u9fff\U00020000-\U000323af]+")
_LATIN = re.compile(r"[A-Za-z0-9.&-]+")
_KIND_OF_PLACE = re.compile(r"(?<=..)[市县縣県省国國区區州都府]$")
_NUMBER_WEIGHT = 4.0
"""About the weight of a rare pair of characters."""


def missing_names(
    question: Question, passage: str, language: Language, terms: QuestionTerms
) -> float:
    """The share of the weight of the question's names and numbers that ``passage`` lacks, 0 to 1.

    ``passage`` is the text with its headings. 0 where the question names nothing that could be
    looked for in a passage of this language.
    """
    present = terms_of(passage)
    folded = bare(passage)
    total = lacking = 0.0
    for name in proper_names(question.text, question.language):
        if not _could_stand(name, language):
            continue
        short = _KIND_OF_PLACE.sub("", name)
        parts = terms_of(short)
        weight = terms.weight(parts)
        total += weight
        if bare(short) not in folded:
            lacking += terms.weight(parts - present)
    for number in find_numbers(question.text):
        if number.kind in ("year", "date"):
            continue  # periods are compared on their own
        total += _NUMBER_WEIGHT
        if all(number.value != n.value for n in find_numbers(passage)):
            lacking += _NUMBER_WEIGHT
    return lacking / total if total > 0.0 else 0.0


def _could_stand(name: str, language: Language) -> bool:
    """Whether a passage in ``language`` would write ``name`` as the question does."""
    if _LATIN.fullmatch(name):
        return True
    if _HAN.fullmatch(name):
        return language in ("ja", "zh")
    return language == "ja"
