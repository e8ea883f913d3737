"""Characters from the image of a page, by the recognition models that rapidocr brings along.

Everything is loaded on the first page that needs it; nothing is fetched from anywhere.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingest.document import Rect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["recognise"]

_MIN_SCORE = 0.5


def recognise(image: NDArray[np.uint8], scale: float) -> list[tuple[str, Rect]]:
    """The text lines on an RGB ``image`` with their boxes in points.

    ``scale``: pixels in a point. Lines that the recogniser itself doubts are left out.
    """
    found = _engine()(image[:, :, ::-1])
    if found.boxes is None or found.txts is None:
        return []
    lines = []
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score >= _MIN_SCORE and text.strip():
            xs, ys = corners[:, 0] / scale, corners[:, 1] / scale
            rect = (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
            lines.append((text, rect))
    return lines


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})
