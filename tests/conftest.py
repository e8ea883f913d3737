"""No test reads or writes what belongs to the user who runs it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The first example of a fresh checkout builds Hypothesis's tables, and that is slow on a busy
# machine; it says nothing about the test.
settings.register_profile("patient", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Converted models are kept with the test runner's own cache, so a second run is quick."""
    for variable in list(os.environ):
        if variable.upper().startswith("SHUTTEN_"):
            del os.environ[variable]
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        folder = config.cache.mkdir(name.lower()) if config.cache else Path(os.devnull)
        os.environ[name] = str(folder)
