"""The words of a Word paragraph as a reader sees them, and what hangs on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.office.word_styles import attribute, child, is_on, w

__all__ = ["Words", "all_bold", "local_name", "squeezed", "words_of"]

_SKIPPED = frozenset(
    ("pPr", "rPr", "del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "sectPr",
     "sdtPr", "sdtEndPr", "annotationRef", "footnoteRef", "endnoteRef")
)  # fmt: skip
_SIGNS = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


@dataclass(slots=True)
class Words:
    """``text``, the notes it refers to as (kind, id), and the text boxes anchored in it."""

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    """The ``w:txbxContent`` elements."""
    charts: list[str] = field(default_factory=list)
    """The relationship ids of charts."""


def words_of(paragraph: Any) -> Words:
    """What a ``w:p`` shows: inserted text is there, deleted and hidden text is not; of readings
    above characters (ruby) only the characters are."""
    found = Words()
    parts: list[str] = []
    _walk(paragraph, parts, found)
    found.text = squeezed("".join(parts))
    return found


def squeezed(text: str) -> str:
    """``text`` without doubled or trailing spaces; line ends are kept."""
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def all_bold(paragraph: Any, by_style: bool) -> bool:
    """Whether all runs with words are bold, by themselves or by the paragraph's style."""
    runs = [run for run in paragraph.iter(w("r")) if any(t.text for t in run.iter(w("t")))]
    return bool(runs) and all(_is_bold(run, by_style) for run in runs)


def _is_bold(run: Any, by_style: bool) -> bool:
    properties = child(run, "rPr")
    return by_style if child(properties, "b") is None else is_on(properties, "b")


def local_name(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _walk(element: Any, parts: list[str], found: Words) -> None:
    for inner in element:
        name = local_name(inner)
        if name == "t":
            parts.append(inner.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name == "br":
            parts.append("\n" if attribute(inner, "type") in ("", "textWrapping") else " ")
        elif name in _NOTES:
            found.notes.append((_NOTES[name], attribute(inner, "id")))
        elif name in ("drawing", "pict", "object"):
            _drawn(inner, found)
        elif name == "AlternateContent":
            # The same shape twice, for new and for old programs.
            choices = [c for c in inner if local_name(c) in ("Choice", "Fallback")]
            if choices:
                _walk(choices[0], parts, found)
        elif name == "r" and is_on(child(inner, "rPr"), "vanish"):
            continue
        elif name and name not in _SKIPPED:
            _walk(inner, parts, found)


def _drawn(drawing: Any, found: Words) -> None:
    for inner in drawing.iter():
        name = local_name(inner)
        if name == "txbxContent" and not _inside_box(inner, drawing):
            found.boxes.append(inner)
        elif name == "chart":
            found.charts += [value for key, value in inner.attrib.items() if key.endswith("}id")]


def _inside_box(element: Any, top: Any) -> bool:
    """Whether a box stands in another, whose own reading will come to it, or is the old form of
    one beside it."""
    for above in element.iterancestors():
        if above is top:
            return False
        if local_name(above) in ("txbxContent", "Fallback"):
            return True
    return False
