"""Keeping passages and finding them: the only room that writes to the data directory."""

from __future__ import annotations

from index._openmp import WAIT_POLICY as WAIT_POLICY  # before what uses OpenMP
from index.collection import Collection, open_collection
from index.ingestion import ingest_documents, ingest_paths, remove_document
from index.manifest import Manifest
from index.options import CollectionOptions
from index.results import (
    Check,
    Failure,
    Hit,
    IngestReport,
    Progress,
    SearchResult,
    StoredDocument,
    StoredPage,
    StoredPassage,
)

__all__ = [
    "Check",
    "Collection",
    "CollectionOptions",
    "Failure",
    "Hit",
    "IngestReport",
    "Manifest",
    "Progress",
    "SearchResult",
    "StoredDocument",
    "StoredPage",
    "StoredPassage",
    "ingest_documents",
    "ingest_paths",
    "open_collection",
    "remove_document",
]
