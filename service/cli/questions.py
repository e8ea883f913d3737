"""Verbs that read the collection: search, ask, topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.cli.options import json_option, with_settings
from service.cli.output import write, write_json
from service.render import answer_json, search_json
from service.settings import Settings

if TYPE_CHECKING:
    from index import SearchResult
    from service.answering import Answer, Citation
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
@with_settings("top_k", "max_sentences", "threshold", "max_question_chars")
@click.option("--doc", help="Only this document: an id, a path, a file name or a title.")
@json_option
def ask(settings: Settings, question: tuple[str, ...], doc: str | None, as_json: bool) -> int:
    """Answer a question from the documents, with citations.

    The exit code is 3 when the documents do not say.
    """
    from index import open_collection
    from service.answering import answer, clean_question

    text = clean_question(" ".join(question), settings.max_question_chars)
    with open_collection(settings.collection_options()) as collection:
        doc_id = collection.resolve(doc).doc_id if doc else None
        given = answer(collection, text, settings.answer_options(), doc_id=doc_id)
    write_json(answer_json(given)) if as_json else _write_answer(given)
    return 0 if given.answerable else 3


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


def _write_answer(answer: Answer) -> None:
    if answer.answerable:
        write(str(answer.answer))
        for sentence in answer.sentences:
            if sentence.text != answer.answer:
                write(f"  {sentence.text} {_marks(sentence.citations)}")
    else:
        write("The documents do not say. The nearest passages:")
    for citation in answer.citations:
        write()
        _write_citation(citation)


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _write_citation(citation: Citation) -> None:
    place = _place(citation.page, citation.page_label)
    write(f"[{citation.n}] {citation.title}, {place} ({citation.path})")
    for line in citation.quote.splitlines():
        write(f"    {line}")


def _place(page: int, label: str) -> str:
    return f"p. {page}" if label in ("", str(page)) else f"p. {page} (printed {label})"


def _write_hits(result: SearchResult) -> None:
    if not result.hits:
        write("nothing found")
    for hit in result.hits:
        passage = hit.passage
        place = _place(passage.page, passage.page_label)
        write(
            f"{hit.rank}. {passage.title}, {place} ({passage.path})  "
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
