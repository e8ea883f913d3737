"""Short texts as the encoder's tokens, without the library that a process takes a second to fill.

The library's tokenizer (``tokenizer.py``) says also where each token stands, as a reader needs; a
query needs the tokens alone, and a process that only searches would have to wait for it. Both
give the same tokens, but that "<s>" in a text is text here. Source: Kudo, "Subword Regularization:
Improving Neural Network Translation Models with Multiple Subword Candidates" (2018), of whose
model the likeliest cut is found.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

from index.encoder.base import BaseEncoder
from index.encoder.quantised import QuantisedModel

__all__ = ["ShortTexts"]

_MARK = "▁"
_UNKNOWN_PENALTY = 10.0
"""An unknown character is so much less likely than the rarest piece, as in SentencePiece."""
_NOTHING = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]")
_BLANK = re.compile("[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]")
_BLANKS = re.compile(" {2,}")
_REMEMBERED = 8_192
_LONGEST_REMEMBERED = 32
"""Characters; Japanese and Chinese have no blanks, so that a whole question may be one word."""


class ShortTexts:
    """Cuts texts into tokens. Safe to use from several threads at once."""

    def __init__(self, base: BaseEncoder) -> None:
        model = base.model
        self._pieces = model.table.by_bytes()
        self._scores = model.table.scores.tolist()
        self._unknown = model.unknown
        self._worst = min(self._scores) - _UNKNOWN_PENALTY
        self._longest = max(map(len, self._pieces))
        for number in _special(model):
            self._pieces.pop(_bytes_of(model, number), None)
        self._short_word = lru_cache(maxsize=_REMEMBERED)(self._cut)

    def tokens(self, text: str) -> list[int]:
        """The tokens of ``text``, without those that mark its beginning and end."""
        plain = _BLANK.sub(" ", _NOTHING.sub("", text))
        plain = _BLANKS.sub(" ", unicodedata.normalize("NFKC", plain)).replace(" ", _MARK)
        if plain and not plain.startswith(_MARK):
            plain = _MARK + plain
        words = re.findall(f"{_MARK}[^{_MARK}]*", plain)
        return [token for word in words for token in self._word(word)]

    def _word(self, word: str) -> tuple[int, ...]:
        return self._short_word(word) if len(word) <= _LONGEST_REMEMBERED else self._cut(word)

    def _cut(self, word: str) -> tuple[int, ...]:
        """The likeliest cut of ``word`` into pieces (Viterbi), by bytes of UTF-8."""
        data = word.encode("utf-8", "replace")
        best = [-math.inf] * (len(data) + 1)
        came = [(-1, self._unknown)] * (len(data) + 1)
        best[0], at = 0.0, 0
        while at < len(data):
            size = _character_bytes(data[at])
            alone = False
            for end in range(at + 1, min(len(data), at + self._longest) + 1):
                number = self._pieces.get(data[at:end])
                if number is not None:
                    score = best[at] + self._scores[number]
                    if score > best[end]:
                        best[end], came[end] = score, (at, number)
                    alone = alone or end == at + size
            if not alone and best[at] + self._worst > best[at + size]:
                best[at + size], came[at + size] = best[at] + self._worst, (at, self._unknown)
            at += size
        return tuple(self._path(came))

    def _path(self, came: list[tuple[int, int]]) -> list[int]:
        """The tokens on the way to the end; neighbouring unknown ones are one."""
        found: list[int] = []
        at = len(came) - 1
        while at > 0:
            at, number = came[at]
            if not (number == self._unknown and found and found[-1] == self._unknown):
                found.append(number)
        return found[::-1]


def _special(model: QuantisedModel) -> tuple[int, ...]:
    """What no text holds: the marks of beginning, end, padding and the unknown."""
    return (model.begin, model.end, model.pad, model.unknown)


def _bytes_of(model: QuantisedModel, number: int) -> bytes:
    start, end = model.table.ends[number : number + 2].tolist()
    return model.table.blob[start:end]


def _character_bytes(first: int) -> int:
    """How many bytes a character of UTF-8 has, by its first one."""
    return 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
