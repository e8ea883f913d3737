"""The dense leg: immutable FAISS segments of exact inner products, one file each.

A segment is written to a temporary name, flushed to the disk and renamed, so a file that has a
segment's name is whole. The catalogue says which segments count; a file that it does not name
is the remainder of an interrupted ingestion.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from ingest.errors import CollectionDamagedError

# faiss adds most of its Python interface at run time, which its type stubs do not show.
faiss: Any = _faiss

__all__ = [
    "DenseReader",
    "Segment",
    "SegmentInfo",
    "fsync_directory",
    "merge_segments",
    "open_segment",
    "segments_to_merge",
    "write_segment",
]

Vectors = NDArray[np.float32]
Rowids = NDArray[np.int64]

MAX_SEGMENTS = 16


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """A segment as the catalogue names it."""

    name: str
    count: int
    first_id: int
    last_id: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Segment:
    """An open, memory-mapped segment. ``ids`` ascend and are the passages' row ids."""

    info: SegmentInfo
    index: Any
    ids: Rowids

    def reconstruct(self, positions: Rowids) -> Vectors:
        """The vectors at ``positions`` (not row ids)."""
        flat = faiss.downcast_index(self.index.index)
        vectors: Vectors = flat.reconstruct_batch(positions)
        return vectors


def fsync_directory(directory: Path) -> None:
    """Make a rename inside ``directory`` survive a power cut (POSIX only)."""
    if os.name != "posix":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_segment(directory: Path, rowids: Rowids, vectors: Vectors) -> SegmentInfo:
    """Write a segment of ``vectors`` under their ascending ``rowids`` and return its entry.

    Raises ``OSError`` when the disk is full; no file is left then.
    """
    directory.mkdir(parents=True, exist_ok=True)
    index = faiss.IndexIDMap(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), rowids)
    name = f"{int(rowids[0]):010d}-{len(rowids)}-{secrets.token_hex(4)}.faiss"
    temporary = directory / f"{name}.tmp"
    try:
        with temporary.open("wb") as file:
            # As it goes: serialised as a whole it would be held twice more.
            faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))
            size = file.tell()
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(directory / name)
        fsync_directory(directory)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return SegmentInfo(name, len(rowids), int(rowids[0]), int(rowids[-1]), size)


def open_segment(directory: Path, info: SegmentInfo, dimension: int) -> Segment:
    """Map a segment into memory. Raises ``CollectionDamagedError`` when it is not whole, and
    ``FileNotFoundError`` when it is not there (a reader may just have been overtaken).
    """
    path = directory / info.name
    if path.stat().st_size != info.bytes:
        raise _damaged(path, f"it has {path.stat().st_size} bytes instead of {info.bytes}")
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        ids: Rowids = faiss.vector_to_array(index.id_map)
    except (RuntimeError, AttributeError) as error:
        raise _damaged(path, str(error)) from error
    if index.d != dimension or len(ids) != info.count or index.ntotal != info.count:
        raise _damaged(path, "its contents are not what the catalogue says")
    return Segment(info, index, ids)


def _damaged(path: Path, why: str) -> CollectionDamagedError:
    return CollectionDamagedError(
        f"a vector file cannot be used: {why}",
        hint="the next ingest encodes its passages again",
        path=str(path),
    )


class DenseReader:
    """Exact search over a fixed set of segments."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = sorted(segments, key=lambda s: s.info.first_id)

    def search(
        self, query: Vectors, limit: int, allowed: NDArray[np.bool_] | None
    ) -> dict[int, float]:
        """Inner products of the best ``limit`` passages, by row id, best first.

        ``allowed[rowid]`` says which passages count; ``None`` means all.
        """
        params = None
        if allowed is not None:
            bitmap = np.packbits(allowed, bitorder="little")
            params = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))
        found: list[tuple[float, int]] = []
        for segment in self._segments:
            k = min(limit, segment.info.count)
            scores, ids = segment.index.search(query.reshape(1, -1), k, params=params)
            found += [(-float(s), int(i)) for s, i in zip(scores[0], ids[0], strict=True) if i >= 0]
        return {rowid: -negative for negative, rowid in sorted(found)[:limit]}

    def vectors_of(self, rowids: Sequence[int]) -> tuple[Rowids, Vectors | None]:
        """Those of ``rowids`` that have a vector, and the vectors (``None`` for none)."""
        wanted = np.unique(np.asarray(rowids, dtype=np.int64))
        ids: list[Rowids] = []
        vectors: list[Vectors] = []
        for segment in self._segments:
            here = np.searchsorted(segment.ids, wanted)
            hit = (here < len(segment.ids)) & (
                segment.ids[np.minimum(here, len(segment.ids) - 1)] == wanted
            )
            if hit.any():
                ids.append(wanted[hit])
                vectors.append(segment.reconstruct(here[hit]))
        if not ids:
            return wanted[:0], None
        return np.concatenate(ids), np.concatenate(vectors)

    def scores_of(self, query: Vectors, rowids: Sequence[int]) -> dict[int, float]:
        """Inner products of ``query`` with those of ``rowids`` that have a vector."""
        ids, vectors = self.vectors_of(rowids)
        if vectors is None:
            return {}
        products = vectors @ query.reshape(-1)
        return {int(i): float(s) for i, s in zip(ids, products, strict=True)}

    def rowids(self) -> Rowids:
        """All row ids that have a vector, ascending."""
        if not self._segments:
            return np.zeros(0, dtype=np.int64)
        return np.sort(np.concatenate([s.ids for s in self._segments]))


def segments_to_merge(segments: Sequence[SegmentInfo]) -> list[SegmentInfo]:
    """Which segments to merge into one: the smallest nine, once there are more than sixteen.

    Merging small ones first keeps the bytes written over a long ingestion within a few times
    the bytes stored.
    """
    if len(segments) <= MAX_SEGMENTS:
        return []
    return sorted(segments, key=lambda s: (s.count, s.name))[: len(segments) - MAX_SEGMENTS + 8]


def merge_segments(
    directory: Path, segments: Sequence[Segment], live: Rowids
) -> SegmentInfo | None:
    """Write one segment that holds what is ``live`` (ascending) of ``segments``; ``None`` when
    nothing is. The old files stay: the caller deletes them after the catalogue named the new.
    """
    ids = np.concatenate([s.ids for s in segments])
    vectors = np.concatenate(
        [s.reconstruct(np.arange(s.info.count, dtype=np.int64)) for s in segments]
    )
    keep = np.isin(ids, live)
    ids, vectors = ids[keep], vectors[keep]
    if not len(ids):
        return None
    order = np.argsort(ids, kind="stable")
    return write_segment(directory, ids[order], vectors[order])
