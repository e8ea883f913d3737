"""The reader that answers: its file, its graph, and spans with their places."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny_encoder import HIDDEN, encoder_file

from index.encoder.base import BaseEncoder, Tensors, open_base
from index.encoder.layers import EMBEDDINGS, Precision
from index.encoder.tokenizer import make_tokenizer
from ingest.errors import ModelError
from service.answering.reader_model import SpanReader, Text
from service.answering.reader_model.graph import SCORES, reader_graph
from service.answering.reader_model.spans import best_spans, own_words, sentence_numbers
from service.answering.reader_model.tokens import (
    CONTEXT_TOKENS,
    QUESTION_TOKENS,
    head_of,
    pieces,
    token_span,
    windows,
)
from service.answering.reader_model.weights import (
    Calibration,
    quantised,
    read_weights,
    write_weights,
)
from training.network import ReaderNetwork, embedded


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseEncoder:
    return encoder_file(tmp_path_factory.mktemp("encoder") / "tiny.bin")


def _head(seed: int = 1) -> Tensors:
    values = np.random.default_rng(seed).normal(0, 0.5, (3, HIDDEN)).astype(np.float32)
    return {"head.w": values, "head.b": np.array([0.1, -0.1, 0.2], dtype=np.float32)}


@pytest.fixture
def weights(base: BaseEncoder, tmp_path: Path) -> Path:
    """The upper layer and a head, as a training would leave them."""
    path = tmp_path / "reader.safetensors"
    upper = {n: 1.5 * v for n, v in base.layers().items() if n.startswith("l1.")}
    write_weights(
        path,
        {**upper, **_head()},
        base_sha256=base.sha256,
        calibration=Calibration(0.5, 0.25, -0.1, 0.4),
        about={"steps": 3},
    )
    return path


def _run(base: BaseEncoder, tensors: Tensors, precision: Precision, ids: np.ndarray) -> np.ndarray:
    import onnxruntime

    graph = reader_graph(base.model, tensors, precision)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    found: np.ndarray = session.run([SCORES], {EMBEDDINGS: base.embeddings(ids)})[0]
    return found


def test_the_graph_is_the_network_that_was_trained(base: BaseEncoder) -> None:
    """The network learns from padded rows; the graph reads each row alone."""
    network = ReaderNetwork(base)
    tensors = {n: network.weight(n).detach().numpy() for n in network.names}
    ids = np.random.default_rng(3).integers(4, 20, (3, 17))
    lengths = (17, 9, 13)
    mask = np.array([[int(n < length) for n in range(17)] for length in lengths], dtype=np.int32)
    with torch.no_grad():
        trained = network(embedded(base, ids), torch.from_numpy(mask)).numpy()
    for row, length in enumerate(lengths):
        wanted, alone = trained[row, :length], ids[row : row + 1, :length]
        exact = _run(base, tensors, "float32", alone)[0]
        rounded = _run(base, tensors, "uint8", alone)[0]
        # The network computes in bfloat16, which has eight bits of precision.
        assert np.abs(exact - wanted).max() < 0.05 * trained.std() + 0.02
        assert np.corrcoef(exact.ravel(), rounded.ravel())[0, 1] > 0.99


def test_a_graph_needs_every_tensor_in_its_shape(base: BaseEncoder) -> None:
    tensors = {**base.layers(), **_head()}
    missing = {n: v for n, v in tensors.items() if n != "l1.q.w"}
    with pytest.raises(ModelError, match=r"l1\.q\.w"):
        reader_graph(base.model, missing, "int8")
    with pytest.raises(ModelError, match=r"head\.w"):
        reader_graph(base.model, {**tensors, "head.w": np.zeros((2, HIDDEN), np.float32)}, "int8")
    with pytest.raises(ModelError, match=r"l9\.q\.w"):
        reader_graph(base.model, {**tensors, "l9.q.w": tensors["l0.q.w"]}, "int8")


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 40), st.floats(1e-6, 1e6))
def test_rounding_to_8_bits_is_close_and_lasts(seed: int, rows: int, size: int, far: float) -> None:
    matrix = np.random.default_rng(seed).normal(0, far, (rows, size)).astype(np.float32)
    values, scales = quantised(matrix)
    back = values * scales[:, None]
    assert (np.abs(back - matrix) <= 0.51 * scales[:, None]).all()
    again, _ = quantised(back)
    assert (again == values).all()


def test_a_row_of_zeros_stays_zero() -> None:
    values, scales = quantised(np.zeros((2, 4), np.float32))
    assert not values.any()
    assert not scales.any()


def test_the_file_keeps_what_was_written(base: BaseEncoder, weights: Path, tmp_path: Path) -> None:
    read = read_weights(weights)
    assert read.base_sha256 == "tiny"
    assert read.about == {"steps": 3}
    assert read.calibration == Calibration(0.5, 0.25, -0.1, 0.4)
    wanted = 1.5 * base.layers()["l1.fi.w"]
    assert np.abs(read.tensors["l1.fi.w"] - wanted).max() <= np.abs(wanted).max() / 127
    np.testing.assert_array_equal(read.tensors["head.w"], _head()["head.w"])
    again = tmp_path / "again"
    write_weights(
        again,
        read.tensors,
        base_sha256=read.base_sha256,
        calibration=read.calibration,
        about=read.about,
    )
    assert read_weights(again).sha256 == read.sha256


def test_a_missing_truncated_foreign_or_changed_file_is_an_error(
    weights: Path, tmp_path: Path
) -> None:
    data = weights.read_bytes()
    bad = tmp_path / "bad"
    with pytest.raises(ModelError, match="missing"):
        read_weights(bad)
    for part in (b"", data[:7], data[: len(data) // 2], b"%PDF-1.7\n" * 50):
        bad.write_bytes(part)
        with pytest.raises(ModelError, match="cannot be read"):
            read_weights(bad)
    bad.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(ModelError, match="damaged"):
        read_weights(bad)
    bad.write_bytes(data.replace(b"shutten-reader-1", b"shutten-reader-9"))
    with pytest.raises(ModelError, match="format"):
        read_weights(bad)
    bad.write_bytes(data.replace(b"threshold", b"threshxxx"))
    with pytest.raises(ModelError, match="not understood"):
        read_weights(bad)


def test_a_reader_of_another_encoder_is_an_error(base: BaseEncoder, weights: Path) -> None:
    other = open_base(base.path, "another")
    with pytest.raises(ModelError, match="another encoder"):
        SpanReader.open(weights, base=other)


def test_an_encoder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        open_base(tmp_path / "none.bin")


def test_readings_name_places_in_the_passages(base: BaseEncoder, weights: Path) -> None:
    reader = SpanReader.open(weights, base=base, threads=1)
    passages = [
        Text("色は赤。数は三。"),
        Text("a b c" * 300, "色"),
        Text(""),
        Text("   "),
        Text("数は\ud800二", "赤青" * 60),
    ]
    readings = reader.read("色は？", passages)
    assert len(readings) == len(passages)
    for passage, reading in zip(passages, readings, strict=True):
        quoted = passage.text[reading.start : reading.end]
        assert 0 <= reading.start <= reading.end <= len(passage.text)
        assert quoted == quoted.strip()
        assert 0.0 <= reading.relevance <= 1.0
        assert 0.0 <= reading.confidence <= 1.0
    assert readings[0].span[1] > readings[0].span[0]
    assert [r.confidence for r in readings[2:4]] == [0.0, 0.0]
    assert [r.span[0] - r.span[1] for r in readings[2:4]] == [0, 0]


def test_the_other_span_stands_in_another_sentence(base: BaseEncoder, weights: Path) -> None:
    reader = SpanReader.open(weights, base=base, precision="float32")
    text = "売上高は増えた。営業利益は減った。人は変わらない。"
    (one,) = reader.read("売上高は", [Text("売上高は増えた")])
    assert one.other is None
    (reading,) = reader.read("売上高は", [Text(text)])
    assert reading.other is not None
    start, end, margin = reading.other
    assert 0 <= start < end <= len(text)
    assert text[:start].count("。") != text[: reading.start].count("。")
    assert margin <= reading.margin + 1e-6


def test_no_passages_no_readings(base: BaseEncoder, weights: Path) -> None:
    assert SpanReader.open(weights, base=base).read("色は？", []) == []


def test_company_does_not_change_a_reading(base: BaseEncoder, weights: Path) -> None:
    reader = SpanReader.open(weights, base=base)
    passages = [Text("色は赤。数は三。" * n) for n in (1, 30, 2)]
    together = reader.read("数は？", passages)
    assert together == [reader.read("数は？", [passage])[0] for passage in passages]


def test_a_passage_may_be_asked_in_its_own_words(base: BaseEncoder, weights: Path) -> None:
    reader = SpanReader.open(weights, base=base)
    own = Text("色は赤。数は三。", "表", question="何色？")
    plain = Text("色は赤。数は三。", "表")
    assert reader.read("数は？", [own, plain]) == [
        *reader.read("何色？", [plain]),
        *reader.read("数は？", [plain]),
    ]


def test_a_long_passage_is_read_to_its_end(base: BaseEncoder, weights: Path) -> None:
    reader = SpanReader.open(weights, base=base)
    rows = reader._rows("色は？", [Text("abc。" * 400)])
    assert len(rows) > 1
    assert max(len(row.ids) for row in rows) <= 384
    covered = {offset for row in rows for offset in row.offsets}
    assert max(end for _, end in covered) == 1600
    assert {start for start, _ in covered} >= set(range(1, 1600))


def _slow_best(start: np.ndarray, end: np.ndarray, allowed: np.ndarray, longest: int) -> float:
    places = np.flatnonzero(allowed)
    sums = [start[a] + end[b] for a in places for b in places if a <= b < a + longest]
    return max(sums, default=-np.inf)


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 5))
def test_best_spans_are_the_best_of_all(seed: int, length: int, longest: int) -> None:
    random = np.random.default_rng(seed)
    starts, ends = random.normal(size=(2, 3, length)).astype(np.float32)
    # The text stands in one piece, as it does in a row.
    allowed = np.zeros((3, length), dtype=np.bool_)
    for row in allowed:
        row[random.integers(0, length) : random.integers(0, length + 1)] = True
    spans = best_spans(starts, ends, allowed, longest)
    for n in range(3):
        wanted = _slow_best(starts[n], ends[n], allowed[n], longest)
        if np.isinf(wanted):
            assert spans.first[n] == spans.last[n] == -1
        else:
            assert spans.score[n] == pytest.approx(wanted)
            assert starts[n, spans.first[n]] + ends[n, spans.last[n]] == pytest.approx(wanted)
            assert allowed[n, spans.first[n]]
            assert allowed[n, spans.last[n]]
        assert spans.nothing[n] == pytest.approx(starts[n, 0] + ends[n, 0])


@given(st.integers(0, 900), st.integers(2, 200), st.integers(0, 199))
def test_windows_cover_a_text(tokens: int, size: int, overlap: int) -> None:
    overlap %= size
    found = list(windows(tokens, size, overlap))
    assert found[0].first == 0
    assert found[-1].last == tokens
    for one, other in pairwise(found):
        assert one.last - one.first == size
        assert one.last - other.first >= overlap
        assert other.first > one.first


def test_a_head_keeps_the_beginning_of_a_question_and_the_end_of_a_context() -> None:
    question, context = list(range(100, 300)), list(range(500, 700))
    head = head_of(question, context)
    assert head[1 : 1 + QUESTION_TOKENS] == question[:QUESTION_TOKENS]
    assert head[-1 - CONTEXT_TOKENS : -1] == context[-CONTEXT_TOKENS:]
    assert head_of([7], []) == [0, 7, 2, 2]


def test_tokens_know_their_characters(base: BaseEncoder) -> None:
    (piece,) = pieces(make_tokenizer(base.model), ["色は赤。"])
    assert token_span(piece.offsets, 2, 3) is not None
    first, last = token_span(piece.offsets, 2, 3) or (0, 0)
    assert piece.offsets[first][0] <= 2 < piece.offsets[last][1]
    assert token_span(piece.offsets, 9, 10) is None
    assert token_span((), 0, 1) is None


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_confidence_is_a_probability(margin: float, relevance: float) -> None:
    assert 0.0 <= Calibration(1.0, 1.0, 0.0).confidence(margin, relevance) <= 1.0


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("開業は1872年にあった", (3, 7), (7, 9), "1872年"),
        ("全長は一三キロの道", (3, 4), (4, 8), "一三キロ"),
        ("東京に行く", (0, 2), (2, 3), "東京に"),
        ("に行く", (0, 1), (0, 1), "に"),
        ("そして、 東京へ", (3, 7), (3, 7), "東京"),
        ("位於公司的總部", (2, 5), (2, 5), "公司"),
        ("、", (0, 1), (0, 1), ""),
    ],
)
def test_a_piece_brings_no_particle_into_the_answer(
    text: str, first: tuple[int, int], last: tuple[int, int], words: str
) -> None:
    assert text[slice(*own_words(text, first, last))] == words


@given(st.text("東京に、の 年\n", min_size=1, max_size=12), st.data())
def test_own_words_stay_inside_the_pieces(text: str, data: st.DataObject) -> None:
    a, b, c, d = sorted(data.draw(st.integers(0, len(text))) for _ in range(4))
    start, end = own_words(text, (a, b), (c, d))
    assert a <= start <= end <= d


def test_a_span_lies_in_one_sentence() -> None:
    starts = np.array([[0.0, 9.0, 1.0, 2.0]], dtype=np.float32)
    ends = np.array([[0.0, 1.0, 2.0, 9.0]], dtype=np.float32)
    allowed = np.array([[False, True, True, True]])
    across = best_spans(starts, ends, allowed)
    assert (across.first[0], across.last[0]) == (1, 3)
    within = best_spans(starts, ends, allowed, sentences=np.array([[0, 0, 0, 1]]))
    assert (within.first[0], within.last[0]) in ((1, 2), (3, 3))
    assert within.score[0] == pytest.approx(11.0)


def test_pieces_are_numbered_by_sentence() -> None:
    text = "甲は乙だ。丙\n丁"
    pieces_at = [(0, 1), (1, 2), (2, 3), (3, 5), (5, 6), (6, 8)]
    assert sentence_numbers(text, pieces_at) == [0, 0, 0, 0, 1, 2]
    assert sentence_numbers("甲。", [(0, 2)]) == [0]
    assert sentence_numbers("甲。2008年", [(0, 1), (1, 6), (6, 7)]) == [0, 1, 1]
