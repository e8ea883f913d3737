"""The names and numbers of a question, and whether a passage speaks of them at all.

A passage about 上海 and 神戸 does not answer a question about 広州 and 福岡, however alike the
rest is. Which names can be looked for depends on the languages: numbers and words in Latin
letters in any passage, Han characters between Japanese and Chinese, kana only in Japanese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.document import Language
from ingest.language import Number, canonical, find_numbers, fold_text
from ingest.language.glossary import named_countries, named_places
from ingest.language.names import proper_names
from service.answering.counted_list import asked_count
from service.answering.overlap import QuestionTerms, bare, terms_of
from service.answering.places import HOME
from service.answering.question import Question

__all__ = ["missing_names", "names_elsewhere"]

_HAN = re.compile(r"[\u3005\u3400-\u9fff\U00020000-\U000323af]+")
_LATIN = re.compile(r"[A-Za-z0-9.&-]+")
_KIND_OF_PLACE = re.compile(r"(?<=..)[市县縣県省国國区區州都府]$")
_TOWARDS = re.compile(r"[对對访訪赴].")
"""对华 and 访日 are no names, though the dictionary has them."""
_ACRONYM = re.compile(r"[A-Z][A-Z0-9.&-]*[A-Z0-9]")
_RUN = r"[\u3400-\u9fff]{2,}|[\u30a1-\u30ff]{2,}"
_ASKED = re.compile(r"(?:多少|何|几|幾|哪)\s*$")
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
    folded, plain = bare(passage), fold_text(passage)
    total = lacking = 0.0
    for name in proper_names(question.text, question.language):
        if name == HOME.get(language) or _TOWARDS.fullmatch(name):
            continue
        if not _could_stand(name, question.language, language):
            continue
        short = _KIND_OF_PLACE.sub("", name)
        parts = terms_of(short)
        weight = terms.weight(parts)
        total += weight
        # The glossary may have made a longer word of it and what follows.
        stands = bare(short) in folded or fold_text(short) in plain
        if not stands and not _stands_otherwise(name, question.text, passage):
            lacking += terms.weight(parts - present)
    given = list(_given_numbers(question))
    told = {n.value for n in find_numbers(passage)} if given else set()
    total += _NUMBER_WEIGHT * len(given)
    lacking += _NUMBER_WEIGHT * sum(number.value not in told for number in given)
    return lacking / total if total > 0.0 else 0.0


def names_elsewhere(question: Question, nearest: Sequence[str]) -> bool:
    """Whether other countries than those of ``question``, or other cities and provinces, stand
    with an answer: in the first of the texts around it that names any."""
    for named in (named_countries, named_places):
        asked = named(question.text)
        said = next((found for text in nearest if (found := named(text))), frozenset())
        if asked and said and not asked & said:
            return True
    return False


def _given_numbers(question: Question) -> Iterator[Number]:
    """The numbers that ``question`` tells: no periods, which are compared on their own, nor how
    many things it wants (哪三种), in which unit (多少百万日元) or for how much (1株当たり)."""
    count = asked_count(question)
    for number in find_numbers(question.text):
        asked = _ASKED.search(question.text[: number.start])
        if number.kind not in ("year", "date") and not asked and number.value not in (1, count):
            yield number


def _stands_otherwise(name: str, question: str, passage: str) -> bool:
    """Whether a country stands in a word such as 日中, or the name that the question gives the
    other of in brackets, as in 滴滴（DiDi）, stands alone."""
    if canonical(fold_text(name)) in named_countries(passage):
        return True
    beside = re.search(rf"({_RUN})[（(]{re.escape(name)}[）)]", question)
    return beside is not None and bare(beside[1]) in bare(passage)


def _could_stand(name: str, asked_in: Language, language: Language) -> bool:
    """Whether a passage in ``language`` would write ``name`` as the question does. Of Latin names
    in an English question that is sure of acronyms alone: reports write others in their script.
    """
    if _LATIN.fullmatch(name):
        return asked_in != "en" or language == "en" or bool(_ACRONYM.fullmatch(name))
    if _HAN.fullmatch(name):
        return language in ("ja", "zh")
    return language == "ja"
