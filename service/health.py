"""The checks of ``shutten doctor``: each looks at one thing and names it."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from index import Check, open_collection
from ingest.errors import EmptyCollectionError, ModelError, ShuttenError
from service.settings import Settings, config_file

__all__ = ["run_checks"]

_LIBRARIES = ("faiss", "fugashi", "opencc", "pdfplumber", "pypdfium2", "rjieba", "tantivy")
_LEAST_FREE_MB = 200


def run_checks(settings: Settings) -> list[Check]:
    """Every check, in the order in which a person should mend what fails. Writes nothing."""
    checks: list[Callable[[Settings], Check]] = [
        _python,
        _libraries,
        _settings,
        _reader,
        _language_model,
        _data,
        _space,
    ]
    return [check(settings) for check in checks] + _collection(settings)


def _python(_: Settings) -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Check("python", sys.version_info >= (3, 11), f"{version} on {sys.platform}")


def _libraries(_: Settings) -> Check:
    broken = []
    for name in _LIBRARIES:
        try:
            importlib.import_module(name)
        except Exception as error:  # a broken native library may raise anything
            broken.append(f"{name}: {error}")
    return Check("libraries", not broken, "; ".join(broken) or ", ".join(_LIBRARIES))


def _settings(settings: Settings) -> Check:
    path = config_file()
    source = str(path) if path else "no settings file"
    return Check("settings", True, f"{source}; model {settings.model}")


def _reader(settings: Settings) -> Check:
    from service.answering.readers import describe_reader

    try:
        return Check("reader", True, describe_reader(settings.reader))
    except ModelError as error:
        return Check("reader", False, str(error))


def _language_model(settings: Settings) -> Check:
    """Whether the endpoint answers, if one is configured; only its list of models is asked for."""
    from service.answering.llm.client import listed_models

    try:
        options = settings.llm_options()
        if options is None:
            return Check("language model", True, "none configured, none needed")
        names = listed_models(options)
    except ShuttenError as error:
        return Check("language model", False, str(error))
    where = f"{options.model} at {options.base_url}"
    if names is not None and options.model not in names:
        return Check("language model", False, f"{where}: the endpoint does not list that model")
    return Check("language model", True, where)


def _data(settings: Settings) -> Check:
    directory = settings.data
    if not directory.exists():
        return Check("data directory", True, f"{directory} (made by the first ingestion)")
    usable = directory.is_dir() and os.access(directory, os.R_OK | os.W_OK | os.X_OK)
    return Check("data directory", usable, f"{directory}{'' if usable else ' cannot be written'}")


def _space(settings: Settings) -> Check:
    free = shutil.disk_usage(_nearest_existing(settings.data)).free // 2**20
    return Check("disk space", free >= _LEAST_FREE_MB, f"{free:,} MB free")


def _collection(settings: Settings) -> list[Check]:
    try:
        with open_collection(settings.collection_options()) as collection:
            return list(collection.check())
    except EmptyCollectionError:
        return [Check("collection", True, "nothing has been ingested yet")]
    except ShuttenError as error:
        return [Check("collection", False, str(error))]


def _nearest_existing(path: Path) -> Path:
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path
