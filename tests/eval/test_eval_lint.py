"""``shutten eval lint``: all faults at once, each with its line."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from eval_helpers import GOLD, gold_bytes, gold_row

from eval.lint import lint
from index import Collection, CollectionOptions
from service.cli import main


def findings(data: bytes, collection: Collection | None = None) -> list[tuple[int, str, str]]:
    return [(f.line, f.severity, f.what) for f in lint(data, collection).findings]


def evidence(**changes: Any) -> list[dict[str, Any]]:
    return [{"doc": "chips.pdf", "page": 1, "quote": "9.5兆円に達した", **changes}]


def test_a_sound_file_has_no_findings(collection: Collection) -> None:
    report = lint(gold_bytes(*GOLD), collection)
    assert (report.findings, report.questions, report.faults) == ((), 4, 0)


@pytest.mark.parametrize(
    ("change", "severity", "what"),
    [
        ({"evidence": evidence(doc="absent.pdf")}, "fault", "there is no document 'absent.pdf'"),
        ({"evidence": evidence(page=4)}, "fault", "'chips.pdf' has 3 pages, not 4"),
        ({"evidence": evidence(page=2)}, "fault", "the quote is not on page 2"),
        ({"evidence": evidence(quote="9.6兆円")}, "fault", "the quote is not on page 1"),
        ({"answers": ["9.5兆円", " "]}, "fault", "an answer is empty"),
        ({"answers": []}, "fault", "needs at least one of 'answers'"),
        ({"answers": ["9.6兆円"]}, "warning", "no answer stands in the evidence"),
        (
            {"answers": ["12%"], "evidence": evidence(quote="")},
            "",
            "without a quotation the page's text counts",
        ),
        ({"answers": ["9兆5000億円"]}, "", "other notations stand there, too"),
        ({"answers": ["9.5兆円", "９．５兆円"]}, "warning", "an answer is there twice"),
        ({"id": "q0"}, "fault", "the id 'q0' is already on line 1"),
        ({"question": GOLD[3]["question"]}, "warning", "the question is that of line 1"),
        ({"status": "proposed"}, "warning", "proposed, and not confirmed"),
        ({"question": "文字が\ufffdた"}, "warning", "U+FFFD"),
    ],
)
def test_one_finding_a_fault(
    collection: Collection, change: dict[str, Any], severity: str, what: str
) -> None:
    data = gold_bytes({**GOLD[3], "id": "q0"}, gold_row(**change))
    found = findings(data, collection)
    if not severity:
        assert found == [], what
        return
    ((line, said, message),) = found
    assert (line, said) == (2, severity)
    assert what in message


def test_everything_is_found_at_once_and_by_line(collection: Collection) -> None:
    broken = b'{"id": \n'
    sjis = "半導体".encode("shift_jis") + b"\n"
    absent = gold_bytes(gold_row(evidence=evidence(doc="no.pdf")))
    data = gold_bytes(GOLD[1]) + broken + sjis + absent + gold_bytes(gold_row(colour=1, type="?"))
    report = lint(data, collection)
    assert [f.line for f in report.findings] == [2, 3, 4, 5, 5]
    assert report.questions == 1
    assert "is not UTF-8" in report.findings[1].what


def test_encodings_and_line_ends() -> None:
    body = gold_bytes(*GOLD[:2])
    assert findings(b"\xef\xbb\xbf" + body) == [(0, "warning", "it begins with a byte order mark")]
    windows = body.replace(b"\n", b"\r\n")
    assert findings(windows) == [(0, "warning", "lines end with CR LF, as on Windows")]
    assert findings(windows + gold_bytes(GOLD[3]))[0][2].startswith("some lines end with CR LF")
    joined = findings(body + b"\xef\xbb\xbf" + gold_bytes(GOLD[3]))
    assert (3, "warning", "a byte order mark: two files were joined here") in joined
    text = body.decode().encode("utf-16")
    assert findings(text) == [(0, "fault", "the file is UTF-16; gold sets are UTF-8")]
    assert findings(b"") == [(0, "fault", "it holds no questions")]


def test_a_long_file_takes_time_in_proportion(collection: Collection) -> None:
    def seconds(count: int) -> float:
        rows = (gold_row(id=f"q{n}", question=f"市場の規模は{n}?") for n in range(count))
        data = gold_bytes(*rows)
        started = time.process_time()
        assert lint(data, collection).questions == count
        return time.process_time() - started

    seconds(100)
    assert seconds(8_000) < 8 * 4 * max(seconds(1_000), 0.05)


def test_the_verb(
    built: CollectionOptions, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(gold_bytes(*GOLD))
    data = ["--data", str(built.data_dir)]
    assert main([*data, "eval", "lint", str(gold), "--strict"]) == 0
    assert capsys.readouterr().out == "4 sound questions, 0 faults, 0 warnings\n"
    gold.write_bytes(b"\xef\xbb\xbf" + gold_bytes(gold_row(evidence=evidence(page=9)), GOLD[1]))
    assert main([*data, "eval", "lint", str(gold)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "warning: it begins with a byte order mark"
    assert out[1] == "line 1: fault: 'chips.pdf' has 3 pages, not 9"
    assert out[2] == "1 sound questions, 1 faults, 1 warnings"
    assert main(["eval", "lint", str(gold), "--no-collection", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["questions"], found["faults"], found["warnings"]) == (2, 0, 1)
    assert found["findings"][0]["line"] is None
    assert main(["eval", "lint", str(gold), "--no-collection", "--strict"]) == 1


def test_without_a_collection_the_verb_says_so(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(gold_bytes(*GOLD))
    assert main(["--data", str(tmp_path / "none"), "eval", "lint", str(gold)]) == 1
