"""The systems that ``bench_peers.py`` puts beside each other, behind one small protocol.

Where a library asks for an embedding model it gets a class or function of this module that wraps
shutten's own encoder: everybody has the same vectors, and nobody cuts long texts off.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from eval.evidence import Place
from index import Collection, open_collection
from index.embedding import Embedder
from index.embedding.protocol import Vectors, WhileEncoding
from index.lexical import passage_terms, query_terms
from ingest.document import Language
from ingest.language import detect_language

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")

_DATA, _QUERY = "passage: ", "query: "
"""What txtai puts before texts, so that its one function can tell questions from passages."""


@dataclass(frozen=True)
class Unit:
    """A text to be found, and the page that is right when it is found."""

    text: str
    place: Place
    language: Language


class Searcher(Protocol):
    """Takes texts in once, then ranks their places."""

    name: str

    def add(self, units: Sequence[Unit]) -> None:
        """Make the index."""

    def search(self, question: str, top_k: int) -> list[Place]:
        """The places of the best ``top_k`` texts (parts of texts where they were cut)."""


class SharedEncoder:
    """shutten's encoder with a memory for passages: a text is encoded once for all systems.

    ``seconds`` is the time spent on encoding passages, ``encoded`` how many there were.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Any] = {}
        self.seconds = 0.0
        self.encoded = 0
        self.id = embedder.id
        self.revision = embedder.revision
        self.query_prefix = embedder.query_prefix
        self.passage_prefix = embedder.passage_prefix
        self.dim = embedder.dim

    def prepare(self, texts: Sequence[str]) -> None:
        """Encode what is not known yet, in bulk."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            started = time.perf_counter()
            self._known |= zip(new, self._embedder.embed_passages(new), strict=True)
            self.seconds += time.perf_counter() - started
            self.encoded += len(new)

    def embed_passages(
        self, texts: Sequence[str], progress: WhileEncoding | None = None
    ) -> Vectors:
        self.prepare(texts)
        return np.array([self._known[text] for text in texts], dtype=np.float32)

    def embed_few(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed_few(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Encoded anew each time, as questions are."""
        return self._embedder.embed_queries(texts)


class Shutten:
    """The product's own search, with its default weights or the dense leg at ``weight``."""

    def __init__(self, name: str, collection: Collection, weight: float | None = None) -> None:
        self.name = name
        self._collection = collection
        if weight is not None:
            weights = {"dense_weight_same": weight, "dense_weight_cross": weight}
            options = replace(collection.options, **weights, dense_weight_foreign=weight)
            self._collection = open_collection(options)

    def add(self, units: Sequence[Unit]) -> None:
        """The collection holds them already."""

    def search(self, question: str, top_k: int) -> list[Place]:
        hits = self._collection.search(question, top_k=top_k).hits
        return [(hit.passage.doc_id, hit.passage.page) for hit in hits]


class Cosine:
    """All vectors against the question's, exactly: what the model alone does."""

    def __init__(self, encoder: SharedEncoder, *, cut: bool) -> None:
        self.name = "cosine, exact"
        self._encoder = encoder

    def add(self, units: Sequence[Unit]) -> None:
        self._places = [u.place for u in units]
        self._vectors = self._encoder.embed_passages([u.text for u in units])

    def search(self, question: str, top_k: int) -> list[Place]:
        scores = self._vectors @ self._encoder.embed_queries([question])[0]
        return [self._places[i] for i in np.argsort(-scores, kind="stable")[:top_k]]


class Bm25s:
    """BM25 by bm25s, on shutten's terms or on those of its own tokenizer."""

    def __init__(self, encoder: SharedEncoder, *, cut: bool, our_terms: bool) -> None:
        self.name = f"bm25s, {'the terms of shutten' if our_terms else 'its own tokenizer'}"
        self._our_terms = our_terms

    def add(self, units: Sequence[Unit]) -> None:
        import bm25s

        self._places = [u.place for u in units]
        self._index = bm25s.BM25()
        texts = [u.text for u in units]
        tokens: Any = bm25s.tokenize(texts, show_progress=False)
        if self._our_terms:
            tokens = [passage_terms(u.text, "", u.language).split() for u in units]
        self._index.index(tokens, show_progress=False)

    def search(self, question: str, top_k: int) -> list[Place]:
        import bm25s

        tokens: Any = bm25s.tokenize([question], return_ids=False, show_progress=False)
        if self._our_terms:
            weights = query_terms(question, detect_language(question))
            tokens = [[term for term, weight in weights.items() if weight == 1]]
        if not tokens[0]:
            return []
        found, scores = self._index.retrieve(tokens, k=top_k, show_progress=False)
        hits = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return [self._places[i] for i, score in hits if score > 0]


class Txtai:
    """txtai: ``Embeddings`` with vectors, or with its keyword index beside them."""

    def __init__(self, encoder: SharedEncoder, *, cut: bool, hybrid: bool) -> None:
        from txtai import Embeddings

        def transform(texts: list[str]) -> Vectors:
            if texts[0].startswith(_QUERY):
                return encoder.embed_queries([t.removeprefix(_QUERY) for t in texts])
            return encoder.embed_passages([t.removeprefix(_DATA) for t in texts])

        self.name = "txtai, hybrid" if hybrid else "txtai, vectors"
        self._embeddings = Embeddings(
            method="external",
            transform=transform,
            instructions={"query": _QUERY, "data": _DATA},
            **({"hybrid": True} if hybrid else {}),
        )

    def add(self, units: Sequence[Unit]) -> None:
        self._places = [u.place for u in units]
        self._embeddings.index((i, u.text, None) for i, u in enumerate(units))

    def search(self, question: str, top_k: int) -> list[Place]:
        return [self._places[int(i)] for i, _ in self._embeddings.search(question, top_k)]


