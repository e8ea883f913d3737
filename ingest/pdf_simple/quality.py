"""What is wrong with a page's text, by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ingest.document import Quality

__all__ = ["judge", "needs_ocr"]

_CID = re.compile(r"\(cid:[0-9]+\)")
_WRONG = re.compile("[\u4240-\u42ff\ufffd]")
"""Hiragana mapped into CJK Extension A is a well-known broken ToUnicode map (の as 䛾)."""


def judge(raw: Iterable[str], text: str, vertical: bool, images: int) -> Quality:
    """The quality of a page whose characters came as ``raw`` and whose text is ``text``."""
    raw = list(raw)
    count = len(text.replace("\n", ""))
    issues = []
    if not raw:
        issues.append("no_text_layer")
    if sum(bool(_CID.match(r)) for r in raw) > 0.05 * max(1, len(raw)):
        issues.append("cid")
    if any(len(r) == 1 and "\ue000" <= r <= "\uf8ff" for r in raw):
        issues.append("private_use")
    if any(len(r) == 1 and "\u2e80" <= r <= "\u2fdf" for r in raw):
        issues.append("kangxi_radicals")
    if sum(len(_WRONG.findall(r)) for r in raw) > 0.03 * max(1, len(raw)):
        issues.append("wrong_unicode")
    if vertical:
        issues.append("vertical")
    ok = bool(raw) and not {"cid", "wrong_unicode"} & set(issues)
    blank = not raw and not images
    return Quality(ok or blank, "text" if raw else "none", count, tuple(issues))


def needs_ocr(quality: Quality, images: int) -> bool:
    """Whether the page shows something that its text does not tell."""
    return not quality.ok or (quality.characters < 8 and images > 0)


def fallback_characters(chars: Iterable[dict[str, Any]]) -> list[str]:
    """The characters as the file has them."""
    return [str(c["text"]) for c in chars if str(c["text"]).strip()]
