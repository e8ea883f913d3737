"""The prefixes that embedding models were trained with, by the name of the model.

Sources: the model cards of the families named here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Prefixes", "prefixes_for"]

_TASK = "Given a web search query, retrieve relevant passages that answer the query"


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What goes before a query and before a passage."""

    query: str = ""
    passage: str = ""


_FAMILIES: tuple[tuple[str, Prefixes], ...] = (
    (r"e5-.*instruct", Prefixes(f"Instruct: {_TASK}\nQuery: ", "")),
    (r"qwen3-embedding", Prefixes(f"Instruct: {_TASK}\nQuery:", "")),
    (r"(^|[-_/])e5-", Prefixes("query: ", "passage: ")),
    (r"bge-.*zh", Prefixes("为这个句子生成表示以用于检索相关文章：", "")),
    (
        r"bge-(small|base|large)-en",
        Prefixes("Represent this sentence for searching relevant passages: ", ""),
    ),
    (r"ruri-v3", Prefixes("検索クエリ: ", "検索文書: ")),
    (r"ruri-(small|base|large)", Prefixes("クエリ: ", "文章: ")),
)


def prefixes_for(model: str, query: str | None = None, passage: str | None = None) -> Prefixes:
    """The prefixes of the family that ``model`` (id or folder) belongs to, empty for an unknown
    one; ``query`` and ``passage`` override them, also with the empty string.
    """
    name = re.sub(r"[\\/]+", "/", model.lower().rstrip("/\\"))
    short = "/".join(name.split("/")[-2:])
    known = next((p for pattern, p in _FAMILIES if re.search(pattern, short)), Prefixes())
    return Prefixes(
        known.query if query is None else query,
        known.passage if passage is None else passage,
    )
