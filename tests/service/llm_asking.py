"""Asking with a language model whose endpoint behaves as a test wants it to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from llm_pages import LlmPages
from llm_server import Behaviour, Endpoint, serving

from index import Collection
from service.answering import AnswerOptions
from service.answering.asking import Reply, ask
from service.answering.llm import LlmOptions

__all__ = ["KEY", "OPTIONS", "QUESTION", "TRUE", "asked", "options"]

KEY = "sk-very-secret"
QUESTION = "デジタル庁はいつ設置されましたか"
TRUE = "デジタル庁は2021年9月1日に設置された。[1]"
OPTIONS = AnswerOptions(threshold=0.0)


def options(server: Endpoint, **changes: Any) -> LlmOptions:
    """An endpoint that is given little time and asked once."""
    quick = LlmOptions(server.url, "m", KEY, timeout_s=5.0, total_s=10.0, retries=0)
    return replace(quick, **changes)


def asked(
    behaviour: Behaviour,
    question: str = QUESTION,
    pages: LlmPages | None = None,
    **changes: Any,
) -> Reply:
    """What is answered when the endpoint behaves so."""
    with serving(behaviour) as server:
        collection = cast(Collection, pages or LlmPages())
        return ask(collection, question, OPTIONS, llm=options(server, **changes))
