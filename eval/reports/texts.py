"""Texts as pages draw them: Han characters look different in each language's type."""

from __future__ import annotations

from ingest.language import detect_language
from service.web.texts import html_lang

__all__ = ["drawn"]


def drawn(text: str, language: str = "") -> dict[str, str]:
    """``text`` and the ``lang`` attribute that it is drawn with; detected where none is given."""
    return {"text": text, "lang": html_lang(language or detect_language(text), text)}
