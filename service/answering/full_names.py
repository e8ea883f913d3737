"""The whole name of a person of whom a text, or the words pointed at, gives only a part.

A passage speaks of 春海 whom it has introduced as 渋川春海, and a reader of tokens cuts 八田 from
八田與一. Who asks for a person wants the whole name.
"""

from __future__ import annotations

import re

from ingest.language.names import proper_names
from service.answering.question import Question

__all__ = ["full_name", "whole_name"]

_WHO = re.compile(r"誰|だれ|何者|何という人|谁|\bwho\b|\bwhom\b", re.IGNORECASE)
_HAN = re.compile(r"[\u3005\u3400-\u9fff\U00020000-\U000323af]{1,4}")
_LONGEST = 6
"""Characters of the name of a person in Han characters."""
_DICTIONARIES = ("ja", "zh")
"""Each knows names of the other's people."""


def whole_name(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` grown to the name of a person that it cuts, where one is asked for."""
    part = text[start:end]
    if not _WHO.search(question.text) or not _HAN.fullmatch(part):
        return start, end
    for name in _names(text, part):
        for match in _spaced(name).finditer(text):
            if match.start() <= start and end <= match.end():
                return match.span()
    return start, end


def full_name(question: Question, part: str, passage: str) -> tuple[int, int] | None:
    """Where ``passage`` first gives the whole name of the person whom ``part`` names, ``None``
    where it does not, or gives several, or no person is asked for."""
    if not _WHO.search(question.text) or not _HAN.fullmatch(part):
        return None
    names = [name for name in _names(passage, part) if name.endswith(part)]
    if len(names) != 1:
        return None
    found = _spaced(names[0]).search(passage)
    return found.span() if found else None


def _spaced(name: str) -> re.Pattern[str]:
    """``name`` also as reports print it: 山田 太郎, 山　田　太郎."""
    return re.compile("[ \u3000]?".join(map(re.escape, name)))


def _names(text: str, part: str) -> list[str]:
    """The names in ``text`` that begin or end with ``part`` and are longer, each once."""
    # The dictionaries take a wide space for a word, and end a name there.
    even = text.replace("\u3000", " ")
    found = (name for language in _DICTIONARIES for name in proper_names(even, language))
    return list(
        dict.fromkeys(
            name
            for name in found
            if len(part) < len(name) <= _LONGEST
            and _spaced(name).search(text)
            and _HAN.match(name)
            and (name.startswith(part) or name.endswith(part))
        )
    )
