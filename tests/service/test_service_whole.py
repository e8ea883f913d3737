"""The real rooms behind the verbs and routes; only the embedding model is a stand-in."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import pptx
import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index import open_collection
from service.cli import main
from service.settings import load_settings
from service.web.app import create_app

TEXT = ("半導体市場の規模は9.5兆円に達した。", "前年より12%増え、次年度も伸びる見込みである。")
CHINESE = ("新能源汽车的销量达到九百万辆。", "同比增长三成，充电设施继续扩大建设。")


class PairEmbedder:
    """A direction for each pair of characters: texts that share words have alike vectors."""

    id, revision, query_prefix, passage_prefix, dim = "test/pairs", "1", "", "", 64

    def embed_queries(self, texts: Sequence[str]) -> Any:
        rows = np.full((len(texts), self.dim), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for i in range(len(text) - 1):
                row[zlib.crc32(text[i : i + 2].encode()) % self.dim] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Any:
        return self.embed_queries(texts)

    embed_few = embed_queries


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("index.collection", "index.ingestion"):
        monkeypatch.setattr(f"{module}.make_embedder", lambda options: PairEmbedder())


def pdf_bytes(lines: Sequence[str], font: str) -> bytes:
    """A page of 400 by 300 points, the first line 100 points from its top."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 300))
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    canvas.setFont(font, 12)
    for n, line in enumerate(lines):
        canvas.drawString(40, 200 - 18 * n, line)
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "半導体.pdf").write_bytes(pdf_bytes(TEXT, "HeiseiKakuGo-W5"))
    (folder / "汽车.pdf").write_bytes(pdf_bytes(CHINESE, "STSong-Light"))
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_collection_from_the_first_file_to_the_last(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, report = run(capsys, "ingest", str(folder), "--workers", "1")
    assert (code, len(report["ingested"]), report["failed"]) == (0, 2, [])
    code, report = run(capsys, "ingest", str(folder), "--workers", "1")
    assert (len(report["ingested"]), len(report["unchanged"])) == (0, 2)
    documents = run(capsys, "list")[1]["documents"]
    assert sorted(row["language"] for row in documents) == ["ja", "zh"]
    hits = run(capsys, "search", "半導体市場の規模")[1]["hits"]
    assert hits[0]["path"].endswith("半導体.pdf")
    page = run(capsys, "show", hits[0]["doc_id"], "--page", str(hits[0]["page"]))[1]
    passage = next(p for p in page["passages"] if p["passage_id"] == hits[0]["passage_id"])
    assert page["text"][passage["char_start"] : passage["char_end"]] == hits[0]["text"]
    code, answer = run(capsys, "ask", "半導体市場の規模は?")
    assert code == (0 if answer["answerable"] else 3)
    for citation in answer["citations"]:
        text = run(capsys, "show", citation["doc_id"], "--page", str(citation["page"]))[1]["text"]
        assert text[citation["char_start"] : citation["char_end"]] == citation["quote"]
    assert run(capsys, "topics")[1]["topics"]
    code, report = run(capsys, "doctor")
    assert (code, report["ok"]) == (0, True), report
    for row in documents:
        assert run(capsys, "rm", row["doc_id"])[0] == 0
    assert run(capsys, "list")[1] == {"documents": []}


def test_the_catalogue_says_whence_a_document_came(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "ingest", str(folder), "--workers", "1")
    with open_collection(load_settings().collection_options()) as collection:
        passages = collection.passages()
        assert {passage.language for passage in passages} == {"ja", "zh"}
        for passage in passages:
            (path,) = collection.source_paths(passage.doc_id)
            assert path.samefile(folder / Path(passage.path).name)
        assert collection.source_paths("none") == []


def test_an_uploaded_pdf_is_found_quoted_and_shown_where_it_stands() -> None:
    client = create_app(load_settings({"workers": 1})).test_client()
    data = {"file": (io.BytesIO(pdf_bytes(TEXT, "HeiseiKakuGo-W5")), "半導体 報告.pdf")}
    response = client.post("/api/v1/documents", data=data)
    assert response.status_code == 201, response.text
    document = response.get_json()
    assert document["path"] == "半導体 報告.pdf"
    hit = client.post("/api/v1/search", json={"query": "半導体市場"}).get_json()["hits"][0]
    x0, top, x1, bottom = hit["rects"][0]
    assert (x0, bottom) == (pytest.approx(40, abs=3), pytest.approx(100, abs=8))
    page = f"/documents/{document['doc_id']}/pages/1"
    image = client.get(f"/api/v1{page}/image.png?highlight={x0},{top},{x1},{bottom}")
    assert image.data.startswith(b"\x89PNG")
    assert "overlay" in client.get(f"{page}?start=0&end=5").text
    assert client.delete(f"/api/v1/documents/{document['doc_id']}").status_code == 200
    assert client.get("/api/v1/documents").get_json() == {"documents": []}
    assert client.get(f"/api/v1{page}").status_code == 404


def office_bytes(kind: str) -> bytes:
    """A file with TEXT as a Word document, a presentation or a workbook."""
    buffer = io.BytesIO()
    if kind == "docx":
        document = docx.Document()
        for line in TEXT:
            document.add_paragraph(line)
        document.save(buffer)
    elif kind == "pptx":
        presentation = pptx.Presentation()
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = TEXT
        presentation.save(buffer)
    else:
        workbook = openpyxl.Workbook()
        for line in TEXT:
            workbook.active.append([line])
        workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_an_uploaded_office_file_is_found_and_quoted(kind: str) -> None:
    client = create_app(load_settings({"workers": 1})).test_client()
    assert f".{kind}," in client.get("/documents").text
    data = {"file": (io.BytesIO(office_bytes(kind)), f"半導体.{kind}")}
    response = client.post("/api/v1/documents", data=data)
    assert response.status_code == 201, response.text
    hit = client.post("/api/v1/search", json={"query": "半導体市場"}).get_json()["hits"][0]
    page = client.get(f"/api/v1/documents/{hit['doc_id']}/pages/1").get_json()
    (passage,) = [p for p in page["passages"] if p["passage_id"] == hit["passage_id"]]
    assert page["text"][passage["char_start"] : passage["char_end"]] == hit["text"]
    assert TEXT[0] in hit["text"]
    assert client.get(f"/documents/{hit['doc_id']}/pages/1?start=0&end=5").status_code == 200


def test_an_old_office_file_is_refused_with_what_to_do() -> None:
    client = create_app(load_settings({"workers": 1})).test_client()
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
    response = client.post("/api/v1/documents", data={"file": (io.BytesIO(old), "古い.doc")})
    error = response.get_json()["error"]
    assert (response.status_code, error["code"], error["path"]) == (
        422,
        "file_unsupported",
        "古い.doc",
    )
    assert ".docx" in error["hint"]


def test_a_page_is_shown_in_words_and_as_a_picture(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "ingest", str(folder))
    picture = folder.parent / "page.png"
    shown = ("show", "半導体.pdf", "--page", "1", "--image")
    assert main([*shown, str(picture)]) == 0
    out = capsys.readouterr().out
    assert "text quality: no issues" in out
    assert "in reading order" in out
    assert "passages: " in out
    with Image.open(picture) as image:
        assert image.format == "PNG"
        assert image.width == 1400 + 190
    assert main([*shown, str(folder / "none" / "page.png")]) == 2
    assert "the picture cannot be written" in capsys.readouterr().err
    assert main(["show", "半導体.pdf", "--image", str(picture)]) == 2
    assert "name it with --page N" in capsys.readouterr().err
