"""What an Office file says of itself."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Any

__all__ = ["core_metadata"]

_FIELDS = ("title", "author", "subject", "keywords", "last_modified_by", "created", "modified")
_NO_TITLE = re.compile(
    r"(?:PowerPoint|Word|Excel)\s*(?:プレゼンテーション|Presentation|Document|演示文稿|文書|文档|文件)|"
    r"Microsoft (?:Word|PowerPoint|Excel)\b.*|.*\.(?:docx?|pptx?|xlsx?)|slide 1|スライド ?1|"
    r"幻灯片 ?1|無題.*|untitled.*|presentation\d*|document\d*|文書 ?\d*|文档 ?\d*|book\d*|title",
    re.IGNORECASE,
)


def core_metadata(properties: Any) -> dict[str, str]:
    """The core properties that are set, dates in ISO 8601. A title that the program put there
    by itself is none."""
    found = {}
    for field in _FIELDS:
        value: Any = None
        with suppress(ValueError, TypeError, KeyError):  # a date that is none
            value = getattr(properties, field, None)
        text = value.isoformat() if isinstance(value, datetime) else str(value or "").strip()
        if text and not (field == "title" and _NO_TITLE.fullmatch(text)):
            found[field] = text
    return found
