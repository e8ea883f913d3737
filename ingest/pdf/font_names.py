"""The fonts of a page, and its lone spaces, in the order in which its operators show text.

pdfium does not tell the name of a Type 3 font, which browsers write for many CJK fonts, nor
what a text object says that holds only a space; yet bold and Gothic are read from the name, and
an em space is no ideographic one. The operators that choose a font and show text are few and
easy to tell from the rest (ISO 32000-1, 9.3 and 9.4), so they alone are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import LIT, literal_name

__all__ = ["Shown", "shown_pieces"]

_SHOWS = re.compile(
    rb"""(?P<string>\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))*\)
        |<[0-9A-Fa-f\s]*>)
    |(?P<comment>%[^\r\n]*)
    |(?P<image>\bBI\s.*?\sEI(?=\s|$))
    |/(?P<font>[^\s()<>\[\]{}/%]*)\s+[-+.\d]+\s+Tf(?![^\s()<>\[\]{}/%])
    |/(?P<form>[^\s()<>\[\]{}/%]*)\s+Do(?![^\s()<>\[\]{}/%])
    |/[^\s()<>\[\]{}/%]*
    |(?<![^\s()<>\[\]{}/%])(?P<operator>Tj|TJ|'|"|q|Q|BDC|DP)(?![^\s()<>\[\]{}/%])
    """,
    re.DOTALL | re.VERBOSE,
)
_EMPTY = re.compile(rb"[(<]\s*[)>]")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MAPS = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<\s*([0-9A-Fa-f\s]+)>")
_OCTAL = re.compile(rb"\\([0-7]{1,3})")
_SPACES = {" ", "\xa0", "\u2002", "\u2003", "\u3000"}
_MARKS = (b"BDC", b"DP")
"""Operators whose strings are no text that is shown."""
_TYPE3 = re.compile(rb"/Subtype\s*/Type3\b")
_LINKS = re.compile(rb"/(FontDescriptor|ToUnicode)\s+(\d+)\s+\d+\s+R\b")
_BASE_FONT = re.compile(rb"/BaseFont\s*/([^\s()<>\[\]{}/%]+)")
_MOST_FONT = 1 << 17
_DEEPEST = 12
_MOST_BYTES = 20_000_000


class Shown(NamedTuple):
    """A piece of text: the name of its font, and the space that it is, if it is one."""

    font: str
    space: str = ""


@dataclass(slots=True)
class _Font:
    name: str = ""
    spaces: dict[bytes, str] = field(default_factory=dict)
    """By code: what the font's map to Unicode says are spaces."""


def shown_pieces(page: Any) -> list[Shown]:
    """The pieces of text that a pdfminer page shows, forms included.

    A piece is one operator with at least one byte of text, as pdfium makes text objects.
    """
    resources = _mapping(page.resources)
    content = b"\n".join(_data(stream) for stream in _streams(page.contents))
    return list(_shown(content, resources, _Font(), 0))


def _shown(
    content: bytes, resources: Mapping[str, Any], font: _Font, depth: int
) -> Iterator[Shown]:
    if depth > _DEEPEST or len(content) > _MOST_BYTES:
        return
    known = _mapping(resources.get("Font"))
    forms = _mapping(resources.get("XObject"))
    fonts: dict[bytes, _Font] = {}
    kept: list[_Font] = []
    texts: list[bytes] = []
    for found in _SHOWS.finditer(content):
        kind = found.lastgroup
        if kind == "string":
            if not _EMPTY.fullmatch(found["string"]):
                texts.append(found["string"])
        elif kind == "font":
            called = found["font"]
            if called not in fonts:
                fonts[called] = _font(known.get(_plain(called)))
            font = fonts[called]
        elif kind == "operator":
            operator = found["operator"]
            if operator == b"q":
                kept.append(font)
            elif operator == b"Q":
                font = kept.pop() if kept else font
            elif texts and operator not in _MARKS:
                yield Shown(
                    font.name, font.spaces.get(_code(texts[0]), "") if len(texts) == 1 else ""
                )
            texts = []
        elif kind == "form":
            yield from _form(forms.get(_plain(found["form"])), resources, font, depth)


def _code(text: bytes) -> bytes:
    """The bytes that a string of the content stands for, exact only for a single code."""
    if text[:1] == b"<":
        digits = b"".join(text[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    if len(text) > 12:
        return b""
    plain = _OCTAL.sub(lambda m: bytes([int(m[1], 8) & 0xFF]), text[1:-1])
    return plain.replace(b"\\", b"") if len(plain) > 1 else plain


def _form(form: Any, resources: Mapping[str, Any], font: _Font, depth: int) -> Iterator[Shown]:
    stream = resolve1(form)
    if isinstance(stream, PDFStream) and _name(stream.get("Subtype")) == "Form":
        own = _mapping(stream.get("Resources")) or resources
        yield from _shown(_data(stream), own, font, depth + 1)


def _font(value: Any) -> _Font:
    """The name in a font's dictionary, else in its descriptor, and its spaces."""
    facts = _type3(value) or _mapping(value)
    descriptor = _mapping(facts.get("FontDescriptor"))
    name = _name(facts.get("BaseFont")) or _name(descriptor.get("FontName"))
    stream = resolve1(facts.get("ToUnicode"))
    return _Font(name, _spaces(_data(stream)) if isinstance(stream, PDFStream) else {})


def _type3(value: Any) -> Mapping[str, Any]:
    """Of a Type 3 font, what is asked of it here, taken from its bytes: to parse the names of
    all its glyphs takes longer than all else about a page. Empty for any other font, and where
    the bytes may mean something else (compressed, encrypted, or not where they should be)."""
    document = getattr(value, "doc", None)
    if document is None or document.decipher is not None or value.objid in document._cached_objs:
        return {}
    for xref in document.xrefs:
        try:
            stream, place, _ = xref.get_pos(value.objid)
        except KeyError:
            continue
        if stream is not None:
            return {}
        file = document._parser.fp
        file.seek(place)
        return _entries(file.read(_MOST_FONT).partition(b"endobj")[0], value)
    return {}


def _entries(body: bytes, reference: Any) -> dict[str, Any]:
    if not body.lstrip().startswith(b"%d " % reference.objid) or not _TYPE3.search(body):
        return {}
    found: dict[str, Any] = {
        key.decode(): PDFObjRef(reference.doc, int(number)) for key, number in _LINKS.findall(body)
    }
    named = _BASE_FONT.search(body)
    return found | ({"BaseFont": LIT(_plain(named[1]))} if named else {})


def _spaces(to_unicode: bytes) -> dict[bytes, str]:
    """The codes of spaces in a map to Unicode (ISO 32000-1, 9.10.3)."""
    found: dict[bytes, str] = {}
    for kind, body in _MAPS.findall(to_unicode):
        numbers = [b"".join(digits.split()) for digits in _HEX.findall(body)]
        step = 2 if kind == b"char" else 3
        for i in range(0, len(numbers) - step + 1, step):
            first, last, to = numbers[i], numbers[i + step - 2], int(numbers[i + step - 1], 16)
            for sign in _SPACES:
                code = int(first, 16) + ord(sign) - to
                if int(first, 16) <= code <= int(last, 16):
                    found[code.to_bytes((len(first) + 1) // 2, "big")] = sign
    return found


def _name(value: Any) -> str:
    value = resolve1(value)
    return str(literal_name(value)) if value is not None else ""


def _plain(name: bytes) -> str:
    return _ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), name).decode("utf-8", "replace")


def _mapping(value: Any) -> Mapping[str, Any]:
    value = resolve1(value)
    return value if isinstance(value, Mapping) else {}


def _streams(contents: Any) -> Iterator[PDFStream]:
    for item in contents if isinstance(contents, list) else [contents]:
        stream = resolve1(item)
        if isinstance(stream, PDFStream):
            yield stream


def _data(stream: PDFStream) -> bytes:
    data: bytes = stream.get_data()
    return data
