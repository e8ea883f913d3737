"""``/v1``: the OpenAI chat completions protocol, so that chat front ends can talk to shutten.

The last user message is the question, those before it the conversation; system messages and the
knobs of a language model (temperature, tools …) change nothing. The message holds the answer with
its sources, and the field ``citations`` the citations as ``/api/v1/ask`` gives them.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from itertools import chain
from typing import Any

from flask import Blueprint, Response, jsonify

from ingest.errors import UsageError
from service.answering import clean_question
from service.answering.asking import Event, Reply, Said, Withdrawn, last_reply
from service.answering.history import parse_history
from service.render import reply_json
from service.web.bodies import flag_of, json_body
from service.web.messages import answer_text, said_text, sources_text, withdrawn_text
from service.web.state import state
from service.web.streams import Frames, event_frame, stream_response

__all__ = ["MODEL", "chat_completions"]

chat_completions = Blueprint("chat_completions", __name__, url_prefix="/v1")

MODEL = "shutten"
_TURNS = 50
_HINT = 'like [{"role": "user", "content": "…"}]'


@chat_completions.get("/models")
def models() -> Response:
    """The one model there is."""
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
    return jsonify({"object": "list", "data": [model]})


@chat_completions.post("/chat/completions")
def complete() -> Response:
    """A chat completion, or its chunks as server-sent events where ``stream`` is true."""
    body = json_body()
    stream = flag_of(body, "stream")
    limit = state().settings.max_question_chars
    question, turns = _conversation(body.get("messages"), limit)
    history = parse_history(turns, limit)
    events = state().ask(clean_question(question, limit), history)
    if stream:
        return stream_response(_chunks(events), _failed)
    reply = last_reply(events)
    message = {"role": "assistant", "content": answer_text(reply)}
    return jsonify(_envelope("chat.completion", {"message": message}, "stop", reply))


def _conversation(messages: object, limit: int) -> tuple[str, list[dict[str, Any]]]:
    """The last question and the turns before it, without those of more than ``limit`` characters:
    what a person pasted into a chat earlier on is no reason to refuse what is asked now.
    """
    if not isinstance(messages, list) or not messages:
        raise UsageError("'messages' must be a list with at least one message", hint=_HINT)
    turns: list[dict[str, Any]] = []
    for i, message in enumerate(messages):
        if not isinstance(message, dict) or not isinstance(message.get("role"), str):
            raise UsageError(f"messages[{i}] must be an object with a role", hint=_HINT)
        if message["role"] == "user":
            turns.append({"question": _content(message, i), "answer": None})
        elif message["role"] == "assistant" and turns:
            turns[-1]["answer"] = _content(message, i)
    if messages[-1]["role"] != "user":
        raise UsageError("the last message must be the user's", hint=_HINT)
    *before, last = turns
    usable = [turn for turn in before if 0 < len(turn["question"].strip()) <= limit]
    return last["question"], usable[-_TURNS:]


def _content(message: dict[str, Any], i: int) -> str:
    """The text of a message, which may come in parts."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    if content is None and message["role"] == "assistant":
        return ""
    parts = content if isinstance(content, list) else [None]
    texts = [p.get("text") if isinstance(p, dict) else None for p in parts]
    if not all(isinstance(text, str) for text in texts):
        raise UsageError(f"messages[{i}].content must be text", hint=_HINT)
    return "\n".join(str(text) for text in texts)


def _chunks(events: Iterator[Event]) -> Frames:
    """Sentences of a language model as they are verified; any other answer in one piece."""
    common = {"id": _new_id(), "created": int(time.time())}
    events = chain([next(events)], events)  # what cannot be asked fails before anything is sent
    yield _chunk(common, {"role": "assistant", "content": ""})
    said = 0
    for event in events:
        if isinstance(event, Said) and event.by == "llm":
            yield _chunk(common, {"content": said_text(event.sentence, first=not said)})
            said += 1
        elif isinstance(event, Withdrawn):
            yield _chunk(common, {"content": withdrawn_text(event.note)})
        elif isinstance(event, Reply):
            by_model = event.answered_by == "llm"
            text = sources_text(event) if by_model else answer_text(event)
            yield _chunk(common, {"content": text})
            end = _envelope("chat.completion.chunk", {"delta": {}}, "stop", event)
            yield event_frame("", {**end, **common})
    yield "data: [DONE]\n\n"


def _chunk(common: dict[str, Any], delta: dict[str, Any]) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    head = {**common, "object": "chat.completion.chunk", "model": MODEL}
    return event_frame("", {**head, "choices": [choice]})


def _failed(error: dict[str, Any]) -> str:
    """An error in the middle of a stream, as clients of the protocol expect it."""
    return event_frame("", error)


def _envelope(kind: str, content: dict[str, Any], reason: str, reply: Reply) -> dict[str, Any]:
    """The object of the protocol around a reply, with shutten's own beside it."""
    body = reply_json(reply)
    return {
        "id": _new_id(),
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
        "choices": [{"index": 0, **content, "finish_reason": reason}],
        # Nothing is counted in tokens here; clients expect the field.
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        "citations": body["citations"],
        "shutten": body,
    }


def _new_id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"
