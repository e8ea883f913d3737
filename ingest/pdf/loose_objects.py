"""The objects of a PDF found without its table of objects, by their ``12 0 obj``."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["REFERENCE", "LooseObject", "loose_objects"]

_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,8})[\x00\s]+([0-9]{1,5})[\x00\s]+obj(?![a-zA-Z])")
_BODY_END = re.compile(rb"(?<![a-zA-Z])(?:stream(?=\r?\n)|endobj)")
_PACKED = re.compile(rb"/Type\s*/ObjStm(?![a-zA-Z])")
_FIRST = re.compile(rb"/First\s+([0-9]{1,9})(?!\s+[0-9]+\s+R)")
REFERENCE = re.compile(rb"(?<![0-9])([0-9]{1,8})\s+[0-9]{1,5}\s+R(?![a-zA-Z])")
"""A reference to another object; the first group is its number."""
_MOST_UNPACKED = 256 << 20
"""Bytes of packed objects that are looked at, of one file."""


@dataclass(frozen=True, slots=True)
class LooseObject:
    """An object's dictionary or other value, and where ``12 0 obj`` stands in the file; -1 for
    one that was packed into a stream and has to be written out."""

    body: bytes
    generation: int = 0
    at: int = -1


def loose_objects(data: bytes) -> dict[int, LooseObject]:
    """All whole objects by number, in the order of the file; of several with one number, the
    last. What was cut off, or is packed in a way that cannot be undone, is left out."""
    found: dict[int, LooseObject] = {}
    left = _MOST_UNPACKED
    for number, item, stream in _objects(data):
        found.pop(number, None)
        found[number] = item
        if stream >= 0 and _PACKED.search(item.body):
            inside = _unpacked(item.body, data, stream, left)
            left -= sum(len(each.body) for each in inside.values())
            for inner in inside:
                found.pop(inner, None)
            found |= inside
    return found


def _objects(data: bytes) -> Iterator[tuple[int, LooseObject, int]]:
    """Number and object, and where the data of its stream begin, -1 for none. What is in a
    stream is passed over: it may look like anything."""
    match = _OBJECT.search(data)
    while match and (end := _BODY_END.search(data, match.end())):
        while inner := _OBJECT.search(data, match.end(), end.start()):
            match = inner  # the one before it was cut off
        stream = -1
        at = end.end()
        if end[0] != b"endobj":
            stream = at + (2 if data.startswith(b"\r\n", at) else 1)
            at = data.find(b"endstream", stream)
            if at < 0:
                return
        body = data[match.end() : end.start()]
        yield int(match[1]), LooseObject(body, int(match[2]), match.start()), stream
        match = _OBJECT.search(data, at)


def _unpacked(body: bytes, data: bytes, stream: int, most: int) -> dict[int, LooseObject]:
    """The objects in an object stream (ISO 32000-1, 7.5.7)."""
    first = _FIRST.search(body)
    if first is None or b"/Predictor" in body or b"/FlateDecode" not in body:
        return {}
    try:
        text = zlib.decompressobj().decompress(memoryview(data)[stream:], max(most, 1))
    except zlib.error:
        return {}
    begin = int(first[1])
    numbers = [int(word) for word in text[:begin].split() if word.isdigit()]
    places = [begin + place for place in numbers[1::2]]
    ends = [*places[1:], len(text)]
    return {
        number: LooseObject(text[place:end].strip())
        for number, place, end in zip(numbers[::2], places, ends, strict=False)
        if place < end <= len(text)
    }
