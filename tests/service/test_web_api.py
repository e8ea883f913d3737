"""The HTTP API: the objects of the command line, and one error shape everywhere."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from service_fakes import TEXT_JA, FakeIndex
from werkzeug.test import TestResponse

from service.settings import load_settings
from service.web.app import create_app

pytestmark = pytest.mark.usefixtures("fake_index")


@pytest.fixture
def client() -> FlaskClient:
    return create_app(load_settings({"max_upload_mb": 1})).test_client()


def assert_error(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The one error shape, with nothing left out or added."""
    assert response.status_code == status
    assert response.mimetype == "application/json"
    body = response.get_json()
    assert list(body) == ["error"]
    assert set(body["error"]) == {"code", "message", "path", "page", "hint"}
    assert body["error"]["code"] == code
    assert body["error"]["message"]
    error: dict[str, Any] = body["error"]
    return error


def upload(client: FlaskClient, name: str, data: bytes) -> TestResponse:
    return client.post("/api/v1/documents", data={"file": (io.BytesIO(data), name)})


def test_ask_answers_with_the_contract(client: FlaskClient) -> None:
    body = client.post("/api/v1/ask", json={"question": "市場の規模は?"}).get_json()
    assert list(body) == [
        "question", "language", "answerable", "answer", "sentences", "citations",
        "confidence", "timings_ms",
    ]  # fmt: skip
    assert body["answer"] == "9.5兆円"
    assert body["confidence"] == 0.8765
    citation = body["citations"][0]
    assert list(citation) == [
        "n", "doc_id", "title", "path", "page", "page_label", "rects", "page_size", "quote",
        "char_start", "char_end", "score", "language", "verified",
    ]  # fmt: skip
    assert citation["quote"] == TEXT_JA[citation["char_start"] : citation["char_end"]]
    assert citation["page_size"] == [400.0, 300.0]
    assert body["sentences"] == [{"text": citation["quote"], "citations": [1]}]


def test_ask_without_an_answer_lists_the_nearest(client: FlaskClient) -> None:
    body = client.post("/api/v1/ask", json={"question": "宇宙の規模は?"}).get_json()
    assert (body["answerable"], body["answer"], body["sentences"]) == (False, None, [])
    assert body["citations"]


def test_a_follow_up_is_answered_as_it_was_resolved(client: FlaskClient) -> None:
    history = [{"question": "2020年の日本の市場の規模は?", "answer": "9.5兆円"}]
    body = client.post(
        "/api/v1/ask", json={"question": "では中国は？", "history": history}
    ).get_json()
    assert body["question"] == "では中国は？"
    assert body["resolved_question"] == "2020年の中国の市場の規模は?"
    alone = client.post("/api/v1/ask", json={"question": "市場の規模は?", "history": []})
    assert "resolved_question" not in alone.get_json()


def test_search_answers_with_the_contract(client: FlaskClient, fake_index: FakeIndex) -> None:
    given = {"query": "市場", "top_k": 3, "language": "ja", "doc": "chips.pdf"}
    body = client.post("/api/v1/search", json=given).get_json()
    assert list(body) == ["query", "language", "hits"]
    assert list(body["hits"][0]) == [
        "rank", "score", "passage_id", "doc_id", "title", "path", "page", "page_label", "rects",
        "text", "language", "kind", "matched",
    ]  # fmt: skip
    assert fake_index.opened[-1].searches == [{"top_k": 3, "language": "ja", "doc_id": "a" * 16}]


def test_documents_and_pages(client: FlaskClient) -> None:
    rows = client.get("/api/v1/documents").get_json()["documents"]
    assert [list(row) for row in rows] == [
        ["doc_id", "title", "path", "language", "pages", "passages"]
    ] * 2
    doc = client.get(f"/api/v1/documents/{rows[0]['doc_id']}").get_json()
    assert (doc["title"], doc["format"]) == ("半導体白書", "pdf")
    page = client.get(f"/api/v1/documents/{rows[0]['doc_id']}/pages/1").get_json()
    assert list(page) == [
        "page", "page_label", "size", "text", "quality", "blocks", "tables", "links", "passages",
    ]  # fmt: skip
    assert (page["page_label"], page["text"]) == ("iii", TEXT_JA)
    assert page["blocks"][1] == {"kind": "page_number", "rect": None, "text": "- 3 -"}
    (table,) = page["tables"]
    assert table["rect"] == [1.0, 2.0, 3.0, 4.0]
    assert table["rows"] == [["項目", "額"]]
    assert [cell["cell_id"] for cell in table["cells"]] == ["p3t1r1c1", "p3t1r1c2"]
    assert table["markdown"].startswith("| ")
    assert table["html"].startswith("<table")
    assert list(page["passages"][0]) == ["passage_id", "kind", "char_start", "char_end", "rects"]


