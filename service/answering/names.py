"""The names and numbers of a question, and whether a passage speaks of them at all.

A passage about 上海 and 神戸 does not answer a question about 広州 and 福岡, however alike the
rest is. Which names can be looked for depends on the languages: numbers and words in Latin
letters in any passage, Han characters between Japanese and Chinese, kana only in Japanese.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.document import Language
from ingest.language import canonical, find_numbers, fold_text
from service.answering.overlap import QuestionTerms, terms_of
from service.answering.question import Question

__all__ = ["missing_names", "names_in"]

_HAN = re.compile(r"[\u3005\u3400-\u9fff\U00020000-\U000323af]{2,}")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z0-9.&-]*[A-Za-z0-9]")
_ORDINARY = re.compile(
    r"(?:What|Which|Who|Whom|When|Where|Why|How|In|On|At|By|Of|The|Is|Are|Was|Were|Do|Does|Did|From|"
    r"For|According|As|And|Please|Tell|Under|Among|Between|During|Since|To|Japan|China|Japanese|"
    r"Chinese|Taiwan|Hong|Kong|Tokyo|Beijing|Shanghai|European|Union|British|UK|US|GDP|January|"
    r"February|March|April|May|June|July|August|September|October|November|December)"
)
"""Capitalised for their place, or names that reports in Han characters translate."""


@lru_cache(maxsize=1_024)
def names_in(question: str, subject: str) -> tuple[str, ...]:
    """Runs of Han characters and katakana of the subject, and capitalised Latin words that are
    no ordinary ones; each once.
    """
    found = [*_HAN.findall(subject), *_KATAKANA.findall(subject)]
    found += [w for w in _LATIN.findall(question) if not _ORDINARY.fullmatch(w)]
    return tuple(dict.fromkeys(found))


def missing_names(
    question: Question, passage: str, language: Language, terms: QuestionTerms
) -> float:
    """The share of the weight of the question's names and numbers that ``passage`` lacks, 0 to 1.

    ``passage`` is the text with its headings. 0 where the question names nothing that could be
    looked for in a passage of this language.
    """
    present = terms_of(passage)
    folded = _bare(passage)
    total = lacking = 0.0
    for name in names_in(question.text, question.subject):
        if not _could_stand(name, language):
            continue
        parts = terms_of(name)
        weight = terms.weight(parts)
        total += weight
        if _bare(name) not in folded:
            lacking += terms.weight(parts - present)
    for number in find_numbers(question.text):
        if number.kind in ("year", "date"):
            continue  # periods are compared on their own
        total += _NUMBER_WEIGHT
        if all(number.value != n.value for n in find_numbers(passage)):
            lacking += _NUMBER_WEIGHT
    return lacking / total if total > 0.0 else 0.0


def _bare(text: str) -> str:
    return "".join(canonical(fold_text(text)).split())


_NUMBER_WEIGHT = 4.0
"""About the weight of a rare pair of characters."""


def _could_stand(name: str, language: Language) -> bool:
    """Whether a passage in ``language`` would write ``name`` as the question does."""
    if _KATAKANA.fullmatch(name):
        return language == "ja"
    if _HAN.fullmatch(name):
        return language in ("ja", "zh")
    return True
