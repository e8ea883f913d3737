"""A page as it looks."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Picture"]


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """Pixels of three bytes (red, green, blue), row by row."""

    pixels: bytes
    pixel_size: tuple[int, int]
    """Width and height."""
    size: tuple[float, float]
    """Of the page, in points."""
