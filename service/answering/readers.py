"""Which reader answers: the trained model where it is there, the extractive one elsewhere."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from index import Collection
from ingest.errors import ModelError
from service.answering.answer import AnswerOptions
from service.answering.citing import PageOf
from service.answering.extractive_reader import ExtractiveReader
from service.answering.reader_model import SpanReader, has_bundled_weights
from service.answering.reader_model.model import BUNDLED_WEIGHTS
from service.answering.reading import Reader
from service.answering.span_reader import TrainedReader

__all__ = [
    "EXTRACTIVE_THRESHOLD",
    "TRAINED_THRESHOLD",
    "default_threshold",
    "describe_reader",
    "make_reader",
    "threshold_of",
]

EXTRACTIVE_THRESHOLD = 0.16
TRAINED_THRESHOLD = 0.52
"""Chosen on questions that the weights had not seen, as ``docs/evaluation.md`` tells."""

_log = logging.getLogger(__name__)


def make_reader(collection: Collection, page_of: PageOf, wanted: str = "bundled") -> Reader:
    """The reader that ``wanted`` names (see ``AnswerOptions``), over ``collection``.

    Without usable bundled weights the extractive reader answers, and a warning is logged where
    they are there but damaged.

    Raises:
        ModelError: ``wanted`` is the path of weights that cannot be used.
    """
    model = _model(wanted)
    if model is None:
        return ExtractiveReader(
            collection.embed_queries, collection.embed_passages, collection.term_weights
        )
    return TrainedReader(model, collection.term_weights, page_of)


def default_threshold(wanted: str) -> float:
    """The threshold that was chosen for the reader that ``wanted`` names."""
    return EXTRACTIVE_THRESHOLD if _model(wanted) is None else TRAINED_THRESHOLD


def threshold_of(reader: Reader, options: AnswerOptions) -> float:
    """The confidence below which there is no answer."""
    if options.threshold is not None:
        return options.threshold
    return TRAINED_THRESHOLD if isinstance(reader, TrainedReader) else EXTRACTIVE_THRESHOLD


def describe_reader(wanted: str) -> str:
    """One line on the reader that ``wanted`` names, for people.

    Raises:
        ModelError: its weights are damaged, or belong to another encoder.
    """
    if wanted == "words" or (wanted == "bundled" and not has_bundled_weights()):
        return "without a trained model"
    path = BUNDLED_WEIGHTS if wanted == "bundled" else Path(wanted).expanduser()
    weights = SpanReader.open(path).weights
    return f"trained model {weights.sha256[:12]} ({path.name})"


@lru_cache(maxsize=2)
def _model(wanted: str) -> SpanReader | None:
    """Opened once a process: it takes about a second, and any number of threads may share it."""
    if wanted == "words":
        return None
    if wanted != "bundled":
        return SpanReader.open(Path(wanted).expanduser())
    if not has_bundled_weights():
        return None
    try:
        return SpanReader.open()
    except ModelError as error:
        _log.warning("the trained reader is not used: %s", error)
        return None
