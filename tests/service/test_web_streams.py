"""Answers as they come: server-sent events, and the chat completions protocol."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import openai
import pytest
from flask.testing import FlaskClient
from llm_pages import embed
from llm_server import Endpoint, chunk, never_stops, says, serving, silent
from service_fakes import FakeCollection, FakeIndex
from waitress.server import create_server
from werkzeug.test import TestResponse

from service.settings import Settings, load_settings
from service.web.app import create_app

pytestmark = pytest.mark.usefixtures("fake_index")

QUESTION = "半導体市場の規模は?"
TRUE = "半導体市場の規模は9.5兆円に達した。[1]前年より12%増えた。[1]"


@pytest.fixture(autouse=True)
def _vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeCollection, "embed_passages", lambda _, t: embed(t), raising=False)


@pytest.fixture
def client() -> FlaskClient:
    return create_app(load_settings()).test_client()


def with_model(server: Endpoint, **more: Any) -> Settings:
    return load_settings(
        {"llm_base_url": server.url, "llm_model": "m", "llm_retries": 0, "llm_timeout_s": 5, **more}
    )


def events(response: TestResponse) -> list[tuple[str, Any]]:
    """The names and objects of the events, each of which must be well formed."""
    assert response.status_code == 200
    assert response.mimetype == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
    found = []
    for frame in response.get_data(as_text=True).split("\n\n")[:-1]:
        name, data = frame.split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        found.append((name[7:], json.loads(data[6:])))
    return found


def stream(client: FlaskClient, **body: Any) -> TestResponse:
    return client.post("/api/v1/ask", json={"question": QUESTION, "stream": True, **body})


def chat(client: FlaskClient, *messages: tuple[str, Any], **more: Any) -> TestResponse:
    sent = [{"role": role, "content": content} for role, content in messages]
    return client.post("/v1/chat/completions", json={"model": "x", "messages": sent, **more})


# --- /api/v1/ask ---


def test_the_last_event_is_the_whole_answer(client: FlaskClient) -> None:
    found = events(stream(client))
    whole = client.post("/api/v1/ask", json={"question": QUESTION}).get_json()
    assert [found[0][0], found[1][0], found[-1][0]] == ["question", "sentence", "answer"]
    assert found[0][1] == {"question": QUESTION, "resolved_question": QUESTION}
    assert found[-1][1] == whole
    for (_, said), sentence in zip(found[1:-1], whole["sentences"], strict=True):
        assert {"text": said["text"], "citations": said["citations"]} == sentence
        assert said["new_citations"][0] in whole["citations"]


def test_only_proved_sentences_of_a_model_are_streamed() -> None:
    false = "半導体市場の規模は8兆円に減少した。[1]"
    with serving(says(false + TRUE + false)) as server:
        client = create_app(with_model(server)).test_client()
        response = stream(client)
        found = events(response)
    assert "8\\u5146" not in response.get_data(as_text=True)
    assert [name for name, _ in found] == ["question", "sentence", "sentence", "answer"]
    answer = found[-1][1]
    assert (answer["answered_by"], answer["answerable"]) == ("llm", True)
    assert answer["answer"] == "半導体市場の規模は9.5兆円に達した。前年より12%増えた。"
    assert answer["note"] == "2 sentences of the language model could not be verified; left out"


def test_a_model_that_fails_in_the_middle_is_withdrawn() -> None:
    with serving(silent(chunk(TRUE))) as server:
        client = create_app(with_model(server, llm_timeout_s=0.3)).test_client()
        found = events(stream(client))
    names = [name for name, _ in found]
    assert names[:4] == ["question", "sentence", "withdrawn", "sentence"]
    assert names[-1] == "answer"
    assert found[2][1]["note"] == found[-1][1]["note"]
    assert found[-1][1]["answered_by"] == "extractive"


def test_what_cannot_be_asked_has_its_status_also_when_streaming(
    client: FlaskClient, fake_index: FakeIndex
) -> None:
    assert stream(client, question=" ").status_code == 400
    assert stream(client, doc="none").status_code == 404
    assert stream(client, stream="yes").status_code == 400
    assert chat(client, ("user", " "), stream=True).status_code == 400
    fake_index.pages = []
    empty = create_app(load_settings()).test_client()
    assert stream(empty).status_code == 409
    assert chat(empty, ("user", "x"), stream=True).status_code == 409


def test_an_error_in_the_middle_ends_the_stream(client: FlaskClient) -> None:
    assert events(stream(client, question="boom"))[-1] == (
        "error",
        {
            "error": {
                "code": "internal",
                "message": "something went wrong in the server",
                "path": None,
                "page": None,
                "hint": "its log says what",
            }
        },
    )
    assert events(stream(client, question="bad one"))[-1][1]["error"]["code"] == "bad_question"
    last = chat(client, ("user", "boom"), stream=True).get_data(as_text=True)
    assert '"code": "internal"' in last


def test_a_client_that_goes_away_ends_the_model_and_gives_the_collection_back(
    fake_index: FakeIndex,
) -> None:
    with serving(never_stops(chunk(TRUE))) as server:
        app = create_app(with_model(server, max_sentences=20))
        response = stream(app.test_client())
        frames = response.iter_encoded()
        assert b"event: sentence" in next(frame for frame in frames if b"sentence" in frame)
        response.close()
        app.extensions["shutten"].close()
        assert fake_index.opened[-1].closed == 1
        deadline = time.monotonic() + 5
        while any(thread.name == "shutten-llm" for thread in threading.enumerate()):
            assert time.monotonic() < deadline
            time.sleep(0.02)


# --- /v1 ---


def test_a_chat_completion_holds_answer_sources_and_citations(client: FlaskClient) -> None:
    body = chat(client, ("system", "Be brief."), ("user", QUESTION), temperature=0.2).get_json()
    assert (body["object"], body["model"]) == ("chat.completion", "shutten")
    (choice,) = body["choices"]
    assert choice["finish_reason"] == "stop"
    text = choice["message"]["content"]
    assert text.startswith("**9.5兆円**\n\n半導体市場の規模は9.5兆円に達した。[1]")
    assert (
        "出典\n[1] 半導体白書, 1ページ（印刷上はiii）: “半導体市場の規模は9.5兆円に達した。”"
        in text
    )
    assert body["citations"] == body["shutten"]["citations"]
    assert body["citations"][0]["verified"]


def test_a_chat_is_a_conversation(client: FlaskClient) -> None:
    body = chat(
        client,
        ("user", "2020年の日本の市場の規模は?"),
        ("assistant", "9.5兆円です。[1]"),
        ("user", [{"type": "text", "text": "では中国は？"}]),
    ).get_json()
    assert body["shutten"]["resolved_question"] == "2020年の中国の市場の規模は?"
    assert (
        "「2020年の中国の市場の規模は?」として検索しました"
        in body["choices"][0]["message"]["content"]
    )


def test_what_was_pasted_earlier_is_passed_over(client: FlaskClient) -> None:
    asked = ("user", "2020年の日本の市場の規模は?")
    body = chat(client, asked, ("user", "長" * 5000), ("user", " "), ("user", "では中国は？"))
    assert body.get_json()["shutten"]["resolved_question"] == "2020年の中国の市場の規模は?"


def test_without_an_answer_the_message_says_so(client: FlaskClient) -> None:
    text = chat(client, ("user", "宇宙の規模は?")).get_json()["choices"][0]["message"]["content"]
    assert text.startswith("手元の文書には答えがありません\n\n近い箇所\n[1] ")


@pytest.mark.parametrize(
    "messages",
    [
        None, [], "x", ["x"], [{"content": "x"}], [{"role": "user"}],
        [{"role": "user", "content": [{"type": "image_url"}]}],
        [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}],
        [{"role": "system", "content": "x"}],
    ],
)  # fmt: skip
def test_messages_that_ask_nothing_are_refused(client: FlaskClient, messages: Any) -> None:
    response = client.post("/v1/chat/completions", json={"messages": messages})
    assert response.status_code == 400
    assert response.get_json()["error"]["code"] == "usage"


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The address of the real server."""
    app = create_app(settings)
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=4)
    stopping = threading.Event()

    def run() -> None:
        while not stopping.is_set():
            server.asyncore.loop(timeout=0.05, map=server._map, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        stopping.set()
        thread.join()
        server.asyncore.close_all(server._map)
        app.extensions["shutten"].close()


def test_the_official_client_talks_to_shutten() -> None:
    with (
        served(load_settings()) as address,
        openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client,
    ):
        assert [model.id for model in client.models.list()] == ["shutten"]
        asked: Any = [{"role": "user", "content": QUESTION}]
        whole = client.chat.completions.create(model="shutten", messages=asked)
        content = whole.choices[0].message.content
        assert content
        with client.chat.completions.create(model="shutten", messages=asked, stream=True) as chunks:
            received = list(chunks)
        assert "".join(c.choices[0].delta.content or "" for c in received) == content
        assert received[-1].choices[0].finish_reason == "stop"
        assert received[-1].citations == whole.citations  # type: ignore[attr-defined]
        with pytest.raises(openai.BadRequestError, match="messages"):
            client.chat.completions.create(model="shutten", messages=[])


def test_sentences_arrive_while_the_model_is_still_writing() -> None:
    with (
        serving(silent(chunk(TRUE))) as server,
        served(with_model(server, llm_timeout_s=30)) as address,
        httpx2.stream(
            "POST",
            f"{address}/api/v1/ask",
            json={"question": QUESTION, "stream": True},
            timeout=10,
        ) as answer,
    ):
        lines = answer.iter_lines()
        head = [next(lines) for _ in range(5)]
        server.closing.set()  # only now may the model end
        rest = "\n".join(lines)
    assert head[0] == "event: question"
    assert head[3] == "event: sentence"
    assert "event: answer" in rest


def test_a_chat_streams_a_model_s_sentences_and_then_their_sources() -> None:
    with serving(says(TRUE)) as server:
        client = create_app(with_model(server)).test_client()
        streamed = chat(client, ("user", QUESTION), stream=True).get_data(as_text=True)
        whole = chat(client, ("user", QUESTION)).get_json()
    frames = [json.loads(f[6:]) for f in streamed.split("\n\n")[:-2]]
    text = "".join(f["choices"][0]["delta"].get("content", "") for f in frames)
    assert text == whole["choices"][0]["message"]["content"]
    assert text.startswith(
        "半導体市場の規模は9.5兆円に達した。[1]\n前年より12%増えた。[2]\n\n出典\n"
    )
    assert streamed.endswith("data: [DONE]\n\n")
    with serving(silent(chunk(TRUE))) as server:
        client = create_app(with_model(server, llm_timeout_s=0.3)).test_client()
        streamed = chat(client, ("user", QUESTION), stream=True).get_data(as_text=True)
    assert "said nothing for 0.3 seconds" in streamed
    assert "9.5\\u5146\\u5186**" in streamed
