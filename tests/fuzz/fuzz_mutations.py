"""Files made wrong in ways that parsers stumble over, from a seed."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Sequence

__all__ = ["inflated", "mutated"]

_STREAM = re.compile(rb"<<([^<>]*(?:<<[^<>]*>>[^<>]*)*)>>\s*stream\r?\n(.*?)\r?\nendstream", re.S)
_NUMBER = re.compile(rb"(?<![\w.+-])[-+]?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_REFERENCE = re.compile(rb"\d+ 0 R")
_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.S)
_EXTREMES = (
    b"0", b"-1", b"1", b"255", b"65535", b"65536", b"2147483647", b"2147483648", b"-2147483648",
    b"4294967295", b"1e38", b"99999999999999999999", b"0.0000001", b"-0.0", b"nan", b".", b"--5",
)  # fmt: skip
_OPERATORS = (
    b" q ", b" Q ", b" BT ", b" ET ", b" /F 0 Tf ", b" 0 0 0 0 0 0 cm ", b" 1 0 0 -1 0 0 Tm ",
    b" 9e9 0 0 9e9 0 0 cm ", b" [ ] TJ ", b" () Tj ", b" 3 Tr ", b" 0 Tz ", b" -100 TL T* ",
    b" 0 0 0 0 re W n ", b" BI /W 1 /H 1 ID x EI ", b" /P BMC ", b" EMC ", b" 90 Ts ", b" d0 ",
    b" 0 1 -1 0 0 0 cm ", b" 1 1 1 1 0 0 Tm ", b" 1e-9 0 0 1e-9 5 5 cm ",
)  # fmt: skip


def inflated(data: bytes) -> bytes:
    """A PDF with its Flate streams written out, so that a changed byte changes what is drawn.
    Its table of objects is wrong then, which parsers mend."""

    def written(found: re.Match[bytes]) -> bytes:
        entries, body = found[1], found[2]
        if b"/FlateDecode" not in entries or b"/DecodeParms" in entries:
            return found[0]
        try:
            body = zlib.decompressobj().decompress(body)
        except zlib.error:
            return found[0]
        entries = re.sub(rb"/Filter\s*(\[[^\]]*\]|/\w+)", b"", entries)
        entries = re.sub(rb"/Length \d+( 0 R)?", b"/Length %d" % len(body), entries)
        return b"<<%s>>\nstream\n%s\nendstream" % (entries, body)

    return _STREAM.sub(written, data)


def mutated(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """``data`` after one to eight changes; ``others`` are files to take pieces from."""
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        change = chance.choice(_CHANGES)
        data = change(data, others, chance) or data
    return data


def _flip(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 4, 16, 64))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _cut(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) // 2, len(data))]


def _remove(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 200) :]


def _repeat(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 200)]
    return data[:start] + piece * chance.choice((2, 3, 50)) + data[start:]


def _splice(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    start = chance.randrange(len(other))
    piece = other[start : start + chance.choice((20, 200, 2_000))]
    at = chance.randrange(len(data))
    return data[:at] + piece + data[at + chance.choice((0, len(piece))) :]


def _number(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    return _replaced(data, _NUMBER, lambda: chance.choice(_EXTREMES), chance)


def _name(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    names = _NAME.findall(data)
    return _replaced(data, _NAME, lambda: chance.choice(names), chance)


def _reference(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    known = [*_REFERENCE.findall(data), b"null", b"[]", b"<< >>", b"99999 0 R"]
    return _replaced(data, _REFERENCE, lambda: chance.choice(known), chance)


def _object(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """One object in the place of another, or in none."""
    objects = list(_OBJECT.finditer(data))
    if not objects:
        return data
    one, other = chance.choice(objects), chance.choice(objects)
    head, _, _ = one[0].partition(b"obj")
    _, _, body = other[0].partition(b"obj")
    new = chance.choice((b"", head + b"obj" + body, one[0] * 2))
    return data[: one.start()] + new + data[one.end() :]


def _operator(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Something that is drawn, or a state that is set, amid the others."""
    places = [found.end() for found in re.finditer(rb"(?:Tj|TJ|Tf|Td|cm|re|BT|ET)\s", data)]
    if not places:
        return data
    at = chance.choice(places)
    return data[:at] + chance.choice(_OPERATORS) * chance.choice((1, 1, 40)) + data[at:]


def _replaced(
    data: bytes, pattern: re.Pattern[bytes], new: Callable[[], bytes], chance: random.Random
) -> bytes:
    places = list(pattern.finditer(data))
    if not places:
        return data
    for found in sorted(chance.sample(places, min(len(places), 3)), key=lambda f: -f.start()):
        data = data[: found.start()] + new() + data[found.end() :]
    return data


_CHANGES = (
    _flip, _flip, _cut, _remove, _repeat, _splice, _number, _number, _number, _name, _reference,
    _reference, _object, _operator, _operator, _operator,
)  # fmt: skip
