"""How much time and memory the reading of one page may take."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Limits", "allocated", "can_limit_memory", "limit_memory"]

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may spend: a page, or a megabyte of a file without pages, that goes beyond them
    costs the worker its life, and the page is reported as unreadable."""

    page_timeout_s: float = 60.0
    """Seconds of processor time where the system tells them, else on the clock."""
    worker_memory_mb: int = 2048
    """Beside what the interpreter and the parsers take before the first page. On Linux only."""
    recognise: bool = True
    """Whether pages without usable text are read from their image."""


def can_limit_memory() -> bool:
    """Whether this system counts what a process allocates against a limit."""
    return sys.platform == "linux" and Path("/proc/self/statm").is_file()


def allocated() -> int:
    """Megabytes of private memory that this process can write to; 0 where nobody counts."""
    if not can_limit_memory():
        return 0
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[5])  # data and stack
    return pages * resource.getpagesize() // _MIB


def limit_memory(megabytes: int) -> None:
    """Bound what this process may have allocated; nothing where the system cannot count.

    RLIMIT_DATA counts private memory that can be written: heap, anonymous mappings, stacks.
    RLIMIT_AS would also count address space that is only reserved: recognition (onnxruntime,
    OpenBLAS) maps twice what it ever touches. Watching the resident size from outside would
    notice a decompression bomb only after it had taken what other programs need.
    """
    if not can_limit_memory():
        return
    import resource

    most = megabytes * _MIB
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
