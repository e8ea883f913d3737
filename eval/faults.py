"""Reporting everything that is wrong with a gold set at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import GoldSetError

__all__ = ["Fault", "raise_faults"]

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; ``where`` is a line number, a question's id, or empty."""

    where: str
    what: str
    line: int = 0
    """Of the file, from 1; 0 where there are no lines."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


def raise_faults(faults: Sequence[Fault], name: str, hint: str = "") -> None:
    """Raise one ``GoldSetError`` that lists ``faults``, or return if there are none.

    Several stand on a line each. The list is cut after 50: a file of another format has one on
    every line.
    """
    if not faults:
        return
    shown = [str(fault) for fault in faults[:_SHOWN]]
    if len(faults) > _SHOWN:
        shown.append(f"and {len(faults) - _SHOWN:,} more")
    what = shown[0] if len(faults) == 1 else "\n".join((f"{len(faults):,} faults", *shown))
    raise GoldSetError(what, path=name, hint=hint or "docs/evaluation.md describes the format")
