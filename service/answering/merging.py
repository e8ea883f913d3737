"""Put what a follow-up names into the previous question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Language
from ingest.language import detect_language, find_numbers, fold_text
from service.answering.follow_up import Cut, asked_kind, split_frame
from service.answering.pronouns import subject_span
from service.answering.typed_terms import Kind, Term, known_name_in

__all__ = ["add_subject", "merge"]

# Where a term of a kind may go, in this order; an organisation may take an unknown name's place.
_PLACES_FOR: dict[Kind, tuple[Kind, ...]] = {
    "time": ("time",),
    "place": ("place",),
    "organisation": ("organisation", "entity"),
    "measure": ("measure",),
    "entity": ("entity", "organisation", "place", "measure"),
}
_BEFORE = re.compile("前年|前一年|上一年|上年|previous|before", re.IGNORECASE)
_AFTER = re.compile("翌年|次年|后一年|後一年|下一年|following|next|after", re.IGNORECASE)
_COUNTED = re.compile(
    r"何[人件社台本名倍円兆億万か%％割パ][^、。]*?(?:です|でし|ます|まし)|"
    r"(?:是|有|为|為|达到|達到|达)?多少(?:[万萬億亿兆]*[人元件个個台辆輛家吨噸千万%]|平方|百分)"
)


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    text: str


def merge(previous: str, before: Sequence[Term], terms: Sequence[Term], cut: Cut) -> str:
    """``previous`` with each of ``terms`` in the place of its own kind, or added."""
    language = detect_language(previous)
    changes: list[_Change] = []
    extra: list[Term] = []
    taken: set[Term] = set()
    for term in terms:
        target = _target(term, [t for t in before if t not in taken])
        if target is None:
            extra.append(term)
        else:
            taken.add(target)
            changes.append(_Change(target.start, target.end, _worded(term, target, language)))
    measures = [term for term in extra if term.kind == "measure"]
    if measures:
        return _of_subject(measures[0].text + cut.frame, cut, previous, before, language)
    text = _applied(previous, changes)
    if any(term.kind == "measure" for term in terms):
        text = _reframed(text, cut.frame, language)
    for term in extra:
        text = _added(term, text, language)
    return text


def add_subject(
    cut: Cut, terms: Sequence[Term], previous: str, before: Sequence[Term], language: Language
) -> str:
    """A whole question without a subject, with the previous question's.

    Where both ask for the same kind of thing, the previous question is asked of what is new.
    """
    same = asked_kind(cut.body) in ("", asked_kind(previous))
    kinds = {term.kind for term in terms}
    shared = kinds & {term.kind for term in before}
    if same and shared and not (kinds & {"entity"} and not cut.opened):
        return merge(previous, before, terms, cut)
    if kinds & {"place", "organisation"}:
        return cut.body
    return _of_subject(cut.body, cut, previous, before, language)


def _target(term: Term, before: Sequence[Term]) -> Term | None:
    """The term of the previous question that ``term`` takes the place of."""
    kinds = _PLACES_FOR[term.kind]
    if term.kind == "entity" and _looks_like_a_company(term.text):
        kinds = ("organisation", "entity", "place", "measure")
    for kind in kinds:
        fitting = [other for other in before if other.kind == kind]
        if kind == "time" or term.kind == "measure":
            fitting = fitting[-1:]
        if fitting:
            return max(fitting, key=lambda other: (_alike(term.text, other.text), -other.start))
    return None


def _looks_like_a_company(text: str) -> bool:
    return bool(
        re.fullmatch("[\u30a1-\u30fa\u30fc・]+|[A-Z][A-Za-z&.-]*(?: [A-Z][A-Za-z&.-]*)*", text)
    )


def _alike(a: str, b: str) -> float:
    """The share of characters in common; a common ending, the head of a name, counts once more."""
    a, b = fold_text(a), fold_text(b)
    shared = len(set(a) & set(b)) / max(len(set(a) | set(b)), 1)
    return shared + (a[-1:] == b[-1:])


def _worded(term: Term, target: Term, language: str) -> str:
    """The new words as they fit where the old ones stood; known places and companies in the
    language of the question that they go into.
    """
    if term.kind in ("place", "organisation"):
        return known_name_in(term.text, language) or term.text
    if term.kind != "time":
        return term.text
    step = -1 if _BEFORE.search(term.text) else 1 if _AFTER.search(term.text) else 0
    years = [n for n in find_numbers(target.text) if n.kind == "year"]
    suffix = re.search("年度?$", target.text)
    if step and years:
        return f"{years[0].value + step}{suffix[0] if suffix else ''}"
    short = re.fullmatch("([0-9]{2})(年度?)", fold_text(term.text))
    if short and years:
        return f"20{short[1]}{short[2]}"
    bare = fold_text(term.text)
    return bare + suffix[0] if suffix and re.fullmatch("[0-9]{4}", bare) else term.text


def _applied(text: str, changes: Sequence[_Change]) -> str:
    for change in sorted(changes, key=lambda c: -c.start):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def _reframed(text: str, frame: str, language: str) -> str:
    """With the follow-up's own words that ask, or without the old measure's counter (何人)."""
    core, old = split_frame(text, language)
    if language == "en" or not old:
        return text
    if frame and frame != "?":
        return core + frame
    if not _COUNTED.search(old):
        return text
    return core + {"ja": "はいくらですか", "zh": "是多少？"}[language]


def _of_subject(asked: str, cut: Cut, previous: str, before: Sequence[Term], language: str) -> str:
    """``asked`` of the previous question's subject."""
    span = subject_span(previous, before, detect_language(previous))
    if span is None:
        return cut.body
    subject = previous[span[0] : span[1]]
    if language == "en":
        if cut.is_fragment:
            return f"What is the {asked} of {subject}?"
        return f"{asked.rstrip('?. ')} of {subject}?"
    if language == "zh":
        return f"{subject}的{asked}" + ("" if cut.frame else "是什么？")
    return f"{subject}の{asked}" + ("" if cut.frame else "は？")


def _added(term: Term, text: str, language: str) -> str:
    """``text`` with a term that it had no place for."""
    if language == "en":
        return f"{text.rstrip('?？. ')} in {term.text}?"
    if language == "zh":
        return term.text + ("" if term.kind in ("time", "place") else "的") + text
    return f"{term.text}の{text}"
