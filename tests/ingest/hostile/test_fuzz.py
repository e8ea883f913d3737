"""A few seconds of what tests/fuzz does for hours, always the same; and what it found there."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, seed, settings

sys.path.append(str(Path(__file__).parents[2] / "fuzz"))

from fuzz_files import complaints, made_seeds, read_all
from fuzz_mutations import inflated, mutated
from fuzz_texts import check, html_files, text_files

from ingest.parallel import Limits, read_documents

FOUND = sorted((Path(__file__).parent / "found").iterdir())


def test_mutated_files_break_no_promise(tmp_path: Path) -> None:
    chance = random.Random(20261125)
    material = made_seeds()
    files = [mutated(chance.choice(material), material, chance) for _ in range(60)]
    broken = {found[0]: data for data, found in read_all(files, tmp_path, 2) if found}
    assert broken == {}


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_once_stays_mended(path: Path) -> None:
    [(_, outcome)] = read_documents([path], 1, Limits(20.0, 1024, recognise=False))
    assert complaints(outcome) == []


@pytest.mark.parametrize(
    ("name", "files"), [("a.html", html_files), ("a.md", text_files), ("a.txt", text_files)]
)
def test_texts_break_no_promise(name: str, files: object, tmp_path: Path) -> None:
    @seed(20261125)
    @settings(max_examples=120, deadline=None, database=None)
    @given(files)  # type: ignore[arg-type]
    def read(data: bytes) -> None:
        check(tmp_path / name, data)

    read()


def test_streams_are_written_out() -> None:
    packed_page = made_seeds()[3]
    assert packed_page.count(b"ministry") == 2
    assert inflated(packed_page).count(b"ministry") == 3
