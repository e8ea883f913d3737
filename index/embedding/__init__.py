"""Embedding models behind one Protocol; which one is a setting."""

from __future__ import annotations

from index.embedding.bundled import BundledEmbedder
from index.embedding.families import Prefixes, prefixes_for
from index.embedding.protocol import Embedder
from index.embedding.sentence_transformer import SentenceTransformerEmbedder
from index.encoder.bundled_file import bundled_model_path
from index.options import CollectionOptions

__all__ = [
    "BundledEmbedder",
    "Embedder",
    "Prefixes",
    "SentenceTransformerEmbedder",
    "bundled_model_path",
    "make_embedder",
    "prefixes_for",
]


def make_embedder(options: CollectionOptions) -> Embedder:
    """The embedder that the settings name. Nothing is loaded yet."""
    if options.model == "bundled":
        return BundledEmbedder(
            options.cache_dir,
            query_prefix=options.query_prefix,
            passage_prefix=options.passage_prefix,
            batch_size=options.batch_size,
            trained_queries=options.query_encoder == "trained",
        )
    return SentenceTransformerEmbedder(
        options.model,
        options.model_revision,
        query_prefix=options.query_prefix,
        passage_prefix=options.passage_prefix,
        batch_size=options.batch_size,
    )
