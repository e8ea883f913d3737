"""Verbs that read the collection: search, ask, topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.cli.options import json_option, with_settings
from service.cli.output import write, write_json
from service.cli.replies import place, write_reply
from service.render import reply_json, search_json
from service.settings import Settings

if TYPE_CHECKING:
    from index import SearchResult
    from service.topics import Topic

__all__ = ["ask", "search", "topics"]

_EXCERPT = 200
"""Characters of a passage that ``search`` shows to a person."""


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@with_settings("top_k", "max_question_chars")
@click.option("--lang", type=click.Choice(["ja", "zh", "en"]), help="Only passages in it.")
@click.option("--doc", help="Only this document: an id, a path, a file name or a title.")
@json_option
def search(
    settings: Settings, query: tuple[str, ...], lang: str | None, doc: str | None, as_json: bool
) -> int:
    """Find passages by topic or keyword."""
    from index import open_collection
    from service.answering import clean_question

    text = clean_question(" ".join(query), settings.max_question_chars)
    with open_collection(settings.collection_options()) as collection:
        doc_id = collection.resolve(doc).doc_id if doc else None
        result = collection.search(
            text,
            top_k=settings.top_k,
            language=lang,  # type: ignore[arg-type]  # click has checked it
            doc_id=doc_id,
        )
    write_json(search_json(result)) if as_json else _write_hits(result)
    return 0


@click.command("ask")
@click.argument("question", nargs=-1, required=True)
@with_settings(
    "top_k", "max_sentences", "threshold", "max_question_chars", "llm_base_url", "llm_model"
)
@click.option("--doc", help="Only this document: an id, a path, a file name or a title.")
@json_option
def ask(settings: Settings, question: tuple[str, ...], doc: str | None, as_json: bool) -> int:
    """Answer a question from the documents, with citations.

    The exit code is 3 when the documents do not say.
    """
    from index import open_collection
    from service.answering import clean_question
    from service.answering.asking import ask as ask_collection

    text = clean_question(" ".join(question), settings.max_question_chars)
    with open_collection(settings.collection_options()) as collection:
        doc_id = collection.resolve(doc).doc_id if doc else None
        reply = ask_collection(
            collection,
            text,
            settings.answer_options(),
            doc_id=doc_id,
            llm=settings.llm_options(),
        )
    write_json(reply_json(reply)) if as_json else write_reply(reply)
    return 0 if reply.answer.answerable else 3


@click.command("topics")
@with_settings()
@click.option("--count", type=click.IntRange(1, 100), help="How many; by the collection if unset.")
@json_option
def topics(settings: Settings, count: int | None, as_json: bool) -> int:
    """Say what the collection is about."""
    from index import open_collection
    from service.topics import find_topics, topics_json

    with open_collection(settings.collection_options()) as collection:
        found = find_topics(collection, count=count)
    write_json(topics_json(found)) if as_json else _write_topics(found)
    return 0


def _write_hits(result: SearchResult) -> None:
    if not result.hits:
        write("nothing found")
    for hit in result.hits:
        passage = hit.passage
        where = place(passage.page, passage.page_label)
        write(
            f"{hit.rank}. {passage.title}, {where} ({passage.path})  "
            f"[{passage.language}, {hit.score:.2f}, {'+'.join(hit.matched)}]"
        )
        text = " ".join(passage.text.split())
        write(f"    {text[:_EXCERPT]}{'…' if len(text) > _EXCERPT else ''}")


def _write_topics(found: list[Topic]) -> None:
    for topic in found:
        names = "; ".join(f"{lang}: {', '.join(words)}" for lang, words in topic.words.items())
        write(f"{topic.n}. {names}  ({topic.passages} passages)")
        for document in topic.documents:
            pages = ", ".join(str(page) for page in document.pages)
            write(f"    {document.title}, p. {pages}")
