"""The trained reading model: given a question and passages, the best span of each, and how sure.

``SpanReader.open().read(question, [Text(text, context), …])`` gives one ``SpanReading`` a passage.
"""

from service.answering.reader_model.model import (
    SpanReader,
    SpanReading,
    Text,
    has_bundled_weights,
)

__all__ = ["SpanReader", "SpanReading", "Text", "has_bundled_weights"]
