"""``shutten chat``: questions one after the other, each read with those before it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from service.cli.options import json_option, with_settings
from service.cli.output import note, write
from service.cli.replies import write_reply
from service.settings import Settings

if TYPE_CHECKING:
    from service.answering.asking import Reply

__all__ = ["chat"]

_REMEMBERED = 20
"""Turns; a follow-up never reaches further back."""


@click.command("chat")
@with_settings(
    "top_k", "max_sentences", "threshold", "max_question_chars", "llm_base_url", "llm_model"
)
@click.option("--doc", help="Only this document: an id, a path, a file name or a title.")
@json_option
def chat(settings: Settings, doc: str | None, as_json: bool) -> int:
    """Answer questions one after the other, with follow-ups.

    Reads a question a line from standard input until it ends; a follow-up (では日本は？) is read
    with the questions before it. With --json, prints one JSON object a line.
    """
    from index import open_collection
    from ingest.errors import QuestionError
    from service.answering.asking import ask
    from service.answering.conversation import Turn

    turns: list[Turn] = []
    options, llm = settings.answer_options(), settings.llm_options()
    with open_collection(settings.collection_options()) as collection:
        doc_id = collection.resolve(doc).doc_id if doc else None
        for question in _questions():
            try:
                reply = ask(collection, question, options, history=turns, doc_id=doc_id, llm=llm)
            except QuestionError as error:
                note(f"shutten: {error}")
                continue
            turns = [*turns, Turn(reply.question, reply.answer.answer)][-_REMEMBERED:]
            if as_json:
                _write_line(reply)
            else:
                write_reply(reply)
                write()
            sys.stdout.flush()
    return 0


def _questions() -> Iterator[str]:
    """The lines of standard input that hold something, with a prompt on a terminal."""
    asks = sys.stdin.isatty()
    while True:
        if asks:
            write("? ", nl=False)
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def _write_line(reply: Reply) -> None:
    from service.render import reply_json

    sys.stdout.write(json.dumps(reply_json(reply)) + "\n")
