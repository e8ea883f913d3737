"""``shutten eval draft``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eval.cli.terminal import progress
from service.cli.options import json_option, with_settings
from service.cli.output import note, write, write_json
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.drafting import Candidate, Proposal, Wanted
    from index import Collection

__all__ = ["draft"]

_HELP = "y: this proves it   n: next   u: the documents do not say   s: skip   q: quit"


@click.command("draft")
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_settings("top_k", "port")
@click.option(
    "--gold",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add what is confirmed to this gold file, which need not exist yet.",
)
@click.option(
    "--count",
    type=click.IntRange(min=1, max=50),
    default=5,
    show_default=True,
    help="Quotations proposed for a question.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help='Write the proposals into this file, marked "status": "proposed"; nothing is asked.',
)
@click.option("--serve", is_flag=True, help="Confirm in a browser, on this machine only.")
@json_option
def draft(
    settings: Settings,
    questions: Path,
    gold: Path | None,
    count: int,
    out: Path | None,
    serve: bool,
    as_json: bool,
) -> int:
    """Propose evidence for questions, for a person to confirm.

    QUESTIONS is a file with one question a line, or JSON lines with at least "question". Without
    --json, --out or --serve each question is shown with what may prove it, to be confirmed here.
    """
    from eval.drafting import read_wanted
    from index import open_collection
    from ingest.errors import UsageError

    asking = not (as_json or out)
    if asking and gold is None:
        raise UsageError(
            "there is no file for what is confirmed", hint="name it with --gold GOLD.jsonl"
        )
    wanted = read_wanted(questions)
    with open_collection(settings.collection_options()) as collection:
        if serve and gold is not None:
            return _serve(wanted, collection, settings, gold)
        if asking and gold is not None:
            return _ask_all(wanted, collection, settings, gold, count)
        rows = _propose_all(wanted, collection, settings, count, out)
    if as_json:
        write_json({"proposals": rows})
    else:
        write(f"{len(rows)} proposals written to {out}")
    return 0


def _propose_all(
    wanted: Sequence[Wanted],
    collection: Collection,
    settings: Settings,
    count: int,
    out: Path | None,
) -> list[dict[str, Any]]:
    """A row for each question; with ``out`` an interrupted call goes on there."""
    from eval.drafting import propose, propose_into
    from eval.provenance import describe_run, fingerprint

    options = settings.answer_options()

    def make(each: Wanted) -> dict[str, Any]:
        return propose(each, collection, options, count).to_json()

    with progress("questions") as told:
        if out is None:
            rows = []
            for each in wanted:
                rows.append(make(each))
                told(len(rows), len(wanted))
            return rows
        asked = [repr(each) for each in wanted]
        given = describe_run([], collection, settings.model_dump(mode="json"), asked=asked, n=count)
        mark = fingerprint(given, collection.generation)
        rows, known = propose_into(out, wanted, mark, make, told)
    if known:
        note(f"{known:,} of the proposals were made before and kept")
    return rows


def _serve(wanted: Sequence[Wanted], collection: Collection, settings: Settings, gold: Path) -> int:
    from eval.drafting.web import create_draft_app
    from service.web.server import serve_app

    # Whatever the settings say of the product's own server: this one is for this machine.
    local = settings.model_copy(update={"host": "127.0.0.1", "allowed_hosts": ""})
    app = create_draft_app(wanted, collection, local, gold)
    serve_app(app, local, announce=lambda line: click.echo(line))
    return 0


def _ask_all(
    wanted: Sequence[Wanted], collection: Collection, settings: Settings, gold: Path, count: int
) -> int:
    from eval.drafting import append_question, propose
    from eval.drafting.confirmed import is_among, kept_questions

    kept = 0
    write(_HELP)
    for number, each in enumerate(wanted, start=1):
        if is_among(each, kept_questions(gold)):
            continue
        write(f"\n{number} of {len(wanted)}: {each.question}")
        row = _ask_one(propose(each, collection, settings.answer_options(), count))
        if row == "quit":
            break
        if isinstance(row, dict):
            write(f"kept as {append_question(gold, row)}")
            kept += 1
    write(f"{kept} questions added to {gold}")
    return 0


def _ask_one(proposal: Proposal) -> dict[str, Any] | str:
    """The gold question that was confirmed, ``"skip"`` or ``"quit"``."""
    from eval.drafting import confirmed_row, refused_row

    if not proposal.candidates:
        write("nothing was found")
    for candidate in (*proposal.candidates, None):
        if candidate is not None:
            _show(candidate)
        said = _said(candidate)
        if said == "y" and candidate is not None:
            answers = _answers(proposal)
            return confirmed_row(proposal.wanted, candidate, answers) if answers else "skip"
        if said == "u":
            return refused_row(proposal.wanted)
        if said in ("q", "s"):
            return {"q": "quit", "s": "skip"}[said]
    return "skip"


def _show(candidate: Candidate) -> None:
    write(f"  {candidate.doc}, p. {candidate.page}, confidence {candidate.confidence:.2f}")
    write(f"  「{candidate.quote}」")


def _said(candidate: Candidate | None) -> str:
    """One of y, n, u, s, q; at the end of the input q."""
    allowed = "ynusq" if candidate is not None else "nusq"
    prompt = "[y/n/u/s/q] " if candidate is not None else "nothing more: [u/s/q] "
    while True:
        line = _line(prompt)
        if line is None:
            return "q"
        if line.strip().lower()[:1] in allowed and line.strip():
            return line.strip().lower()[0]
        note(_HELP)


def _answers(proposal: Proposal) -> list[str]:
    """The expected answers; what the question came with where nothing is entered."""
    known = list(proposal.wanted.answers)
    line = _line(
        f"answers, parted by | [{' | '.join(known)}] " if known else "answers, parted by | "
    )
    entered = [part.strip() for part in (line or "").split("|") if part.strip()]
    return entered or known


def _line(prompt: str) -> str | None:
    write(prompt, nl=False)
    sys.stdout.flush()
    return sys.stdin.readline() or None
