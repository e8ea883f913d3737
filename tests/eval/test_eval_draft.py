"""Drafting gold questions: what is proposed, and that only what a person confirms is kept."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eval_helpers import CARS, CHIPS, GOLD, gold_bytes
from flask import Flask
from flask.testing import FlaskClient

from eval.drafting import (
    Wanted,
    append_question,
    confirmed_row,
    propose,
    propose_into,
    read_wanted,
    refused_row,
)
from eval.drafting.confirmed import is_among, kept_questions
from eval.drafting.web import create_draft_app
from eval.gold import read_gold
from eval.lint import lint
from index import Collection, CollectionOptions
from ingest.errors import GoldSetError
from service.answering import AnswerOptions
from service.cli import main
from service.settings import Settings, load_settings

TEXT = "半導体市場の規模はいくらですか。\n\n充电桩有多少？\n"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_questions_are_lines_or_json(tmp_path: Path) -> None:
    path = tmp_path / "questions"
    row = {"question": "Who?", "id": "x", "answers": ["A", ""], "type": "entity", "topic": "t"}
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode() + json.dumps(row).encode())
    first, second, third = read_wanted(path)
    assert (first.question, first.language, first.id) == (
        "半導体市場の規模はいくらですか。",
        "ja",
        "",
    )
    assert second.language == "zh"
    assert (third.id, third.answers, third.type, third.topic) == ("x", ("A",), "entity", "t")
    path.write_bytes(b'{"question": 1}\n{\n\xff\n{"question": "?", "type": "x"}\n')
    with pytest.raises(GoldSetError) as caught:
        read_wanted(path)
    assert all(f"line {n}:" in str(caught.value) for n in (1, 2, 3, 4))
    path.write_bytes(b"\n")
    with pytest.raises(GoldSetError, match="no questions"):
        read_wanted(path)


def test_every_proposal_stands_on_its_page(collection: Collection, questions: Path) -> None:
    pages = {("chips.pdf", n): text for n, text in enumerate(CHIPS, start=1)}
    pages |= {("cars.pdf", n): text for n, text in enumerate(CARS, start=1)}
    for wanted in read_wanted(questions):
        proposal = propose(wanted, collection, AnswerOptions(), count=3)
        assert len(proposal.candidates) == 3
        assert len({(c.doc, c.page, c.quote) for c in proposal.candidates}) == 3
        for candidate in proposal.candidates:
            assert candidate.quote in pages[candidate.doc, candidate.page]
            assert candidate.quote in candidate.around
    chips = propose(read_wanted(questions)[0], collection, AnswerOptions()).candidates
    assert "9.5兆円" in "".join(c.quote for c in chips)


def test_an_expected_answer_puts_its_sentence_first(
    collection: Collection, questions: Path
) -> None:
    wanted = read_wanted(questions)[0]
    for answer in ("1,700人", "9.5兆円", "950万辆"):
        first = propose(replace(wanted, answers=(answer,)), collection, AnswerOptions())
        assert answer in first.candidates[0].quote


def test_what_is_confirmed_is_a_sound_gold_question(
    collection: Collection, questions: Path, tmp_path: Path
) -> None:
    gold = tmp_path / "new" / "gold.jsonl"
    wanted = read_wanted(questions)[0]
    assert kept_questions(gold) == []
    candidate = propose(
        replace(wanted, answers=("9.5兆円",)), collection, AnswerOptions()
    ).candidates[0]
    row = confirmed_row(wanted, candidate, ["9.5兆円"])
    assert append_question(gold, row) == "q001"
    assert append_question(gold, refused_row(read_wanted(questions)[1])) == "q002"
    one, two = read_gold(gold)
    assert (one.type, one.answers, one.evidence[0].doc) == ("numeric", ("9.5兆円",), "chips.pdf")
    assert not two.answerable
    assert lint(gold.read_bytes(), collection).findings == ()
    assert is_among(wanted, [one])
    assert not is_among(wanted, [two])
    with pytest.raises(GoldSetError, match="'q001' is taken"):
        append_question(gold, {**row, "id": "q001"})
    with pytest.raises(GoldSetError, match="needs at least one"):
        append_question(gold, {**row, "answers": []})
    assert len(read_gold(gold)) == 2


def test_a_file_without_a_last_line_end_is_continued(tmp_path: Path, questions: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(gold_bytes(*GOLD).rstrip(b"\n"))
    append_question(gold, refused_row(read_wanted(questions)[0]))
    assert [q.id for q in read_gold(gold)] == ["q1", "q2", "q3", "q4", "q001"]


def test_a_disk_that_is_full_leaves_the_file_as_it_was(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(gold_bytes(*GOLD))

    def full(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        append_question(gold, refused_row(read_wanted(questions)[0]))
    assert gold.read_bytes() == gold_bytes(*GOLD)


def test_two_people_confirm_at_a_time(tmp_path: Path, questions: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    row = refused_row(read_wanted(questions)[0])
    threads = [threading.Thread(target=append_question, args=(gold, row)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(q.id for q in read_gold(gold)) == [f"q{n:03d}" for n in range(1, 13)]


# --- the command line ---


def draft(built: CollectionOptions, *arguments: str) -> int:
    return main(["--data", str(built.data_dir), "eval", "draft", *arguments])


def test_proposals_for_programs(
    built: CollectionOptions,
    questions: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "proposals.jsonl"
    assert draft(built, str(questions), "--out", str(out), "--count", "2") == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["status"] for row in rows] == ["proposed", "proposed"]
    assert rows[0]["evidence"][0] == {
        name: rows[0]["candidates"][0][name] for name in ("doc", "page", "quote")
    }
    assert len(rows[0]["candidates"]) == 2
    capsys.readouterr()
    assert draft(built, str(questions), "--json", "--count", "2") == 0
    assert json.loads(capsys.readouterr().out)["proposals"] == rows
    assert draft(built, str(questions)) == 2
    assert "--gold" in capsys.readouterr().err


def test_confirming_at_the_terminal(
    built: CollectionOptions,
    questions: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gold = tmp_path / "gold.jsonl"
    monkeypatch.setattr("sys.stdin", io.StringIO("what?\nn\ny\n9.5兆円 | 9兆5000億円\nu\n"))
    assert draft(built, str(questions), "--gold", str(gold)) == 0
    captured = capsys.readouterr()
    assert "kept as q001" in captured.out
    assert "2 questions added" in captured.out
    assert "y: this proves it" in captured.err
    one, two = read_gold(gold)
    assert one.answers == ("9.5兆円", "9兆5000億円")
    assert not two.answerable
    # Both are there now: nothing is asked again.
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert draft(built, str(questions), "--gold", str(gold)) == 0
    assert "0 questions added" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["q\n", "s\nq\n", "y\n\ns\n", "n\n" * 9 + "s\n", ""])
def test_nothing_is_kept_that_was_not_confirmed(
    built: CollectionOptions,
    questions: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
) -> None:
    gold = tmp_path / "gold.jsonl"
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    assert draft(built, str(questions), "--gold", str(gold)) == 0
    assert kept_questions(gold) == []


# --- the page ---


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return tmp_path / "gold.jsonl"


@pytest.fixture
def client(collection: Collection, questions: Path, gold: Path) -> Iterator[FlaskClient]:
    app = create_draft_app(read_wanted(questions), collection, load_settings(), gold)
    with app.test_client() as opened:
        yield opened


def test_confirming_in_the_browser(client: FlaskClient, gold: Path) -> None:
    assert "0 of 2 confirmed" in client.get("/").text
    page = client.get("/1").text
    assert "Question 1 of 2" in page
    assert 'lang="ja"' in page
    assert "<mark>" in page or "9.5兆円" in page
    form = {"candidate": "0", "answers": "9.5兆円\n\n9兆5000億円\n", "type": "numeric"}
    response = client.post("/1", data={**form, "verdict": "confirmed"})
    assert (response.status_code, response.location) == (303, "/2")
    response = client.post("/2", data={"verdict": "unanswerable"})
    assert response.location == "/"
    one, two = read_gold(gold)
    assert (one.answers, one.type) == (("9.5兆円", "9兆5000億円"), "numeric")
    assert not two.answerable
    assert "2 of 2 confirmed" in client.get("/").text
    assert "in the gold file already" in client.get("/1").text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"answers": " \n"}, 400),
        ({"candidate": "99"}, 400),
        ({"candidate": "-1"}, 400),
        ({"candidate": ""}, 400),
        ({"type": "nonsense"}, 400),
    ],
)
def test_an_incomplete_form_keeps_nothing(
    client: FlaskClient, gold: Path, change: dict[str, str], status: int
) -> None:
    form: dict[str, Any] = {"candidate": "0", "answers": "x", "type": "", "verdict": "confirmed"}
    assert client.post("/1", data={**form, **change}).status_code == status
    assert kept_questions(gold) == []
    page = client.post("/1", data={**form, **change}, headers={"Accept": "text/html"})
    assert "<h1>" in page.text


def test_the_page_is_for_this_machine_and_its_own_forms(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "example.com"}).status_code == 421
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/2", data={"verdict": "unanswerable"}, headers=foreign).status_code == 403
    response = client.get("/1")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert client.get("/3").status_code == 404
    style = client.get("/static/style.css")
    assert style.status_code == 200
    style.close()


def test_serving_is_for_this_machine_whatever_the_settings_say(
    built: CollectionOptions,
    questions: Path,
    gold: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHUTTEN_HOST", "0.0.0.0")
    monkeypatch.setenv("SHUTTEN_ALLOWED_HOSTS", "*")
    served: list[Settings] = []

    def serve_app(app: Flask, settings: Settings, *, announce: Any) -> None:
        served.append(settings)
        assert "0 of 2 confirmed" in app.test_client().get("/").text

    monkeypatch.setattr("service.web.server.serve_app", serve_app)
    assert draft(built, str(questions), "--gold", str(gold), "--serve", "--port", "0") == 0
    (settings,) = served
    assert (settings.host, settings.allowed_hosts, settings.port) == ("127.0.0.1", "", 0)


def test_proposals_go_on_after_an_interruption(tmp_path: Path) -> None:
    wanted = [Wanted(f"{n}?", "ja") for n in range(4)]
    out = tmp_path / "proposals.jsonl"
    made: list[str] = []

    def make(each: Wanted) -> dict[str, Any]:
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(each.question)
        return {"question": each.question}

    told: list[tuple[int, int]] = []
    with pytest.raises(KeyboardInterrupt):
        propose_into(out, wanted, "mark", make, lambda *n: told.append(n))
    assert not out.exists()
    pending = tmp_path / "proposals.jsonl.pending"
    pending.write_bytes(pending.read_bytes() + '{"question": "あ'.encode()[:-1])
    made.clear()
    rows, known = propose_into(out, wanted, "mark", make, lambda *n: told.append(n))
    assert (made, known, told) == (["2?", "3?"], 2, [(1, 4), (2, 4), (3, 4), (4, 4)])
    assert [row["question"] for row in rows] == [w.question for w in wanted]
    assert [json.loads(line) for line in out.read_text().splitlines()] == rows
    assert not pending.exists()


def test_what_was_proposed_for_something_else_is_made_anew(tmp_path: Path) -> None:
    out = tmp_path / "proposals.jsonl"
    for text in ('{"mark": "other"}\n{"question": "a"}\n', "no journal", "[]"):
        (tmp_path / "proposals.jsonl.pending").write_text(text)
        rows, known = propose_into(
            out, [Wanted("b", "ja")], "mark", lambda w: {"question": w.question}, lambda *n: None
        )
        assert (rows, known) == ([{"question": "b"}], 0)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (["2021年9月1日", "令和3年9月1日"], "date"),
        (["2021年"], "date"),
        (["9.5兆元", "2021年"], "numeric"),
        (["デジタル庁"], "factoid"),
    ],
)
def test_the_type_follows_from_the_answers(
    collection: Collection, answers: list[str], kind: str
) -> None:
    wanted = Wanted("半導体市場の規模はいくらですか。", "ja")
    candidate = propose(wanted, collection, AnswerOptions(threshold=0.0)).candidates[0]
    assert confirmed_row(wanted, candidate, answers)["type"] == kind
