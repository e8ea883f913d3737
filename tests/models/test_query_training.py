"""Training the encoder of queries: its pairs, its steps, and the file at the end."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from squad_files import squad
from tiny_encoder import HIDDEN, encoder_file

from index.embedding.query_encoder import QueryEncoder
from index.encoder.base import BaseEncoder
from index.encoder.low_rank import UP, read_changes
from index.encoder.tokenizer import make_tokenizer
from training import queries
from training.examples import read_squad
from training.queries import Learned, QueryOptions, learned_from, train_queries, write_queries
from training.query_pairs import Pairs, pairs_of_paragraphs, pairs_of_written, relation
from training.run import Pace, is_finished, load_checkpoint

OPTIONS = QueryOptions(
    minutes=5.0, learning_rate=2e-2, warmup_steps=5, rank=4, rows=32, average=0.9,
    temperature=0.1, computes_in="float32",
)  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseEncoder:
    return encoder_file(tmp_path_factory.mktemp("encoder") / "tiny.bin")


@pytest.fixture(scope="module")
def data(base: BaseEncoder) -> Learned:
    """Eight passages at random places, each asked for by a letter of its own."""
    chance, pairs = random.Random(5), Pairs()
    for letter in "赤青白黒一二三四":
        noise = ["".join(chance.choice("abcは。、") for _ in range(4)) for _ in range(40)]
        pairs.add(f"{letter}の文。", [f"{a[:2]}{letter}{a[2:]}？" for a in noise])
    vectors = np.random.default_rng(1).normal(size=(8, HIDDEN)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return learned_from(pairs, make_tokenizer(base.model), vectors)


@pytest.fixture(scope="module")
def trained(base: BaseEncoder, data: Learned, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    pace = Pace(log_steps=20, measured=100)
    train_queries(base, data, data, folder, OPTIONS, pace=pace, most_steps=120)
    return folder


def test_questions_come_to_lie_near_their_passages(trained: Path) -> None:
    log = [json.loads(line) for line in (trained / "log.jsonl").read_text().splitlines()]
    losses = [row["loss"] for row in log if "loss" in row]
    assert losses[-1] < 0.5 * losses[0]
    assert min(value for name, value in log[-1].items() if name.endswith("R@1")) > 0.8


def test_the_written_encoder_finds_them(
    base: BaseEncoder, data: Learned, trained: Path, tmp_path: Path
) -> None:
    file = tmp_path / "queries.safetensors"
    write_queries(trained, base, file)
    changes = read_changes(file)
    assert (changes.about["steps"], changes.about["share"]) == (120, 1.0)
    found = QueryEncoder(base, changes).encode(data.pairs.asked[::10]) @ data.vectors.T
    right = found.argmax(axis=1) == np.array(data.pairs.answered_by[::10])
    assert right.mean() > 0.8
    write_queries(trained, base, file, share=0.5)
    for name, values in read_changes(file).factors.items():
        whole = changes.factors[name] * (0.5 if name.endswith(UP) else 1.0)
        np.testing.assert_allclose(values, whole, atol=1e-3)
    for share in (0.0, 1.1, -1.0):
        with pytest.raises(ValueError, match="share"):
            write_queries(trained, base, file, share=share)


def test_a_stopped_training_goes_on_as_if_it_had_not_stopped(
    base: BaseEncoder, data: Learned, tmp_path: Path
) -> None:
    options = QueryOptions(
        planned_steps=12, learning_rate=1e-2, rank=2, rows=64, computes_in="float32", threads=1
    )
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
    assert train_queries(base, data, data, tmp_path / "once", options) == 12
    assert train_queries(base, data, data, tmp_path / "twice", options, most_steps=7) == 7
    assert train_queries(base, data, data, tmp_path / "twice", options) == 12
    once, twice = (load_checkpoint(tmp_path / name)["average"] for name in ("once", "twice"))
    assert all(torch.equal(once[name], twice[name]) for name in once)


def test_a_training_knows_whether_it_came_to_its_end(
    base: BaseEncoder, data: Learned, tmp_path: Path
) -> None:
    options = QueryOptions(planned_steps=3, rank=2, rows=64, computes_in="float32", threads=1)
    train_queries(base, data, data, tmp_path, options, most_steps=2)
    assert not is_finished(tmp_path)
    with pytest.raises(ValueError, match="rank, rows"):
        train_queries(base, data, data, tmp_path, replace(options, rank=3, rows=32))
    # Time and threads change nothing of what is learned.
    train_queries(base, data, data, tmp_path, replace(options, threads=2, minutes=9.0))
    assert is_finished(tmp_path)


def test_very_long_questions_are_cut(base: BaseEncoder) -> None:
    pairs = Pairs()
    pairs.add("文", ["赤" * 300, "青"])
    long, short = learned_from(pairs, make_tokenizer(base.model), np.zeros((1, HIDDEN))).ids
    assert len(long) == queries._LONGEST
    assert (long[0], long[-1]) == (short[0], short[-1]) == (0, 2)
    assert len(short) < 12


def test_paragraphs_are_asked_in_another_language_too(tmp_path: Path) -> None:
    zh, en = tmp_path / "zh.json", tmp_path / "en.json"
    zh.write_text(json.dumps(squad([[("塔高333米。", [("多高？", "333米", 2)])]])))
    en.write_text(json.dumps(squad([[("It is 333 m.", [("How high?", "333 m", 6)])]])))
    pairs = pairs_of_paragraphs(read_squad(zh), read_squad(en))
    assert pairs.texts == ["題0\n塔高333米。"]
    assert pairs.asked == ["多高？", "How high?"]
    other = pairs_of_paragraphs(read_squad(en))
    pairs.extend(other)
    assert pairs.answered_by == [0, 0, 1]
    assert [relation(q, pairs.texts[n]) for q, n in zip(pairs.asked, pairs.answered_by, strict=True)
            ] == ["zh-zh", "en-zh", "en-en"]  # fmt: skip


def _write_reports(folder: Path) -> None:
    """Ten documents of one passage each."""
    rows = [
        {
            "document": f"d{n}",
            "language": "zh",
            "context": f"第{n}份报告",
            "text": f"收入为{n}0万元。",
            "questions": [
                {"question": f"第{n}年的收入是多少？", "answer": f"{n}0万元"},
                {"question": "去年呢？", "answer": None, "near": "year"},
            ],
        }
        for n in range(1, 11)
    ]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (folder / "a.jsonl").write_text("".join(lines), encoding="utf-8")


def test_written_documents_are_held_out_whole(tmp_path: Path) -> None:
    _write_reports(tmp_path)
    learned, held = pairs_of_written(tmp_path, seed=1)
    assert held.asked == ["第5年的收入是多少？", "第10年的收入是多少？"]
    assert len(learned.texts) == 8
    assert "第1年的收入是多少？" in learned.asked
    assert not {"去年呢？"} & set(learned.asked)
    assert pairs_of_written(tmp_path, seed=1)[0].asked == learned.asked


@pytest.mark.model
def test_the_command_trains_and_writes_the_file(tmp_path: Path) -> None:
    _write_reports(tmp_path)
    (tmp_path / "ja").mkdir()
    sets = {"ja/a": "塔は333米です。", "drcd": "塔高333米。", "xquad.zh": "塔高333米。"}
    for name, text in {**sets, "xquad.en": "The tower has 333米."}.items():
        article = [(text, [(f"{name}の高さは？", "333米", 3)])]
        (tmp_path / f"{name}.json").write_text(json.dumps(squad([article, article])))
    run, file = tmp_path / "run", tmp_path / "queries.safetensors"
    places = {"jaquad": "ja", "drcd": "drcd.json", "cmrc": "ja", "xquad": ".", "written": "."}
    options = [word for n, p in places.items() for word in (f"--{n}", str(tmp_path / p))]
    options += ["--out", str(run), "--file", str(file), "--asked", "1", "--share", ".5"]
    threads = torch.get_num_threads()
    try:
        queries.main([*options, "--minutes", "9", "--steps", "1"])
        assert not file.exists()  # it was stopped before its end
        queries.main([*options, "--minutes", "0.0001"])
    finally:  # the command prepares torch for itself alone
        torch.set_num_threads(threads)
        torch.set_flush_denormal(False)
    assert read_changes(file).about["share"] == 0.5
    assert len(list(run.glob("passages-*.npy"))) == 2
