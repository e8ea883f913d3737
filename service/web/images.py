"""Pages as pictures, with the quoted rectangles marked on request. They are drawn in a process of
their own: what a page does to the parser must not reach the one that serves.

Source of the marking: each rectangle is multiplied with a yellow, as a highlighter does, so
that the text under it stays readable.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from index import Collection, StoredDocument
from ingest.document import Rect
from ingest.errors import NotFoundError, ShuttenError, UsageError
from ingest.picture import Picture

__all__ = ["Draw", "can_render", "find_source", "parse_rects", "render_page"]

Draw = Callable[[Path, int], Picture]
"""Draws a page (from 0) of a PDF, as ``ingest.workers.PagePainter.draw`` does."""

_MOST_RECTS = 200
_YELLOW = (255, 226, 110)


def find_source(collection: Collection, doc_id: str) -> Path | None:
    """The file that a document was read from; ``None`` when it is no longer there."""
    return next((path for path in collection.source_paths(doc_id) if path.is_file()), None)


def can_render(document: StoredDocument, source: Path | None) -> bool:
    """Whether the page can be shown as a picture: a PDF whose file is still there."""
    return document.format == "pdf" and source is not None and source.is_file()


def parse_rects(text: str) -> list[Rect]:
    """``72,110.5,410.2,126;…`` as rectangles in points; raises ``UsageError`` if it is not."""
    rects = []
    for part in text.split(";")[: _MOST_RECTS + 1]:
        if not part.strip():
            continue
        try:
            x0, top, x1, bottom = (float(side) for side in part.split(","))
        except ValueError:
            x0, top, x1, bottom = 1.0, 1.0, 0.0, 0.0
        # The comparison also refuses 'nan'.
        if not (-1e5 < x0 <= x1 < 1e5 and -1e5 < top <= bottom < 1e5):
            raise UsageError(
                "'highlight' is not a list of rectangles",
                hint="give x0,top,x1,bottom in points, several separated by ';'",
            )
        rects.append((x0, top, x1, bottom))
    if len(rects) > _MOST_RECTS:
        raise UsageError(f"more than {_MOST_RECTS} rectangles to highlight")
    return rects


def render_page(
    document: StoredDocument,
    source: Path | None,
    number: int,
    draw: Draw,
    rects: Sequence[Rect] = (),
) -> bytes:
    """Page ``number`` (from 1) of a document's file as PNG, ``rects`` highlighted.

    Raises ``NotFoundError`` where there is no picture: the format has no pages to look at, the
    file has gone, or it is no longer the file that was ingested; and the errors of ``draw``.
    """
    if document.format != "pdf":
        raise NotFoundError(
            f"a document of format {document.format} has no page image", path=document.path
        )
    if source is None or not source.is_file():
        raise NotFoundError(
            "the document's file is no longer where it was ingested from", path=document.path
        )
    stat = source.stat()
    if _sha256(source, stat.st_mtime_ns, stat.st_size) != document.sha256:
        raise NotFoundError(
            "the document's file has changed since it was ingested",
            path=document.path,
            hint="ingest it again",
        )
    try:
        picture = draw(source, number - 1)
    except ShuttenError as error:
        error.path, error.page = document.path, number  # where it is kept concerns nobody
        raise
    image = Image.frombytes("RGB", picture.pixel_size, picture.pixels)
    return _png(_mark(image, picture.size, rects))


def _mark(image: Image.Image, size: tuple[float, float], rects: Sequence[Rect]) -> Image.Image:
    if not rects:
        return image
    x, y = image.width / size[0], image.height / size[1]
    marker = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(marker)
    for x0, top, x1, bottom in rects:
        draw.rectangle((x0 * x, top * y, x1 * x, bottom * y), fill=_YELLOW)
    return ImageChops.multiply(image, marker)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


@lru_cache(maxsize=256)
def _sha256(path: Path, mtime_ns: int, size: int) -> str:
    """Of the file's bytes; time and size are part of the key, so a changed file is read anew."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
