"""Metrics say what they are and where they come from; verbs and metrics stand in the docs."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import eval.metrics
from eval.summary import METRICS
from service.cli import EVAL_VERBS

DOCS = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
NOT_METRICS = {"answer_text"}
MODULES = [
    info.name
    for info in pkgutil.iter_modules(eval.metrics.__path__)
    if info.name not in NOT_METRICS
]


@pytest.mark.parametrize("name", MODULES)
def test_every_metric_has_its_formula_and_source(name: str) -> None:
    module = importlib.import_module(f"eval.metrics.{name}")
    exported = [getattr(module, public) for public in module.__all__]
    functions = [f for f in exported if callable(f) and getattr(f, "__doc__", None)]
    assert functions
    text = " ".join(" ".join((f.__doc__ or "").split()) for f in functions)
    assert "Source" in text
    assert re.search(r"\(\d{4}\)|[ (,]\d{4}\b|trec_eval", text), "no year of a publication"


@pytest.mark.parametrize("verb", EVAL_VERBS)
def test_every_verb_is_documented(verb: str) -> None:
    assert re.search(rf"`?(?:shutten )?eval {verb}\b", DOCS)


def test_every_metric_is_documented() -> None:
    for group, names in METRICS.items():
        for name in names:
            bare = name.partition("@")[0]
            assert re.search(rf"`{group}\.|`{re.escape(bare)}", DOCS), f"{group}.{name}"
            if group not in ("retrieval", "passages", "latency_ms"):
                assert bare in DOCS, f"{group}.{name}"
