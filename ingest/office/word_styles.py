"""What the styles of a Word document say of its paragraphs: headings, lists, captions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

__all__ = ["ParagraphStyle", "Styles", "attribute", "child", "is_on", "value", "w"]

_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|見出し|标题|標題)\s*([1-9])", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_MOST_PARENTS = 20


def w(name: str) -> str:
    """``name`` in Word's own namespace, as lxml writes it."""
    return _NAMESPACE + name


def child(element: Any, *names: str) -> Any:
    """The element at the end of a path of first children; ``None`` where it breaks off."""
    for name in names:
        element = element.find(w(name)) if element is not None else None
    return element


def attribute(element: Any, name: str) -> str:
    """An attribute of Word's namespace; empty where there is none."""
    return str(element.get(w(name)) or "") if element is not None else ""


def value(element: Any, *names: str) -> str:
    """The ``w:val`` at the end of a path of children; empty where there is none."""
    return attribute(child(element, *names), "val")


def is_on(element: Any, name: str) -> bool:
    """Whether a switch such as ``w:b`` is set."""
    found = child(element, name)
    return found is not None and attribute(found, "val").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style with what it inherits."""

    name: str = ""
    level: int = 0
    """The outline level, from 1; 0 for body text."""
    number: str = ""
    """The ``numId`` of its list."""
    number_level: str = ""
    bold: bool = False

    @property
    def is_title(self) -> bool:
        """The document's own title."""
        return self.name.lower() in ("title", "表題", "标题", "標題")

    @property
    def is_caption(self) -> bool:
        """The caption of a table or a figure."""
        return self.name.lower() in ("caption", "図表番号", "题注", "題注")

    @property
    def is_contents(self) -> bool:
        """A line of the table of contents, which says the headings once more."""
        return re.match(r"toc \d|目次 \d|table of figures", self.name.lower()) is not None

    @property
    def is_list(self) -> bool:
        """A list item by its style's name, with or without a number."""
        return self.name.lower().startswith("list ") and "paragraph" not in self.name.lower()


class Styles:
    """The styles of a document by id; ``root`` is ``w:styles``, ``None`` where there is none."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._default = ""
        self._made: dict[str, ParagraphStyle] = {}
        for style in root.iter(w("style")) if root is not None else ():
            identity = attribute(style, "styleId")
            self._elements[identity] = style
            kind = attribute(style, "type")
            if kind == "paragraph" and attribute(style, "default") not in ("", *_OFF):
                self._default = identity

    def paragraph(self, identity: str) -> ParagraphStyle:
        """The style with this id; the default style where it is empty or unknown."""
        if identity not in self._elements:
            identity = self._default
        if identity not in self._made:
            self._made[identity] = self._make(identity)
        return self._made[identity]

    def has_first_row(self, table_style: str) -> bool:
        """Whether a table style sets its first row apart."""
        return any(
            attribute(part, "type") == "firstRow" and len(part)
            for style in self._chain(table_style)
            for part in style.findall(w("tblStylePr"))
        )

    def _make(self, identity: str) -> ParagraphStyle:
        chain = self._chain(identity)
        name = value(chain[0], "name") if chain else ""
        levels = [value(style, "pPr", "outlineLvl") for style in chain]
        level = next((int(text) + 1 for text in levels if text.isdigit()), 0)
        named = next((m for style in chain if (m := _HEADING.match(value(style, "name")))), None)
        if not any(levels) and named is not None:
            level = int(named[1])
        numbers = [value(style, "pPr", "numPr", "numId") for style in chain]
        places = [value(style, "pPr", "numPr", "ilvl") for style in chain]
        return ParagraphStyle(
            name,
            level if level <= 9 else 0,
            next(filter(None, numbers), ""),
            next(filter(None, places), ""),
            any(is_on(child(style, "rPr"), "b") for style in chain),
        )

    def _chain(self, identity: str) -> list[Any]:
        """A style and those it is based on."""
        chain: list[Any] = []
        while identity in self._elements and len(chain) < _MOST_PARENTS:
            chain.append(self._elements[identity])
            identity = value(chain[-1], "basedOn")
        return chain
