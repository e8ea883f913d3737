"""The preparation of the examples: what the documentation says of its command and its parts."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from squad_files import squad

from ingest.language import fold_text
from service.answering.overlap import bare
from training import prepare
from training.examples import Example, read_examples
from training.prepare import in_its_words

DOCS = Path(__file__).parents[2] / "docs" / "training.md"


def documented(text: str) -> list[str]:
    """The arguments of the command in ``text``, which goes on where a line ends with a stroke."""
    command = text.split("python -m training.prepare")[1].replace("\\\n", " ").split("\n")[0]
    return shlex.split(command)


def _write(path: Path, articles: int, pattern: str, asked: str, answer: str) -> None:
    """A file of ``articles`` articles of two paragraphs with a question each."""

    def paragraph(n: int, year: int) -> tuple[str, list[tuple[str, str, int]]]:
        text, found = pattern.format(name=path.stem, n=n, y=year), answer.format(n=n)
        return text, [(asked.format(name=path.stem, y=year), found, text.index(found))]

    body = [[paragraph(100 + n, 1750 + n), paragraph(200 + n, 1800 + n)] for n in range(articles)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(squad(body)), encoding="utf-8")


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The question sets where the documented command looks for them, and its folder."""
    monkeypatch.chdir(tmp_path)
    ja = (
        "{name}町は海の町だ。{y}年の人口は{n}人である。港が古い。",
        "{name}町の{y}年の人口は？",
        "{n}人",
    )
    zh = (
        "{name}城靠海。{y}年的人口為{n}萬人。經濟發達。",
        "{name}城{y}年的人口是多少？",
        "{n}萬人",
    )
    en = (
        "{name} lies at sea. In {y} it had {n} people.",
        "How many people had {name} in {y}?",
        "{n}",
    )
    _write(tmp_path / "JAQUAD" / "train" / "jaquad.json", 50, *ja)
    _write(tmp_path / "DRCD_dev.json", 10, *zh)
    _write(tmp_path / "CMRC" / "cmrc.json", 25, *zh)
    _write(tmp_path / "XQUAD" / "xquad.zh.json", 4, *zh)
    _write(tmp_path / "XQUAD" / "xquad.en.json", 4, *en)
    (tmp_path / "WRITTEN").mkdir()
    lines = [written_line(f"report-{n}", n) for n in range(10) for _ in range(2)]
    (tmp_path / "WRITTEN" / "ja.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def written_line(document: str, n: int) -> str:
    """A passage with a question that it answers and one that nothing does."""
    questions = [
        {"question": f"{n}号線の工事費は？", "answer": f"{n + 3}億円"},
        {"question": f"{n}号線の駅は何か所？", "answer": None, "near": "attribute"},
    ]
    text = f"{n}号線は工事費{n + 3}億円で開通した。"
    row = {"document": document, "language": "ja", "context": "鉄道年報", "text": text}
    return json.dumps({**row, "questions": questions}, ensure_ascii=False)


def prepared(folder: Path, *more: str) -> tuple[list[Example], list[Example]]:
    """The examples to learn from and the held-out ones, by the documented command."""
    arguments = documented(DOCS.read_text(encoding="utf-8"))
    made = ["--tables", "12", "--reports", "30", "--report-tables", "30"]
    prepare.main([*arguments, *made, "--written", "WRITTEN", *more])
    out = folder / arguments[-1]
    return list(read_examples(out / "train.jsonl")), list(read_examples(out / "held_out.jsonl"))


def test_the_program_and_its_documentation_say_the_same() -> None:
    here, there = documented(prepare.__doc__ or ""), documented(DOCS.read_text(encoding="utf-8"))
    assert here[:-1] == there[:-1]
    assert here[-2] == "--out"


def test_the_documented_command_makes_every_kind_of_example(
    sets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, held = prepared(sets)
    counts = json.loads(capsys.readouterr().out)
    assert counts == json.loads((sets / "EXAMPLES" / "prepared.json").read_text())
    for name, examples in (("train", train), ("held_out", held)):
        assert counts[name]["all"] == len(examples)
        assert counts[name]["answerable"] == sum(e.answerable for e in examples)
        for kind in {e.kind for e in examples}:
            assert counts[name][kind] == sum(e.kind == kind for e in examples)
    assert {e.kind for e in train} == {
        "answer", "retrieved", "without_sentence", "altered", "table", "report", "crossed",
        "written",
    }  # fmt: skip
    assert not {"table", "report"} & {e.kind for e in held}


def test_one_written_document_in_five_is_held_out(sets: Path) -> None:
    train, held = prepared(sets)
    learned, kept = ({e.text for e in part if e.kind == "written"} for part in (train, held))
    assert len(learned) == 8
    assert kept == {f"{n}号線は工事費{n + 3}億円で開通した。" for n in (4, 9)}
    often, _ = prepared(sets, "--written-times", "3")
    count = [sum(e.kind == "written" for e in part) for part in (train, often)]
    assert count[1] == 3 * count[0]


def test_a_share_of_the_sets_can_be_learned_from(sets: Path) -> None:
    """Fewer questions, the same paragraphs to draw negatives from, the same held out."""
    train, held = prepared(sets)
    fewer, same = prepared(sets, "--asked", "0.3")
    answers = [sum(e.kind == "answer" for e in part) for part in (train, fewer)]
    assert 0.1 * answers[0] < answers[1] < 0.6 * answers[0]
    assert same == held
    written = [[e for e in part if e.kind == "written"] for part in (train, fewer)]
    assert written[0] == written[1]


def test_one_article_in_25_is_held_out_and_learned_from_nowhere(sets: Path) -> None:
    train, held = prepared(sets)
    answered = {e.text for e in held if e.kind == "answer"}
    # Two paragraphs of two articles of JaQuAD, of none of DRCD's eight and of one of CMRC's.
    assert len(answered) == 2 * (2 + 0 + 1)
    assert not {fold_text(text) for text in answered} & {fold_text(e.text) for e in train}
    _, held = prepared(sets, "--held-out-every", "5")
    assert len({e.text for e in held if e.kind == "answer"}) == 2 * (10 + 1 + 5)


def test_of_drcd_the_first_four_fifths_and_of_xquad_all_is_learned_from(sets: Path) -> None:
    train, _ = prepared(sets)
    answered = {e.text for e in train if e.kind == "answer"}
    told = {name: sum(name in text for text in answered) for name in ("DRCD_dev", "xquad")}
    assert told == {"DRCD_dev": 2 * 8, "xquad": 2 * (4 + 4)}
    across = {e.question.isascii() for e in train if e.question.isascii() is not e.text.isascii()}
    assert across == {True, False}


def test_what_must_be_refused_does_not_hold_the_answer(sets: Path) -> None:
    train, _ = prepared(sets)
    # Asked across languages, a question has some of its words in the other one.
    answers = {bare(e.question): e.answer for e in train if e.kind == "answer"}
    refused = [e for e in train if e.kind in ("retrieved", "without_sentence")]
    assert len({e.kind for e in refused}) == 2
    for example in refused:
        assert not example.answerable
        assert answers[bare(example.question)] not in example.text


def test_across_languages_a_question_has_the_words_of_its_passage(sets: Path) -> None:
    """As the trained reader asks it: 売上高 of a passage that tells of 营业收入."""
    example = Example("What was the 売上高 of Aomine?", "报告", "营业收入是3亿元。", 5, 8, "report")
    assert in_its_words(example).question == "What was the 营业收入 of Aomine?"
    assert in_its_words(in_its_words(example)) == in_its_words(example)
    own = Example("營業收入多少？", "", "营业收入是3亿元。", 5, 8, "answer")
    assert in_its_words(own) is own
    train, _ = prepared(sets)
    reports = [e.question for e in train if e.kind == "report"]
    assert any(q.startswith("What") and not q.isascii() for q in reports)


def test_the_same_sources_and_seed_give_the_same_files(sets: Path) -> None:
    first = prepared(sets)
    assert prepared(sets) == first
    assert prepared(sets, "--seed", "5") != first
