"""An embedder that keeps what it has embedded.

Many settings put the same questions to the same passages, and reading embeds the sentences of
passages each time.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.embedding.protocol import WhileEncoding

__all__ = ["RememberingEmbedder"]

Vectors = NDArray[np.float32]


class RememberingEmbedder:
    """``embedder`` with a memory of single texts, which several of them may share."""

    def __init__(
        self, embedder: Embedder, memory: MutableMapping[tuple[bool, str], Vectors]
    ) -> None:
        self._embedder = embedder
        self._memory = memory

    @property
    def id(self) -> str:
        """Names the model in the manifest."""
        return self._embedder.id

    @property
    def revision(self) -> str:
        return self._embedder.revision

    @property
    def query_prefix(self) -> str:
        return self._embedder.query_prefix

    @property
    def passage_prefix(self) -> str:
        return self._embedder.passage_prefix

    @property
    def dim(self) -> int:
        """The vectors' dimension."""
        return self._embedder.dim

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's own."""
        return self._remembered(texts, is_query=True)

    def embed_passages(
        self, texts: Sequence[str], progress: WhileEncoding | None = None
    ) -> Vectors:
        """The embedder's own, without a memory: this is for whole collections."""
        return self._embedder.embed_passages(texts, progress)

    def embed_few(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's own."""
        return self._remembered(texts, is_query=False)

    def _remembered(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        unknown = [t for t in dict.fromkeys(texts) if (is_query, t) not in self._memory]
        if unknown:
            embed = self._embedder.embed_queries if is_query else self._embedder.embed_few
            for text, vector in zip(unknown, embed(unknown), strict=True):
                self._memory[is_query, text] = vector
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.array([self._memory[is_query, text] for text in texts], dtype=np.float32)
