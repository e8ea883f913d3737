"""Any sentence-transformers model: a Hugging Face id or a local folder."""

from __future__ import annotations

import hashlib
import os
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.families import prefixes_for
from index.embedding.number_format import best_format
from index.embedding.protocol import Vectors, WhileEncoding
from ingest.errors import ModelError

__all__ = ["SentenceTransformerEmbedder", "folder_revision"]

_CHUNK_BATCHES = 4


def folder_revision(folder: Path) -> str:
    """A fingerprint of a model folder: its small JSON files, and the sizes of the others."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        digest.update(path.relative_to(folder).as_posix().encode())
        size = path.stat().st_size
        digest.update(path.read_bytes() if path.suffix == ".json" and size < 10**6
                      else str(size).encode())  # fmt: skip
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text, or one window of a long one; ``weight`` is its share in its owner's vector."""

    owner: int
    text: str
    weight: float


class SentenceTransformerEmbedder:
    """Encodes with ``sentence_transformers``, in bfloat16 where the processor computes in it.

    Nothing is cut off silently: a text that is longer than the model reads is encoded in windows
    whose vectors are averaged by their number of tokens.

    ``model`` is a hub id or a folder; a folder is named by its last part in the manifest, so it
    may move. Set ``HF_HUB_OFFLINE=1`` to forbid the network.
    """

    def __init__(
        self,
        model: str,
        revision: str = "",
        *,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
        batch_size: int = 32,
    ) -> None:
        folder = Path(model).expanduser()
        local = folder.is_dir()
        prefixes = prefixes_for(model, query_prefix, passage_prefix)
        self._model_path = str(folder) if local else model
        self._id = folder.resolve().name if local else model
        self._revision = revision or (folder_revision(folder) if local else "")
        self._hub_revision = None if local else (revision or None)
        self._query_prefix = prefixes.query
        self._passage_prefix = prefixes.passage
        self._batch_size = batch_size
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def id(self) -> str:
        return self._id

    @property
    def revision(self) -> str:
        return self._revision

    @property
    def query_prefix(self) -> str:
        return self._query_prefix

    @property
    def passage_prefix(self) -> str:
        return self._passage_prefix

    @property
    def dim(self) -> int:
        with self._lock:
            return int(self._loaded().get_embedding_dimension())

    @property
    def loaded(self) -> bool:
        """Whether the weights are in memory."""
        return self._model is not None

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._query_prefix, texts, None)

    def embed_passages(
        self, texts: Sequence[str], progress: WhileEncoding | None = None
    ) -> Vectors:
        return self._encode(self._passage_prefix, texts, progress)

    def embed_few(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)

    def _encode(self, prefix: str, texts: Sequence[str], progress: WhileEncoding | None) -> Vectors:
        with self._lock:
            model = self._loaded()
            pieces = self._pieces(model, prefix, texts)
            total = np.zeros((len(texts), int(model.get_embedding_dimension())), np.float32)
            # Texts of like length share a batch: less padding, and progress in even steps.
            pieces.sort(key=lambda piece: -len(piece.text))
            step = self._batch_size * _CHUNK_BATCHES
            for start in range(0, len(pieces), step):
                chunk = pieces[start : start + step]
                vectors = self._encode_chunk(model, [prefix + piece.text for piece in chunk])
                for piece, vector in zip(chunk, vectors, strict=True):
                    total[piece.owner] += piece.weight * vector
                if progress is not None:
                    progress(min(start + len(chunk), len(texts)), len(texts))
            return _unit(total)

    def _pieces(self, model: Any, prefix: str, texts: Sequence[str]) -> list[_Piece]:
        """The texts, those that are longer than the model reads cut into windows."""
        limit = int(model.max_seq_length or 512)
        pieces: list[_Piece] = []
        for owner, text in enumerate(texts):
            # A token covers at least one character, so only long texts need to be counted.
            if len(prefix) + len(text) <= limit - 2:
                pieces.append(_Piece(owner, text, 1.0))
                continue
            room = limit - 4 - len(prefix)
            spans = _windows(_token_spans(model.tokenizer, text), max(room, limit // 2))
            pieces += [_Piece(owner, text[a:b], weight) for a, b, weight in spans] or [
                _Piece(owner, text, 1.0)
            ]
        return pieces

    def _encode_chunk(self, model: Any, texts: list[str]) -> Vectors:
        encoded = model.encode(
            texts,
            batch_size=self._batch_size,
            show_progress_bar=False,
            convert_to_tensor=True,
        )
        return _unit(encoded.float().cpu().numpy())

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = _load(self._model_path, self._hub_revision)
        return self._model


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(norms, 1e-12)
    return unit


def _token_spans(tokenizer: Any, text: str) -> list[tuple[int, int]]:
    """Where each token stands in ``text``; one span a character if the tokenizer cannot say."""
    if not getattr(tokenizer, "is_fast", False):
        return [(i, i + 1) for i in range(len(text))]
    encoded = tokenizer(
        text,
        add_special_tokens=False,
        truncation=False,
        return_offsets_mapping=True,
        verbose=False,
    )
    return [(int(a), int(b)) for a, b in encoded["offset_mapping"]]


def _windows(spans: Sequence[tuple[int, int]], size: int) -> list[tuple[int, int, float]]:
    """Cut a text into windows of at most ``size`` tokens: start, end and share of the tokens."""
    groups = [spans[i : i + size] for i in range(0, len(spans), size)]
    return [(g[0][0], g[-1][1], len(g) / len(spans)) for g in groups]


def _load(path: str, revision: str | None) -> Any:
    """Import and load with the libraries' chatter turned off. Raises ``ModelError``."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            chatter: Any = logging
            chatter.disable_progress_bar()
            chatter.set_verbosity_error()
            return SentenceTransformer(
                path, revision=revision, model_kwargs={"dtype": best_format()}
            )
    except Exception as error:  # the libraries raise anything, from OSError to KeyError
        raise ModelError(
            f"the embedding model {path!r} cannot be loaded: {error}",
            hint="check its name or folder; with HF_HUB_OFFLINE=1 it must be in the cache",
        ) from error
