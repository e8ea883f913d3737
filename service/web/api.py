"""``/api/v1``: the objects of the command line over HTTP. Handlers parse, call and render."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from ingest.errors import EmptyCollectionError, ShuttenError, UsageError
from service.answering import clean_question
from service.answering.asking import last_reply
from service.answering.history import parse_history
from service.render import (
    document_json,
    documents_json,
    error_json,
    page_json,
    reply_json,
    search_json,
    summary_json,
)
from service.settings import describe_settings
from service.topics import find_topics, topics_json
from service.web.bodies import flag_of, json_body, text_of, whole_of
from service.web.errors import HttpError
from service.web.images import find_source, parse_rects, render_page
from service.web.state import state
from service.web.streams import ask_frames, event_frame, stream_response
from service.web.uploads import add_upload, delete_document

__all__ = ["api"]

api = Blueprint("api", __name__, url_prefix="/api/v1")

_LANGUAGES = ("ja", "zh", "en")


@api.post("/ask")
def ask() -> Response:
    """``{"question", "doc"?, "history"?, "stream"?}`` → the answer object of ``ask --json``; as
    server-sent events where ``stream`` is true.
    """
    body = json_body({"question", "doc", "history", "stream"})
    stream = flag_of(body, "stream")
    limit = state().settings.max_question_chars
    question = clean_question(text_of(body, "question"), limit)
    history = parse_history(body.get("history"), limit)
    events = state().ask(question, history, text_of(body, "doc") if body.get("doc") else None)
    if stream:
        return stream_response(ask_frames(events), lambda error: event_frame("error", error))
    return jsonify(reply_json(last_reply(events)))


@api.post("/search")
def search() -> Response:
    """``{"query", "top_k"?, "language"?, "doc"?}`` → the object of ``search --json``."""
    body = json_body({"query", "top_k", "language", "doc"})
    settings = state().settings
    query = clean_question(text_of(body, "query"), settings.max_question_chars)
    top_k = whole_of(body, "top_k", settings.top_k, 100)
    language: Any = body.get("language")
    if language is not None and language not in _LANGUAGES:
        raise UsageError("'language' must be one of ja, zh, en")
    with state().library.borrow() as collection:
        doc_id = collection.resolve(text_of(body, "doc")).doc_id if body.get("doc") else None
        result = collection.search(query, top_k=top_k, language=language, doc_id=doc_id)
    return jsonify(search_json(result))


@api.get("/documents")
def documents() -> Response:
    """The object of ``list --json``; an empty list before the first ingestion."""
    try:
        with state().library.borrow() as collection:
            return jsonify(documents_json(collection.documents()))
    except EmptyCollectionError:
        return jsonify(documents_json([]))


@api.post("/documents")
def upload() -> tuple[Response, int]:
    """Multipart field ``file`` → 201 and the document; 200 if it was already there."""
    if request.mimetype != "multipart/form-data":
        raise HttpError(415, "send the file as multipart/form-data in the field 'file'")
    file = request.files.get("file")
    if file is None:
        raise UsageError("the field 'file' is missing", hint="one file, multipart/form-data")
    document, is_new = add_upload(state(), file.stream, file.filename or "")
    return jsonify(summary_json(document)), 201 if is_new else 200


@api.get("/documents/<doc_id>")
def document(doc_id: str) -> Response:
    """The object of ``show DOC --json``."""
    with state().library.borrow() as collection:
        return jsonify(summary_json(collection.resolve(doc_id)))


@api.delete("/documents/<doc_id>")
def delete(doc_id: str) -> Response:
    """Remove the document; ``{"removed": …}``."""
    return jsonify({"removed": document_json(delete_document(state(), doc_id))})


@api.get("/documents/<doc_id>/pages/<int:number>")
def page(doc_id: str, number: int) -> Response:
    """The object of ``show DOC --page N --json``."""
    with state().library.borrow() as collection:
        found = collection.resolve(doc_id)
        return jsonify(page_json(collection.page(found.doc_id, number)))


@api.get("/documents/<doc_id>/pages/<int:number>/image.png")
def page_image(doc_id: str, number: int) -> Response:
    """The page as PNG; ``?highlight=x0,top,x1,bottom;…`` marks rectangles (in points) on it."""
    rects = parse_rects(request.args.get("highlight", ""))
    with state().library.borrow() as collection:
        found = collection.resolve(doc_id)
        source = find_source(collection, found.doc_id)
    picture = render_page(found, source, number, state().draw, rects)
    response = Response(picture, mimetype="image/png")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@api.get("/topics")
def topics() -> Response:
    """The object of ``topics --json``."""
    with state().library.borrow() as collection:
        return jsonify(topics_json(find_topics(collection)))


@api.get("/health")
def health() -> tuple[Response, int]:
    """``{"ok", "documents", "passages", "model"}``; 503 and the error where it is not well."""
    report: dict[str, Any] = {"ok": True, "documents": 0, "passages": 0}
    report["model"] = state().settings.model
    try:
        with state().library.borrow() as collection:
            found = collection.documents()
    except EmptyCollectionError:
        return jsonify(report), 200
    except ShuttenError as error:
        return jsonify({**report, "ok": False, **error_json(error)}), 503
    report["documents"] = len(found)
    report["passages"] = sum(each.passages for each in found)
    return jsonify(report), 200


@api.get("/settings")
def settings() -> Response:
    """Every setting with its value, default and description."""
    return jsonify({"settings": describe_settings(state().settings)})
