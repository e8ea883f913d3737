"""A language model's endpoint that fails, is slow or is not there: never trusted, always told."""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, cast

import pytest
from llm_asking import KEY, OPTIONS, QUESTION, TRUE, asked, options
from llm_pages import LlmPages
from llm_server import (
    Behaviour,
    chunk,
    hangs_up,
    never_stops,
    says,
    sends,
    serving,
    silent,
    slow_head,
    status,
)

from index import Collection
from ingest.errors import LanguageModelError, SettingsError
from service.answering.asking import Reply, Said, Withdrawn, ask, ask_events
from service.answering.llm import LlmOptions
from service.answering.llm.client import stream_text

FAILURES: list[tuple[str, Callable[[], Behaviour], dict[str, Any], str]] = [
    ("401", lambda: status(401), {}, "status 401"),
    ("404", lambda: status(404), {}, "status 404"),
    ("429", lambda: status(429), {"retries": 1}, "status 429"),
    ("500", lambda: status(500), {"retries": 1}, "status 500"),
    ("hangs up", hangs_up, {}, "cannot be reached"),
    ("slow", silent, {"timeout_s": 0.3}, "said nothing for 0.3 seconds"),
    ("slow in the middle", lambda: silent(chunk("デジ")), {"timeout_s": 0.3}, "said nothing"),
    ("slow head", slow_head, {"total_s": 0.5}, "more than 0.5 seconds"),
    ("endless text", lambda: never_stops(chunk("あ" * 50), 0.0005), {"max_tokens": 50},
     "llm_max_tokens"),
    ("endless comments", lambda: never_stops(": ping\n\n"), {"total_s": 0.5}, "more than 0.5"),
    ("endless thoughts", lambda: never_stops(chunk("<think>")), {"total_s": 0.5}, "more than 0.5"),
    ("garbage", lambda: sends("data: {not json\n\n"), {}, "cannot be read"),
    ("wrong shape", lambda: sends('data: {"choices": [{"delta": 3}]}\n\ndata: [1]\n\n'), {}, ""),
    ("no shape", lambda: sends("data: null\n\ndata: 3\n\n"), {}, ""),
    ("a web page", lambda: sends("<html>hello</html>", "text/html"), {}, "could be verified"),
    ("one object", lambda: sends('{"choices": []}', "application/json"), {}, "could be verified"),
    ("bytes", lambda: sends("\x00\udcff".encode("utf-8", "replace").decode()), {}, "could be"),
    ("an error event", lambda: sends('data: {"error": {"message": "x"}}\n\n'), {}, ""),
    ("empty", lambda: says(""), {}, "could be verified"),
    ("refuses", lambda: says("申し訳ありませんが、お答えできません。"), {}, "could be verified"),
    ("declines", lambda: says("NO_ANSWER"), {}, "found no answer"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make", "changes", "note"), FAILURES, ids=[f[0] for f in FAILURES]
)
def test_when_the_endpoint_fails_the_documents_answer(
    name: str, make: Callable[[], Behaviour], changes: dict[str, Any], note: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    started = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        reply = asked(make(), **changes)
    assert time.monotonic() - started < 6
    assert reply.answered_by == "extractive"
    assert reply.answer.answerable
    assert reply.answer.answer == "2021年9月1日"
    assert reply.answer.sentences[0].text == "デジタル庁は2021年9月1日に設置された。"
    assert reply.note is not None
    assert note in reply.note
    assert KEY not in reply.note
    assert KEY not in caplog.text


def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    llm = LlmOptions(f"http://127.0.0.1:{port}/v1", "m", retries=0)
    reply = ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=llm)
    assert reply.answered_by == "extractive"
    assert reply.note is not None
    assert "cannot be reached" in reply.note


@pytest.mark.parametrize("bad", [status(429, Retry_After="0"), status(503), hangs_up()])
def test_an_attempt_that_failed_is_made_again(bad: Behaviour) -> None:
    with serving(bad, says(TRUE)) as server:
        reply = ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=options(server, retries=2))
        assert len(server.requests) == 2
    assert reply.answered_by == "llm"


def test_a_model_that_refuses_limits_is_asked_without_them() -> None:
    with serving(status(400), says(TRUE)) as server:
        reply = ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=options(server))
        first, second = (set(request["body"]) for request in server.requests)
    assert reply.answered_by == "llm"
    assert first - second == {"temperature", "max_tokens"}
    with serving(status(400)) as server:
        reply = ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=options(server))
        assert len(server.requests) == 2
    assert reply.answered_by == "extractive"


def test_what_cannot_get_better_is_not_tried_again() -> None:
    with serving(status(401)) as server:
        ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=options(server, retries=5))
        assert len(server.requests) == 1
    with serving(status(429, Retry_After="600")) as server:
        ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=options(server, retries=5))
        assert len(server.requests) == 1


def test_what_was_said_before_a_failure_is_withdrawn() -> None:
    with serving(silent(chunk(TRUE + "次"))) as server:
        events = list(
            ask_events(
                cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=options(server, timeout_s=0.4)
            )
        )
    kinds = [type(event) for event in events]
    assert kinds.index(Said) < kinds.index(Withdrawn) < len(kinds) - 1
    assert isinstance(events[-1], Reply)
    assert events[-1].answered_by == "extractive"


def test_a_caller_that_goes_away_ends_the_call() -> None:
    import threading

    with serving(never_stops(chunk("あ"))) as server:
        pieces = stream_text(options(server), [{"role": "user", "content": "x"}])
        assert next(pieces) == "あ"
        pieces.close()  # type: ignore[attr-defined]
        deadline = time.monotonic() + 5
        while any(t.name == "shutten-llm" for t in threading.enumerate()):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_the_key_goes_to_the_endpoint_and_no_other_key_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    with serving(says(TRUE)) as server:
        ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=options(server))
        ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=options(server, api_key=""))
        assert [r["key"] for r in server.requests] == [f"Bearer {KEY}", "Bearer none"]
        assert server.requests[0]["path"] == "/v1/chat/completions"
    assert KEY not in repr(options(server))


def test_a_missing_library_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    llm = LlmOptions("http://127.0.0.1:1/v1", "m")
    with pytest.raises(SettingsError, match=r"not installed.*shutten\[llm\]"):
        ask(cast(Collection, LlmPages()), QUESTION, OPTIONS, llm=llm)


def test_an_error_of_the_endpoint_is_in_the_tree() -> None:
    with serving(status(500)) as server, pytest.raises(LanguageModelError, match="status 500"):
        list(stream_text(options(server), [{"role": "user", "content": "x"}]))
