"""The one broad catch of the room of PDF."""

from __future__ import annotations

import logging
from typing import Any

__all__ = ["guarded"]


def guarded(step: Any) -> Any:
    """What ``step`` returns, or ``None`` where the parser gave up.

    pdfminer meets broken files with ``KeyError``, ``TypeError``, ``struct.error``,
    ``zlib.error``, ``RecursionError`` and more, in no family. A lack of memory is passed on.
    """
    try:
        return step()
    except MemoryError:
        raise
    except Exception as error:
        logging.getLogger(__name__).debug("the parser gave up: %r", error)
        return None
