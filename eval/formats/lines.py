"""Reading line by line what public sets are written in: JSON lines and columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.faults import Fault
from ingest.errors import GoldSetError

__all__ = ["json_lines", "text_lines"]


def text_lines(path: Path, faults: list[Fault]) -> Iterator[tuple[int, str]]:
    """The lines of ``path`` that are not blank, with their numbers from 1.

    A line that is not UTF-8 is a fault. Raises ``GoldSetError`` where there is no such file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GoldSetError(f"it cannot be read: {error.strerror}", path=str(path)) from error
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, line.decode("utf-8").rstrip("\r")
        except UnicodeDecodeError as error:
            faults.append(Fault(_at(path, number), f"byte {error.start + 1} is not UTF-8"))


def json_lines(path: Path, faults: list[Fault]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a file of JSON lines, each with the place that a fault would name."""
    for number, line in text_lines(path, faults):
        where = _at(path, number)
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            faults.append(Fault(where, f"not JSON: {error}"))
            continue
        if isinstance(value, dict):
            yield where, value
        else:
            faults.append(Fault(where, "not a JSON object"))


def _at(path: Path, number: int) -> str:
    return f"{path.name}, line {number}"
