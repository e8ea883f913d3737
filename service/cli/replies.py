"""A reply for a person: the answer, its sentences, and where each quotation stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.cli.output import note, write
from service.page_labels import is_printed_number

if TYPE_CHECKING:
    from ingest.document import Language
    from service.answering import Answer, Citation
    from service.answering.asking import Reply

__all__ = ["place", "write_reply"]

_LANGUAGES = {"ja": "in Japanese", "zh": "in Chinese", "en": "in English"}


def write_reply(reply: Reply) -> None:
    """Print a reply; a follow-up question is shown as it was searched."""
    if reply.resolved_question != reply.question:
        write(f"({reply.resolved_question})")
    _write_answer(reply.answer)
    if reply.note:
        note(f"shutten: {reply.note}")


def place(page: int, label: str) -> str:
    """``p. 5``, or ``p. 5 (printed 3)`` where the file tells another number, ``p. 5 (売上)`` where
    it is a sheet with a name."""
    if label in ("", str(page)):
        return f"p. {page}"
    return f"p. {page} ({'printed ' if is_printed_number(label) else ''}{label})"


def _write_answer(answer: Answer) -> None:
    if answer.answerable:
        write(str(answer.answer))
        for sentence in answer.sentences:
            if sentence.text != answer.answer:
                write(f"  {sentence.text} {_marks(sentence.citations)}")
    else:
        write("The documents do not say. The nearest passages:")
    for citation in answer.citations:
        write()
        _write_citation(citation, answer.language)


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _write_citation(citation: Citation, asked_in: Language) -> None:
    """A quotation is never translated; one in another language than the question's says so."""
    where = place(citation.page, citation.page_label)
    other = _LANGUAGES.get(citation.language) if citation.language != asked_in else None
    write(
        f"[{citation.n}] {citation.title}, {where} ({citation.path}){f', {other}' if other else ''}"
    )
    for line in citation.quote.splitlines():
        write(f"    {line}")
