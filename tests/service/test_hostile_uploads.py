"""Files made to do harm, uploaded to a running service: each is reported with what to do, the good
one beside them is answered from, and the service lives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from service_fakes import TEXT_JA

sys.path.append(str(Path(__file__).parents[1] / "ingest" / "hostile"))

from hostile_pdfs import (
    ENDLESS,
    ENDLESSLY,
    FONT,
    GOOD,
    between_good_ones,
    packed,
    pages,
    pdf,
    stream,
)

from ingest.workers.limits import can_limit_memory

ROOT = Path(__file__).parents[2]
CIRCLE = pdf(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R 2 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 595 842] "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        stream(GOOD),
        FONT,
    ]
)


class Service:
    """A service in a process of its own, as a person starts it."""

    def __init__(self, folder: Path) -> None:
        (folder / "temporary").mkdir()
        self.temporary = folder / "temporary"
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.temporary),
            "SHUTTEN_DATA": str(folder / "data"),
            "SHUTTEN_WORKERS": "1",
            "SHUTTEN_PAGE_TIMEOUT_S": "3",
            "SHUTTEN_WORKER_MEMORY_MB": "400",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]

    def call(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, bytes]:
        headers = {"Content-Type": kind} if kind else {}
        request = urllib.request.Request(self.url + "api/v1/" + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def upload(self, name: str, data: bytes) -> tuple[int, dict[str, Any]]:
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + b"\r\n--x--\r\n"
        status, answer = self.call("documents", body, "multipart/form-data; boundary=x")
        return status, json.loads(answer)

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.process.kill()
            service.process.communicate()


@pytest.mark.model
@pytest.mark.skipif(not can_limit_memory(), reason="this system does not count memory")
def test_hostile_uploads_are_reported_and_the_good_file_is_answered_from(service: Service) -> None:
    refused = {
        "空.pdf": (b"", "file_empty", "get it again"),
        "壊れ.pdf": (b"%PDF-1.7 nothing", "file_damaged", "get it again"),
        "乱数.pdf": (bytes(range(256)) * 40, "file_unsupported", "PDF, Word"),
        "無限.pdf": (pages([ENDLESS] * 2, **ENDLESSLY), "file_damaged", "print it to a new PDF"),
    }
    for name, (data, code, hint) in refused.items():
        status, answer = service.upload(name, data)
        assert status == 422, (name, answer)
        error = answer["error"]
        assert (error["code"], error["path"]) == (code, name)
        assert hint in error["hint"] or hint in error["message"], answer

    assert service.upload("報告.txt", TEXT_JA.encode())[0] == 201
    taken = {
        "爆弾.pdf": (between_good_ones(packed(GOOD * 6_000_000, 2)), "worker_memory_mb"),
        "止まる.pdf": (between_good_ones(ENDLESS, **ENDLESSLY), "raise page_timeout_s"),
        "輪.pdf": (CIRCLE, ""),
        "拡張子違い.pdf": ("市場の概況を述べる文章です。".encode(), "is plain text"),
    }
    documents = {}
    for name, (data, warning) in taken.items():
        status, answer = service.upload(name, data)
        assert status == 201, (name, answer)
        assert warning in " ".join(answer["warnings"]), answer
        documents[name] = answer["doc_id"]

    image = "documents/{}/pages/{}/image.png"
    assert service.call(image.format(documents["止まる.pdf"], 1))[1].startswith(b"\x89PNG")
    status, answer_bytes = service.call(image.format(documents["止まる.pdf"], 2))
    error = json.loads(answer_bytes)["error"]
    assert (status, error["code"], error["path"]) == (422, "file_over_limit", "止まる.pdf")
    assert "drawing the page took more than 3 s" in error["message"]

    question = json.dumps({"question": "半導体市場の規模はどのくらいですか。"}).encode()
    status, answer_bytes = service.call("ask", question, "application/json")
    said = json.loads(answer_bytes)
    assert (status, said["answerable"]) == (200, True), said
    assert {c["path"] for c in said["citations"]} == {"報告.txt"}
    assert json.loads(service.call("health")[1])["documents"] == 5
    assert service.stop()[0] == 0
    assert list(service.temporary.glob("shutten-*")) == []
