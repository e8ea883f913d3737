"""What the templates show, worked out beforehand: cards, marked texts, pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import url_for

from index import Collection, Hit, SearchResult, StoredPage, StoredPassage
from ingest.document import Rect
from ingest.language import fold, index_terms
from ingest.language.terms import WORD_PREFIX
from service.answering import Answer, Citation
from service.web.images import can_render, find_source

__all__ = ["Card", "PageView", "Piece", "answer_cards", "mark_words", "page_view", "search_cards"]

_AROUND = 90
"""Characters of the page shown before and after a quotation."""
_LONGEST = 420
"""Characters of a passage shown on a card."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One cited or found passage; ``percent`` is its score from 0 to 100, ``heads`` what stands
    above the row of a table: its caption, the heads of the columns, the unit.
    """

    n: int
    title: str
    path: str
    page: int
    page_label: str
    language: str
    text: str
    pieces: tuple[Piece, ...]
    percent: int
    url: str
    verified: bool = False
    matched: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageView:
    """One page to look at: its picture's address if there is one, and its text."""

    doc_id: str
    title: str
    path: str
    number: int
    label: str
    pages: int
    language: str
    pieces: tuple[Piece, ...]
    citable: bool
    image: str | None
    size: tuple[float, float]
    rects: tuple[Rect, ...]


def answer_cards(collection: Collection, answer: Answer) -> list[Card]:
    """A card for each citation; the quotation is marked where it answers the question."""
    return [_citation_card(collection, c, answer.answerable) for c in answer.citations]


def search_cards(result: SearchResult) -> list[Card]:
    """A card for each hit, with the words of the query marked in it."""
    words = _query_words(result)
    return [_hit_card(hit, words) for hit in result.hits]


def page_view(collection: Collection, doc_id: str, number: int, start: int, end: int) -> PageView:
    """Page ``number`` with ``[start, end)`` of its text marked; ``NotFoundError`` if none."""
    document = collection.resolve(doc_id)
    stored = collection.page(document.doc_id, number)
    page = stored.page
    start, end = max(0, min(start, len(page.text))), max(0, min(end, len(page.text)))
    source = find_source(collection, document.doc_id)
    image = None
    if can_render(document, source) and page.size is not None:
        image = url_for("api.page_image", doc_id=document.doc_id, number=number)
    return PageView(
        doc_id=document.doc_id,
        title=document.title,
        path=document.path,
        number=page.number,
        label=page.label,
        pages=document.pages,
        language=_page_language(stored, document.language),
        pieces=_pieces(page.text, start, end),
        citable=page.quality.ok,
        image=image,
        size=page.size or (1.0, 1.0),
        rects=tuple(page.rects(start, end)),
    )


def _citation_card(collection: Collection, citation: Citation, marked: bool) -> Card:
    page = collection.page(citation.doc_id, citation.page).page
    start, end = citation.char_start, citation.char_end
    if marked:
        pieces = _with_surroundings(page.text, start, end)
    else:
        pieces = (Piece(_clip(citation.quote)),)
    return Card(
        n=citation.n,
        title=citation.title,
        path=citation.path,
        page=citation.page,
        page_label=citation.page_label,
        language=citation.language,
        text=citation.quote,
        pieces=pieces,
        percent=round(100 * citation.score),
        url=_page_url(citation.doc_id, citation.page, start, end),
        verified=citation.verified,
    )


def _hit_card(hit: Hit, words: Sequence[str]) -> Card:
    passage = hit.passage
    return Card(
        n=hit.rank,
        title=passage.title,
        path=passage.path,
        page=passage.page,
        page_label=passage.page_label,
        language=passage.language,
        text=passage.text,
        pieces=mark_words(_clip(passage.text), words),
        percent=round(100 * hit.score),
        url=_page_url(passage.doc_id, passage.page, passage.char_start, passage.char_end),
        matched=tuple(hit.matched),
        heads=_table_heads(passage),
    )


def _table_heads(passage: StoredPassage) -> tuple[str, ...]:
    """The lines of a row's context below the headings of its chapter."""
    if passage.kind != "table_row":
        return ()
    chapter = passage.heading_path[-1] if passage.heading_path else ""
    lines = passage.context.splitlines()
    return tuple(line for line in lines if line and line.split(" > ")[-1] != chapter)


def mark_words(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """``text`` with every place marked that reads like one of the folded ``words``: 経済 is
    found by 经济. Marks that touch are one.
    """
    folded = fold(text)
    marked = [False] * len(text)
    for word in words:
        at = folded.text.find(word)
        while at >= 0:
            start, end = folded.span(at, at + len(word))
            marked[start:end] = [True] * (end - start)
            at = folded.text.find(word, at + 1)
    runs = groupby(range(len(text)), key=marked.__getitem__)
    return tuple(Piece("".join(text[i] for i in run), mark) for mark, run in runs)


def _query_words(result: SearchResult) -> list[str]:
    """The query's words of two or more characters, folded; its n-grams would mark too much."""
    terms = index_terms(result.query, result.language)
    words = {t.removeprefix(WORD_PREFIX) for t in terms if _is_word(t)}
    return sorted(word for word in words if len(word) > 1)


def _is_word(term: str) -> bool:
    return term.startswith(WORD_PREFIX) or term.isascii()


def _page_url(doc_id: str, page: int, start: int, end: int) -> str:
    return url_for("pages.page", doc_id=doc_id, number=page, start=start, end=end)


def _with_surroundings(text: str, start: int, end: int) -> tuple[Piece, ...]:
    """The quotation, marked, between some of what stands before and after it."""
    before = text[max(0, start - _AROUND) : start].rpartition("\n\n")[2]
    after = text[end : end + _AROUND].partition("\n\n")[0]
    cut_before = start - len(before) > 0 and bool(before.strip())
    cut_after = end + len(after) < len(text) and bool(after.strip())
    pieces = (
        Piece(("…" if cut_before else "") + before.lstrip()),
        Piece(text[start:end], marked=True),
        Piece(after.rstrip() + ("…" if cut_after else "")),
    )
    return tuple(piece for piece in pieces if piece.text)


def _pieces(text: str, start: int, end: int) -> tuple[Piece, ...]:
    parts: Sequence[Piece] = (
        Piece(text[:start]),
        Piece(text[start:end], marked=True),
        Piece(text[end:]),
    )
    return tuple(part for part in parts if part.text)


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"


def _page_language(stored: StoredPage, otherwise: str) -> str:
    """The language of most of the page's passages."""
    languages = [passage.language for passage in stored.passages]
    return max(set(languages), key=languages.count) if languages else otherwise
