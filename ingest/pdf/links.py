"""The links of a page: to addresses outside, and to other pages of the file.

Other actions (scripts, programs to start, other files) lead nowhere that a reader should go.
"""

from __future__ import annotations

import ctypes
from codecs import BOM_UTF16_BE

from ingest.document import Link, Rect
from ingest.pdf import pdfium_api as api
from ingest.pdf.page_geometry import PageGeometry

__all__ = ["links_of"]

_GO_TO, _URI = 1, 3  # PDFACTION_…
_MOST = 2_000
_LONGEST = 2_000
"""Bytes of an address."""


def links_of(document: int, page: int, geometry: PageGeometry) -> tuple[Link, ...]:
    """The links of an open pdfium page that have a rectangle on it, as seen, and a target."""
    found: list[Link] = []
    place, handle = ctypes.c_int(), ctypes.c_void_p()
    box, at = api.floats(4)  # left, top, right, bottom
    while len(found) < _MOST and api.next_link(page, api.address(place), api.address(handle)):
        link = handle.value
        if not link or not api.link_box(link, at):
            continue
        rect = _seen((box[0], box[3], box[2], box[1]), geometry)
        uri, target = _target(document, link)
        if rect and (uri or target):
            found.append(Link(rect, uri, target))
    return tuple(found)


def _target(document: int, link: int) -> tuple[str, int]:
    """Address and page (from 1) that a link leads to."""
    action = api.link_action(link)
    kind = api.action_type(action) if action else _GO_TO
    if kind == _URI:
        return _address(document, action), 0
    target = api.link_target(document, link) if kind == _GO_TO else None
    return "", api.target_page(document, target) + 1 if target else 0


def _address(document: int, action: int) -> str:
    """ASCII by the standard, and in truth UTF-8 or UTF-16 too."""
    buffer = ctypes.create_string_buffer(_LONGEST)
    count = api.action_uri(document, action, api.address(buffer), _LONGEST)
    data = buffer.raw[: max(0, min(count, _LONGEST) - 1)]
    text = data.decode("utf-16" if data.startswith(BOM_UTF16_BE) else "utf-8", "replace")
    return "".join(char for char in text if char.isprintable() and not char.isspace())


def _seen(box: Rect, geometry: PageGeometry) -> Rect | None:
    """A rectangle of drawing space on the page as seen, cut to it; ``None`` where none is left."""
    a, b, c, d, e, f = geometry.matrix
    xs = [a * x + c * y + e for x in box[::2] for y in box[1::2]]
    ys = [b * x + d * y + f for x in box[::2] for y in box[1::2]]
    width, height = geometry.size
    x0, x1 = max(min(xs), 0.0), min(max(xs), width)
    top, bottom = max(min(ys), 0.0), min(max(ys), height)
    if not (x0 < x1 and top < bottom):
        return None
    return (round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
