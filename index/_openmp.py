"""How the threads of the numeric libraries wait for one another: asleep.

By default they spin. On a machine that does anything else, the thread that is waited for may not
be running, and the one that spins keeps the processor from it: a question that takes 30 ms to embed
then takes over a second. OpenMP reads the setting when a library that uses it (FAISS, the embedding
engine, torch) is loaded, so this module comes before them. Who has set it otherwise keeps it.
"""

from __future__ import annotations

import os

__all__ = ["WAIT_POLICY"]

WAIT_POLICY = os.environ.setdefault("OMP_WAIT_POLICY", "passive")
