"""The command line: ``shutten VERB …``.

Only click is imported here, so that ``shutten --help`` answers at once; a verb's module is
imported when the verb is called. The table below names each verb's command as
``module:attribute``. That is also the single seam through which the evaluation verbs are
reached: service may not import the eval room, so they are looked up by name at run time.

Exit codes: 0 done, 1 something failed, 2 wrong usage, 3 no answer in the documents (``ask``),
130 interrupted.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

__all__ = ["LazyGroup", "cli", "main"]

VERBS: Mapping[str, tuple[str, str]] = {
    "ingest": ("service.cli.documents:ingest", "Read files and folders into the collection."),
    "list": ("service.cli.documents:list_", "List the documents of the collection."),
    "show": ("service.cli.documents:show", "Show a document, or one of its pages."),
    "rm": ("service.cli.documents:rm", "Remove a document from the collection."),
    "search": ("service.cli.questions:search", "Find passages by topic or keyword."),
    "ask": ("service.cli.questions:ask", "Answer a question from the documents, with citations."),
    "chat": ("service.cli.chat:chat", "Answer questions one after the other, with follow-ups."),
    "topics": ("service.cli.questions:topics", "Say what the collection is about."),
    "serve": ("service.cli.serve:serve", "Serve the web page and the HTTP API."),
    "mcp": ("service.cli.mcp:mcp", "Offer search and answers to programs that speak MCP."),
    "eval": ("service.cli:eval_group", "Measure answers against gold questions."),
    "doctor": ("service.cli.doctor:doctor", "Check that everything is here and healthy."),
}
EVAL_VERBS: Mapping[str, tuple[str, str]] = {
    "run": ("eval.cli.run:run", "Run a gold set and report the figures."),
    "report": ("eval.cli.report:report", "Write the reports of a run anew."),
    "compare": ("eval.cli.compare:compare", "Compare two runs, with a confidence interval."),
    "lint": ("eval.cli.lint:lint", "Find all faults of a gold file at once."),
    "draft": ("eval.cli.draft:draft", "Propose evidence for questions, for a person to confirm."),
    "sweep": ("eval.cli.sweep:sweep", "Try settings and choose one by held-out questions."),
    "export": ("eval.cli.export:export", "Write a run in the formats of other tools."),
}


class LazyGroup(click.Group):
    """A group whose commands are named in a table and imported when they are called."""

    def __init__(
        self, *args: Any, verbs: Mapping[str, tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.verbs = verbs or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of the table."""
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that the table names; ``None`` for a verb that is not there."""
        if cmd_name not in self.verbs:
            return None
        module, attribute = self.verbs[cmd_name][0].split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs out of the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(verb, help_) for verb, (_, help_) in self.verbs.items()])


@click.group(cls=LazyGroup, verbs=VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, asked: _show_version(ctx) if asked else None,
    help="Show the version and exit.",
)
@click.option("--data", metavar="DIR", help="Directory of the collection, for any verb.")
@click.pass_context
def cli(ctx: click.Context, data: str | None) -> None:
    """Answers with their sources over Japanese and Chinese reports.

    Every answer carries passages that a reader can check: document, page, rectangle on the
    page and the exact quotation.
    """
    ctx.obj = {"data": data}


def _show_version(ctx: click.Context) -> None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("shutten")
    except PackageNotFoundError:  # run out of a source tree that was not installed
        number = "(not installed)"
    click.echo(f"shutten {number}")
    ctx.exit()


@click.group("eval", cls=LazyGroup, verbs=EVAL_VERBS)
def eval_group() -> None:
    """Measure answers against gold questions."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; never raises an ``Exception``."""
    from service.cli.output import finish, prepare_streams, report

    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare_streams()
    try:
        code = cli.main(given, prog_name="shutten", standalone_mode=False)
        return finish(code if isinstance(code, int) else 0)
    except (click.Abort, KeyboardInterrupt):
        return finish(130)
    except BrokenPipeError:
        return finish(1)
    except Exception as error:  # the last line of defence: a person never sees a traceback
        return report(error, as_json="--json" in given)
