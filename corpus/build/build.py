"""Build the sample reports: ``python corpus/build/build.py [NAME.pdf ...]``.

Every module ``make_*.py`` beside this file names the files it makes in ``OUTPUTS`` and makes
them with ``build(out_dir)``. Without names, all reports are built.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

BUILD = Path(__file__).resolve().parent
CORPUS = BUILD.parent
# Tools that honour it stamp this time (2026-01-15 00:00 UTC) instead of the clock.
_EPOCH = "1768435200"


def makers() -> list[ModuleType]:
    """The modules that make reports, by name."""
    if str(BUILD) not in sys.path:
        sys.path.insert(0, str(BUILD))
    return [importlib.import_module(path.stem) for path in sorted(BUILD.glob("make_*.py"))]


def build(names: Sequence[str] = (), out_dir: Path = CORPUS) -> list[Path]:
    """Build the named reports, or all of them, and return their paths.

    Raises SystemExit for a name that no module makes.
    """
    modules = makers()
    known = {output for module in modules for output in module.OUTPUTS}
    unknown = sorted({Path(name).name for name in names} - known)
    if unknown:
        raise SystemExit(f"no module makes {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    os.environ.setdefault("SOURCE_DATE_EPOCH", _EPOCH)
    wanted = {Path(name).name for name in names} or known
    built: list[Path] = []
    for module in modules:
        if wanted.intersection(module.OUTPUTS):
            module.build(out_dir)
            built += [out_dir / output for output in module.OUTPUTS]
    return built


if __name__ == "__main__":
    for path in build(sys.argv[1:]):
        print(f"{path.stat().st_size:>9,}  {path.name}")
