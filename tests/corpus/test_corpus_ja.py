"""The Japanese sample reports are there, say what the gold questions quote, and can be rebuilt."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2
import pytest

from ingest.language import fold_text

CORPUS = Path(__file__).parents[2] / "corpus"
sys.path.insert(0, str(CORPUS / "build"))

import merge_gold  # noqa: E402
import zh_marks  # noqa: E402

PAGES = {
    "digital-economy-deck.pdf": 24,
    "scanned-survey-ja.pdf": 8,
    "securities-report-ja.pdf": 14,
    "vertical-essay-ja.pdf": 10,
}
TYPES = {"factoid", "numeric", "date", "entity", "list", "table", "comparison", "unanswerable"}
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
IPAEX = Path("/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf")
GOLD: list[dict[str, Any]] = [
    json.loads(line)
    for line in (CORPUS / "gold" / "ja_reports.jsonl").read_text(encoding="utf-8").splitlines()
]


def load_build() -> ModuleType:
    """corpus/build/build.py under a name that no installed package has."""
    spec = importlib.util.spec_from_file_location("corpus_build", CORPUS / "build" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


corpus_build = load_build()


def squeeze(text: str) -> str:
    """Folded text without white space: Chromium writes some characters as radicals."""
    return "".join(fold_text(text).split())


def pdf_texts(path: Path) -> tuple[str, ...]:
    """The text of every page in the order of the content stream."""
    with pypdfium2.PdfDocument(path) as document:
        return tuple(
            squeeze(document[number].get_textpage().get_text_range())
            for number in range(len(document))
        )


@cache
def page_texts(name: str) -> tuple[str, ...]:
    """The text of every page; of the scan, the text it was made from."""
    if name == "scanned-survey-ja.pdf":
        text = (CORPUS / "sources" / "ja_scanned_survey.txt").read_text(encoding="utf-8")
        return tuple(squeeze(page) for page in text.split("\f"))
    return pdf_texts(CORPUS / name)


@pytest.mark.parametrize("name", PAGES)
def test_page_count_and_no_empty_page(name: str) -> None:
    texts = page_texts(name)
    assert len(texts) == PAGES[name]
    assert min(len(text) for text in texts) > 90
    assert not any("(cid:" in text or "\ufffd" in text for text in texts)


def test_reports_are_small_together() -> None:
    assert sum((CORPUS / name).stat().st_size for name in PAGES) < 6_000_000


def test_scan_is_images_only() -> None:
    assert set(pdf_texts(CORPUS / "scanned-survey-ja.pdf")) == {""}
    with pypdfium2.PdfDocument(CORPUS / "scanned-survey-ja.pdf") as document:
        assert len(document) == PAGES["scanned-survey-ja.pdf"]


def test_deck_prints_other_page_numbers_than_the_file_counts() -> None:
    with pypdfium2.PdfDocument(CORPUS / "digital-economy-deck.pdf") as document:
        labels = [document.get_page_label(number) for number in range(len(document))]
        assert labels == ["", "", *(str(number) for number in range(1, 23))]
        assert document[0].get_width() > document[0].get_height()


def test_securities_report_says_that_the_company_does_not_exist() -> None:
    texts = page_texts("securities-report-ja.pdf")
    assert squeeze("この会社は実在しません") in texts[0]
    assert all(squeeze("青嶺計測工業株式会社（架空）") in text for text in texts)
    assert sum(squeeze("（単位：百万円") in text for text in texts) >= 8


def securities_rows(header: str) -> dict[str, list[int]]:
    """The numbers of the first table of the securities report with that first header cell."""
    blocks = zh_marks.read_marks(CORPUS / "sources" / "ja_securities_report.marks")
    table = next(block for block in blocks if block.rows and block.rows[0][0] == header)
    rows = table.rows[1:]
    return {
        row[0]: [
            int(cell.replace("△", "-").replace(",", "").replace("－", "0")) for cell in row[1:]
        ]
        for row in rows
    }


def test_balance_sheet_balances_and_segments_add_up() -> None:
    assets = securities_rows("資産の部")
    claims = securities_rows("負債及び純資産の部")
    assert assets["資産合計"] == claims["負債純資産合計"]
    for year in (0, 1):
        parts = ("流動資産合計", "固定資産合計")
        assert sum(assets[part][year] for part in parts) == assets["資産合計"][year]
        parts = ("負債合計", "純資産合計")
        assert sum(claims[part][year] for part in parts) == claims["負債純資産合計"][year]
    # Japan, China, the rest of Asia, North America, Europe; their sum comes last.
    regions = next(
        block.rows
        for block in zh_marks.read_marks(CORPUS / "sources" / "ja_securities_report.marks")
        if block.rows and "その他アジア" in block.rows[0]
    )
    for row in regions[1:]:
        numbers = [int(cell.replace(",", "")) for cell in row[1:]]
        assert sum(numbers[:-1]) == numbers[-1]


def test_gold_has_the_agreed_shape() -> None:
    assert [item["id"] for item in GOLD] == [f"ja-{n:03d}" for n in range(1, len(GOLD) + 1)]
    assert len({item["question"] for item in GOLD}) == len(GOLD) >= 70
    for item in GOLD:
        assert item["type"] in TYPES
        assert item["topic"]
        assert item["answerable"] == bool(item["answers"]) == bool(item["evidence"])
        assert item["answerable"] == (item["type"] != "unanswerable")


def test_gold_is_balanced() -> None:
    languages = Counter(item["language"] for item in GOLD)
    types = Counter(item["type"] for item in GOLD)
    documents = Counter(item["evidence"][0]["doc"] for item in GOLD if item["evidence"])
    assert set(languages) == {"ja", "zh", "en"}
    assert languages["zh"] * 3 >= len(GOLD)
    assert set(types) == TYPES
    assert types["unanswerable"] >= 14
    assert set(documents) == set(PAGES)
    assert min(documents.values()) >= 10


@pytest.mark.parametrize("item", GOLD, ids=lambda item: item["id"])
def test_quotes_stand_on_their_page(item: dict[str, Any]) -> None:
    for entry in item["evidence"]:
        assert squeeze(entry["quote"]) in page_texts(entry["doc"])[entry["page"] - 1]
    if item["answerable"]:
        quotes = "".join(squeeze(entry["quote"]) for entry in item["evidence"])
        assert any(squeeze(answer) in quotes for answer in item["answers"])


def test_gold_is_the_join_of_its_parts() -> None:
    sources = sorted((CORPUS / "gold").glob("*.jsonl"))
    assert (CORPUS / "gold.jsonl").read_text(encoding="utf-8") == merge_gold.merged(sources)


def test_join_refuses_an_id_twice_and_an_unknown_key(tmp_path: Path) -> None:
    twice = tmp_path / "twice.jsonl"
    twice.write_text('{"id": "a"}\n\n{"id": "a"}\n', encoding="utf-8")
    unknown = tmp_path / "unknown.jsonl"
    unknown.write_text('{"id": "a", "colour": "red"}\n', encoding="utf-8")
    for path in (twice, unknown):
        with pytest.raises(ValueError, match="a is a duplicate or has unknown keys"):
            merge_gold.merged([path])


def test_every_report_has_one_maker() -> None:
    outputs = [output for module in corpus_build.makers() for output in module.OUTPUTS]
    assert sorted(outputs) == sorted(path.name for path in CORPUS.glob("*.pdf"))


def test_build_refuses_an_unknown_name(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"no module makes nothing\.pdf"):
        corpus_build.build(["nothing.pdf"], tmp_path)


@pytest.mark.parametrize(
    ("name", "font"), [("digital-economy-deck.pdf", NOTO), ("securities-report-ja.pdf", IPAEX)]
)
def test_report_is_what_its_source_makes(name: str, font: Path, tmp_path: Path) -> None:
    if not font.exists():
        pytest.skip(f"{font.name} is not installed")
    assert corpus_build.build([name], tmp_path) == [tmp_path / name]
    assert pdf_texts(tmp_path / name) == page_texts(name)
