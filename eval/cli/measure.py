"""Opening what a run asks and is asked of; shared by the verbs that ask questions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.cli.terminal import progress, warn
from ingest.cores import usable_cores
from ingest.errors import UsageError
from service.cli.output import note
from service.settings import Settings

if TYPE_CHECKING:
    from eval.questions import GoldQuestion, QuestionSet
    from eval.records import Record
    from index import Collection, CollectionOptions

__all__ = ["Asked", "measure", "open_asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and how: the options of ``eval run``."""

    gold: Path
    format_: str = "gold"
    given_passage: bool = False
    limit: int | None = None
    also_index: tuple[Path, ...] = ()
    titles: bool = False
    work_dir: Path | None = None
    jobs: int = 1
    judge: bool = False


def open_asked(
    asked: Asked, settings: Settings, stack: ExitStack
) -> tuple[Sequence[GoldQuestion], list[Collection]]:
    """The questions, and the collection that they are asked of, opened once for each job.

    The collections are closed with ``stack``.
    """
    from eval.formats import read_format
    from eval.gold import read_gold
    from index import open_collection

    options = settings.collection_options()
    if asked.format_ == "gold":
        if asked.also_index or asked.titles or asked.work_dir:
            raise UsageError("--also-index, --titles and --work-dir go with a public format")
        questions = read_gold(asked.gold)[: asked.limit]
        first = open_collection(options)
    else:
        also = () if asked.given_passage else asked.also_index
        wanted = read_format(asked.format_, asked.gold, also_index=also, titles=asked.titles)
        wanted = wanted.limited(asked.limit)
        warn(wanted.notes, "notes")
        questions = wanted.questions
        wanted = wanted.only_asked() if asked.given_passage else wanted.only_searched()
        first = _open_set(options, wanted, asked.work_dir)
    stack.enter_context(first)
    jobs = asked.jobs or usable_cores()
    others = [stack.enter_context(open_collection(first.options)) for _ in range(jobs - 1)]
    return questions, [first, *others]


def measure(
    asked: Asked, settings: Settings, out: Path | None = None
) -> tuple[dict[str, Any], list[Record]]:
    """The summary with its configuration, and the records.

    With ``out`` a journal is kept there, and an interrupted run of the same goes on.
    """
    from eval.journal import Journal
    from eval.judging import LlmJudge
    from eval.provenance import describe_run, fingerprint
    from eval.run import asked as asked_questions
    from eval.run import run_questions
    from eval.summary import summarise

    llm = settings.llm_options()
    judge = LlmJudge(llm, note) if asked.judge else None
    with ExitStack() as stack:
        questions, collections = open_asked(asked, settings, stack)
        configuration = describe_run(
            asked_questions(questions, given_passage=asked.given_passage),
            collections[0],
            settings.model_dump(mode="json"),
            gold=str(asked.gold),
            format=asked.format_,
            given_passage=asked.given_passage,
            limit=asked.limit,
            titles=asked.titles,
            jobs=len(collections),
            judge=judge.describe() if judge else None,
        )
        journal = None
        if out is not None:
            journal = Journal(out, fingerprint(configuration, collections[0].generation))
            _tell(journal)
        records, located = run_questions(
            questions,
            collections[0],
            settings.answer_options(),
            given_passage=asked.given_passage,
            progress=stack.enter_context(progress("questions")),
            name=str(asked.gold),
            journal=journal,
            others=collections[1:],
            judge=judge,
            llm=llm,
        )
    unquoted = [str(fault) for fault in located.unquoted]
    warn(unquoted, "quotes that were not found")
    return {**summarise(records), "configuration": {**configuration, "unquoted": unquoted}}, records


def _tell(journal: Any) -> None:
    if known := len(journal.outcomes()):
        note(f"goes on with the interrupted run: {known:,} questions are answered already")


def _open_set(options: CollectionOptions, wanted: QuestionSet, work_dir: Path | None) -> Collection:
    """The collection of the set's own documents, or the settings' where it brings none."""
    from eval.workspace import default_work_dir, open_question_set
    from index import open_collection
    from service.cli.progress import progress_bar

    if not wanted.documents:
        return open_collection(options)
    with progress_bar() as bar:
        return open_question_set(wanted, options, work_dir or default_work_dir(), progress=bar)
