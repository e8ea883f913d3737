"""Ask a collection: the way in for every person and program.

A question is resolved from the turns before it, answered by the sentences of the documents or, if
one is configured, by a language model whose sentences were verified, and told as events: what was
asked, each verified sentence, and the whole reply at the end.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index import Collection
from ingest.errors import LanguageModelError
from service.answering.answer import Answer, AnswerOptions, Citation, Sentence
from service.answering.conversation import Turn, resolve_question
from service.answering.engine import answer
from service.answering.llm import LlmOptions, Written, write_answer
from service.answering.llm.prompts import question_variant
from service.answering.llm.writing import Proved, joined
from service.answering.question import clean_question

__all__ = [
    "AnsweredBy",
    "Asked",
    "Event",
    "Reply",
    "Said",
    "Withdrawn",
    "ask",
    "ask_events",
    "last_reply",
]

AnsweredBy = Literal["extractive", "llm"]

_LOG = logging.getLogger("shutten.llm")
_DECLINED = "the language model found no answer in the passages"
_UNPROVED = "no sentence of the language model could be verified"
_INSTEAD = "this is the answer of the documents' own sentences"


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
    by: AnsweredBy = "extractive"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The language model failed in the middle: what was said so far is not the answer."""

    note: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The last event: the whole answer to ``resolved_question``, which is the question as asked
    unless it was a follow-up (``has_history`` says that there were turns before it).

    ``answered_by`` is ``None`` where no language model is configured; ``note`` says why the
    answer is not the model's, or that sentences of it were dropped.
    """

    question: str
    resolved_question: str
    answer: Answer
    has_history: bool = False
    answered_by: AnsweredBy | None = None
    note: str | None = None


Event = Asked | Said | Withdrawn | Reply


def ask(
    collection: Collection,
    question: str,
    options: AnswerOptions | None = None,
    *,
    history: Sequence[Turn] = (),
    doc_id: str | None = None,
    llm: LlmOptions | None = None,
) -> Reply:
    """The reply of ``collection`` (or of one document) to ``question``; ``QuestionError`` if it
    cannot be used.
    """
    return last_reply(
        ask_events(collection, question, options, history=history, doc_id=doc_id, llm=llm)
    )


def last_reply(events: Iterator[Event]) -> Reply:
    """The reply at the end of ``events``, all of which are taken."""
    *_, last = events
    assert isinstance(last, Reply)
    return last


def ask_events(
    collection: Collection,
    question: str,
    options: AnswerOptions | None = None,
    *,
    history: Sequence[Turn] = (),
    doc_id: str | None = None,
    llm: LlmOptions | None = None,
) -> Iterator[Event]:
    """The events of answering: one ``Asked``, a ``Said`` a sentence, one ``Reply``.

    With ``llm`` the sentences are the model's; when it fails, a ``Withdrawn`` comes if it had
    said something, and the answer is the one that the documents' own sentences give.

    Raises:
        QuestionError: the question is empty, too long or not text.
        SettingsError: ``llm`` is given and the client library is not installed.
    """
    options = options or AnswerOptions()
    asked = clean_question(question, options.max_question_chars)
    resolved = resolve_question(asked, history)
    if len(resolved) > options.max_question_chars:
        resolved = asked  # what a long question before it would make of it cannot be asked
    yield Asked(asked, resolved)
    # Asked for in any case: it has to be there when the model fails, and it costs little.
    given = answer(collection, resolved, options, doc_id=doc_id)
    reply = Reply(asked, resolved, given, has_history=bool(history))
    if llm is not None:
        reply = yield from _by_model(reply, collection, options, doc_id, llm)
    if reply.answered_by != "llm":
        yield from _told(reply.answer)
    yield reply


def _by_model(
    reply: Reply,
    collection: Collection,
    options: AnswerOptions,
    doc_id: str | None,
    llm: LlmOptions,
) -> Generator[Event, None, Reply]:
    """The model's sentences as they are verified; returns the reply, the model's or the other."""
    started = time.perf_counter()
    found = collection.search(reply.resolved_question, top_k=options.top_k, doc_id=doc_id)
    sentences = write_answer(
        reply.resolved_question,
        found.hits,
        collection,
        llm,
        most_sentences=options.max_sentences,
        variant=question_variant(reply.question, reply.resolved_question),
    )
    said = 0
    try:
        while True:
            try:
                proved: Proved = next(sentences)
            except StopIteration as end:
                written: Written = end.value
                break
            said += 1
            yield Said(proved.sentence, proved.citations, by="llm")
    except LanguageModelError as error:
        _LOG.warning("%s; answering without it", error)
        note = f"{error.what}; {_INSTEAD}"
        if said:
            yield Withdrawn(note)
        return replace(reply, answered_by="extractive", note=note)
    if not written.sentences:
        reason = _DECLINED if written.declined else _UNPROVED
        return replace(reply, answered_by="extractive", note=f"{reason}; {_INSTEAD}")
    timings = {**reply.answer.timings_ms, "llm": round((time.perf_counter() - started) * 1e3, 2)}
    answer_ = replace(
        reply.answer,
        answerable=True,
        answer=joined(written.sentences),
        sentences=written.sentences,
        citations=written.citations,
        timings_ms=timings,
    )
    left_out = _dropped(written.dropped) if written.dropped else None
    return replace(reply, answer=answer_, answered_by="llm", note=left_out)


def _dropped(count: int) -> str:
    sentences = "one sentence" if count == 1 else f"{count} sentences"
    return f"{sentences} of the language model could not be verified; left out"


def _told(given: Answer) -> Iterator[Said]:
    """The sentences of an answer, one by one."""
    shown: set[int] = set()
    for sentence in given.sentences:
        new = [c for c in given.citations if c.n in sentence.citations and c.n not in shown]
        shown.update(c.n for c in new)
        yield Said(sentence, tuple(new))
