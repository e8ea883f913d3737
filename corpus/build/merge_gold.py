"""Join the gold questions of all reports: ``python corpus/build/merge_gold.py``.

Reads ``corpus/gold/*.jsonl`` by name and writes ``corpus/gold.jsonl``, one JSON object a line
with its keys in the order of the contract.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parent.parent
_KEYS = (
    "id",
    "language",
    "question",
    "answerable",
    "answers",
    "evidence",
    "all_evidence",
    "type",
    "topic",
)


def merged(sources: Iterable[Path]) -> str:
    """The lines of all sources in the order given.

    Raises ValueError for an id that comes twice or a key outside the contract.
    """
    seen: set[str] = set()
    lines: list[str] = []
    for source in sources:
        for line in source.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            item: dict[str, Any] = json.loads(line)
            if item["id"] in seen or not item.keys() <= set(_KEYS):
                raise ValueError(f"{source.name}: {item['id']} is a duplicate or has unknown keys")
            seen.add(item["id"])
            ordered = {key: item[key] for key in _KEYS if key in item}
            lines.append(json.dumps(ordered, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    """Write corpus/gold.jsonl and say how many questions it holds."""
    text = merged(sorted((CORPUS / "gold").glob("*.jsonl")))
    (CORPUS / "gold.jsonl").write_text(text, encoding="utf-8")
    print(f"{text.count(chr(10))} questions")


if __name__ == "__main__":
    main()
