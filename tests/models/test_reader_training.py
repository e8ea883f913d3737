"""The training program: examples, batches, steps that can be stopped, and the file at the end."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from squad_files import squad
from tiny_encoder import encoder_file, toy_examples

from index.encoder.base import BaseEncoder
from index.encoder.tokenizer import make_tokenizer
from ingest.errors import ModelError
from service.answering.reader_model import SpanReader, Text
from service.answering.reader_model.weights import ReaderWeights, read_weights
from training import network
from training.calibrate import Judged, fitted
from training.crossing import cross_question, cross_text
from training.dataset import LENGTHS, Dataset, batch_of, plan_epoch, tokenized
from training.examples import Example, Paragraph, read_examples, read_squad, write_examples
from training.export import export
from training.negatives import PassageSearch, retrieved_negative, without_answer_sentence
from training.run import Pace, load_checkpoint
from training.tables import table_examples
from training.train import TrainingOptions, train

OPTIONS = TrainingOptions(
    minutes=5.0,
    batch_tokens=1_024,
    learning_rate=2e-3,
    warmup_steps=5,
    first_layer=0,
    unanswered=1.0,
    average=0.9,
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseEncoder:
    return encoder_file(tmp_path_factory.mktemp("encoder") / "tiny.bin")


@pytest.fixture(scope="module")
def data(base: BaseEncoder) -> Dataset:
    return tokenized(toy_examples(600), make_tokenizer(base.model))


def _log(folder: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def trained(base: BaseEncoder, data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    pace = Pace(log_steps=20, measured=100)
    train(base, data, folder, OPTIONS, held_out=data, pace=pace, most_steps=240)
    return folder


def test_training_learns(trained: Path) -> None:
    log = _log(trained)
    losses = [row["loss"] for row in log if "loss" in row]
    assert losses[-1] < 0.5 * losses[0]
    assert log[-1]["exact"] > 0.6
    assert log[-1]["f1"] >= log[-1]["exact"]


def test_the_exported_reader_reads(base: BaseEncoder, trained: Path, tmp_path: Path) -> None:
    out = tmp_path / "reader.safetensors"
    held_out = toy_examples(80, seed=9)
    export(trained, held_out, base, out)
    about = read_weights(out).about
    assert about["steps"] == 240
    assert about["held_out"] == 80
    reader = SpanReader.open(out, base=base)
    right = 0
    for example in (e for e in held_out if e.answerable):
        (reading,) = reader.read(example.question, [Text(example.text)])
        right += reading.span == (example.start, example.end)
    assert right > 0.5 * sum(e.answerable for e in held_out)


def _went_on(base: BaseEncoder, data: Dataset, first: Path, run: Path, steps: int) -> ReaderWeights:
    """Go on from the reader ``first`` in ``run``; returns that reader."""
    begun = read_weights(first)
    run.mkdir()
    options = replace(OPTIONS, begun_from=begun.sha256)
    train(base, data, run, options, most_steps=steps, begin=begun.tensors)
    return begun


def test_the_exported_reader_tells_all_of_its_training(
    base: BaseEncoder, data: Dataset, trained: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    held_out = toy_examples(8, seed=9)
    export(trained, held_out, base, first)
    begun = _went_on(base, data, first, tmp_path / "run", 2)
    export(tmp_path / "run", held_out, base, second, begun_from=first)
    about = read_weights(second).about
    assert about["tokens_before"] == begun.about["tokens"]
    assert about["minutes_before"] == begun.about["minutes"]
    with pytest.raises(ModelError, match="did not go on from this reader"):
        export(tmp_path / "run", held_out, base, second, begun_from=second)


def test_a_reader_is_a_mixture_of_the_trained_one_and_the_one_before(
    base: BaseEncoder, data: Dataset, trained: Path, tmp_path: Path
) -> None:
    first, second, mixed = (tmp_path / f"{n}.safetensors" for n in ("first", "second", "mixed"))
    held_out = toy_examples(8, seed=9)
    export(trained, held_out, base, first)
    begun = _went_on(base, data, first, tmp_path / "run", 20)
    export(tmp_path / "run", held_out, base, second, begun_from=first)
    export(tmp_path / "run", held_out, base, mixed, begun_from=first, share=0.25)
    learned, both = read_weights(second).tensors, read_weights(mixed)
    assert both.about["share"] == 0.25
    moved = [np.abs(learned[n] - begun.tensors[n]).mean() for n in learned]
    meant = [0.25 * learned[n] + 0.75 * begun.tensors[n] for n in learned]
    missed = [np.abs(both.tensors[n] - m).mean() for n, m in zip(learned, meant, strict=True)]
    assert max(moved) > 0
    assert sum(missed) < 0.5 * sum(moved)
    with pytest.raises(ValueError, match="a share is of two readers"):
        export(tmp_path / "run", held_out, base, mixed, share=0.5)
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        export(tmp_path / "run", held_out, base, mixed, begun_from=first, share=1.5)


def test_a_stopped_training_goes_on(base: BaseEncoder, data: Dataset, tmp_path: Path) -> None:
    assert train(base, data, tmp_path, OPTIONS, most_steps=3) == 3
    kept = load_checkpoint(tmp_path)
    assert train(base, data, tmp_path, OPTIONS, most_steps=0) == 3
    again = load_checkpoint(tmp_path)
    assert kept["position"] == again["position"]
    assert kept["seconds"] == again["seconds"]
    for group in ("weights", "average"):
        for name, weight in kept[group].items():
            assert torch.equal(weight, again[group][name])
    assert train(base, data, tmp_path, OPTIONS, most_steps=2) == 5
    assert list(tmp_path.glob("*.part")) == []


def test_a_training_goes_on_from_a_trained_reader(
    base: BaseEncoder, data: Dataset, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    train(base, data, first, OPTIONS, most_steps=2)
    learned = {n: w.float().numpy() for n, w in load_checkpoint(first)["average"].items()}
    train(base, data, second, replace(OPTIONS, begun_from="x"), most_steps=0, begin=learned)
    state = load_checkpoint(second)
    assert state["options"]["begun_from"] == "x"
    for group in ("weights", "average"):
        for name, weight in state[group].items():
            assert np.array_equal(weight.numpy(), learned[name])


def test_a_training_ends_with_its_time(base: BaseEncoder, data: Dataset, tmp_path: Path) -> None:
    short = replace(OPTIONS, minutes=1e-6)
    assert train(base, data, tmp_path, short) == 1
    assert train(base, data, tmp_path, short) == 1


def test_a_training_of_so_many_steps_gives_the_same_at_any_speed(
    base: BaseEncoder, data: Dataset, tmp_path: Path
) -> None:
    planned = replace(OPTIONS, planned_steps=6)
    for name in ("one", "stopped"):
        (tmp_path / name).mkdir()
    assert train(base, data, tmp_path / "one", planned) == 6
    assert train(base, data, tmp_path / "stopped", planned, most_steps=2) == 2
    assert train(base, data, tmp_path / "stopped", planned) == 6
    one, stopped = (load_checkpoint(tmp_path / name)["average"] for name in ("one", "stopped"))
    assert all(torch.equal(one[name], stopped[name]) for name in one)


def test_frozen_layers_stay(base: BaseEncoder, data: Dataset, tmp_path: Path) -> None:
    train(base, data, tmp_path, replace(OPTIONS, first_layer=1), most_steps=2)
    weights = load_checkpoint(tmp_path)["weights"]
    assert {name.split(".")[0] for name in weights} == {"l1", "head"}
    assert not np.array_equal(weights["l1.q.w"].numpy(), base.layers()["l1.q.w"])


def test_a_plan_is_the_same_for_a_seed(data: Dataset) -> None:
    plans = [plan_epoch(data, 5, 1, 512) for _ in range(2)]
    assert [r.tolist() for r in plans[0].rows] == [r.tolist() for r in plans[1].rows]
    other = plan_epoch(data, 5, 2, 512)
    assert [r.tolist() for r in other.rows] != [r.tolist() for r in plans[0].rows]
    rows = Counter(int(i) for batch in plans[0].rows for i in batch)
    assert set(rows.values()) == {1}


def test_fewer_examples_without_an_answer(data: Dataset) -> None:
    plan = plan_epoch(data, 5, 1, 64, unanswered=0.0)
    assert all((data.first[rows] >= 0).all() for rows in plan.rows)


def test_windows_hold_the_answer(base: BaseEncoder) -> None:
    examples = []
    chance = random.Random(1)
    for _ in range(60):
        before = "abc、" * chance.randint(0, 150)
        text = f"{before}赤{'abc。' * chance.randint(0, 150)}"
        examples.append(Example("色は？", "数", text, len(before), len(before) + 1, "answer"))
    data = tokenized(examples, make_tokenizer(base.model))
    red = make_tokenizer(base.model).token_to_id("赤")
    plan = plan_epoch(data, 1, 0, 400)
    assert plan.rows
    for number in range(len(plan.rows)):
        batch = batch_of(data, plan, number)
        assert batch.ids.shape[1] in LENGTHS
        places = np.arange(len(batch.ids))
        assert (batch.ids[places, batch.first] == red).all()
        assert batch.allowed[places, batch.first].all()
        assert (batch.relevant == 1).all()
        parts = batch.parts(200)
        assert np.array_equal(np.concatenate([p.ids for p in parts]), batch.ids)
        assert np.array_equal(np.concatenate([p.last for p in parts]), batch.last)


def test_data_come_back_from_their_file(data: Dataset, tmp_path: Path) -> None:
    data.save(tmp_path / "data.npz")
    again = Dataset.load(tmp_path / "data.npz")
    assert np.array_equal(again.ids, data.ids)
    assert len(again) == len(data)


def test_examples_come_back_from_their_file(tmp_path: Path) -> None:
    examples = toy_examples(5)
    write_examples(tmp_path / "examples.jsonl", examples)
    assert list(read_examples(tmp_path / "examples.jsonl")) == examples


def test_a_wrong_offset_is_put_right_and_a_strange_answer_left_out(tmp_path: Path) -> None:
    file = tmp_path / "squad.json"
    asked = [("どこ？", "京都", 90), ("誰？", "無い人", 0)]
    file.write_text(json.dumps(squad([[("京都は都。今も京都は都。", asked)]])), encoding="utf-8")
    (paragraph,) = read_squad(file)
    (question,) = paragraph.asked
    assert (question.start, question.end) == (7, 9)
    assert paragraph.text[question.start : question.end] == "京都"


def test_impossible_questions_are_left_out(tmp_path: Path) -> None:
    body = squad([[("京都は都。", [("どこ？", "京都", 0)])]])
    body["data"][0]["paragraphs"][0]["qas"][0]["is_impossible"] = True
    (tmp_path / "squad.json").write_text(json.dumps(body), encoding="utf-8")
    assert read_squad(tmp_path)[0].asked == ()


def test_crossing_keeps_the_answer() -> None:
    text = "臺灣的經濟發展迅速，體育亦然。"
    example = Example("經濟如何？", "臺灣", text, 3, 5, "answer")
    crossed = cross_text(example, "t2s")
    assert crossed is not None
    assert crossed.answer == "经济"
    assert crossed.kind == "crossed"
    asked = cross_question(example, "t2s")
    assert asked is not None
    assert asked.question == "经济如何？"
    assert asked.answer == "經濟"
    assert cross_question(Example("abc", "", text, 3, 5, "answer"), "t2s") is None


def test_a_passage_without_its_answer_sentence() -> None:
    text = "京都は古い都である。大阪は商いの町である。人口は二百万である。"
    start = text.index("大阪")
    example = Example("商いの町は？", "", text, start, start + 2, "answer")
    cut = without_answer_sentence(example)
    assert cut is not None
    assert not cut.answerable
    assert "大阪" not in cut.text
    assert "京都" in cut.text
    alone = Example("都は？", "", "京都は古い都である。", 0, 2, "answer")
    assert without_answer_sentence(alone) is None


def test_negatives_look_alike_and_lack_the_answer(tmp_path: Path) -> None:
    texts = ["京都の人口は百万人。", "大阪の人口は二百万人。", "大阪の人口は多い。", "犬が走る。"]
    paragraphs = [Paragraph(n, f"題{n}", text, ()) for n, text in enumerate(texts)]
    search = PassageSearch(paragraphs, "ja", tmp_path / "words")
    start = texts[1].index("二百万")
    example = Example("大阪の人口は？", "題", texts[1], start, start + 4, "answer")
    assert search.lookalikes(example.question, example.answer)[0] == 2
    negative = retrieved_negative(example, search, random.Random(0), titled=True)
    assert negative is not None
    assert not negative.answerable
    assert "二百万人" not in negative.text
    assert negative.context.startswith("題")


def test_table_rows_answer_with_a_cell() -> None:
    examples = list(table_examples(60, 3))
    assert examples == list(table_examples(60, 3))
    assert sum(e.answerable for e in examples) == 40
    for example in examples:
        if example.answerable:
            cells = example.text.split(" | ")
            assert example.answer in cells[1:]


def test_calibration_gives_probabilities_and_a_threshold() -> None:
    chance = np.random.default_rng(0)
    rows = []
    for _ in range(800):
        answerable = bool(chance.random() < 0.5)
        margin = float(chance.normal(3.0 if answerable else -3.0, 2.0))
        right = answerable and bool(chance.random() < 0.9)
        rows.append(Judged(margin, margin / 2, answerable, right))
    calibration = fitted(rows)
    sure = np.array([calibration.confidence(r.margin, r.relevance) for r in rows])
    right = np.array([r.right for r in rows])
    assert abs(sure.mean() - right.mean()) < 0.02
    assert sure[right].mean() > 0.7 > 0.3 > sure[~right].mean()
    assert 0.05 <= calibration.threshold <= 0.95


def test_attention_is_that_of_torch() -> None:
    """Written out for its speed: values and gradients agree within bfloat16's two digits."""
    torch.manual_seed(3)
    q, k, v = (torch.randn(2, 3, 20, 8).bfloat16().requires_grad_() for _ in range(3))
    mask = torch.ones(2, 20, dtype=torch.bool)
    mask[1, 12:] = False
    padding = torch.where(mask, 0.0, -1e4).bfloat16()[:, None, None, :]
    mine = network._attention(q, k, v, padding)
    theirs = torch.nn.functional.scaled_dot_product_attention(
        q.float(), k.float(), v.float(), attn_mask=mask[:, None, None, :]
    )
    assert torch.allclose(mine.float(), theirs, atol=0.03)
    slopes = [
        torch.autograd.grad(found.float().square().sum(), (q, k, v)) for found in (mine, theirs)
    ]
    for a, b in zip(*slopes, strict=True):
        assert torch.allclose(a.float(), b.float(), atol=0.1)
    assert not slopes[0][1][1, :, 12:].any()