def test_health_settings_and_topics(client: FlaskClient, fake_index: FakeIndex) -> None:
    assert client.get("/api/v1/health").get_json() == {
        "ok": True, "documents": 2, "passages": 2, "model": "bundled",
    }  # fmt: skip
    names = [row["name"] for row in client.get("/api/v1/settings").get_json()["settings"]]
    assert names[0] == "data"
    assert client.get("/api/v1/topics").get_json()["topics"]
    fake_index.pages = []
    client = create_app(load_settings()).test_client()
    assert client.get("/api/v1/health").get_json()["documents"] == 0
    assert client.get("/api/v1/documents").get_json() == {"documents": []}
    assert_error(client.post("/api/v1/ask", json={"question": "?"}), 409, "collection_empty")


def test_an_upload_is_ingested_once_and_kept(client: FlaskClient, tmp_path: Path) -> None:
    first = upload(client, "報告 書.txt", "text:新しい文書。".encode())
    assert first.status_code == 201
    assert first.get_json()["title"] == "報告 書"
    assert (tmp_path / "data" / "uploads" / "報告 書.txt").is_file()
    again = upload(client, "別名.txt", "text:新しい文書。".encode())
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert [p.name for p in (tmp_path / "data" / "uploads").iterdir()] == ["報告 書.txt"]


def test_uploads_never_take_all_threads(fake_index: FakeIndex) -> None:
    app = create_app(load_settings({"server_threads": 2}))
    client = app.test_client()
    with app.extensions["shutten"].writing():
        assert_error(upload(client, "a.txt", b"text:one"), 503, "collection_locked")
        assert client.get("/api/v1/health").status_code == 200
    assert upload(client, "a.txt", b"text:one").status_code == 201


def test_another_file_of_the_same_name_stands_beside_it(
    client: FlaskClient, tmp_path: Path
) -> None:
    upload(client, "a.txt", b"text:one")
    upload(client, "a.txt", b"text:two")
    names = sorted(p.name for p in (tmp_path / "data" / "uploads").iterdir())
    assert names == ["a-2.txt", "a.txt"]


def test_a_failed_upload_leaves_nothing(client: FlaskClient, tmp_path: Path) -> None:
    error = assert_error(upload(client, "壊れた.pdf", b"%PDF-nothing"), 422, "file_damaged")
    assert error["path"] == "壊れた.pdf"
    assert list((tmp_path / "data" / "uploads").iterdir()) == []


def test_removing_an_uploaded_document_removes_its_file(
    client: FlaskClient, tmp_path: Path
) -> None:
    doc_id = upload(client, "a.txt", b"text:one").get_json()["doc_id"]
    assert client.delete(f"/api/v1/documents/{doc_id}").get_json()["removed"]["path"] == "a.txt"
    assert list((tmp_path / "data" / "uploads").iterdir()) == []
    assert_error(client.get(f"/api/v1/documents/{doc_id}"), 404, "not_found")


def test_removing_leaves_other_files_alone(
    client: FlaskClient, fake_index: FakeIndex, tmp_path: Path
) -> None:
    report = tmp_path / "chips.pdf"
    report.write_bytes(b"mine")
    fake_index.sources["a" * 16] = report
    assert client.delete(f"/api/v1/documents/{'a' * 16}").status_code == 200
    assert report.exists()


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "..\\..\\evil.txt", "/etc/passwd", "C:\\evil.txt", "...", "\0"]
)
def test_an_upload_stays_in_its_directory(client: FlaskClient, name: str, tmp_path: Path) -> None:
    before = {p for p in tmp_path.rglob("*") if "data" not in p.parts}
    response = upload(client, name, f"text:{name}".encode())
    assert response.status_code in (201, 400)
    assert {p for p in tmp_path.rglob("*") if "data" not in p.parts} == before
    uploads = tmp_path / "data" / "uploads"
    for path in (tmp_path / "data").rglob("*.txt"):
        assert path.parent == uploads


