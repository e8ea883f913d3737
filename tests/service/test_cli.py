"""The command line: what it prints, where, and its exit codes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from service_fakes import TEXT_JA, FakeIndex

from service.cli import EVAL_VERBS, VERBS, cli, main
from service.cli.progress import describe, progress_bar


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "報告.txt"
    path.write_text("text:新しい文書。", encoding="utf-8")
    return path


def test_help_lists_every_verb_and_imports_nothing_heavy() -> None:
    code = (
        "import sys, service.cli; service.cli.main(['--help']);"
        "print(sorted(m.split('.')[0] for m in sys.modules"
        " if m.split('.')[0] in ('pydantic', 'numpy', 'flask', 'rich', 'index', 'torch')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=os.getcwd(),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert all(f"  {verb} " in done.stdout for verb in VERBS)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "eval"])
def test_the_help_of_a_verb_says_what_the_table_says(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, verb, "--help")
    assert code == 0
    assert " ".join(VERBS[verb][1].split())[:-1] in " ".join(out.split())


def test_the_evaluation_verbs_are_named_and_not_imported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "eval", "--help")
    assert code == 0
    assert all(verb in out for verb in EVAL_VERBS)


def test_no_verb_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "sreach", "x")
    assert (code, err.count("\n")) == (2, 1)
    assert "sreach" in err


def test_chat_reads_a_follow_up_with_the_question_before_it(
    fake_index: FakeIndex, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "2020年の日本の市場の規模は?\n\nbad\nでは中国は？\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    code, out, err = run(capsys, "chat", "--json")
    first, second = (json.loads(line) for line in out.splitlines())
    assert (code, err.count("\n")) == (0, 1)
    assert "resolved_question" not in first
    assert second["question"] == "では中国は？"
    assert second["resolved_question"] == "2020年の中国の市場の規模は?"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    code, out, _ = run(capsys, "chat")
    assert out.count("9.5兆円") >= 2
    assert "(2020年の中国の市場の規模は?)\n" in out
    assert fake_index.opened[-1].closed == 1


def test_ask_prints_the_answer_and_numbered_citations(
    fake_index: FakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "ask", "市場の", "規模は?")
    assert (code, err) == (0, "")
    assert out.startswith("9.5兆円\n")
    assert "[1] 半導体白書, p. 1 (printed iii) (chips.pdf)" in out
    assert "    半導体市場の規模は9.5兆円に達した。" in out
    assert fake_index.opened[0].closed == 1


@pytest.mark.usefixtures("fake_index")
def test_ask_without_an_answer_exits_with_three(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "宇宙は?")
    assert code == 3
    assert out.startswith("The documents do not say.")
    code, out, _ = run(capsys, "ask", "宇宙は?", "--json")
    assert code == 3
    assert json.loads(out)["answer"] is None


@pytest.mark.usefixtures("fake_index")
@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        (("ask", ""), 2, "bad_question"),
        (("ask",), 2, "usage"),
        (("ask", "--nope", "x"), 2, "usage"),
        (("ask", "x", "--top-k", "0"), 2, "bad_setting"),
        (("ask", "boom"), 1, "internal"),
        (("ask", "x" * 2001), 2, "bad_question"),
        (("search", "\udce3"), 2, "bad_question"),
        (("search", "x", "--lang", "fr"), 2, "usage"),
        (("search", "x", "--doc", "none"), 1, "not_found"),
        (("show", "none"), 1, "not_found"),
        (("show", "chips.pdf", "--page", "7"), 1, "not_found"),
        (("show", "chips.pdf", "--page", "0"), 2, "usage"),
        (("rm", ""), 2, "usage"),
        (("rm", "none"), 1, "not_found"),
        (("frobnicate",), 2, "usage"),
    ],
)
def test_an_error_is_one_line_and_one_object(
    arguments: tuple[str, ...], code: int, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    got, out, err = run(capsys, *arguments, "--json")
    assert got == code
    assert err.startswith("shutten: ")
    assert err.count("\n") == 1
    assert json.loads(out)["error"]["code"] == name
    _, out, _ = run(capsys, *arguments)
    assert out == ""


def test_an_empty_collection_has_no_documents_and_no_answers(
    fake_index: FakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_index.pages.clear()
    assert json.loads(run(capsys, "list", "--json")[1]) == {"documents": []}
    code, out, err = run(capsys, "list")
    assert (code, out) == (0, "")
    assert "shutten ingest" in err
    code, _, err = run(capsys, "ask", "x")
    assert code == 1
    assert "nothing has been ingested yet" in err


def test_list_show_and_rm(fake_index: FakeIndex, capsys: pytest.CaptureFixture[str]) -> None:
    fake_index.warn("page 1 has no text layer")
    rows = json.loads(run(capsys, "list", "--json")[1])["documents"]
    assert list(rows[0]) == ["doc_id", "title", "path", "language", "pages", "passages"]
    assert "半導体白書" in run(capsys, "list")[1]
    assert "page 1 has no text layer" in run(capsys, "show", "chips.pdf")[1]
    assert json.loads(run(capsys, "show", "半導体白書", "--json")[1])["sha256"]
    assert TEXT_JA in run(capsys, "show", "chips.pdf", "--page", "1")[1]
    page = json.loads(run(capsys, "show", "chips.pdf", "--page", "1", "--json")[1])
    assert page["text"] == TEXT_JA
    assert json.loads(run(capsys, "rm", "chips.pdf", "--json")[1])["removed"]["path"] == "chips.pdf"
    assert "removed 新能源汽车报告" in run(capsys, "rm", "cars.pdf")[1]
    assert fake_index.pages == []


def test_search_prints_hits(fake_index: FakeIndex, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "search", "市場", "--lang", "ja", "--top-k", "1")
    assert code == 0
    assert "1. 半導体白書, p. 1 (printed iii) (chips.pdf)  [ja, 1.00, lexical+dense]" in out
    assert json.loads(run(capsys, "search", "市場", "--json")[1])["hits"][0]["rank"] == 1
    assert run(capsys, "search", "qqq")[:2] == (0, "nothing found\n")


@pytest.mark.usefixtures("fake_index")
def test_topics(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "topics", "--count", "2")
    assert code == 0
    assert "半導体白書, p. 1" in out
    assert len(json.loads(run(capsys, "topics", "--json", "--count", "2")[1])["topics"]) == 2


def test_ingest_reports_each_file(
    fake_index: FakeIndex, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "ingest", str(report))
    assert (code, err) == (0, "")
    assert out.endswith("1 ingested, 0 unchanged, 0 failed\n")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF")
    code, out, err = run(capsys, "ingest", str(report), str(broken), "--json")
    assert code == 1
    body = json.loads(out)
    assert (body["ingested"], body["unchanged"]) == ([], [str(report)])
    assert body["failed"] == [
        {
            "path": str(broken),
            "error": {
                "code": "file_damaged",
                "message": "the file is damaged",
                "path": str(broken),
                "page": None,
                "hint": "repair it",
            },
        }
    ]
    assert err == f"shutten: {broken}: the file is damaged (repair it)\n"


def test_doctor(fake_index: FakeIndex, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "doctor", "--json")
    body = json.loads(out)
    assert (code, body["ok"]) == (0, True)
    assert {"name": "vectors", "ok": True, "detail": "2 of 2"} in body["checks"]
    fake_index.pages.clear()
    assert "nothing has been ingested yet" in run(capsys, "doctor")[1]


@pytest.mark.usefixtures("fake_index")
def test_doctor_fails_where_the_data_directory_is_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, out, _ = run(capsys, "doctor", "--data", str(tmp_path / "file"))
    assert code == 1
    assert "FAIL  data directory" in out


@pytest.mark.usefixtures("fake_index")
def test_data_may_stand_before_or_after_the_verb(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (("--data", str(tmp_path / "d"), "doctor"), ("doctor", "--data", "d")):
        out = run(capsys, *arguments)[1]
        assert f"{tmp_path / 'd'} (made by" in out or "d (made by" in out


@pytest.mark.usefixtures("fake_index")
@pytest.mark.parametrize("encoding", ["ascii", "shift_jis", "utf-8"])
def test_no_text_is_too_strange_to_print(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (("search", "车销"), ("search", "车销", "--json"), ("list",)):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(arguments) == 0
        written = stream.buffer.getvalue()  # type: ignore[attr-defined]
        if "--json" in arguments:
            assert "汽车" in json.loads(written.decode(encoding))["hits"][0]["text"]


def test_a_document_cannot_steer_the_terminal(
    fake_index: FakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_index.warn("evil \x1b[2J \u202e")
    out = run(capsys, "show", "chips.pdf")[1]
    assert "evil \\x1b[2J \\x202e" in out


@pytest.mark.usefixtures("fake_index")
def test_an_interruption_exits_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.open_collection", interrupt)
    code, out, err = run(capsys, "list")
    assert (code, out, err.strip()) == (130, "", "")


class Gone(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError

    def flush(self) -> None:
        raise BrokenPipeError

    def fileno(self) -> int:
        return os.open(os.devnull, os.O_WRONLY)


@pytest.mark.usefixtures("fake_index")
def test_a_reader_that_has_gone_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Gone())
    assert main(["list"]) == 1
    assert capsys.readouterr().err == ""


def test_the_progress_bar_shows_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from index import Progress

    with progress_bar() as advance:
        assert advance is None
    state = Progress(1, 2, "dir/a.pdf", 3, 4, "encoding", 5, 6)
    assert describe(state) == "a.pdf: 5/6 passages encoded"
    assert describe(replace(state, state="storing")) == "a.pdf: storing, 5/6 passages"
    reading = Progress(0, 1, "dir/a.pdf", 0, 0, "reading", read=7, to_read=9)
    assert describe(reading) == "a.pdf: 7/9 pages read"
    assert describe(replace(reading, read=9)) == "a.pdf: putting 9 pages together"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress_bar() as advance:
        assert advance is not None
        advance(state)
        advance(Progress(2, 2, "dir/a.pdf", 3, 4, "stored"))


def test_the_version_is_the_distributions(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.name == "cli"
    code, out, _ = run(capsys, "--version")
    assert code == 0
    assert out.startswith("shutten ")
