"""A run that was killed goes on where it stopped, and comes to the same figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import eval_run_child
import pytest
from eval_helpers import GOLD, gold_bytes

from eval.journal import JOURNAL_FILE, Journal
from eval.parallel import each
from eval.provenance import fingerprint
from eval.records import CitedPage, FoundPassage, Outcome
from index import CollectionOptions
from service.cli import main

CHILD = Path(eval_run_child.__file__)
IMPORTS = [str(CHILD.parents[2]), os.environ.get("PYTHONPATH", "")]
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, IMPORTS))}
QUESTIONS = 12
OUTCOME = Outcome(
    "東京\ud800",
    0.1 + 0.2,
    (CitedPage("d", "d.pdf", 1, "東京", True),),
    (FoundPassage("d-1", "d", "d.pdf", 1, "東京", 1 / 3),),
    12.345678901234,
    None,
    (("東京。", ("東京",)),),
)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    rows = [{**GOLD[n % 4], "id": f"q{n:02d}"} for n in range(QUESTIONS)]
    path.write_bytes(gold_bytes(*rows))
    return path


def run_child(
    data: Path, gold: Path, out: Path, *, kill_after: int = -1, jobs: int = 1
) -> list[str]:
    """The questions that the child kept before it ended or was killed."""
    command = [sys.executable, str(CHILD), str(data), str(gold), str(out), str(jobs)]
    kept: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("q"):
                kept.append(line.strip())
            if len(kept) == kill_after:
                child.kill()
    assert (child.returncode == 0) == (kill_after < 0)
    return kept


def figures(out: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Summary and questions without times, which are never the same twice."""

    def timeless(value: Any) -> Any:
        if isinstance(value, list):
            return [timeless(item) for item in value]
        if not isinstance(value, dict):
            return value
        dropped = ("latency_ms", "ask_ms", "search_ms", "configuration")
        kept = {n: v for n, v in value.items() if n not in dropped and "latency_ms." not in n}
        return {name: timeless(item) for name, item in kept.items()}

    rows = (out / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return timeless(summary), [timeless(json.loads(row)) for row in rows]


def test_a_killed_run_goes_on_and_comes_to_the_same_figures(
    built: CollectionOptions, many: Path, tmp_path: Path
) -> None:
    data, out, whole = built.data_dir, tmp_path / "killed", tmp_path / "whole"
    before = run_child(data, many, out, kill_after=5)
    assert (out / JOURNAL_FILE).exists()
    assert not (out / "summary.json").exists()
    after = run_child(data, many, out)
    assert len(after) < QUESTIONS
    assert not {*before} & {*after}
    assert not (out / JOURNAL_FILE).exists()
    assert len(run_child(data, many, whole, jobs=2)) == QUESTIONS
    assert figures(out) == figures(whole)
    summary, rows = figures(out)
    assert summary["n"] == len(rows) == QUESTIONS
    assert summary["retrieval"]["recall@5"] > 0


def test_what_was_asked_with_other_settings_is_asked_again(
    built: CollectionOptions, many: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    run_child(built.data_dir, many, out, kill_after=5)
    command = ["--data", str(built.data_dir), "eval", "run", str(many), "--out", str(out)]
    assert main([*command, "--top-k", "2"]) == 0
    assert "goes on" not in capsys.readouterr().err


def test_a_person_is_told_that_a_run_goes_on(
    built: CollectionOptions, many: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    kept = run_child(built.data_dir, many, out, kill_after=5)
    assert main(["--data", str(built.data_dir), "eval", "run", str(many), "--out", str(out)]) == 0
    assert f"{len(kept)} questions are answered already" in capsys.readouterr().err


def test_a_journal_gives_back_what_it_was_given(tmp_path: Path) -> None:
    plain = replace(OUTCOME, answer="東京?", found=None)
    with_mark = replace(OUTCOME, answer="東京?")
    journal = Journal(tmp_path, "one")
    journal.add("a", OUTCOME)
    journal.add("b", plain)
    # UTF-8 has no lone surrogates: they are question marks there.
    assert Journal(tmp_path, "one").outcomes() == {"a": with_mark, "b": plain}
    assert Journal(tmp_path, "another").outcomes() == {}


def test_a_line_that_was_cut_off_is_forgotten(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "one")
    journal.add("a", replace(OUTCOME, answer=None))
    journal.add("b", OUTCOME)
    whole = journal.path.read_bytes()
    for length in range(len(whole) - 30, len(whole) - 1):
        journal.path.write_bytes(whole[:length])
        again = Journal(tmp_path, "one")
        assert set(again.outcomes()) == {"a"}
        again.add("c", OUTCOME)
        assert set(Journal(tmp_path, "one").outcomes()) == {"a", "c"}


@pytest.mark.parametrize("content", [b"", b"\xff\n", b"[]\n", b'{"fingerprint": "two"}\n', b"{"])
def test_a_journal_of_something_else_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / JOURNAL_FILE).write_bytes(content)
    assert Journal(tmp_path, "one").outcomes() == {}


def test_the_fingerprint_is_of_what_figures_depend_on() -> None:
    base: dict[str, Any] = {
        "gold": "a.jsonl",
        "data_hash": "x",
        "date": "today",
        "settings": {"top_k": 10, "port": 1, "data": "/a"},
    }
    own = fingerprint(base, 1)
    elsewhere = {**base, "gold": "b", "date": "then", "settings": {"top_k": 10, "data": "/b"}}
    assert fingerprint(elsewhere, 1) == own
    changes: list[dict[str, Any]] = [{"data_hash": "y"}, {"settings": {"top_k": 9}}, {"format": 1}]
    assert all(fingerprint({**base, **change}, 1) != own for change in changes)
    assert fingerprint(base, 2) != own


def test_no_worker_has_two_items_at_a_time() -> None:
    busy = [threading.Lock(), threading.Lock()]

    def worker(lock: threading.Lock) -> Any:
        def work(item: int) -> int:
            assert lock.acquire(blocking=False)
            try:
                return item * item
            finally:
                lock.release()

        return work

    found: dict[int, int] = {}
    each(range(200), [worker(lock) for lock in busy], found.__setitem__)
    assert found == {n: n * n for n in range(200)}


def test_the_first_error_ends_the_work() -> None:
    done: list[int] = []

    def work(item: int) -> int:
        if item == 3:
            raise ValueError("three")
        done.append(item)
        return item

    with pytest.raises(ValueError, match="three"):
        each(range(100_000), [work, work], lambda item, result: None)
    assert len(done) < 100_000