FAULTS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/api/v1/nowhere", {}, 404, "not_found"),
    ("GET", "/nowhere", {}, 404, "not_found"),
    ("GET", "/api/v1/ask", {}, 405, "method_not_allowed"),
    ("DELETE", "/api/v1/health", {}, 405, "method_not_allowed"),
    ("POST", "/api/v1/ask", {"data": "question=1"}, 415, "unsupported_media_type"),
    ("POST", "/api/v1/ask", {"data": b"{", "content_type": "application/json"}, 400, "bad_request"),
    ("POST", "/api/v1/ask", {"json": []}, 400, "bad_request"),
    ("POST", "/api/v1/ask", {"json": {}}, 400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": 3}}, 400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": " "}}, 400, "bad_question"),
    ("POST", "/api/v1/ask", {"json": {"question": "x" * 2001}}, 400, "bad_question"),
    ("POST", "/api/v1/ask", {"json": {"question": "a\0"}}, 400, "bad_question"),
    ("POST", "/api/v1/ask", {"data": b'{"question": "\\ud800"}',
     "content_type": "application/json"}, 400, "bad_question"),
    ("POST", "/api/v1/ask", {"json": {"question": "a", "querry": 1}}, 400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": "市", "history": "x"}}, 400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": "市", "history": ["x"]}}, 400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": "市", "history": [{}]}}, 400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": "市", "history": [{"question": "a", "b": 1}]}},
     400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": "市", "history": [{"question": "a",
     "answer": 1}]}}, 400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": "市", "history": [{"question": " "}]}},
     400, "bad_question"),
    ("POST", "/api/v1/ask", {"json": {"question": "市", "history": [{"question": "a"}] * 101}},
     400, "usage"),
    ("POST", "/api/v1/ask", {"json": {"question": "boom"}}, 500, "internal"),
    ("POST", "/api/v1/ask", {"json": {"question": "市", "doc": "no"}}, 404, "not_found"),
    ("POST", "/api/v1/ask", {"json": {"question": "x" * 1_100_000}}, 413, "too_large"),
    ("POST", "/api/v1/search", {"json": {"query": "a", "top_k": 0}}, 400, "usage"),
    ("POST", "/api/v1/search", {"json": {"query": "a", "top_k": True}}, 400, "usage"),
    ("POST", "/api/v1/search", {"json": {"query": "a", "top_k": 1e300}}, 400, "usage"),
    ("POST", "/api/v1/search", {"json": {"query": "a", "language": "fr"}}, 400, "usage"),
    ("POST", "/api/v1/documents", {"json": {}}, 415, "unsupported_media_type"),
    ("POST", "/api/v1/documents", {"data": {"other": "x"},
     "content_type": "multipart/form-data"}, 400, "usage"),
    ("POST", "/api/v1/documents", {"data": {"file": (io.BytesIO(b"x"), "")}}, 400, "usage"),
    ("POST", "/api/v1/documents", {"data": b"x" * 2**21,
     "content_type": "multipart/form-data; boundary=b"}, 413, "too_large"),
    ("GET", "/api/v1/documents/none", {}, 404, "not_found"),
    ("DELETE", "/api/v1/documents/none", {}, 404, "not_found"),
    ("GET", f"/api/v1/documents/{'a' * 16}/pages/0", {}, 404, "not_found"),
    ("GET", f"/api/v1/documents/{'a' * 16}/pages/x", {}, 404, "not_found"),
    ("GET", f"/api/v1/documents/{'a' * 16}/pages/9", {}, 404, "not_found"),
    ("GET", f"/api/v1/documents/{'a' * 16}/pages/1/image.png", {}, 404, "not_found"),
    ("GET", f"/api/v1/documents/{'a' * 16}/pages/1/image.png?highlight=1,2", {}, 400, "usage"),
    ("GET", "/api/v1/health", {"headers": {"Host": "evil.example"}}, 421, "wrong_host"),
    ("POST", "/api/v1/ask", {"json": {"question": "a"},
     "headers": {"Origin": "https://evil.example"}}, 403, "forbidden"),
    ("DELETE", f"/api/v1/documents/{'a' * 16}", {"headers": {"Sec-Fetch-Site": "cross-site"}},
     403, "forbidden"),
    ("GET", "/documents/none/pages/1", {}, 404, "not_found"),
    ("POST", "/documents/none/remove", {}, 404, "not_found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "more", "status", "code"), FAULTS)
def test_every_failure_has_the_one_shape(
    client: FlaskClient, method: str, path: str, more: dict[str, Any], status: int, code: str
) -> None:
    headers = {"Accept": "application/json", **more.get("headers", {})}
    response = client.open(path, method=method, **{**more, "headers": headers})
    assert_error(response, status, code)


def test_every_route_refuses_other_methods_in_the_one_shape(client: FlaskClient) -> None:
    for rule in client.application.url_map.iter_rules():
        path = rule.rule.replace("<doc_id>", "a").replace("<int:number>", "1")
        path = path.replace("<path:filename>", "app.js")
        response = client.open(path, method="PATCH", headers={"Accept": "application/json"})
        assert_error(response, 405, "method_not_allowed")
        assert response.headers["Allow"]


def test_an_internal_error_tells_nothing_of_the_inside(client: FlaskClient) -> None:
    response = client.post("/api/v1/ask", json={"question": "boom"})
    assert "boom" not in json.dumps(response.get_json())
    assert "Traceback" not in response.text


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    for path in ("/", "/api/v1/health", "/nowhere", "/static/style.css"):
        response = client.get(path)
        response.close()
        headers = response.headers
        assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("settings", "host", "status"),
    [
        ({}, "localhost:8000", 200),
        ({}, "127.0.0.1", 200),
        ({}, "[::1]:8000", 200),
        ({}, "[::1", 421),
        ({}, "192.168.0.7", 421),
        ({"host": "0.0.0.0"}, "reports.example", 200),
        ({"host": "localhost", "allowed_hosts": "reports.example"}, "reports.example:80", 200),
        ({"allowed_hosts": "reports.example"}, "localhost", 421),
        ({"allowed_hosts": "*"}, "anything", 200),
    ],
)
def test_the_host_header_is_checked(settings: dict[str, str], host: str, status: int) -> None:
    client = create_app(load_settings(settings)).test_client()
    assert client.get("/api/v1/health", headers={"Host": host}).status_code == status


def test_a_request_of_the_own_page_is_no_foreign_one(client: FlaskClient) -> None:
    for headers in ({"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}):
        body = {"question": "市場"}
        assert client.post("/api/v1/ask", json=body, headers=headers).status_code == 200
