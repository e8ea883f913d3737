"""Reports of a run: whole in one file, and what they show is what was measured."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eval_helpers import GOLD, gold_bytes, gold_row
from lxml import html

from eval.report import write_run
from eval.reports import charts, write_reports
from eval.reports.markdown import cell, table
from eval.saved import read_run
from index import CollectionOptions
from ingest.errors import UsageError
from service.cli import main

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = "</script><script>alert('半導体')</script><img src=https://example.com/x>"


@pytest.fixture
def run(built: CollectionOptions, tmp_path: Path) -> Path:
    """A run with right and wrong answers, refusals, and a question that tries to be HTML."""
    gold = tmp_path / "gold.jsonl"
    hostile = gold_row(id="q5", question=f"{HOSTILE}の規模は?", answers=[HOSTILE])
    open_ended = gold_row(id="q6", question="火星はどこですか。", answers=["宇宙"])
    gold.write_bytes(gold_bytes(*GOLD, hostile, open_ended))
    out = tmp_path / "run"
    command = ["--data", str(built.data_dir), "eval", "run", str(gold), "--out", str(out)]
    assert main([*command, "--threshold", "0.05"]) == 0
    return out


def page_of(run: Path) -> Any:
    return html.fromstring((run / "report.html").read_text(encoding="utf-8"))


def test_the_page_asks_for_nothing_else(run: Path) -> None:
    text = (run / "report.html").read_text(encoding="utf-8")
    page = page_of(run)
    assert "default-src 'none'" in text
    assert not page.xpath("//link | //img | //iframe | //object | //script[@src]")
    assert not page.xpath("//@href | //@src | //@srcset | //@action")
    assert "@import" not in text
    assert "url(" not in text
    assert len(page.xpath("//script")) == 1


def test_texts_of_questions_are_no_html(run: Path) -> None:
    (shown,) = page_of(run).xpath("//details[.//code='q5']")
    assert HOSTILE in shown.xpath("string(.//span[@class='text'])")


def test_every_question_is_there_with_what_became_of_it(run: Path) -> None:
    rows = read_run(run).questions
    shown = page_of(run).xpath("//details[contains(@class, 'q ')]")
    assert len(shown) == len(rows) == 6
    for details in shown:
        row = rows[details.xpath("string(.//dd/code)")]
        outcome = {True: "right", False: "wrong", None: "unknown"}[row["right"]]
        assert details.get("data-outcome") == outcome
        assert details.get("data-cause") == (row["cause"] or "")
        text = details.text_content()
        assert row["question"] in text
        assert (row["answer"] or "refused") in text
        assert all(answer in text for answer in row["answers"])
        assert all(c["quote"] in text for c in row["citations"])
        assert all(hit["path"] in text for hit in row["hits"][:5])
    assert page_of(run).xpath("//summary/span[@lang='ja']")
    assert page_of(run).xpath("//summary/span[@lang='zh-Hans']")


def test_the_causes_add_up_to_the_missed_questions(run: Path) -> None:
    rows = read_run(run).questions.values()
    missed = sum(row["right"] is False for row in rows)
    counts = page_of(run).xpath("//ul[@class='lost']/li/b/text()")
    assert sum(map(int, counts)) == missed > 0
    known = sum(row["right"] is not None for row in rows)
    assert f"{missed} missed of {known}" in page_of(run).xpath("string(//p[@class='total'])")
    assert f"{missed} missed of {known}" in (run / "report.md").read_text(encoding="utf-8")


def test_the_figures_are_those_of_the_summary(run: Path) -> None:
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    shown = {
        fig.xpath("string(.//code)"): fig.xpath("string(.//span[@class='value'])")
        for fig in page_of(run).xpath("//div[@class='fig']")
    }
    for group in ("answer", "citation", "retrieval", "passages", "abstention"):
        for name, value in summary.get(group, {}).items():
            assert shown[f"{group}.{name}"] == f"{value:.3f}"
    markdown = (run / "report.md").read_text(encoding="utf-8")
    assert f"| answer.contains | {summary['answer']['contains']:.3f} |" in markdown
    assert "## By language" in markdown


def test_the_verb_writes_the_reports_anew(
    run: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = (run / "report.html").read_bytes()
    for name in ("report.html", "report.md"):
        (run / name).unlink()
    capsys.readouterr()
    assert main(["eval", "report", str(run)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        str(run / "report.html"),
        str(run / "report.md"),
    ]
    assert (run / "report.html").read_bytes() == before
    assert main(["eval", "report", str(tmp_path)]) == 2


def test_a_run_of_another_version_is_refused(run: Path) -> None:
    rows = [json.loads(line) for line in (run / "questions.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        del row["right"]
    (run / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(UsageError, match="another version"):
        write_reports(run)


def test_a_run_without_questions_has_reports_too(tmp_path: Path) -> None:
    write_run(tmp_path, {"n": 0}, [])
    assert [path.name for path in write_reports(tmp_path)] == ["report.html", "report.md"]
    assert "0 missed of 0" in (tmp_path / "report.md").read_text()
    assert not page_of(tmp_path).xpath("//*[@class='chart']")


def test_charts_draw_what_they_are_given() -> None:
    drawn = charts.risk_coverage_chart([0.9, 0.8, 0.1], [True, True, False])
    assert "all answers: 33.3% wrong" in drawn
    bins = charts.calibration_chart([0.95, 0.91, 0.15], [True, False, False])
    assert re.findall(r"<title>(.*?)</title>", bins) == [
        "1 answers of 0.1–0.2: 0% right",
        "2 answers of 0.9–1.0: 50% right",
    ]
    times = charts.latency_chart([10.0, 100.0, 1000.0, 0.0])
    assert times.count('class="column"') == 4
    assert "p50 55" in times
    assert charts.latency_chart([5.0]).count('class="column"') == 1


def test_markdown_keeps_its_tables() -> None:
    assert cell("a|b\n<c> *d*") == "a\\|b \\<c\\> \\*d\\*"
    lines = table(("", "n"), [["x|y", "1"]])
    assert lines == ["|  | n |", "| --- | ---: |", "| x\\|y | 1 |"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright_api = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("chromium is not installed")
    with playwright_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.mark.browser
def test_questions_are_filtered_and_nothing_is_asked_of_a_network(run: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 340, "height": 700})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((run / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 340
    assert page.locator(".q:visible").count() == 6
    page.fill("input[name=text]", "充电桩")
    assert page.locator(".q:visible").count() == 1
    assert page.inner_text(".filters output") == "1 of 6"
    page.fill("input[name=text]", "")
    page.select_option("select[name=language]", "ja")
    rows = read_run(run).questions.values()
    assert page.locator(".q:visible").count() == sum(row["language"] == "ja" for row in rows)
    page.close()
    assert asked == [(run / "report.html").as_uri()]
    assert complaints == []