class Haystack:
    """haystack: BM25, vectors, or both joined by rank, in its in-memory store."""

    def __init__(self, encoder: SharedEncoder, *, cut: bool, legs: str) -> None:
        from haystack.components.joiners import DocumentJoiner
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self.name = f"haystack, {legs}"
        self._legs, self._cut, self._encoder = legs, cut, encoder
        self._store = InMemoryDocumentStore()
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def add(self, units: Sequence[Unit]) -> None:
        from haystack import Document
        from haystack.components.preprocessors import DocumentSplitter

        documents = [Document(content=u.text, meta={"place": i}) for i, u in enumerate(units)]
        self._places = [u.place for u in units]
        if self._cut:
            documents = DocumentSplitter().run(documents=documents)["documents"]
        if self._legs != "BM25":
            vectors = self._encoder.embed_passages([d.content for d in documents])
            pairs = zip(documents, vectors.tolist(), strict=True)
            documents = [replace(d, embedding=vector) for d, vector in pairs]
        self._store.write_documents(documents)

    def search(self, question: str, top_k: int) -> list[Place]:
        lists = []
        if self._legs != "vectors":
            lists.append(self._store.bm25_retrieval(question, top_k=top_k))
        if self._legs != "BM25":
            vector = self._encoder.embed_queries([question])[0].tolist()
            lists.append(self._store.embedding_retrieval(vector, top_k=top_k))
        found = lists[0]
        if len(lists) > 1:
            found = self._joiner.run(documents=lists, top_k=top_k)["documents"]
        return [self._places[d.meta["place"]] for d in found]


class LlamaIndex:
    """LlamaIndex: its vector index, its BM25 retriever, or both fused by rank."""

    def __init__(self, encoder: SharedEncoder, *, cut: bool, legs: str) -> None:
        self.name = f"LlamaIndex, {legs}"
        self._legs, self._cut, self._encoder = legs, cut, encoder

    def add(self, units: Sequence[Unit]) -> None:
        from llama_index.core import Document
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.core.schema import TextNode

        self._places = {str(i): u.place for i, u in enumerate(units)}
        if self._cut:
            documents = [Document(text=u.text, id_=str(i)) for i, u in enumerate(units)]
            nodes = SentenceSplitter().get_nodes_from_documents(documents)
        else:
            nodes = [TextNode(text=u.text, id_=str(i)) for i, u in enumerate(units)]
        self._retrievers = {name: make(nodes) for name, make in self._makers().items()}

    def _makers(self) -> dict[str, Callable[[Any], Any]]:
        makers = {"BM25": self._bm25, "vectors": self._vectors}
        return {n: m for n, m in makers.items() if self._legs in (n, "fusion")}

    def _bm25(self, nodes: Any) -> Any:
        from llama_index.retrievers.bm25 import BM25Retriever

        return BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=10)

    def _vectors(self, nodes: Any) -> Any:
        from llama_index.core import VectorStoreIndex

        index = VectorStoreIndex(nodes, embed_model=_llama_embedding(self._encoder))
        return index.as_retriever(similarity_top_k=10)

    def search(self, question: str, top_k: int) -> list[Place]:
        legs = list(self._retrievers.values())
        retriever = legs[0] if len(legs) == 1 else _fusion(legs, top_k)
        nodes = [n for n in retriever.retrieve(question) if self._legs != "BM25" or n.score]
        return [self._places[n.node.ref_doc_id or n.node.node_id] for n in nodes[:top_k]]


def _fusion(retrievers: Sequence[Any], top_k: int) -> Any:
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever

    # With one query no language model is asked; the class wants one all the same.
    return QueryFusionRetriever(
        list(retrievers),
        llm=MockLLM(),
        mode="reciprocal_rerank",
        similarity_top_k=top_k,
        num_queries=1,
        use_async=False,
    )


def _llama_embedding(encoder: SharedEncoder) -> Any:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Wrapped(BaseEmbedding):  # type: ignore[misc]
        def _get_query_embedding(self, query: str) -> list[float]:
            return list(encoder.embed_queries([query])[0].tolist())

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return list(encoder.embed_passages([text])[0].tolist())

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [list(row) for row in encoder.embed_passages(texts).tolist()]

    return Wrapped(model_name=encoder.id)


def _make(kind: Callable[..., Searcher], **options: Any) -> Callable[..., Searcher]:
    return lambda encoder, *, cut: kind(encoder, cut=cut, **options)


PEERS: tuple[Callable[..., Searcher], ...] = (
    _make(Cosine),
    _make(Bm25s, our_terms=True),
    _make(Bm25s, our_terms=False),
    _make(Txtai, hybrid=False),
    _make(Txtai, hybrid=True),
    _make(Haystack, legs="BM25"),
    _make(Haystack, legs="vectors"),
    _make(Haystack, legs="hybrid"),
    _make(LlamaIndex, legs="BM25"),
    _make(LlamaIndex, legs="vectors"),
    _make(LlamaIndex, legs="fusion"),
)
"""Each makes an empty searcher of an encoder; ``cut``: long texts may be cut up."""
