"""The web page: server-rendered, complete without JavaScript.

With ``?fragment=1`` a route returns only its changing part; the script puts that into the page
instead of loading a new one.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from index import StoredDocument
from ingest import supported_suffixes
from ingest.errors import EmptyCollectionError, ShuttenError, UsageError
from service.answering import answer, clean_question
from service.topics import find_topics
from service.web.errors import status_of
from service.web.state import state
from service.web.uploads import add_upload, delete_document
from service.web.views import answer_cards, page_view, search_cards

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

_LANGUAGES = ("ja", "zh", "en")
Page = tuple[str, int]


@pages.get("/")
def home() -> Page:
    """The question box; with ``?q=`` also the answer."""
    question = request.args.get("q", "")
    if not question.strip():
        return _show("ask.html", empty=not _documents())
    try:
        options = state().settings.answer_options()
        text = clean_question(question, options.max_question_chars)
        with state().library.borrow() as collection:
            given = answer(collection, text, options)
            cards = answer_cards(collection, given)
    except EmptyCollectionError:
        return _show("ask.html", empty=True, q=question)
    except ShuttenError as error:
        return _show("ask.html", error=error, q=question)
    return _show("ask.html", q=text, answer=given, cards=cards)


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
    return render_template(name, t=g.texts, error=error, **values), status
