"""Let the model write, check each sentence as it comes, and keep what can be proved."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from index import Collection, Hit
from ingest.document import Language
from ingest.language import detect_language
from service.answering.answer import Citation, Sentence
from service.answering.candidates import Candidate
from service.answering.citing import PageOf, cite
from service.answering.llm.claims import Claim, ClaimReader
from service.answering.llm.client import stream_text
from service.answering.llm.injection import addresses_a_model
from service.answering.llm.options import LlmOptions
from service.answering.llm.prompts import build_messages
from service.answering.llm.support import find_support
from service.answering.verify import verified

__all__ = ["Proved", "Written", "joined", "write_answer"]

_LOG = logging.getLogger("shutten.llm")
_MOST_CLAIMS = 40
"""Sentences that are checked; a model that writes more is not answering a question."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A sentence that was verified, with the citations that it is the first to use."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """All that could be proved, what could not (a count), and whether the model declined."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    dropped: int
    declined: bool


@dataclass
class _Draft:
    """What has been proved so far."""

    hits: Sequence[Hit]
    collection: Collection
    sentences: list[Sentence] = field(default_factory=list)
    citations: dict[tuple[str, int, int, int], Citation] = field(default_factory=dict)
    dropped: int = 0


def write_answer(
    question: str,
    hits: Sequence[Hit],
    collection: Collection,
    options: LlmOptions,
    *,
    most_sentences: int,
    variant: str,
) -> Generator[Proved, None, Written]:
    """The model's answer to ``question`` from ``hits``: each sentence as soon as it is verified.
    ``variant`` is what to write in, as ``question_variant`` names it.

    A sentence is dropped that names no passage or one that does not exist, whose numbers, dates
    or names do not stand there, that nothing there is near to, or whose quotation is not found
    again on the stored page.

    Raises:
        LanguageModelError: the endpoint failed; what was given before must be withdrawn.
        SettingsError: the client library is not installed.
    """
    page_of = cache(collection.page)
    shown = [hit for hit in hits if _may_be_shown(hit, page_of)][: options.passages]
    draft = _Draft(shown, collection)
    reader = ClaimReader()
    if shown:
        pieces = stream_text(options, build_messages(question, shown, most_sentences, variant))
        for claim in _claims(pieces, reader):
            new = _prove(claim, question, draft, page_of)
            if new is not None:
                yield new
            if len(draft.sentences) == most_sentences or draft.dropped == _MOST_CLAIMS:
                pieces.close()  # type: ignore[attr-defined]  # a generator: it hangs up
                break
    return Written(
        tuple(draft.sentences), tuple(draft.citations.values()), draft.dropped, reader.declined
    )


def joined(sentences: Sequence[Sentence]) -> str:
    """The sentences as one text; blanks between them where the script has blanks."""
    text = ""
    for sentence in sentences:
        blank = " " if text and text[-1].isascii() and sentence.text[:1].isascii() else ""
        text += blank + sentence.text
    return text


def _claims(pieces: Iterator[str], reader: ClaimReader) -> Iterator[Claim]:
    for piece in pieces:
        yield from reader.feed(piece)
    yield from reader.finish()


def _may_be_shown(hit: Hit, page_of: PageOf) -> bool:
    """Whether the model may see a passage: it stands on a readable page and orders nothing."""
    passage = hit.passage
    whole = Candidate(hit, passage.char_start, passage.char_end, passage.text)
    seen = f"{passage.context}\n{' '.join(passage.heading_path)}\n{passage.text}"
    return verified(whole, page_of(passage.doc_id, passage.page)) and not addresses_a_model(seen)


def _prove(claim: Claim, question: str, draft: _Draft, page_of: PageOf) -> Proved | None:
    """The sentence with its citations; ``None``, and counted, where it is not proved."""
    quotes = _quotes(claim, question, draft)
    quotes = [q for q in quotes if verified(q, page_of(q.hit.passage.doc_id, q.hit.passage.page))]
    if not quotes or any(claim.text == sentence.text for sentence in draft.sentences):
        draft.dropped += 1
        _LOG.info("a sentence of the language model was not proved and is dropped")
        return None
    new: list[Citation] = []
    numbers: list[int] = []
    for quote in quotes:
        passage = quote.hit.passage
        key = (passage.doc_id, passage.page, quote.start, quote.end)
        if key not in draft.citations:
            draft.citations[key] = cite(len(draft.citations) + 1, quote, quote.hit.score, page_of)
            new.append(draft.citations[key])
        numbers.append(draft.citations[key].n)
    draft.sentences.append(Sentence(claim.text, tuple(numbers)))
    return Proved(draft.sentences[-1], tuple(new))


def _quotes(claim: Claim, question: str, draft: _Draft) -> list[Candidate]:
    """The quotations that carry the claim; none where it names no passage that was shown."""
    if not claim.passages or not all(1 <= n <= len(draft.hits) for n in claim.passages):
        return []
    cited = [draft.hits[n - 1] for n in claim.passages]
    language: Language = detect_language(claim.text, prior=detect_language(question))
    support = find_support(claim.text, language, cited, draft.collection.embed_passages)
    return list(support.quotes) if support else []
