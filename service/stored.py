"""What service needs of the catalogue beyond ``index.Collection``: whence a document was read,
and every passage at once. The only place in this room that knows of the catalogue's tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import CollectionOptions, StoredPassage

__all__ = ["all_passages", "source_paths"]


def source_paths(options: CollectionOptions, doc_id: str) -> list[Path]:
    """The files a document was ingested from, the first one first; none if it is unknown.

    Raises ``EmptyCollectionError`` when there is no catalogue.
    """
    from index.catalogue import Catalogue, open_read_only

    with Catalogue(open_read_only(options.catalogue_path)) as catalogue:
        rows = catalogue.rows("SELECT path FROM paths WHERE doc_id = ? ORDER BY id", (doc_id,))
    return [Path(path) for (path,) in rows]


def all_passages(options: CollectionOptions) -> list[StoredPassage]:
    """Every passage of the collection, in the order in which they were stored."""
    from index.catalogue import Catalogue, open_read_only

    with Catalogue(open_read_only(options.catalogue_path)) as catalogue:
        rowids = catalogue.live_rows().ids.tolist()
        found = catalogue.passages(rowids)
    return [found[rowid] for rowid in rowids if rowid in found]
