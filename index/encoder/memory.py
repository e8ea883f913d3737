"""Handing memory back that opening a model needed only while it was opened."""

from __future__ import annotations

import ctypes

__all__ = ["give_back_memory"]


def give_back_memory() -> None:
    """Hand freed memory back to the system.

    The matrices of a model are decoded, changed and rounded one after another when it is opened;
    the C library keeps what they took, 180 MB, for later. Where it cannot be told not to (it is
    not glibc), nothing happens.
    """
    try:
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (OSError, TypeError):  # a system without such a library
        return
    if trim is not None:
        trim(0)
