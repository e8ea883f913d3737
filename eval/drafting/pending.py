"""Proposals that are being made, kept beside the file they are for until all are there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.drafting.wanted import Wanted
from eval.saved import replace_file

__all__ = ["propose_into"]

Row = dict[str, Any]


def propose_into(
    out: Path,
    wanted: Sequence[Wanted],
    mark: str,
    make: Callable[[Wanted], Row],
    told: Callable[[int, int], None],
) -> tuple[list[Row], int]:
    """Write a line into ``out`` for each question; the rows, and how many were made before.

    Until the last one is there they are in ``<out>.pending``. An interrupted call goes on from it,
    if ``mark``, which names all that proposals depend on, is the same.
    """
    pending = out.with_name(f"{out.name}.pending")
    rows = _read(pending, mark)
    known = len(rows)
    replace_file(pending, _line({"mark": mark}) + "".join(map(_line, rows)))
    with pending.open("a", encoding="utf-8", errors="replace") as file:
        for each in wanted[known:]:
            rows.append(make(each))
            file.write(_line(rows[-1]))
            file.flush()
            told(len(rows), len(wanted))
    replace_file(out, "".join(map(_line, rows)))
    pending.unlink()
    return rows, known


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _read(path: Path, mark: str) -> list[Row]:
    try:
        head, *lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        if json.loads(head).get("mark") != mark:
            return []
    except (OSError, ValueError, AttributeError):
        return []
    rows: list[Row] = []
    for line in lines:
        try:
            rows.append(json.loads(line))
        except ValueError:  # cut off, or the end
            break
    return rows
