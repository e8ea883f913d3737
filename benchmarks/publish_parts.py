"""What the sections of the published page are made of: tables, figures, where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Results = dict[str, Any]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; the first column is text, the others are figures."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def made(results: Results, command: str) -> str:
    """Where, when and with what: the line under each heading."""
    machine = results["machine"]
    versions = results.get("versions", results.get("code", {}))
    memory = f", {machine['memory_gib']} GiB" if "memory_gib" in machine else ""
    return (
        f"`{command}`\n\n{machine['processor']}, {machine['cores']} cores{memory};"
        f" {results['date'][:10]}, commit {versions.get('commit', 'unknown')}.\n"
    )


def share(value: float) -> str:
    """A figure from 0 to 1 as ``.123``."""
    return f"{value:.3f}".lstrip("0") if value < 1 else f"{value:.3f}"


def estimate(found: Results) -> str:
    """A figure with its 95 % interval."""
    low, high = found["interval"]
    return f"{share(found['value'])} ({share(low)} to {share(high)})"
