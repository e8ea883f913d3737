"""Written passages: their files, the examples made of them, and their pages."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from ingest import read_document
from training.examples import Example
from training.written import NEAR, SETS, WrittenPassage, main, read_sets, read_written
from training.written_examples import written_examples
from training.written_pages import as_html, write_pages

GOOD = {
    "document": "bay-ferry",
    "language": "ja",
    "context": "湾内汽船 年次報告 > 第2章 航路",
    "text": "本航路の旅客は2021年度に41万人、2022年度に52万人だった。",
    "questions": [
        {"question": "2022年度に運んだ人数は？", "answer": "52万人"},
        {"question": "後の年度の始めの数字は何年？", "answer": "20", "nth": 2},
        {"question": "2020年度の乗客は何人？", "answer": None, "near": "year"},
    ],
}


def written(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    return path


def test_a_passage_is_read(tmp_path: Path) -> None:
    (passage,) = read_written(written(tmp_path, GOOD))
    assert [passage.text[q.start : q.end] for q in passage.asked] == ["52万人", "20"]
    assert passage.asked[1].start == passage.text.index("2022")
    assert passage.unanswered == ("2020年度の乗客は何人？",)
    assert passage.document == "bay-ferry"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": " "}, "a text"),
        ({"context": ""}, "a context"),
        ({"language": "fr"}, "its language"),
        ({"questions": [{"question": " ", "answer": "52万人"}]}, "empty"),
        ({"questions": [{"question": "何人？", "answer": "53万人"}]}, "does not stand"),
        ({"questions": [{"question": "何人？", "answer": "20"}]}, "say nth"),
        ({"questions": [{"question": "何人？", "answer": "20", "nth": 3}]}, "number 3"),
        ({"questions": [{"question": "何人？", "answer": ""}]}, "does not stand"),
        ({"questions": [{"question": "何人？", "answer": None, "near": "x"}]}, "near is one of"),
        ({"questions": [{"question": "何人？", "answer": None}]}, "near is one of"),
        ({"questions": [{"question": "何人？"}]}, "answer"),
        ({"questions": None}, "NoneType"),
    ],
)
def test_a_wrong_line_is_told(tmp_path: Path, wrong: dict[str, object], told: str) -> None:
    path = written(tmp_path, GOOD, {**GOOD, **wrong})
    with pytest.raises(ValueError, match=r"some\.jsonl, line 2: .*" + told):
        read_written(path)


def test_a_line_that_is_no_json_is_told(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 1"):
        read_written(path)


@pytest.fixture(scope="module")
def shipped() -> dict[str, list[WrittenPassage]]:
    return {path.stem: read_written(path) for path in sorted(SETS.glob("*.jsonl"))}


def test_the_shipped_passages_are_sound(
    shipped: dict[str, list[WrittenPassage]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every document has its own name, no question is asked twice, and of both kinds there are
    many; what is refused is refused for each of the reasons."""
    names = Counter(name for own in shipped.values() for name in {p.document for p in own})
    assert max(names.values()) == 1
    main([str(path) for path in sorted(SETS.glob("*.jsonl"))])
    told = capsys.readouterr().out.splitlines()
    assert len(told) == len(shipped)
    assert all("; 0 asked twice" in line for line in told)
    for own in shipped.values():
        answered, refused = (sum(len(qs(p)) for p in own) for qs in (_asked, _unanswered))
        assert 0.25 < refused / (answered + refused) < 0.5
    near = Counter(
        question.get("near")
        for path in SETS.glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
        for question in json.loads(line)["questions"]
        if question["answer"] is None
    )
    assert set(near) == set(NEAR)
    assert min(near.values()) > 0.05 * sum(near.values())


def _asked(passage: WrittenPassage) -> tuple[object, ...]:
    return passage.asked


def _unanswered(passage: WrittenPassage) -> tuple[object, ...]:
    return passage.unanswered


def test_examples_answer_or_do_not(shipped: dict[str, list[WrittenPassage]]) -> None:
    passages = shipped["zh-hant"]
    examples = list(written_examples(passages, 3))
    assert examples == list(written_examples(passages, 3))
    answers = {q.text: p.text[q.start : q.end] for p in passages for q in p.asked}
    own = [e for e in examples if e.kind == "written"]
    assert {e.question: e.answer for e in own if e.answerable} == answers
    elsewhere = [e for e in own if not e.answerable and e.question in answers]
    assert len(elsewhere) > 0.9 * len(answers)
    assert not any(answers[e.question] in e.text for e in elsewhere)
    _in_the_same_document(elsewhere, passages)
    refused = {q: p for p in passages for q in p.unanswered}
    assert {e.question for e in own if not e.answerable} >= set(refused)
    crossed = [e for e in examples if e.kind == "crossed"]
    assert crossed
    assert not {e.question for e in crossed} & {e.question for e in own}


def _in_the_same_document(examples: list[Example], passages: list[WrittenPassage]) -> None:
    """A passage that looks alike is of the same document, but for a few."""
    of_text = {p.text: p.document for p in passages}
    of_question = {q.text: p.document for p in passages for q in p.asked}
    same = [of_text[e.text] == of_question[e.question] for e in examples]
    assert sum(same) > 0.9 * len(same)


def test_one_document_in_five_is_held_out(shipped: dict[str, list[WrittenPassage]]) -> None:
    for own, (learned, held) in zip(shipped.values(), read_sets(SETS), strict=True):
        names = list(dict.fromkeys(p.document for p in own))
        kept = set(names[4::5])
        assert len(kept) >= 2
        assert {p.document for p in held} == kept
        assert [p for p in own if p.document not in kept] == learned


def test_no_passages_give_no_examples() -> None:
    assert list(written_examples([], 3)) == []


def test_pages_are_read_as_the_passages_are_written(
    shipped: dict[str, list[WrittenPassage]], tmp_path: Path
) -> None:
    """Headings, paragraphs and rows come back; heads and unit belong to the rows."""
    own = [p for p in shipped["zh-hant"] if p.document == "tengyue-bicycle"]
    (path,) = write_pages(own, tmp_path)
    assert path.name == "tengyue-bicycle.html"
    document = read_document(path)
    text = "\n".join(page.text for page in document.pages)
    for passage in own:
        assert all(line in text for line in passage.text.split("\n") if " | " not in line)
    tables = [table for page in document.pages for table in page.tables]
    rows = [[cell.text for cell in row] for table in tables for row in table.rows]
    assert ["歐洲", "12,304", "9,135", "49.0"] in rows
    assert any(table.unit and "百萬元" in table.unit for table in tables)


def test_words_of_a_page_are_no_markup() -> None:
    odd = WrittenPassage("a", "ja", "見出し <b> > 節 & 項", "1 < 2 と\n3 & 4", (), ())
    page = as_html([odd])
    assert "<h1>見出し &lt;b&gt;</h1>" in page
    assert "<p>1 &lt; 2 と</p>" in page


def test_several_rows_are_one_table(tmp_path: Path) -> None:
    context = "農會 > 會員\n會員與選任人員\n類別 | 男 | 合計\n單位：人"
    rows = WrittenPassage("farm", "zh", context, "正會員 | 2,947 | 4,265\n理事 | 8 | 9", (), ())
    (path,) = write_pages([rows], tmp_path)
    (table,) = (table for page in read_document(path).pages for table in page.tables)
    assert table.column_heads == ("類別", "男", "合計")
    assert [cell.text for cell in table.rows[-1]] == ["理事", "8", "9"]
