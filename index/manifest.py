"""What built a collection, so that nothing else may read or extend it by accident."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from importlib import metadata

import ingest
from index.embedding import Embedder
from index.migrations import SCHEMA_VERSION
from ingest.errors import CollectionDamagedError, CollectionMismatchError
from ingest.language import TERMS_VERSION

__all__ = ["Manifest", "expected_manifest", "require_same"]

_NAMES = {
    "schema": "the catalogue's schema version",
    "parser": "the readers' version",
    "terms": "the version of the search terms",
    "unidic": "the Japanese dictionary (unidic-lite)",
    "rjieba": "the Chinese word segmenter (rjieba)",
    "model": "the embedding model",
    "revision": "the embedding model's revision",
    "dimension": "the embedding dimension",
    "query_prefix": "the query prefix",
    "passage_prefix": "the passage prefix",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """Versions and names of everything that shapes stored terms and vectors."""

    schema: int
    parser: str
    terms: str
    unidic: str
    rjieba: str
    model: str
    revision: str
    dimension: int
    """0 as long as nobody has loaded the model."""
    query_prefix: str
    passage_prefix: str

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Raises ``CollectionDamagedError`` for anything that is not a manifest."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise CollectionDamagedError(
                f"the manifest cannot be read: {error}",
                hint="restore the data directory from a backup, or ingest into a new one",
            ) from error


def expected_manifest(embedder: Embedder, dimension: int = 0) -> Manifest:
    """The manifest of a collection that this installation would build with ``embedder``."""
    return Manifest(
        schema=SCHEMA_VERSION,
        parser=str(ingest.PARSER_VERSION),
        terms=str(TERMS_VERSION),
        unidic=_version("unidic-lite"),
        rjieba=_version("rjieba"),
        model=embedder.id,
        revision=embedder.revision,
        dimension=dimension,
        query_prefix=embedder.query_prefix,
        passage_prefix=embedder.passage_prefix,
    )


def require_same(stored: Manifest, expected: Manifest, path: str) -> None:
    """Raise ``CollectionMismatchError`` that names every difference and what to do about it."""
    differences = [
        f"{_NAMES[field.name]} is {_show(was)} in the collection and {_show(now)} here"
        for field in fields(Manifest)
        if (was := getattr(stored, field.name)) != (now := getattr(expected, field.name))
        and not (field.name == "dimension" and 0 in (was, now))
    ]
    if differences:
        raise CollectionMismatchError(
            "; ".join(differences),
            hint="set the model and versions that built the collection, "
            "or ingest the documents into a new data directory",
            path=path,
        )


def _show(value: object) -> str:
    return repr(value) if isinstance(value, str) else str(value)


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"
