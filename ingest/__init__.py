"""From a file to a ``Document``: pages, blocks, tables and passages that point into the text.

This room knows no index, no model, no network and no state: the same bytes give the same
document. Importing it is cheap; a reader is loaded when the first file of its format comes.
"""

from __future__ import annotations

from ingest.registry import read_document, supported_suffixes

__all__ = ["PARSER_VERSION", "read_document", "supported_suffixes"]

PARSER_VERSION = "1"
"""Raised whenever the same bytes would give another document than before."""
