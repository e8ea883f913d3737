"""BEIR, TREC and NTCIR-18 U4 as collections of their own, in tiny files of the same shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eval_helpers import CARS, CHIPS

from eval.formats import FORMATS, read_beir, read_format, read_ntcir_u4, read_qrels, read_trec
from eval.formats.trec import read_topics, trec_run_lines
from eval.questions import Evidence
from index import CollectionOptions
from ingest.errors import GoldSetError, UsageError
from service.cli import main

CORPUS = (
    {"_id": "c1", "title": "半導体", "text": CHIPS[0]},
    {"_id": "c2", "title": "", "text": CHIPS[1]},
    {"_id": "c3", "title": "充电桩", "text": CARS[1]},
    {"_id": "c4", "title": "見出しだけ", "text": ""},
    {"_id": "c5", "title": "", "text": " "},
)
QUERIES = (
    {"_id": "q1", "text": "半導体市場の規模は?"},
    {"_id": "q2", "text": "充电桩有多少？"},
    {"_id": "q3", "text": "誰も答えない問い"},
    {"_id": "q4", "text": "判定のない問い"},
)


def write_lines(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "beir"
    write_lines(folder / "corpus.jsonl", *CORPUS)
    write_lines(folder / "queries.jsonl", *QUERIES)
    write_lines(
        folder / "qrels" / "test.tsv",
        "query-id\tcorpus-id\tscore",
        "q1\tc1\t2",
        "q1\tc2\t1",
        "q2\tc3\t1",
        "q2\tgone\t1",
        "q3\tc1\t0",
    )
    return folder


def test_beir_entries_are_documents_and_judgements_evidence(beir: Path) -> None:
    found = read_beir(beir)
    assert sorted(found.documents) == ["c1", "c2", "c3", "c4"]
    assert found.documents["c3"].language == "zh"
    assert found.documents["c4"].pages[0].text == "見出しだけ"
    one, two = found.questions
    assert (one.id, one.language, one.answers, one.all_evidence) == ("q1", "ja", (), True)
    assert one.evidence == (Evidence("c1", 1, grade=2), Evidence("c2", 1))
    assert two.evidence == (Evidence("c3", 1),)
    assert len(found.notes) == 2
    assert read_beir(beir / "qrels" / "test.tsv").questions == found.questions


def test_beir_faults_are_told_together(beir: Path) -> None:
    write_lines(beir / "corpus.jsonl", *CORPUS, {"_id": "c1", "text": "x"}, {"text": 1}, "{")
    write_lines(beir / "queries.jsonl", *QUERIES, {"_id": "q1", "text": "x"}, {"_id": "q9"}, "[]")
    (beir / "qrels" / "test.tsv").write_bytes(b"q7\tc1\t1\nq1\tc1\nq1 0 c1 1\nq1 0 c1 1\n\xff\n")
    with pytest.raises(GoldSetError) as raised:
        read_beir(beir)
    message = str(raised.value)
    for part in (
        "corpus.jsonl, line 6: the id 'c1' occurs twice",
        "corpus.jsonl, line 7: an entry needs '_id' and 'text'",
        "corpus.jsonl, line 8: not JSON",
        "queries.jsonl, line 5: the id 'q1' occurs twice",
        "queries.jsonl, line 6: a query needs",
        "queries.jsonl, line 7: not a JSON object",
        "test.tsv, line 2: not 'topic 0 document grade'",
        "test.tsv, line 4: 'c1' is judged twice for 'q1'",
        "test.tsv, line 5: byte 1 is not UTF-8",
        "query q7: it is judged, but there is no such query",
    ):
        assert part in message


def test_beir_needs_one_file_of_judgements(beir: Path) -> None:
    (beir / "qrels" / "test.tsv").rename(beir / "qrels" / "a.tsv")
    assert len(read_beir(beir).questions) == 2
    write_lines(beir / "qrels" / "b.tsv", "q1\tc1\t0")
    with pytest.raises(GoldSetError, match="2 files in qrels"):
        read_beir(beir)
    with pytest.raises(GoldSetError, match="no query has a relevant document"):
        read_beir(beir / "qrels" / "b.tsv")
    with pytest.raises(GoldSetError, match="cannot be read"):
        read_beir(beir / "qrels" / "absent.tsv")


def test_trec_topics_and_judgements_are_about_the_collection(tmp_path: Path) -> None:
    write_lines(tmp_path / "set.qrels", "1 0 chips.pdf#2 1", "1 0 cars.pdf 0", "2 0 cars.pdf#p2 1")
    topics = write_lines(tmp_path / "topics.tsv", "1\t工場はどこですか", "2\t充电桩有多少？")
    found = read_trec(tmp_path)
    assert found.documents == {}
    assert [q.evidence for q in found.questions] == [
        (Evidence("chips.pdf", 2),),
        (Evidence("cars.pdf", 2),),
    ]
    topics.write_text(
        "<top>\n<num> Number: 1\n<title> 工場は\nどこですか\n<desc> x\n</top>\n"
        "<TOP><num>2</num><title>充电桩有多少？</title></TOP>",
        encoding="utf-8",
    )
    assert read_topics(topics, []) == {"1": "工場は どこですか", "2": "充电桩有多少？"}


def test_trec_with_a_corpus_brings_its_documents(beir: Path) -> None:
    (beir / "queries.jsonl").unlink()
    (beir / "qrels" / "test.tsv").unlink()
    write_lines(beir / "qrels.txt", "q1 0 c1 1")
    write_lines(beir / "queries.tsv", "q1\t半導体市場の規模は?")
    found = read_trec(beir)
    assert (len(found.documents), found.questions[0].evidence) == (4, (Evidence("c1", 1),))


def test_trec_faults(tmp_path: Path) -> None:
    with pytest.raises(GoldSetError, match="a TREC set is a folder"):
        read_trec(tmp_path / "absent")
    with pytest.raises(GoldSetError, match="0 qrels files"):
        read_trec(tmp_path)
    write_lines(tmp_path / "a.qrels", "1 0 d 1")
    with pytest.raises(GoldSetError, match="0 topics or queries files"):
        read_trec(tmp_path)
    write_lines(tmp_path / "topics.tsv", "1\tx", "1\ty", "no tab")
    with pytest.raises(GoldSetError, match=r"(?s)'1' occurs twice.*line 3: not 'id<TAB>text'"):
        read_trec(tmp_path)
    write_lines(tmp_path / "topics.tsv", "<top><num>1<title></top>")
    with pytest.raises(GoldSetError, match="topic 1: it needs <num> and <title>"):
        read_trec(tmp_path)


def test_a_run_is_written_so_that_scores_fall(tmp_path: Path) -> None:
    lines = list(trec_run_lines([("q 1", [("a b", 0.5), ("c", 0.5), ("a b", 0.4), ("d", 0.1)])]))
    assert lines == [
        "q_1 Q0 a_b 1 0.500000 shutten\n",
        "q_1 Q0 c 2 0.499999 shutten\n",
        "q_1 Q0 d 3 0.100000 shutten\n",
    ]
    assert read_qrels(write_lines(tmp_path / "q", "1 0 a -1"), []) == {"1": {"a": -1}}


def ntcir(folder: Path) -> Path:
    """Two questions of table QA, one of them about a report that is missing."""
    cover = "<p>【表紙】</p><p>【会社名】</p><p>熊本半導体株式会社</p><p>【英訳名】</p>"
    table = (
        '<h3>主要な経営指標</h3><p>（単位：百万円）</p><table table-id="R1-01-tab1"><tr>'
        '<td cell-id="R1-01-tab1-r1c1">回次</td><td cell-id="R1-01-tab1-r1c2">第1期</td></tr><tr>'
        '<td cell-id="R1-01-tab1-r2c1">売上高</td><td cell-id="R1-01-tab1-r2c2">1,234</td></tr>'
        '</table><p>間</p><table table-id="R1-01-tab2"><tr><td>一行だけ</td></tr></table>'
        '<table table-id="R1-01-tab3"><tr><td></td></tr></table>'
        "<p>① 【貸借対照表】</p><p>（単位：千円）</p>"
        '<table table-id="R1-01-tab4"><tr><td>科目</td><td>資本金</td></tr>'
        "<tr><td>期首</td><td>1</td></tr><tr><td>期末</td><td>2</td></tr></table>"
        '<table table-id="R1-01-tab5"><tr><td>科目</td><td>合計</td></tr>'
        "<tr><td>期首</td><td>3</td></tr><tr><td>期末</td><td>4</td></tr></table>"
    )
    reports = folder / "table_retrieval" / "valid" / "reports" / "R1"
    write_lines(reports / "R1-00.html", f"<html><body>{cover}</body></html>")
    write_lines(reports / "R1-01.html", f"<html><body>{table}</body></html>")
    questions = {
        "t1": {
            "question": "熊本半導体株式会社の第1期の売上高は？",
            "doc_id": "R1",
            "table_id": "R1-01-tab1",
            "cell_id": "R1-01-tab1-r2c2",
            "value": "1234000000",
        },
        "t2": {"question": "ないもの", "doc_id": "R2", "table_id": "R2-01-tab1"},
    }
    path = folder / "table_qa" / "valid" / "questions.json"
    return write_lines(path, json.dumps(questions, ensure_ascii=False)).parent


def test_ntcir_tables_are_pages_of_their_report(tmp_path: Path) -> None:
    found = read_ntcir_u4(ntcir(tmp_path))
    document = found.documents["R1"]
    assert document.title == "熊本半導体株式会社"
    labels = [page.label.removeprefix("R1-01-") for page in document.pages]
    assert labels == ["tab1", "tab2", "tab4", "tab5"]
    assert document.pages[0].tables[0].unit
    assert "主要な経営指標" in document.pages[0].text
    (question,) = found.questions
    assert (question.within, question.answers) == ("R1", ("1,234", "1234000000"))
    assert question.evidence == (Evidence("R1", 1, "1,234"),)
    assert found.notes == ("1 questions whose report or table is not there were left out",)


def test_ntcir_tables_know_their_headings_and_the_unit_of_their_first_half(tmp_path: Path) -> None:
    document = read_ntcir_u4(ntcir(tmp_path)).documents["R1"]
    first, second = document.pages[2:]
    assert [page.tables[0].unit for page in (first, second)] == ["単位：千円", "単位：千円"]
    rows = [p for p in document.passages if p.kind == "table_row" and p.page == second.number]
    assert [row.heading_path for row in rows] == [("主要な経営指標", "①【貸借対照表】")] * 2


def test_ntcir_faults(tmp_path: Path) -> None:
    folder = ntcir(tmp_path)
    file = folder / "questions.json"
    for body, message in (
        ("[", "not JSON"),
        ("[]", "not an object of questions"),
        ('{"t": {"question": "x"}}', "needs 'question', 'doc_id' and 'table_id'"),
        ('{"t": {"question": "x", "doc_id": "R1", "table_id": "z"}}', "no question has its report"),
    ):
        file.write_text(body, encoding="utf-8")
        with pytest.raises(GoldSetError, match=message):
            read_ntcir_u4(file)
    file.unlink()
    with pytest.raises(GoldSetError, match="cannot be read"):
        read_ntcir_u4(folder)
    file.write_text("{}", encoding="utf-8")
    (tmp_path / "table_retrieval").rename(tmp_path / "other")
    (tmp_path / "other" / "valid").rename(tmp_path / "other" / "test")
    with pytest.raises(GoldSetError, match="no reports here"):
        read_ntcir_u4(write_lines(file, '{"t": {"question": "", "doc_id": "", "table_id": ""}}'))


@pytest.mark.parametrize("name", ["beir", "ntcir-u4"])
def test_a_public_set_is_run_from_the_command_line(
    name: str, beir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = beir if name == "beir" else ntcir(tmp_path)
    assert main(["eval", "run", str(path), "--format", name, "--json", "--threshold", "0"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert found["retrieval"]["recall@5"] == 1.0
    assert "left out" in captured.err
    assert ("answer" in found) == (name == "ntcir-u4")


def test_trec_judgements_are_run_against_the_collection(
    tmp_path: Path, built: CollectionOptions, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lines(tmp_path / "set" / "qrels", "1 0 chips.pdf#2 1")
    write_lines(tmp_path / "set" / "topics", "1\t工場はどこに建設されますか")
    arguments = ["eval", "run", str(tmp_path / "set"), "--format", "trec", "--json"]
    assert main(["--data", str(built.data_dir), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["retrieval"]["recall@5"]) == (1, 1.0)
    write_lines(tmp_path / "set" / "qrels", "1 0 absent.pdf 1")
    assert main(["--data", str(built.data_dir), *arguments]) == 2


def test_options_of_squad_go_with_squad_only(beir: Path) -> None:
    assert set(FORMATS) == {"squad", "beir", "trec", "ntcir-u4"}
    with pytest.raises(UsageError):
        read_format("beir", beir, titles=True)
