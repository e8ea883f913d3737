"""The encoder of queries: its file, its vectors, and that it finds other languages' passages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny_encoder import HIDDEN, encoder_file

from index import CollectionOptions
from index.embedding import BundledEmbedder, make_embedder, query_encoder
from index.embedding.query_encoder import QueryEncoder
from index.encoder import base as encoder_base
from index.encoder import memory
from index.encoder.base import BaseEncoder
from index.encoder.low_rank import DOWN, UP, LowRankChanges, read_changes, write_changes
from index.encoder.memory import give_back_memory
from ingest.errors import ModelError
from training.network import QueryNetwork, embedded

_RANK = 2


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseEncoder:
    return encoder_file(tmp_path_factory.mktemp("encoder") / "tiny.bin")


def _network(base: BaseEncoder) -> QueryNetwork:
    network = QueryNetwork(base, rank=_RANK, seed=1, computes_in=torch.float32)
    with torch.no_grad():
        for name in network.trained_names():
            network.weight(name).normal_(0.0, 0.2, generator=torch.Generator().manual_seed(3))
    return network


@pytest.fixture
def changes(base: BaseEncoder, tmp_path: Path) -> Path:
    network = _network(base)
    factors = {n: network.weight(n).detach().numpy() for n in network.trained_names()}
    path = tmp_path / "queries.safetensors"
    write_changes(path, factors, base_sha256=base.sha256, about={"steps": 3})
    return path


def test_vectors_are_those_of_the_network_that_was_trained(
    base: BaseEncoder, changes: Path
) -> None:
    encoder = QueryEncoder(base, read_changes(changes), precision="float32")
    found = encoder.encode(["赤 白", "青、黒。a"])
    for text, vector in zip(["赤 白", "青、黒。a"], found, strict=True):
        (ids,) = encoder._windows(text)
        row = np.array([ids, ids])
        mask = np.ones(row.shape, dtype=np.int32)
        with torch.no_grad():
            wanted = _network(base)(embedded(base, row), torch.from_numpy(mask)).numpy()[0]
        # The factors are kept in float16.
        assert float(vector @ wanted) > 0.999
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-5)


def test_eight_bits_are_close(base: BaseEncoder, changes: Path) -> None:
    exact = QueryEncoder(base, read_changes(changes), precision="float32").encode(["赤は一"])
    for precision in ("uint8", None):
        rounded = QueryEncoder(base, read_changes(changes), precision=precision).encode(["赤は一"])
        assert float(exact[0] @ rounded[0]) > 0.98


def test_an_untrained_network_changes_nothing(base: BaseEncoder) -> None:
    network = QueryNetwork(base, rank=_RANK, computes_in=torch.float32)
    factors = {n: network.weight(n).detach().numpy() for n in network.trained_names()}
    tensors = LowRankChanges(factors, base.sha256, {}).changed(base)
    assert all((tensors[name] == values).all() for name, values in base.layers().items())
    assert not any(v.any() for n, v in factors.items() if n.endswith(UP))


@given(text=st.text(alphabet="赤青白黒一二三、。 a", max_size=1_500))
def test_any_length_gives_one_vector(base: BaseEncoder, text: str) -> None:
    encoder = _unchanged(base)
    assert all(len(ids) <= 512 for ids in encoder._windows(text))
    (vector,) = encoder.encode([text])
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


@cache
def _unchanged(base: BaseEncoder) -> QueryEncoder:
    return QueryEncoder(base, LowRankChanges({}, base.sha256, {}))


def test_the_file_keeps_what_was_written(changes: Path, base: BaseEncoder, tmp_path: Path) -> None:
    read = read_changes(changes)
    assert (read.base_sha256, read.about) == (base.sha256, {"steps": 3})
    again = tmp_path / "again"
    write_changes(again, read.factors, base_sha256=read.base_sha256, about=read.about)
    assert read_changes(again).factors.keys() == read.factors.keys()
    assert all((read_changes(again).factors[n] == v).all() for n, v in read.factors.items())


def test_a_missing_truncated_foreign_or_changed_file_is_an_error(
    changes: Path, base: BaseEncoder, tmp_path: Path
) -> None:
    data, bad = changes.read_bytes(), tmp_path / "bad"
    with pytest.raises(ModelError, match="missing"):
        read_changes(bad)
    for part in (b"", data[:7], data[: len(data) // 2], b"%PDF-1.7\n" * 50):
        bad.write_bytes(part)
        with pytest.raises(ModelError, match="cannot be read"):
            read_changes(bad)
    bad.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(ModelError, match="damaged"):
        read_changes(bad)
    half = {n: v for n, v in read_changes(changes).factors.items() if not n.endswith(UP)}
    write_changes(bad, half, base_sha256=base.sha256, about={})
    with pytest.raises(ModelError, match="not understood"):
        read_changes(bad)


def test_changes_of_another_encoder_are_refused(base: BaseEncoder) -> None:
    with pytest.raises(ModelError, match="another encoder"):
        LowRankChanges({}, "other", {}).changed(base)
    for name, size in (("l0.q.w", HIDDEN + 1), ("l9.q.w", HIDDEN)):
        factors = {
            name + DOWN: np.zeros((1, HIDDEN), np.float32),
            name + UP: np.zeros((size, 1), np.float32),
        }
        with pytest.raises(ModelError, match="does not fit"):
            LowRankChanges(factors, base.sha256, {}).changed(base)


def test_the_setting_chooses_how_queries_are_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_encoder, "read_changes", lambda path: read_changes(tmp_path / "no"))
    trained = make_embedder(CollectionOptions(data_dir=tmp_path))
    with pytest.raises(ModelError, match="encoder of queries are missing"):
        trained.embed_queries(["x"])
    plain = make_embedder(CollectionOptions(data_dir=tmp_path, query_encoder="plain"))
    assert isinstance(plain, BundledEmbedder)
    assert not plain._trained_queries


@pytest.mark.parametrize("library", [OSError, TypeError, object])
def test_memory_is_given_back_where_that_can_be_done(
    library: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_back_memory()

    def opened(name: None) -> object:
        if issubclass(library, Exception):
            raise library
        return library()

    monkeypatch.setattr(memory.ctypes, "CDLL", opened)
    give_back_memory()


def test_another_bundled_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = encoder_file(tmp_path / "tiny.bin").path
    monkeypatch.setattr(encoder_base, "bundled_model_path", lambda: other)
    with pytest.raises(ModelError, match="not the one that shutten was made with"):
        encoder_base.open_base()


@pytest.mark.model
def test_a_question_finds_a_passage_in_another_language(tmp_path: Path) -> None:
    """The trained encoder puts the answering passage first where the plain one does not."""
    passages = [
        "湾内汽船の旅客は2022年度に52万人、貨物は31万トンだった。",
        "馬市の里では明治三十七年に軍が駒を一頭百三十円で買い上げた。",
        "茶商柊屋は明治二十年に輸出を始めた。",
        "全市低保标准提高到每人每月一千元，惠及两万三千户。",
        "研究站2017年首次记录到长棘海星暴发，每公顷最高达420只。",
        "县里的渔船一年捕鱼三万吨，马匹很少。",
    ]
    questions = [
        "How many people did the bay ferries carry in fiscal 2022?",
        "军队买一匹马付了多少钱？",
        "When did the tea merchant begin to export?",
        "生活保護の基準額は月いくらですか",
        "ヒトデの大発生が初めて記録された年",
    ]
    plain, embedder = BundledEmbedder(tmp_path, trained_queries=False), BundledEmbedder(tmp_path)
    vectors = embedder.embed_few(passages)
    near = embedder.embed_queries([*questions, "\ud800\0"]) @ vectors.T
    assert near[:5].argmax(axis=1).tolist() == [0, 1, 2, 3, 4]
    assert (plain.embed_queries(questions) @ vectors.T).argmax(axis=1).tolist()[1] == 5
