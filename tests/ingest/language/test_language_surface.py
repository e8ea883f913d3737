"""The public surface, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

import ingest.language


def test_public_names() -> None:
    assert ingest.language.__all__ == [
        "TERMS_VERSION",
        "Folded",
        "Number",
        "canonical",
        "detect_language",
        "find_numbers",
        "fold",
        "fold_text",
        "index_terms",
        "read_unit_line",
        "script_variant",
        "spaced_identifiers",
        "split_sentences",
        "translations",
    ]
    assert all(hasattr(ingest.language, name) for name in ingest.language.__all__)


def test_importing_loads_no_dictionary() -> None:
    heavy = ("fugashi", "unidic_lite", "rjieba", "opencc", "numpy", "tokenizers", "torch")
    code = f"import sys, ingest.language; print(' '.join(m for m in {heavy!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
