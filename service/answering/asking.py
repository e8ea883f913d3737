"""Ask a collection: the way in for every person and program.

A question is resolved from the turns before it, answered by the sentences of the documents or, if
one is configured, by a language model whose sentences were verified, and told as events: what was
asked, each verified sentence, and the whole reply at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index import Collection
from service.answering.answer import Answer, AnswerOptions, Citation, Sentence
from service.answering.conversation import Turn, resolve_question
from service.answering.engine import answer
from service.answering.question import clean_question

__all__ = ["AnsweredBy", "Asked", "Event", "Reply", "Said", "ask", "ask_events"]

AnsweredBy = Literal["extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The first event: the question as it came, and as it is searched."""

    question: str
    resolved_question: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that was verified, and the citations that it is the first to use."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The last event: the whole answer to ``resolved_question``, which is the question as asked
    unless it was a follow-up (``has_history`` says that there were turns before it).
    """

    question: str
    resolved_question: str
    answer: Answer
    has_history: bool = False


Event = Asked | Said | Reply


def ask(
    collection: Collection,
    question: str,
    options: AnswerOptions | None = None,
    *,
    history: Sequence[Turn] = (),
    doc_id: str | None = None,
) -> Reply:
    """The reply of ``collection`` (or of one document) to ``question``; ``QuestionError`` if it
    cannot be used.
    """
    for event in ask_events(collection, question, options, history=history, doc_id=doc_id):
        if isinstance(event, Reply):
            return event
    raise AssertionError("the last event is a reply")


def ask_events(
    collection: Collection,
    question: str,
    options: AnswerOptions | None = None,
    *,
    history: Sequence[Turn] = (),
    doc_id: str | None = None,
) -> Iterator[Event]:
    """The events of answering: one ``Asked``, a ``Said`` a sentence, one ``Reply``.

    Raises:
        QuestionError: the question is empty, too long or not text.
    """
    options = options or AnswerOptions()
    asked = clean_question(question, options.max_question_chars)
    resolved = resolve_question(asked, history)
    yield Asked(asked, resolved)
    given = answer(collection, resolved, options, doc_id=doc_id)
    yield from told(given)
    yield Reply(asked, resolved, given, has_history=bool(history))


def told(given: Answer) -> Iterator[Said]:
    """The sentences of an answer, one by one."""
    shown: set[int] = set()
    for sentence in given.sentences:
        new = [c for c in given.citations if c.n in sentence.citations and c.n not in shown]
        shown.update(c.n for c in new)
        yield Said(sentence, tuple(new))
