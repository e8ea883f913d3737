"""The published page says what the landed result files say."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def publish() -> ModuleType:
    spec = importlib.util.spec_from_file_location("publish", ROOT / "benchmarks" / "publish.py")
    assert spec is not None
    assert spec.loader is not None
    sys.path.insert(0, str(ROOT / "benchmarks"))  # as for a program that is run from there
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    return module


def test_the_page_is_the_one_that_the_files_make(publish: ModuleType) -> None:
    published = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert published == publish.page(publish.read_results()), "run python benchmarks/publish.py"


def test_a_file_that_no_section_shows_is_an_error(publish: ModuleType) -> None:
    with pytest.raises(KeyError, match="surprise"):
        publish.page({"surprise": {}})


def test_a_page_without_results_has_its_head_only(publish: ModuleType) -> None:
    assert publish.page({}).startswith("# Benchmarks\n")
    assert "##" not in publish.page({})


def test_long_files_are_shown_run_by_run(publish: ModuleType) -> None:
    memory = {"process_mib": 90.5, "worker_mib": 120.0}
    run = {"pages": 10_000, "workers": 2, "passages": 28_006, "read_s": 80.5, "store_s": 40.0}
    results = {
        "machine": {"processor": "some processor", "cores": 2},
        "date": "2026-01-02T03:04:05",
        "runs": [run | memory | {"pages_per_s": 124.2}],
        "with_model": {"pages": 2_000, "passages": 5_786, "wall_s": 75.0} | memory,
    }
    text = publish.page({"huge": results})
    assert "| 10,000 | 2 | 28,006 | 80.5 | 124.2 | 40.0 | 90.5 | 120.0 |" in text
    assert "2,000 pages (5,786 passages) in 75.0 s, 90.5 MiB" in text
