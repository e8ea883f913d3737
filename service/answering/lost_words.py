"""The weightiest word of a question that stands nowhere with an answer.

A passage may hold most of what is asked and lack the one word that matters: the 韓国 of a ranking
that gives 中国 and 日本, the 直线导轨 of a row of totals. A mean over all words hides that.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.document import Language
from ingest.language.terms import chinese_words, japanese_words
from service.answering.overlap import QuestionTerms, bare, terms_of
from service.answering.question import Question

__all__ = ["content_words", "lost_weight"]

_HAN = re.compile(r"[\u3005\u3400-\u9fff\U00020000-\U000323af]+")
_JAPANESE_NOUNS = frozenset(("普通名詞", "固有名詞"))
_CHINESE_NOUNS = frozenset("nvaj")
"""First letters of tags: nouns and names, verbs (which are nouns as often), adjectives, short
forms."""


def lost_weight(question: Question, text: str, language: Language, terms: QuestionTerms) -> float:
    """The weight of the weightiest content word of ``question`` that ``text`` lacks, as a share of
    the weightiest one's, 0 to 1; 0 where no word could stand in a text of this language."""
    present, plain = terms_of(text), bare(text)
    most = lost = 0.0
    for word in content_words(question.subject, question.language):
        if question.language != language and not _HAN.fullmatch(word):
            continue
        parts = terms_of(word)
        weight = terms.weight(parts)
        most = max(most, weight)
        if bare(word) not in plain:
            lost = max(lost, terms.weight(parts - present))
    return lost / most if most > 0.0 else 0.0


@lru_cache(maxsize=1_024)
def content_words(text: str, language: Language) -> tuple[str, ...]:
    """The words of ``text`` that tell what it is about, of two characters or more, each once."""
    if language == "ja":
        found = [
            word
            for word, feature in japanese_words(text)
            if feature[0] == "名詞" and feature[1] in _JAPANESE_NOUNS
        ]
    elif language == "zh":
        found = [word for word, tag in chinese_words(text) if tag[:1] in _CHINESE_NOUNS]
    else:
        found = []
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))
