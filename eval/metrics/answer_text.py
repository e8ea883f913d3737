"""How answers are made comparable before they are compared. Not a metric."""

from __future__ import annotations

import re
import unicodedata

from ingest.language import fold_text

__all__ = ["bare_answer", "folded_answer"]

_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


def bare_answer(text: str) -> str:
    """``text`` in NFKC and lower case without white space and punctuation.

    What the scorers of character-based question answering sets do (CMRC 2018, JaQuAD), except
    that a decimal point, a percent sign and a sign before a digit stay: 9.5 is not 95.
    """
    normal = unicodedata.normalize("NFKC", text).lower()
    kept = [c for i, c in enumerate(normal) if not _is_skipped(normal, i)]
    return "".join(kept)


def folded_answer(text: str) -> str:
    """``text`` folded over script variants, without white space and thousands separators."""
    return _THOUSANDS.sub("", "".join(fold_text(text).split()))


def _is_skipped(text: str, i: int) -> bool:
    character = text[i]
    category = unicodedata.category(character)
    if character.isspace() or category == "Cf":
        return True
    if category[0] != "P" or character == "%":
        return False
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    if not after.isdigit():
        return True
    if character == ".":
        return not before.isdigit()
    return character != "-" or before.isalnum()
