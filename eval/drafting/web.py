"""Confirming evidence in a browser: a small application of its own, for this machine only."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from flask import Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eval.drafting.confirmed import (
    append_question,
    confirmed_row,
    is_among,
    kept_questions,
    refused_row,
)
from eval.drafting.proposals import Proposal, propose
from eval.drafting.wanted import Wanted
from eval.questions import QuestionType
from eval.reports.texts import drawn
from service.answering import AnswerOptions
from service.settings import Settings
from service.web.errors import HttpError, register_errors
from service.web.guard import register_guard

if TYPE_CHECKING:
    from index import Collection

__all__ = ["create_draft_app"]

_TYPES = [kind for kind in get_args(QuestionType) if kind != "unanswerable"]


class _Drafts:
    """The questions, and what was proposed for them so far; used from several threads."""

    def __init__(
        self, wanted: Sequence[Wanted], collection: Collection, options: AnswerOptions, gold: Path
    ) -> None:
        self.wanted = wanted
        self.gold = gold
        self._collection = collection
        self._options = options
        self._proposed: dict[int, Proposal] = {}
        self._lock = threading.Lock()

    def proposal(self, number: int) -> Proposal:
        """What may prove question ``number``, from 1. Raises ``HttpError`` for another number."""
        if not 1 <= number <= len(self.wanted):
            raise HttpError(404, "there is no such question")
        with self._lock:
            if number not in self._proposed:
                wanted = self.wanted[number - 1]
                self._proposed[number] = propose(wanted, self._collection, self._options)
            return self._proposed[number]

    def done(self) -> list[bool]:
        """Which questions are in the gold file already."""
        kept = kept_questions(self.gold)
        return [is_among(wanted, kept) for wanted in self.wanted]


def create_draft_app(
    wanted: Sequence[Wanted], collection: Collection, settings: Settings, gold: Path
) -> Flask:
    """An application that shows what may prove each question and adds to ``gold`` what a person
    confirms. It takes requests for this machine's names only, and none from another site's page.
    """
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=2**20, PROPAGATE_EXCEPTIONS=False)
    drafts = _Drafts(wanted, collection, settings.answer_options(), gold)
    register_guard(app, settings)
    register_errors(app)
    app.jinja_env.globals.update(drawn=drawn, types=_TYPES)

    @app.get("/")
    def overview() -> str:
        rows = list(zip(drafts.wanted, drafts.done(), strict=True))
        return render_template("overview.html", rows=rows, gold=str(gold))

    @app.get("/<int:number>")
    def question(number: int) -> str:
        return render_template(
            "question.html",
            number=number,
            of=len(drafts.wanted),
            proposal=drafts.proposal(number),
            done=drafts.done()[number - 1],
        )

    @app.post("/<int:number>")
    def confirm(number: int) -> Response:
        row = _row(drafts.proposal(number), request.form)
        append_question(drafts.gold, row)
        done = drafts.done()
        following = [n % len(done) + 1 for n in range(number, number + len(done))]
        left = [n for n in following if not done[n - 1]]
        return redirect(url_for("question", number=left[0]) if left else url_for("overview"), 303)

    return app


def _row(proposal: Proposal, form: Any) -> dict[str, Any]:
    """The gold question that a person's form means. Raises ``HttpError`` where it is incomplete."""
    if form.get("verdict") == "unanswerable":
        return refused_row(proposal.wanted)
    answers = [line.strip() for line in form.get("answers", "").splitlines() if line.strip()]
    chosen = form.get("candidate", "")
    if not chosen.isdecimal() or int(chosen) >= len(proposal.candidates):
        raise HttpError(400, "no evidence was chosen", hint="choose one of the quotations")
    if not answers:
        raise HttpError(400, "there is no answer", hint="write the answer that is proved")
    kind = form.get("type", "")
    if kind not in ("", *_TYPES):
        raise HttpError(400, "there is no such type of question")
    return confirmed_row(proposal.wanted, proposal.candidates[int(chosen)], answers, kind)
