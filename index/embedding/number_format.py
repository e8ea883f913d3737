"""The number format in which this machine multiplies fastest: bfloat16, or float32."""

from __future__ import annotations

from typing import Any

__all__ = ["best_format", "best_processor_format"]

_INSTRUCTIONS = ("avx512_bf16", "amx_bf16", "amx_tile", "bf16")


def best_format() -> Any:
    """The torch dtype of the device that torch takes: bfloat16 where it multiplies in it."""
    import torch

    if torch.cuda.is_available():
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    return best_processor_format()


def best_processor_format() -> Any:
    """The same of the processor, which without such instructions is a hundred times slower."""
    import torch

    features: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    native = any(features.get(name) for name in _INSTRUCTIONS)
    return torch.bfloat16 if native else torch.float32
