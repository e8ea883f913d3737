"""Which endpoint and model, and how long to wait for them."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["LlmOptions"]


@dataclass(frozen=True, slots=True)
class LlmOptions:
    """``timeout_s`` is the longest silence, ``total_s`` the whole of an answer with all retries;
    ``retries`` are further attempts after one that failed before anything came. ``passages`` is
    how many passages the model is shown.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    timeout_s: float = 60.0
    total_s: float = 180.0
    retries: int = 2
    max_tokens: int = 800
    passages: int = 6
