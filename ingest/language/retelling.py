"""A question in the words of a text in another language, as far as the glossary knows them.

「2024年の売上高は？」 becomes 「2024年の合併營收は？」 for a table that has 合併營收. Multilingual
models read mixed languages well, and need not know then that both words mean the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.language.fold import Folded, fold
from ingest.language.glossary import mentions, spellings, usual_word

if TYPE_CHECKING:
    from ingest.document import Language

__all__ = ["retold"]


def retold(text: str, told: str, language: Language) -> str:
    """``text`` with each word of the glossary as ``told`` writes it, or, where it holds none of
    that meaning, as ``language`` usually does; else as it is."""
    folded, there = fold(text), fold(told)
    pieces, done = list[str](), 0
    for first, last, concept in mentions(folded.text):
        start, end = folded.span(first, last)
        if start < done:
            continue
        own = folded.text[first:last]
        word = _as_written(own, concept, told, there) or usual_word(concept, language)
        # Latin words do not touch their neighbours, which Chinese and Japanese ones may.
        apart = word.isascii() and not own.isascii()
        pieces += (text[done:start], f" {word} " if apart and word else word or text[start:end])
        done = end
    return "".join((*pieces, text[done:]))


def _as_written(own: str, concept: str, told: str, there: Folded) -> str:
    """The word of ``told`` that means the same: ``own`` first, then the longest one."""
    for word in sorted(spellings()[concept], key=lambda w: (w != own, -len(w), w)):
        exact = re.escape(word)
        found = re.search(rf"\b{exact}\b" if word.isascii() else exact, there.text, re.ASCII)
        if found:
            return told[slice(*there.span(*found.span()))]
    return ""
