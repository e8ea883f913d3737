"""A catalogue whose writer was killed before it wrote ahead is rolled back when it is opened."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from index.catalogue import open_read_only

KILLED_WRITER = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("CREATE TABLE kept (x)")
db.execute("INSERT INTO kept VALUES (zeroblob(200000))")
db.execute("BEGIN")
db.execute("UPDATE kept SET x = randomblob(200000)")
db.execute("INSERT INTO kept VALUES (randomblob(200000))")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_half_written_catalogue_is_rolled_back(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    ended = subprocess.run([sys.executable, "-c", KILLED_WRITER, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert path.with_name(path.name + "-journal").stat().st_size > 0
    plain = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        plain.execute("PRAGMA user_version")
    plain.close()
    db = open_read_only(path)
    assert db.execute("SELECT count(*) FROM kept").fetchone() == (1,)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO kept VALUES (1)")
    db.close()
