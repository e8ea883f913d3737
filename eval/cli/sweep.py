"""``shutten eval sweep``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eval.cli.terminal import now_and_then, print_table
from ingest.cores import usable_cores
from service.cli.options import json_option, with_settings
from service.cli.output import note, write, write_json
from service.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.table import Table

    from eval.sweep import Sweep, Told

__all__ = ["sweep"]


@click.command("sweep")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_settings("model")
@click.option(
    "--grid",
    multiple=True,
    metavar="NAME=VALUE,VALUE",
    help="Try these values of a setting; with several, every combination.",
)
@click.option(
    "--grid-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file with [grid] and [[points]].",
)
@click.option(
    "--objective",
    default="right",
    show_default=True,
    help="What a setting is chosen by: 'right', or a metric that single questions have.",
)
@click.option(
    "--folds",
    type=click.IntRange(min=2, max=100),
    default=5,
    show_default=True,
    help="A setting is chosen on all folds but one and looked at on that one.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Ask the first N questions only.")
@click.option(
    "--jobs",
    type=click.IntRange(min=0, max=256),
    default=0,
    show_default=True,
    help="Questions asked at a time; 0 means one for each core.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep what was asked in this folder; an interrupted sweep goes on there.",
)
@json_option
def sweep(
    settings: Settings,
    gold: Path,
    grid: tuple[str, ...],
    grid_file: Path | None,
    objective: str,
    folds: int,
    limit: int | None,
    jobs: int,
    out: Path | None,
    as_json: bool,
) -> int:
    """Try settings on a gold set and choose one by held-out questions.

    GOLD is a file of JSON lines about the collection. Prints the mean of every setting tried, the
    one to choose, its figure on questions it was not chosen by, and by how much choosing flatters.
    """
    from eval.gold import read_gold
    from eval.grid import read_grid
    from eval.sweep import OBJECTIVES
    from eval.sweep import sweep as try_all
    from ingest.errors import UsageError

    if objective not in OBJECTIVES:
        raise UsageError(
            f"there is no objective {objective!r}", hint=f"choose from {', '.join(OBJECTIVES)}"
        )
    given: dict[str, Any] = {"data": settings.data, "model": settings.model}
    loaded = [(point, load_settings({**given, **point})) for point in read_grid(grid, grid_file)]
    points = [({name: getattr(s, name) for name in point}, s) for point, s in loaded]
    with _progress() as told:
        found = try_all(
            read_gold(gold)[:limit],
            points,
            objective=objective,
            folds=folds,
            jobs=jobs or usable_cores(),
            out=out,
            told=told,
        )
    if found.known:
        note(f"{found.known:,} of the answers were asked before and kept in {out}")
    if as_json:
        write_json(found.to_json())
        return 0
    print_table(_table(found))
    for line in _conclusion(found):
        write(line)
    return 0


def _table(found: Sweep) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    names = list(dict.fromkeys(name for tried in found.tried for name in tried.point))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in (*names, "n", found.objective):
        table.add_column(name, justify="right", no_wrap=True)
    for n, tried in enumerate(found.tried):
        mean = "–" if tried.mean is None else f"{tried.mean:.3f}"
        chosen = " ←" if found.choice is not None and n == found.choice.best else "  "
        values = [Text(str(tried.point.get(name, ""))) for name in names]
        table.add_row(*values, f"{tried.n:,}", mean + chosen)
    return table


def _conclusion(found: Sweep) -> Iterator[str]:
    c = found.choice
    if c is None:
        yield f"no question has {found.objective}: nothing can be chosen"
        return
    point = ", ".join(f"{name} = {value}" for name, value in found.tried[c.best].point.items())
    yield f"chosen: {point}"
    yield (
        f"held out: {c.held_out:.3f} (95 % interval {c.low:.3f} to {c.high:.3f}), "
        f"over {c.n:,} questions in {found.folds} folds"
    )
    yield f"optimism: {c.optimism:+.3f} (on the questions it was chosen by: {c.apparent:.3f})"
    if alike := [t for t in found.tried[c.best + 1 :] if t.mean == found.tried[c.best].mean]:
        yield f"as good on these questions, and tried later: {len(alike)} of the others"
    agreeing = c.by_fold.count(c.best)
    yield f"{agreeing} of {len(c.by_fold)} folds choose the same setting"


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar over all questions of all points; a line now and then where stderr is no terminal."""
    if not sys.stderr.isatty():
        say = now_and_then()
        yield lambda *where: say(_where(*where))
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(point: int, points: int, done: int, questions: int) -> None:
            bar.update(
                task,
                description=_where(point, points, done, questions),
                completed=(point - 1) * questions + done,
                total=points * questions,
            )

        yield tell


def _where(point: int, points: int, done: int, questions: int) -> str:
    return f"setting {point:,} of {points:,}, question {done:,} of {questions:,}"
