"""What became of single questions between two runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from eval.saved import Run

__all__ = ["Change", "Turn", "changes"]

Turn = Literal["worse", "better", "elsewhere"]
"""Right before and wrong now, wrong before and right now, or wrong for another first cause."""
_ORDER: tuple[Turn, ...] = ("worse", "better", "elsewhere")


@dataclass(frozen=True, slots=True)
class Change:
    """A question that did not come out as before; ``a`` and ``b`` are its lines in both runs."""

    turn: Turn
    a: Mapping[str, Any]
    b: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The question, and answer and first cause of both runs."""
        return {
            "id": self.a["id"],
            "turn": self.turn,
            "question": self.a["question"],
            "language": self.a["language"],
            "type": self.a["type"],
            "expected": self.a["answers"],
            "a": {"answer": self.a["answer"], "cause": self.a["cause"]},
            "b": {"answer": self.b["answer"], "cause": self.b["cause"]},
        }


def changes(a: Run, b: Run) -> Iterator[Change]:
    """The questions that got worse, then those that got better, then those lost elsewhere."""
    turned: dict[Turn, list[Change]] = {turn: [] for turn in _ORDER}
    for identity, before in a.questions.items():
        after = b.questions[identity]
        turn = _turn(before, after)
        if turn is not None:
            turned[turn].append(Change(turn, before, after))
    for turn in _ORDER:
        yield from turned[turn]


def _turn(before: Mapping[str, Any], after: Mapping[str, Any]) -> Turn | None:
    one, other = before.get("right"), after.get("right")
    if one is None or other is None:
        return None
    if one != other:
        return "better" if other else "worse"
    return "elsewhere" if before["cause"] != after["cause"] else None
