"""The bundled model's tokenizer, made from its pieces."""

from __future__ import annotations

from threading import Lock
from typing import Any

from index.encoder.base import BaseEncoder
from index.encoder.bundled_file import BUNDLED_SHA256
from index.encoder.quantised import QuantisedModel

__all__ = ["make_tokenizer", "tokenizer_of"]

_making = Lock()
_made: dict[str, Any] = {}


def tokenizer_of(base: BaseEncoder) -> Any:
    """The tokenizer of ``base``. Of the bundled encoder a process makes one, a quarter of a
    gigabyte and half a second, which its readers share."""
    if base.sha256 != BUNDLED_SHA256:
        return make_tokenizer(base.model)
    with _making:
        if base.sha256 not in _made:
            _made[base.sha256] = make_tokenizer(base.model)
        return _made[base.sha256]


def make_tokenizer(model: QuantisedModel) -> Any:
    """A ``tokenizers.Tokenizer`` that cuts text as the model was trained on it."""
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    vocabulary = model.pieces()
    begin, end, pad, unknown = (
        vocabulary[i][0] for i in (model.begin, model.end, model.pad, model.unknown)
    )
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=model.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, model.begin), (end, model.end)],
    )
    tokenizer.add_special_tokens(
        [AddedToken(t, normalized=False, special=True) for t in (begin, pad, end, unknown)]
    )
    return tokenizer
