"""The web page: server-rendered, complete without JavaScript.

With ``?fragment=1`` a route returns only its changing part; the script puts that into the page
instead of loading a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from index import StoredDocument
from ingest import supported_suffixes
from ingest.errors import EmptyCollectionError, ShuttenError, UsageError
from service.answering import clean_question
from service.answering.asking import Asked, Reply, Said, Withdrawn, last_reply
from service.answering.conversation import Turn
from service.answering.history import parse_history
from service.render import event_json
from service.topics import find_topics
from service.web.errors import status_of
from service.web.state import state
from service.web.streams import Frames, event_frame, stream_response
from service.web.uploads import add_upload, delete_document
from service.web.views import answer_cards, page_view, search_cards

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

_LANGUAGES = ("ja", "zh", "en")
_EARLIER = 10
"""Questions that the address carries on; a follow-up never reaches further back."""
Page = tuple[str, int]


@pages.get("/")
def home() -> Page | Response:
    """The question box; with ``?q=`` also the answer. ``?h=`` (any number) are the questions of the
    conversation before it; with ``?fragment=stream`` sentences come while they are written.
    """
    question = request.args.get("q", "")
    earlier = [q for q in request.args.getlist("h") if q.strip()][-_EARLIER:]
    if not question.strip():
        return _show("ask.html", empty=not _documents(), earlier=earlier)
    try:
        limit = state().settings.max_question_chars
        text = clean_question(question, limit)
        history = parse_history([{"question": q} for q in earlier], limit)
        if request.args.get("fragment") == "stream":
            return _streamed(text, earlier, history)
        reply = last_reply(state().ask(text, history))
        return _show("ask.html", **_answered(text, earlier, reply))
    except EmptyCollectionError:
        return _show("ask.html", empty=True, q=question, earlier=earlier)
    except ShuttenError as error:
        return _show("ask.html", error=error, q=question, earlier=earlier)


def _answered(question: str, earlier: list[str], reply: Reply) -> dict[str, Any]:
    """What the template of an answer shows."""
    with state().library.borrow() as collection:
        cards = answer_cards(collection, reply.answer)
    return {
        "q": question,
        "earlier": earlier,
        "reply": reply,
        "answer": reply.answer,
        "cards": cards,
    }


def _streamed(question: str, earlier: list[str], history: Sequence[Turn]) -> Response:
    """Sentences of a language model as they are verified, then the whole fragment."""
    events = state().ask(question, history)

    def frames() -> Frames:
        for event in events:
            if isinstance(event, Asked):
                yield event_frame("question", event_json(event)[1])
            elif isinstance(event, Said) and event.by == "llm":
                yield event_frame("sentence", event_json(event)[1])
            elif isinstance(event, Withdrawn):
                yield event_frame("withdrawn", {})
            elif isinstance(event, Reply):
                shown = _answered(question, earlier, event)
                html = render_template("_ask.html", t=g.texts, error=None, **shown)
                yield event_frame("done", {"html": html})

    def failed(error: dict[str, Any]) -> str:
        return event_frame("failed", error)

    return stream_response(frames(), failed)


@pages.get("/search")
def search() -> Page:
    """The search box; with ``?q=`` also the passages found."""
    query = request.args.get("q", "")
    chosen: Any = request.args.get("language")
    language = chosen if chosen in _LANGUAGES else None
    if not query.strip():
        return _show("search.html", empty=not _documents(), language=language)
    settings = state().settings
    try:
        text = clean_question(query, settings.max_question_chars)
        with state().library.borrow() as collection:
            result = collection.search(text, top_k=settings.top_k, language=language)
    except EmptyCollectionError:
        return _show("search.html", empty=True, q=query, language=language)
    except ShuttenError as error:
        return _show("search.html", error=error, q=query, language=language)
    return _show("search.html", q=text, language=language, cards=search_cards(result))


@pages.get("/documents")
def documents() -> Page:
    """The list of documents and the form that adds some."""
    return _show_documents()


@pages.post("/documents")
def upload() -> Response | Page:
    """Add a file from the form, then show the list."""
    file = request.files.get("file")
    try:
        if file is None:
            raise UsageError("no file was chosen")
        add_upload(state(), file.stream, file.filename or "")
    except ShuttenError as error:
        return _show_documents(error)
    return redirect(url_for("pages.documents"), code=303)


@pages.post("/documents/<doc_id>/remove")
def remove(doc_id: str) -> Response:
    """Remove a document, then show the list."""
    delete_document(state(), doc_id)
    return redirect(url_for("pages.documents"), code=303)


@pages.get("/documents/<doc_id>/pages/<int:number>")
def page(doc_id: str, number: int) -> Page:
    """One page: its picture with ``?start=&end=`` of its text marked, and the text."""
    start = request.args.get("start", 0, type=int)
    end = request.args.get("end", 0, type=int)
    with state().library.borrow() as collection:
        view = page_view(collection, doc_id, number, start, end)
    return _show("page.html", view=view)


@pages.get("/topics")
def topics() -> Page:
    """What the collection is about."""
    try:
        with state().library.borrow() as collection:
            found = find_topics(collection)
    except EmptyCollectionError:
        return _show("topics.html", empty=True)
    return _show("topics.html", topics=found)


def _show_documents(error: ShuttenError | None = None) -> Page:
    return _show(
        "documents.html",
        error=error,
        documents=_documents(),
        limit=state().settings.max_upload_mb,
        suffixes=",".join(sorted(supported_suffixes())),
    )


def _documents() -> list[StoredDocument]:
    try:
        with state().library.borrow() as collection:
            return collection.documents()
    except EmptyCollectionError:
        return []


def _show(template: str, *, error: ShuttenError | None = None, **values: Any) -> Page:
    """Render a page, or its fragment; an error keeps its status and is shown in place."""
    name = f"_{template}" if request.args.get("fragment") else template
    status = 200 if error is None else status_of(error)
    streams = bool(state().settings.llm_base_url)
    return render_template(name, t=g.texts, error=error, streams=streams, **values), status
