"""What the index asks of an embedding model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Embedder", "Vectors", "WhileEncoding"]

Vectors = NDArray[np.float32]
WhileEncoding = Callable[[int, int], None]
"""Called with how many texts are encoded, and out of how many."""


class Embedder(Protocol):
    """Texts to vectors of length one, so that an inner product is a cosine.

    Making one is cheap: the model is loaded by the first call that needs it. All methods may be
    called from several threads. They raise ``ModelError`` when the model cannot be used.
    No text is cut off: a long one is encoded in windows whose vectors are averaged.
    """

    @property
    def id(self) -> str:
        """Names the model in the manifest."""
        ...

    @property
    def revision(self) -> str: ...

    @property
    def query_prefix(self) -> str: ...

    @property
    def passage_prefix(self) -> str: ...

    @property
    def dim(self) -> int:
        """The vectors' dimension; may load the model."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape ``(len(texts), dim)``."""
        ...

    def embed_passages(
        self, texts: Sequence[str], progress: WhileEncoding | None = None
    ) -> Vectors:
        """Shape ``(len(texts), dim)``; the way that is fastest for many."""
        ...

    def embed_few(self, texts: Sequence[str]) -> Vectors:
        """As ``embed_passages``, the way that is lightest for a handful at question time."""
        ...
