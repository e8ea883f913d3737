"""What produced a run: versions, settings, data. Without it a figure cannot be compared."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.questions import GoldQuestion

if TYPE_CHECKING:
    from index import Collection
from ingest.cores import usable_cores

__all__ = ["code_version", "data_hash", "describe_run", "fingerprint", "machine"]


_WITHOUT_EFFECT = frozenset(
    (
        "data", "model_cache", "workers", "batch_size", "lock_wait_s", "host", "port",
        "allowed_hosts", "server_threads", "max_upload_mb", "log_level",
    )
)  # fmt: skip
"""Settings that no figure depends on."""
_PRIVATE = ("llm_api_key", "llm_base_url")
_NAMES_ONLY = ("date", "machine", "settings", "gold", "limit", "jobs", "unquoted")
_ROOMS = ("ingest", "index", "service", "eval")


def data_hash(questions: Sequence[GoldQuestion], documents: Iterable[str]) -> str:
    """SHA-256 over the questions asked and the hashes of the documents' bytes.

    Two runs are comparable exactly when it is the same. The order of the documents, the lines
    that questions stand on and the way the data directory is named do not matter.
    """
    rows = []
    for question in questions:
        row = asdict(question)
        del row["line"], row["empty_answers"], row["proposed"]
        rows.append(row)
    body = json.dumps([rows, sorted(documents)], sort_keys=True)
    return hashlib.sha256(body.encode("ascii")).hexdigest()


def describe_run(
    questions: Sequence[GoldQuestion],
    collection: Collection,
    settings: Mapping[str, Any],
    **given: Any,
) -> dict[str, Any]:
    """The configuration of a run as JSON: ``given`` is what was asked for on the command line.

    The language model's address and key stay out of it: runs are kept and shown.
    """
    documents = collection.documents()
    return {
        **given,
        "data_hash": data_hash(questions, (d.sha256 for d in documents)),
        "documents_hash": data_hash([], (d.sha256 for d in documents)),
        "documents": len(documents),
        "passages": sum(d.passages for d in documents),
        "settings": {name: v for name, v in settings.items() if name not in _PRIVATE},
        "manifest": asdict(collection.manifest),
        "code": code_version(),
        "machine": machine(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def fingerprint(configuration: Mapping[str, Any], generation: int) -> str:
    """SHA-256 over all that a run's figures depend on: what is asked of what (``configuration``,
    from ``describe_run``), the collection's ``generation``, and the program's own files.

    What was asked under the same fingerprint need not be asked again.
    """
    settings = configuration["settings"]
    kept = {
        **{n: v for n, v in configuration.items() if n not in _NAMES_ONLY},
        "settings": {n: v for n, v in settings.items() if n not in _WITHOUT_EFFECT},
        "generation": generation,
        "program": _program_hash(Path(__file__).resolve().parent.parent),
    }
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode("ascii")).hexdigest()


def _program_hash(root: Path) -> str:
    """Over the modules of the rooms, the word lists and the models that lie among them."""
    total = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in (".py", ".tsv", ".safetensors"):
                total.update(path.read_bytes())
    return total.hexdigest()


def code_version() -> dict[str, str]:
    """shutten's version and, in a checkout, the commit; ``+`` marks uncommitted changes."""
    found = {"shutten": _version("shutten"), "python": platform.python_version()}
    commit = _commit(Path(__file__).resolve().parent.parent)
    return {**found, "commit": commit} if commit else found


def machine() -> dict[str, Any]:
    """The processor and the number of cores, as far as the system tells."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": usable_cores(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"


def _commit(root: Path) -> str:
    if not (root / ".git").exists():
        return ""
    try:
        head = _git(root, "rev-parse", "--short=12", "HEAD")
        return head + ("+" if head and _git(root, "status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(root: Path, *arguments: str) -> str:
    result = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=10, check=True
    )
    return result.stdout.strip()
