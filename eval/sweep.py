"""Try settings on a gold set, choose one, and say how good it is on questions it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.attribution import is_right
from eval.compare import SCORES
from eval.grid import Point
from eval.journal import Journal
from eval.provenance import data_hash, describe_run, fingerprint
from eval.questions import GoldQuestion
from eval.records import Record
from eval.remembering import RememberingEmbedder, Vectors
from eval.run import Advance, run_questions
from eval.selection import Choice, choose, folds_of
from index import Collection, open_collection
from index.embedding import make_embedder
from ingest.errors import UsageError
from service.settings import Settings

__all__ = ["OBJECTIVES", "Sweep", "Tried", "sweep"]

OBJECTIVES = ("right", *SCORES)
"""What a setting may be chosen by; ``right`` counts answers and refusals alike."""

Told = Callable[[int, int, int, int], None]
"""Called with the point that is tried, out of how many, and its questions done, out of how many."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A point, and its mean objective over the ``n`` questions that have one."""

    point: Point
    mean: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """All points, and the choice among them; ``None`` where no question has the objective.

    ``known`` is how many answers an earlier sweep had kept, over all points.
    """

    objective: str
    folds: int
    tried: tuple[Tried, ...]
    choice: Choice | None
    known: int = 0

    def to_json(self) -> dict[str, Any]:
        """What ``eval sweep --json`` prints."""
        found: dict[str, Any] = {
            "objective": self.objective,
            "folds": self.folds,
            "points": [
                {"settings": _plain(t.point), "mean": _rounded(t.mean), "n": t.n}
                for t in self.tried
            ],
        }
        if self.choice is not None:
            c = self.choice
            found["chosen"] = {
                "settings": _plain(self.tried[c.best].point),
                "apparent": _rounded(c.apparent),
                "held_out": _rounded(c.held_out),
                "interval": [_rounded(c.low), _rounded(c.high)],
                "optimism": _rounded(c.optimism),
                "by_fold": [_plain(self.tried[i].point) for i in c.by_fold],
                "n": c.n,
            }
        return found


def sweep(
    questions: Sequence[GoldQuestion],
    points: Sequence[tuple[Point, Settings]],
    *,
    objective: str = "right",
    folds: int = 5,
    jobs: int = 1,
    out: Path | None = None,
    told: Told | None = None,
) -> Sweep:
    """Put ``questions`` to the collection under the settings of every point, and choose one.

    With ``out`` everything that was asked is kept there, and is not asked again: a sweep that was
    interrupted goes on, and one with more points asks for those only.

    Raises:
        UsageError: the points are not over the same documents.
        GoldSetError: the questions do not go with the collection.
    """
    _check_documents(points)
    asking = _Asking(questions, jobs, out)
    scores: list[dict[str, float]] = []
    for n, (_, settings) in enumerate(points, start=1):
        records = asking.records(settings, _telling(told, n, len(points)))
        scores.append(_scores(records, objective))
    tried = tuple(
        Tried(point, sum(found.values()) / len(found) if found else None, len(found))
        for (point, _), found in zip(points, scores, strict=True)
    )
    choice = choose(scores, folds_of(questions, folds))
    return Sweep(objective, folds, tried, choice, asking.known)


class _Asking:
    """Puts the questions to one point after the other; what one embeds the next need not."""

    def __init__(self, questions: Sequence[GoldQuestion], jobs: int, out: Path | None) -> None:
        self._questions = questions
        self._jobs = jobs
        self._out = out
        self._memories: dict[tuple[str, ...], dict[tuple[bool, str], Vectors]] = {}
        self.known = 0

    def records(self, settings: Settings, progress: Advance | None) -> list[Record]:
        """What comes of the questions under ``settings``."""
        memory = self._memories.setdefault(_model_of(settings), {})
        with ExitStack() as stack:
            first, *others = _open(settings, self._jobs, memory, stack)
            configuration = describe_run(
                self._questions, first, settings.model_dump(mode="json"), format="gold"
            )
            records, _ = run_questions(
                self._questions,
                first,
                settings.answer_options(),
                journal=self._journal(fingerprint(configuration, first.generation)),
                others=others,
                progress=progress,
                llm=settings.llm_options(),
            )
        return records

    def _journal(self, mark: str) -> Journal | None:
        if self._out is None:
            return None
        journal = Journal(self._out / "points" / mark[:24], mark)
        self.known += len(journal.outcomes())
        return journal


def _check_documents(points: Sequence[tuple[Point, Settings]]) -> None:
    """Every point's collection opens and holds the same; better said before hours of asking."""
    opened: dict[tuple[str, ...], str] = {}
    for _, settings in points:
        place = (str(settings.data), *_model_of(settings))
        if place not in opened:
            with open_collection(settings.collection_options()) as collection:
                opened[place] = data_hash([], (d.sha256 for d in collection.documents()))
        if len({*opened.values()}) > 1:
            raise UsageError(
                "the points of the sweep are over different documents",
                path=str(settings.data),
                hint="ingest the same files into each data directory",
            )


def _open(
    settings: Settings,
    jobs: int,
    memory: dict[tuple[bool, str], Vectors],
    stack: ExitStack,
) -> list[Collection]:
    """The collection once for each job; what one of them embeds the others need not."""
    options = settings.collection_options()
    return [
        stack.enter_context(
            open_collection(options, embedder=RememberingEmbedder(make_embedder(options), memory))
        )
        for _ in range(jobs)
    ]


def _model_of(settings: Settings) -> tuple[str, ...]:
    """What vectors depend on."""
    names = ("model", "model_revision", "query_prefix", "passage_prefix", "query_encoder")
    return tuple(str(getattr(settings, name)) for name in names)


def _telling(told: Told | None, n: int, of: int) -> Advance | None:
    if told is None:
        return None
    return lambda done, total: told(n, of, done, total)


def _scores(records: Sequence[Record], objective: str) -> dict[str, float]:
    found = {}
    for record in records:
        value = is_right(record) if objective == "right" else record.scores.get(objective)
        if value is not None:
            found[record.question.id] = float(value)
    return found


def _plain(point: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(v) if isinstance(v, Path) else v for name, v in point.items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
