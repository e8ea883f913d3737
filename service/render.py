"""The JSON objects that the command line prints and the HTTP API returns. Pure functions.

Everything that leaves shutten as JSON is built here, so that both ways in give the same
object. Rectangles are ``[x0, top, x1, bottom]`` in PDF points from the top left; pages count
from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.errors import ShuttenError
from ingest.table_markup import table_html, table_markdown

if TYPE_CHECKING:
    from index import Hit, IngestReport, SearchResult, StoredDocument, StoredPage
    from ingest.document import Block, Page, Rect, Table
    from service.answering import Answer, Citation
    from service.answering.asking import Event, Reply

__all__ = [
    "answer_json",
    "document_json",
    "documents_json",
    "error_json",
    "error_object",
    "event_json",
    "ingest_json",
    "page_json",
    "reply_json",
    "search_json",
    "summary_json",
]

Json = dict[str, Any]


def error_object(
    code: str, message: str, *, path: str | None = None, page: int | None = None, hint: str = ""
) -> Json:
    """The one error shape: ``{"error": {"code", "message", "path", "page", "hint"}}``."""
    return {
        "error": {"code": code, "message": message, "path": path, "page": page, "hint": hint or ""}
    }


def error_json(error: ShuttenError) -> Json:
    """The error shape for an error of shutten's own tree."""
    return error_object(error.code, error.what, path=error.path, page=error.page, hint=error.hint)


def answer_json(answer: Answer) -> Json:
    """What ``ask --json`` prints. ``answer`` is ``null`` when the documents do not say."""
    return {
        "question": answer.question,
        "language": answer.language,
        "answerable": answer.answerable,
        "answer": answer.answer,
        "sentences": [
            {"text": sentence.text, "citations": list(sentence.citations)}
            for sentence in answer.sentences
        ],
        "citations": [_citation(citation) for citation in answer.citations],
        "confidence": round(answer.confidence, 4),
        "timings_ms": {name: round(ms, 1) for name, ms in answer.timings_ms.items()},
    }


def reply_json(reply: Reply) -> Json:
    """The answer object of what was asked. Where turns came before, ``resolved_question`` is added:
    the question as it was searched. Where a language model is configured, ``answered_by``
    (``llm`` or ``extractive``) and ``note`` (why not by it, or what was dropped) are.
    """
    body = {**answer_json(reply.answer), "question": reply.question}
    if reply.has_history:
        body["resolved_question"] = reply.resolved_question
    if reply.answered_by is not None:
        body |= {"answered_by": reply.answered_by, "note": reply.note}
    return body


def event_json(event: Event) -> tuple[str, Json]:
    """The name and the object of one event of a streamed answer."""
    from service.answering.asking import Asked, Said, Withdrawn

    if isinstance(event, Asked):
        asked = {"question": event.question, "resolved_question": event.resolved_question}
        return "question", asked
    if isinstance(event, Said):
        return "sentence", {
            "text": event.sentence.text,
            "citations": list(event.sentence.citations),
            "new_citations": [_citation(citation) for citation in event.citations],
        }
    if isinstance(event, Withdrawn):
        return "withdrawn", {"note": event.note}
    return "answer", reply_json(event)


def search_json(result: SearchResult) -> Json:
    """What ``search --json`` prints."""
    return {
        "query": result.query,
        "language": result.language,
        "hits": [_hit(hit) for hit in result.hits],
    }


def document_json(document: StoredDocument) -> Json:
    """One row of ``list --json``; ``pages`` and ``passages`` are counts."""
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "path": document.path,
        "language": document.language,
        "pages": document.pages,
        "passages": document.passages,
    }


def summary_json(document: StoredDocument) -> Json:
    """What ``show DOC --json`` prints: the row of ``list`` and what the file is."""
    return {
        **document_json(document),
        "format": document.format,
        "sha256": document.sha256,
        "warnings": list(document.warnings),
    }


def documents_json(documents: Sequence[StoredDocument]) -> Json:
    """What ``list --json`` prints."""
    return {"documents": [document_json(document) for document in documents]}


def ingest_json(report: IngestReport) -> Json:
    """What ``ingest --json`` prints; each failure carries the error as the error shape has it."""
    return {
        "ingested": [summary_json(document) for document in report.ingested],
        "unchanged": list(report.unchanged),
        "failed": [
            {"path": str(failure.path), **error_json(failure.error)} for failure in report.failed
        ],
    }


def page_json(stored: StoredPage) -> Json:
    """What ``show DOC --page N --json`` prints."""
    page = stored.page
    return {
        "page": page.number,
        "page_label": page.label,
        "size": None if page.size is None else [round(side, 2) for side in page.size],
        "text": page.text,
        "quality": {
            "ok": page.quality.ok,
            "source": page.quality.source,
            "characters": page.quality.characters,
            "issues": list(page.quality.issues),
        },
        "blocks": [_block(block, page) for block in page.blocks],
        "tables": [_table(table) for table in page.tables],
        "links": [
            {"rect": _rect(link.rect), "uri": link.uri or None, "page": link.page or None}
            for link in page.links
        ],
        "passages": [
            {
                "passage_id": passage.passage_id,
                "kind": passage.kind,
                "char_start": passage.char_start,
                "char_end": passage.char_end,
                "rects": _rects(passage.rects),
            }
            for passage in stored.passages
        ],
    }


def _citation(citation: Citation) -> Json:
    return {
        "n": citation.n,
        "doc_id": citation.doc_id,
        "title": citation.title,
        "path": citation.path,
        "page": citation.page,
        "page_label": citation.page_label,
        "rects": _rects(citation.rects),
        "page_size": None if citation.page_size is None else list(citation.page_size),
        "quote": citation.quote,
        "char_start": citation.char_start,
        "char_end": citation.char_end,
        "score": round(citation.score, 4),
        "language": citation.language,
        "verified": citation.verified,
    }


def _hit(hit: Hit) -> Json:
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "title": passage.title,
        "path": passage.path,
        "page": passage.page,
        "page_label": passage.page_label,
        "rects": _rects(passage.rects),
        "text": passage.text,
        "language": passage.language,
        "kind": passage.kind,
        "matched": list(hit.matched),
    }


def _block(block: Block, page: Page) -> Json:
    text = block.removed_text or page.text[block.char_start : block.char_end]
    return {"kind": block.kind, "rect": _rect(block.rect), "text": text}


def _table(table: Table) -> Json:
    return {
        "rect": _rect(table.rect),
        "rows": [[cell.text for cell in row] for row in table.rows],
        "table_id": table.id,
        "source_id": table.source_id or None,
        "within": table.within or None,
        "continues": table.continues or None,
        "caption": table.caption,
        "unit": table.unit,
        "header_rows": table.header_rows,
        "header_columns": table.header_columns,
        "column_heads": list(table.column_heads),
        "notes": list(table.notes),
        "cells": [
            {
                "cell_id": table.cell_id(y, x),
                "source_id": cell.source_id or None,
                "row": y,
                "column": x,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "text": cell.text,
                "char_start": cell.char_start,
                "char_end": cell.char_end,
                "rect": _rect(cell.rect),
            }
            for y, row in enumerate(table.rows)
            for x, cell in enumerate(row)
            if not cell.covered
        ],
        "html": table_html(table),
        "markdown": table_markdown(table),
    }


def _rects(rects: Sequence[Rect]) -> list[list[float]]:
    return [[round(float(side), 2) for side in rect] for rect in rects]


def _rect(rect: Rect | None) -> list[float] | None:
    return None if rect is None else [round(float(side), 2) for side in rect]
