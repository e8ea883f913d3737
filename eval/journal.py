"""What a run has asked so far, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.records import CitedPage, FoundPassage, Outcome

__all__ = ["JOURNAL_FILE", "Journal"]

JOURNAL_FILE = "journal.jsonl"


class Journal:
    """A file of JSON lines in the run's folder: first what is being run, then an outcome a line.

    A journal of another run (``fingerprint``: data, settings, code) is begun anew. A last line
    that was cut off is forgotten and asked again.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / JOURNAL_FILE
        self._known = _read(self.path, fingerprint)
        head = {"fingerprint": fingerprint}
        lines = [head, *({"id": i, **asdict(o)} for i, o in self._known.items())]
        # Written anew, so that nothing follows a line that was cut off.
        partial = self.path.with_name(f"{JOURNAL_FILE}.partial")
        partial.write_bytes("".join(map(_line, lines)).encode("utf-8", "replace"))
        os.replace(partial, self.path)

    def outcomes(self) -> dict[str, Outcome]:
        """What is known, by question."""
        return dict(self._known)

    def add(self, identity: str, outcome: Outcome) -> None:
        """Keep an outcome; it is in the file when this returns."""
        with self.path.open("ab") as file:
            file.write(_line({"id": identity, **asdict(outcome)}).encode("utf-8", "replace"))


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _read(path: Path, fingerprint: str) -> dict[str, Outcome]:
    try:
        # A line may be cut off in the middle of a character.
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        if json.loads(lines[0]).get("fingerprint") != fingerprint:
            return {}
    except (OSError, ValueError, AttributeError):
        return {}
    found: dict[str, Outcome] = {}
    for line in lines[1:]:
        try:
            row = json.loads(line)
            found[row.pop("id")] = _outcome(row)
        except (ValueError, TypeError, KeyError, AttributeError):
            break
    return found


def _outcome(row: dict[str, Any]) -> Outcome:
    hits = row["found"]
    return Outcome(
        answer=row["answer"],
        confidence=row["confidence"],
        citations=tuple(CitedPage(**c) for c in row["citations"]),
        found=None if hits is None else tuple(FoundPassage(**hit) for hit in hits),
        ask_ms=row["ask_ms"],
        search_ms=row["search_ms"],
        sentences=tuple((text, tuple(quotes)) for text, quotes in row["sentences"]),
        answered_by=row["answered_by"],
        judged=row["judged"],
    )
