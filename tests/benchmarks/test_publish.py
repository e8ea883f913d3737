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
