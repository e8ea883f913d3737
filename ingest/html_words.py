"""The words of a web page's elements, with white space as a browser shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4.element import NavigableString, PageElement, Tag

__all__ = ["squeezed", "words", "words_of"]

_WIDE = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n\s*(?=[{_WIDE}])")


def words(tag: Tag) -> str:
    """The words of ``tag`` in one line."""
    return words_of([tag]).replace("\n", " ")


def words_of(elements: Iterable[PageElement]) -> str:
    """The words of neighbouring elements; a ``<br>`` is a line end."""
    return squeezed("".join(map(_inline, elements)))


def squeezed(text: str) -> str:
    """White space as a browser shows it: any is one space, except that a line end between CJK
    characters is none. ``\\v`` stands for a line end that the page asks for."""
    text = text.replace("\ufeff", "")
    text = _BETWEEN_WIDE.sub("", text)
    text = re.sub(r"[ \t\r\n\f\xa0]+", " ", text)
    return re.sub(r" ?\v ?", "\n", text).strip()


def _inline(element: PageElement) -> str:
    if isinstance(element, Tag):
        if element.name == "br":
            return "\v"
        if element.name in ("rt", "rp"):  # readings above the characters
            return ""
        return "".join(map(_inline, element.children))
    return str(element) if type(element) is NavigableString else ""
