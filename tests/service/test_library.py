"""The shared collection: opened once, closed when the last reader leaves."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from service_fakes import FakeCollection, FakeIndex

from index import Collection
from ingest.errors import EmptyCollectionError
from service.library import Library
from service.settings import load_settings


def fake(collection: Collection) -> FakeCollection:
    return cast(FakeCollection, collection)


def test_a_new_catalogue_file_is_opened_and_the_old_one_closed_after_its_last_reader(
    fake_index: FakeIndex, tmp_path: Path
) -> None:
    library = Library(load_settings().collection_options())
    catalogue = library.options.catalogue_path
    with library.borrow() as old:
        catalogue.parent.mkdir(parents=True)
        catalogue.write_bytes(b"")
        with library.borrow() as new:
            assert new is not old
            assert fake(old).closed == 0
    assert (fake(old).closed, fake(new).closed) == (1, 0)
    with library.borrow() as again:
        assert again is new
    library.close()
    library.close()
    assert fake(new).closed == 1


def test_closing_waits_for_the_readers(fake_index: FakeIndex) -> None:
    library = Library(load_settings().collection_options())
    with library.borrow() as collection:
        library.close()
        assert fake(collection).closed == 0
    assert fake(collection).closed == 1


def test_an_empty_collection_is_tried_again(fake_index: FakeIndex) -> None:
    library = Library(load_settings().collection_options())
    pages, fake_index.pages = fake_index.pages, []
    with pytest.raises(EmptyCollectionError), library.borrow():
        pass
    fake_index.pages = pages
    with library.borrow() as collection:
        assert len(collection.documents()) == 2
