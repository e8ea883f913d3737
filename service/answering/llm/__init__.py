"""Answers by a language model behind any OpenAI-compatible endpoint, held to the same proof.

The model sees numbered passages and writes sentences that each name theirs. A sentence is shown
only if its numbers, dates and names stand in the passage it names, and with a quotation of it.
"""

from __future__ import annotations

from service.answering.llm.options import LlmOptions
from service.answering.llm.writing import Written, write_answer

__all__ = ["LlmOptions", "Written", "write_answer"]
