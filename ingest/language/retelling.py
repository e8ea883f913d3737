"""A question in the words of a text in another language, as far as they are known.

「2024年の売上高は？」 becomes 「2024年の合併營收は？」 for a table that has 合併營收, and "How many
seafarers are there?" becomes "How many 船員 are there?" for a text that speaks of 船員.
Multilingual models read mixed languages well, and need not know then that both words mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.language.fold import Folded, fold, fold_text
from ingest.language.glossary import mentions, spellings, usual_word
from ingest.language.lexicon import lexicon_words

if TYPE_CHECKING:
    from ingest.document import Language

__all__ = ["retold"]


_Piece = tuple[int, int, str]
"""``[start, end)`` in the question, and what stands there instead."""
_HAN_OR_KANA = re.compile("[\u3041-\u30ff\u3400-\u9fff]")


def retold(text: str, told: str, language: Language) -> str:
    """``text`` with each word of the glossary as ``told`` writes it, or, where it holds none of
    that meaning, as ``language`` usually does; and, in an English one, with other words for which
    ``told`` has one that the lexicon knows. All else is as it is."""
    folded, there = fold(text), fold(told)
    pieces = list(_by_glossary(text, folded, told, there, language))
    if not _HAN_OR_KANA.search(text):
        pieces += _by_lexicon(folded, told, there, language)
    written, done = list[str](), 0
    for start, end, word in sorted(_longest(pieces)):
        written += (text[done:start], word)
        done = end
    return "".join((*written, text[done:]))


def _longest(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Of pieces that overlap the longest, of those of one length the first: a National Data
    Administration is no 数据 机构 of a nation."""
    kept: list[_Piece] = []
    for piece in sorted(pieces, key=lambda p: p[0] - p[1]):
        if not any(a < piece[1] and piece[0] < b for a, b, _ in kept):
            kept.append(piece)
            yield piece


def _by_glossary(
    text: str, folded: Folded, told: str, there: Folded, language: Language
) -> Iterator[_Piece]:
    done = 0
    for first, last, concept in mentions(folded.text):
        start, end = folded.span(first, last)
        if start < done:
            continue
        own = folded.text[first:last]
        word = _as_written(own, concept, told, there) or usual_word(concept, language)
        # Latin words do not touch their neighbours, which Chinese and Japanese ones may.
        apart = word.isascii() and not own.isascii()
        yield start, end, f" {word} " if apart and word else word or text[start:end]
        done = end


def _by_lexicon(folded: Folded, told: str, there: Folded, language: Language) -> Iterator[_Piece]:
    """Words that mean several things are replaced only by what stands in ``told``."""
    done = 0
    for first, last, words in lexicon_words(folded.text):
        start, end = folded.span(first, last)
        known = {fold_text(word) for word, its in words if its == language}
        held = [word for word in known if len(word) > 1 and word in there.text]
        if held and start >= done:
            at = there.text.index(longest := max(held, key=lambda word: (len(word), word)))
            yield start, end, told[slice(*there.span(at, at + len(longest)))]
            done = end


def _as_written(own: str, concept: str, told: str, there: Folded) -> str:
    """The word of ``told`` that means the same: ``own`` first, then the longest one."""
    for word in sorted(spellings()[concept], key=lambda w: (w != own, -len(w), w)):
        exact = re.escape(word)
        found = re.search(rf"\b{exact}\b" if word.isascii() else exact, there.text, re.ASCII)
        if found:
            return told[slice(*there.span(*found.span()))]
    return ""
