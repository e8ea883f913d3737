"""Resolve a follow-up question from the turns before it, without a language model.

「では日本は？」, “那2020年呢？” and "And in 2021?" say only what changes. The part of the previous
question that is of the same kind (time, place, organisation, measure, other name) is replaced;
a pronoun (それ, その, 它, 其, 该公司, it, its) is replaced by the previous question's subject. A
question that stands alone is left as it is: a wrong guess would answer something nobody asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.language import detect_language, fold_text
from service.answering.follow_up import Cut, cut_follow_up, is_complete
from service.answering.merging import add_subject, merge
from service.answering.pronouns import fill_pronouns, strip_pronouns
from service.answering.typed_terms import Term, typed_terms

__all__ = ["Turn", "resolve_question"]


_LINK = re.compile(r"[の的、，,]|\b(?:of|in|for|at|and)\b")
_CONTENT = re.compile(r"[^\sのはがをにでと的、，,：:]")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, as it was asked, and the answer if there was one."""

    question: str
    answer: str | None = None


def resolve_question(question: str, history: Sequence[Turn]) -> str:
    """``question`` as it would be asked on its own; the same string where it stands alone.

    The turns are resolved in order, so that a follow-up to a follow-up works.
    """
    previous = ""
    for turn in history:
        if turn.question.strip():
            previous = _resolve(turn.question.strip(), previous)
    return _resolve(question, previous)


def _resolve(question: str, previous: str) -> str:
    if not previous:
        return question
    asked_in = detect_language(previous)
    language = detect_language(question, prior=asked_in)
    before = typed_terms(previous, asked_in)
    cut = cut_follow_up(question, language)
    filled = fill_pronouns(cut, previous, before, language)
    if filled is not None:
        return filled
    core = strip_pronouns(cut.core, language) if cut.is_fragment else cut.core
    terms = _whole(core, typed_terms(core, language), cut) if core.strip() else []
    if not terms or not before or cut.frame.startswith("とは"):
        return question
    if is_complete(cut, terms) and core == cut.core:
        return _of_the_same_time(cut, terms, question, previous, before)
    if cut.is_fragment:
        return merge(previous, before, terms, cut)
    if cut.opened or _lacks_subject(core, terms):
        return add_subject(cut, terms, previous, before, language)
    return question


def _whole(core: str, terms: list[Term], cut: Cut) -> list[Term]:
    """A noun phrase of one name is that name, whatever part of it was recognised."""
    named = [term for term in terms if term.kind not in ("time", "measure")]
    if not cut.is_fragment or len(named) < len(terms) or _LINK.search(core):
        return terms
    if any(term.kind == "entity" for term in named) or not terms:
        return [Term("entity", 0, len(core), core)]
    only = named[0]
    return [Term(only.kind, 0, len(core), core)] if only.end == len(core) else terms


def _lacks_subject(core: str, terms: Sequence[Term]) -> bool:
    """Whether a question names a time or a measure and nothing else."""
    rest = core
    for term in reversed(terms):
        rest = rest[: term.start] + rest[term.end :]
    return all(term.kind in ("time", "measure") for term in terms) and not _CONTENT.search(rest)


def _of_the_same_time(
    cut: Cut, terms: Sequence[Term], question: str, previous: str, before: Sequence[Term]
) -> str:
    """A whole question; one that goes on with the same measure keeps the time that was asked of."""
    if not cut.opened:
        return question
    measures = {fold_text(term.text) for term in terms if term.kind == "measure"}
    asked_of = {fold_text(term.text) for term in before if term.kind == "measure"}
    if measures & asked_of and all(term.kind != "time" for term in terms):
        return merge(previous, before, terms, cut)
    return cut.body[:1].upper() + cut.body[1:]
