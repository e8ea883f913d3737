"""An answer as one text with its sources, for programs that can show nothing else."""

from __future__ import annotations

from ingest.document import Language
from service.answering import Citation, Sentence
from service.answering.asking import Reply
from service.web.texts import Texts

__all__ = ["answer_text", "said_text", "sources_text", "withdrawn_text"]


def answer_text(reply: Reply) -> str:
    """The answer, each sentence with its marks, and the sources below."""
    answer = reply.answer
    if not answer.answerable:
        return f"{_texts(answer.language)('no_answer')}{sources_text(reply)}"
    lines = [said_text(sentence, first=True) for sentence in answer.sentences]
    if answer.answer and (not answer.sentences or answer.answer != answer.sentences[0].text):
        joined = "".join(sentence.text for sentence in answer.sentences)
        if answer.answer.replace(" ", "") != joined.replace(" ", ""):
            lines.insert(0, f"**{answer.answer}**\n")
    return "\n".join(lines) + sources_text(reply)


def said_text(sentence: Sentence, *, first: bool) -> str:
    """A sentence with the numbers of its citations: ``…。[1][2]``."""
    marks = "".join(f"[{n}]" for n in sentence.citations)
    blank = " " if sentence.text[-1:].isascii() else ""
    return f"{'' if first else chr(10)}{sentence.text}{blank}{marks}"


def sources_text(reply: Reply) -> str:
    """Where each quotation stands; and the question as it was searched, if that is another."""
    t = _texts(reply.answer.language)
    lines = ["", "", t("sources" if reply.answer.answerable else "nearest")]
    lines += [_source(citation, t) for citation in reply.answer.citations]
    if reply.resolved_question != reply.question:
        lines += ["", t("searched_as", question=reply.resolved_question)]
    return "\n".join(lines)


def withdrawn_text(note: str) -> str:
    """What is said when the model failed after it had begun; what went out cannot be taken back."""
    return f"\n\n({note})\n\n"


def _source(citation: Citation, t: Texts) -> str:
    quote = " ".join(citation.quote.split())
    place = t.place(citation.page, citation.page_label)
    return f"[{citation.n}] {citation.title}, {place}: “{quote}”"


def _texts(language: Language) -> Texts:
    return Texts(language if language in ("ja", "zh") else "en")
