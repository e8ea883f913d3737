"""The bundled model's tokenizer, from its pieces or from the file that was kept of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.embedding.conversion import make_tokenizer
from ingest.errors import ModelError
from service.answering.reader_model.base import BaseEncoder

__all__ = ["reader_tokenizer", "tokenizer_from"]


def reader_tokenizer(base: BaseEncoder) -> Any:
    """A ``tokenizers.Tokenizer`` over the pieces of ``base``."""
    return make_tokenizer(base.model)


def tokenizer_from(path: Path) -> Any:
    """The tokenizer kept at ``path``. Raises ``ModelError`` when it cannot be read."""
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception
        raise ModelError(
            f"the reader's tokenizer cannot be read: {error}",
            hint="delete the folder; it is made anew",
            path=str(path),
        ) from error
