"""From a file to a ``Document``: pages, blocks, tables and passages that point into the text.

This room knows no index, no model, no network and no state: the same bytes give the same
document. Importing it is cheap; a reader is loaded when the first file of its format comes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.document import Document

__all__ = ["PARSER_VERSION", "read_document", "supported_suffixes"]

PARSER_VERSION = "8"
"""Raised whenever the same bytes would give another document than before."""


def read_document(path: Path | str) -> Document:
    """The document in the file at ``path``. Raises an ``IngestError`` that names the path."""
    from ingest.registry import read_document as read

    return read(path)


def supported_suffixes() -> frozenset[str]:
    """The suffixes (lower case, with the dot) that a walk through a folder should take."""
    from ingest.registry import supported_suffixes as suffixes

    return suffixes()
