"""The entries of a retrieval corpus as documents: one page each, an id in place of a path."""

from __future__ import annotations

import hashlib
import json

from ingest.document import Block, Document, Language, Page, Quality
from ingest.language import detect_language
from ingest.passages import make_passages

__all__ = ["entry_document"]


def entry_document(identity: str, title: str, text: str, prior: Language) -> Document:
    """One entry as a document of one page, cut into passages as reports are.

    The id is part of the hash: two entries with the same words are two documents.
    """
    blocks, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block("text", start, start + len(line)))
        start += len(line) + 1
    page = Page(1, "1", text, blocks=tuple(blocks), quality=Quality(characters=len(text)))
    language = detect_language(text, prior)
    body = json.dumps([identity, title, text]).encode("ascii")
    return Document(
        sha256=hashlib.sha256(body).hexdigest(),
        format="corpus",
        title=title or identity,
        language=language,
        pages=(page,),
        passages=make_passages((page,), title, language),
    )
