"""From the space that a PDF page is drawn in to the page as it is seen.

The first has its origin anywhere and y upwards; the second is cut to the crop box, turned as
the page asks for, with the origin at the top left. All in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["IDENTITY", "Matrix", "PageGeometry", "concat"]

Matrix = tuple[float, float, float, float, float, float]
"""``x' = a x + c y + e``, ``y' = b x + d y + f`` (ISO 32000-1, 8.3.3)."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def concat(first: Matrix, second: Sequence[float]) -> Matrix:
    """The matrix that applies ``first`` and then ``second``."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """The visible part of a page in drawing space, and by how many quarters it is turned
    clockwise to be read."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarters % 2 else (width, height)

    @property
    def matrix(self) -> Matrix:
        """From drawing space to the page as seen, y downwards."""
        return (
            (1.0, 0.0, 0.0, -1.0, -self.left, self.top),
            (0.0, 1.0, 1.0, 0.0, -self.bottom, -self.left),
            (-1.0, 0.0, 0.0, 1.0, self.right, -self.bottom),
            (0.0, -1.0, -1.0, 0.0, self.top, self.right),
        )[self.quarters % 4]

    def turned(self, matrix: Sequence[float]) -> tuple[float, float, float, float]:
        """The first four numbers of a character's matrix on the page as seen, y upwards."""
        a, b, c, d = matrix[:4]
        return (
            (a, b, c, d),
            (b, -a, d, -c),
            (-a, -b, -c, -d),
            (-b, a, -d, c),
        )[self.quarters % 4]
