"""PDF files as nobody should write them, made object by object."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
GOOD = b"BT /F 12 Tf 72 700 Td (The ministry published this report in April 2024.) Tj ET"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object with ``entries`` in its dictionary."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def packed(data: bytes, times: int = 1, entries: bytes = b"") -> bytes:
    """A stream that is compressed ``times`` over."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter [" + b" /FlateDecode" * times + b" ] " + entries)


def pdf(objects: Sequence[bytes], *, xref: bool = True) -> bytes:
    """A file of ``objects``, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    if xref:
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Root 1 0 R /Size %d >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def pages(
    contents: Sequence[bytes],
    *,
    resources: bytes = b"",
    more: Sequence[bytes] = (),
    catalogue: bytes = b"",
    box: bytes = b"[0 0 595 842]",
    count: int | None = None,
) -> bytes:
    """A file with a page for each of ``contents`` (stream objects). Object 3 is a font, known
    as ``/F``; ``more`` objects are numbered from 4."""
    first = 4 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Count %d /Kids [%s] /MediaBox %s "
        b"/Resources << /Font << /F 3 0 R >> %s >> >>"
        % (len(contents) if count is None else count, kids, box, resources),
        FONT,
        *more,
    ]
    for i, content in enumerate(contents):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>" % (first + 2 * i + 1),
            content,
        ]
    return pdf(objects)


def between_good_ones(bad: bytes, **more: object) -> bytes:
    """Three pages: good, ``bad``, good."""
    return pages([stream(GOOD), bad, stream(GOOD)], **more)  # type: ignore[arg-type]


# "q Q " saves and restores the state of the page: nothing is drawn, and each of the 32
# times takes two seconds on a fast machine.
ENDLESS = stream(b"/X Do " * 32)
ENDLESSLY: dict[str, Any] = {
    "resources": b"/XObject << /X 4 0 R >>",
    "more": [packed(b"q Q " * (32 << 20), 3, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")],
}
"""What a file of ``ENDLESS`` pages needs beside them."""


def laughing_forms(depth: int, width: int = 10) -> list[bytes]:
    """Forms, each of which draws the next one ``width`` times; the last draws a line.
    Numbered from 4; the first is ``/X0``."""
    found = []
    for i in range(depth):
        inner = b"/X%d Do " % (i + 1) * width if i + 1 < depth else b"0 0 m 9 9 l S "
        more = b"/XObject << /X%d %d 0 R >>" % (i + 1, 5 + i) if i + 1 < depth else b""
        found.append(
            stream(
                inner,
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << %s >>" % more,
            )
        )
    return found
