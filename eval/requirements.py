"""``--require 'answer.f1>=0.8'``: floors and ceilings that decide the exit code."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eval.summary import GROUPS, METRICS, lookup
from ingest.errors import UsageError

__all__ = ["Requirement", "parse_requirement", "unmet"]

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_FORM = re.compile(r"\s*([^<>=\s]+)\s*(>=|<=|>|<)\s*([0-9]*\.?[0-9]+)\s*")
_PATHS = (*(f"{group}.{name}" for group, names in METRICS.items() for name in names), "n")


@dataclass(frozen=True, slots=True)
class Requirement:
    """``path`` of a figure in the summary, and what it has to be."""

    path: str
    sign: str
    bound: float

    def __str__(self) -> str:
        return f"{self.path}{self.sign}{self.bound:g}"

    def met(self, value: float) -> bool:
        """Whether ``value`` is what it has to be."""
        return _OPERATORS[self.sign](value, self.bound)


def parse_requirement(text: str) -> Requirement:
    """The requirement that ``text`` writes: a metric's name (``recall@5``, ``retrieval.recall@5``
    or ``by.language.ja.retrieval.recall@5``), ``>=``, ``<=``, ``>`` or ``<``, and a number.

    Raises:
        UsageError: it has another form, or there is no such metric.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise UsageError(
            f"{text!r} is not a requirement", hint="write it like 'answer.f1>=0.8', quoted"
        )
    path = _path(match[1])
    if path is None:
        raise UsageError(
            f"there is no metric {match[1]!r}", hint=f"the metrics are {', '.join(_PATHS)}"
        )
    return Requirement(path, match[2], float(match[3]))


def unmet(requirements: list[Requirement], summary: Mapping[str, Any]) -> list[str]:
    """One line for each requirement that ``summary`` does not meet.

    A metric that did not apply to any question meets nothing: the check was not made.
    """
    lines = []
    for requirement in requirements:
        value = lookup(summary, requirement.path)
        if value is None:
            lines.append(f"required {requirement}, but it applies to no question")
        elif not requirement.met(value):
            lines.append(f"required {requirement}, got {value:g}")
    return lines


def _path(name: str) -> str | None:
    """The full path that a name stands for."""
    if name.startswith("by."):
        group, _, rest = name.removeprefix("by.").partition(".")
        if group not in GROUPS:
            return None
        for path in (*_PATHS, *(path.partition(".")[2] for path in _PATHS)):
            value = rest.removesuffix(f".{path}")  # a document's name may hold dots itself
            if path and value != rest and (inner := _path(path)):
                return f"by.{group}.{value}.{inner}"
        return None
    if name in _PATHS:
        return name
    # Without its group a name of a ranking is that of pages, which are what is cited.
    bare = [path for path in _PATHS if not path.startswith("passages.")]
    matches = [path for path in bare if name == path.partition(".")[2]]
    return matches[0] if len(matches) == 1 else None
