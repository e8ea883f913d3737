"""PDF reports."""

from __future__ import annotations

from ingest.pdf_simple.reader import read_pdf

__all__ = ["read_pdf"]
