"""The settings that a sweep tries: every combination of some values, or points one by one.

On the command line ``--grid top_k=5,10``, in a TOML file::

    [grid]
    top_k = [5, 10]
    threshold = [0.1, 0.16, 0.24]

    [[points]]                 # each point is tried with every combination of the grid
    model = "bundled"
    data = "collections/e5"
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ingest.errors import UsageError
from service.settings import Settings

__all__ = ["Point", "points_of", "read_grid"]

Point = Mapping[str, Any]
"""Values of settings by name."""
_MOST_POINTS = 1_000
_PATHS = ("data", "model_cache")


def read_grid(options: Sequence[str], path: Path | None) -> list[Point]:
    """The points of ``NAME=VALUE,VALUE`` options and of a TOML file, where one is given.

    Raises:
        UsageError: a name is no setting, or something is not written as above.
    """
    grid: dict[str, list[Any]] = {}
    points: list[Point] = [{}]
    if path is not None:
        grid, points = _from_file(path)
    for option in options:
        name, sign, values = option.partition("=")
        if not sign or not values.strip():
            raise UsageError(f"{option!r} is not a grid", hint="write it like top_k=5,10")
        grid[name.strip().replace("-", "_")] = [value.strip() for value in values.split(",")]
    return points_of(grid, points)


def points_of(grid: Mapping[str, Sequence[Any]], points: Sequence[Point] = ({},)) -> list[Point]:
    """Every combination of the grid's values (the last name varies fastest) with each point.

    Raises:
        UsageError: a name is no setting, nothing varies, or there are more than 1,000 of them.
    """
    for name in {*grid, *(name for point in points for name in point)}:
        if name not in Settings.model_fields:
            raise UsageError(f"{name!r} is not a setting", hint="see docs/configuration.md")
    combined = [
        dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())
    ]
    found: list[Point] = [{**point, **values} for point in points for values in combined]
    if len(found) < 2:
        raise UsageError("nothing is to be tried", hint="give --grid NAME=VALUE,VALUE or a file")
    if len(found) > _MOST_POINTS:
        raise UsageError(
            f"{len(found):,} combinations are too many", hint=f"try at most {_MOST_POINTS:,}"
        )
    return found


def _from_file(path: Path) -> tuple[dict[str, list[Any]], list[Point]]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the grid cannot be read: {error}", path=str(path)) from error
    grid, points = values.pop("grid", {}), values.pop("points", [{}])
    right = isinstance(grid, dict) and all(isinstance(v, list) and v for v in grid.values())
    if values or not right or not _are_points(points):
        raise UsageError(
            "this is not a grid", path=str(path), hint="write [grid] NAME = [VALUE] and [[points]]"
        )
    for point in points:
        for name in _PATHS:  # as in shutten.toml, relative to the file
            if isinstance(point.get(name), str):
                point[name] = path.parent / Path(point[name]).expanduser()
    return grid, points


def _are_points(points: object) -> bool:
    return isinstance(points, list) and bool(points) and all(isinstance(p, dict) for p in points)
