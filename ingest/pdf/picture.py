"""A page of a PDF as a picture, for people to look at."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import DamagedFileError, NotFoundError
from ingest.pdf.guarded import guarded
from ingest.pdf.opening import opened
from ingest.picture import Picture

__all__ = ["draw_page"]

_WIDTH = 1400
"""Pixels: sharp on a wide screen, about 200 kB for a slide."""
_MOST_PIXELS = 12_000_000


def draw_page(path: Path, index: int) -> Picture:
    """Page ``index`` (from 0) of the PDF at ``path``.

    Raises ``NotFoundError`` where there is no such page, ``DamagedFileError`` where it cannot be
    drawn, and the errors of ``opened``.
    """
    with opened(path) as file:
        if not 0 <= index < len(file.pdf):
            raise NotFoundError("there is no such page", path=str(path), page=index + 1)
        page = guarded(lambda: file.pdf[index])
        if page is None or min(page.get_size()) <= 0:
            raise DamagedFileError(
                "the page cannot be drawn",
                hint="get the file again",
                path=str(path),
                page=index + 1,
            )
        width, height = page.get_size()
        scale = min(_WIDTH / width, (_MOST_PIXELS / (width * height)) ** 0.5)
        image = page.render(scale=scale).to_pil().convert("RGB")
        return Picture(image.tobytes(), image.size, (width, height))
