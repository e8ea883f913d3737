"""A run as it was written into a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import UsageError

__all__ = ["QUESTIONS_FILE", "SUMMARY_FILE", "Run", "read_run", "replace_file", "require_fields"]

SUMMARY_FILE = "summary.json"
QUESTIONS_FILE = "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was written: its summary and the lines of its questions by id."""

    path: Path
    summary: Mapping[str, Any]
    questions: Mapping[str, Mapping[str, Any]]

    @property
    def configuration(self) -> Mapping[str, Any]:
        """What produced the run."""
        found = self.summary.get("configuration", {})
        return found if isinstance(found, Mapping) else {}


def read_run(path: Path) -> Run:
    """The run that ``eval run --out`` wrote into a folder.

    Raises:
        UsageError: there is none, or its files are not what a run writes.
    """
    try:
        summary = json.loads((path / SUMMARY_FILE).read_text(encoding="utf-8"))
        lines = (path / QUESTIONS_FILE).read_text(encoding="utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line.strip()]
        questions = {str(row["id"]): row for row in rows}
        complete = len(questions) == summary["n"] and all(
            isinstance(row["scores"], dict) for row in rows
        )
    except OSError as error:
        raise UsageError(
            f"there is no finished run here: {error.strerror}",
            path=str(path),
            hint="make one with `shutten eval run GOLD --out DIR`",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"this is not a run: {error!r}", path=str(path)) from error
    if not complete:
        raise UsageError("the run is incomplete", path=str(path), hint="run it again")
    return Run(path, summary, questions)


def require_fields(run: Run, *names: str) -> None:
    """Raise ``UsageError`` where the lines of a run lack fields that this version writes."""
    if any(name not in row for row in run.questions.values() for name in names):
        raise UsageError(
            "the run was written by another version of shutten",
            path=str(run.path),
            hint="run it again",
        )


def replace_file(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` at once. Lone surrogates, which UTF-8 cannot hold, are written as
    question marks.
    """
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(text.encode("utf-8", "replace"))
    os.replace(partial, path)
