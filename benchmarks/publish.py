"""Write ``docs/benchmarks.md`` from the landed results: ``python benchmarks/publish.py``.

Every figure of the page comes from a file under ``docs/measurements/``; each section names the
command that made its file. A test holds the page against the files.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from publish_parts import Results, estimate, made, share, table
from publish_search import across, answering, peers, retrieval, table_qa

DOCS = Path(__file__).resolve().parent.parent / "docs"
MEASUREMENTS = DOCS / "measurements"


def page(results: dict[str, Results]) -> str:
    """The page as Markdown; ``results`` are the contents of the files by name without suffix.

    Raises ``KeyError`` for a file that no section shows.
    """
    unknown = set(results) - {name for name, _ in _SECTIONS}
    if unknown:
        raise KeyError(f"no section shows {', '.join(sorted(unknown))}")
    parts = [_HEAD]
    parts += [section(results[name]) for name, section in _SECTIONS if name in results]
    return "\n".join(parts)


def read_results(folder: Path = MEASUREMENTS) -> dict[str, Results]:
    """The landed result files, by name without suffix."""
    return {
        p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))
    }


_HEAD = """\
# Benchmarks

Made by `python benchmarks/publish.py` from the files in [measurements](measurements/); do not edit.
Programs in `benchmarks/` and `shutten eval` are run by hand on a machine that other work may share:
times vary from run to run, so compare times only within one run. Those that use `training/`, which
is not installed, are run with `PYTHONPATH=.`. Sets of questions that other
systems publish figures on (JaQuAD) can be compared only with figures over the same passages.
"""


def _gold(results: Results) -> str:
    said = (
        " The settings for fusion and the confidence were chosen on these questions, so the figures"
        " are optimistic for others."
    )
    return _questions(
        results, "The sample questions", "gold", ("language", "relation", "type"), said
    )


def _unseen(results: Results) -> str:
    said = (
        " Written by authors who knew neither the program nor the other questions, half of them"
        " without an answer but close to what the reports tell. Nothing was chosen on them."
    )
    return _questions(results, "Questions that nothing was chosen on", "test", ("language",), said)


def _questions(
    summary: Results, title: str, gold_set: str, splits: tuple[str, ...], said: str
) -> str:
    configuration = summary["configuration"]
    groups = {"all": summary}
    for split in splits:
        groups |= {f"{split}: {name}": part for name, part in summary["by"][split].items()}
    columns = (
        ("retrieval", "recall@1"),
        ("retrieval", "recall@5"),
        ("retrieval", "mrr@10"),
        ("answer", "contains"),
        ("answer", "f1"),
        ("citation", "page_precision"),
        ("citation", "page_recall"),
        ("citation", "verified"),
        ("abstention", "recall"),
    )
    rows = [
        [name, part["n"], *(_cell(part, room, metric) for room, metric in columns)]
        for name, part in groups.items()
    ]
    head = ["", "questions", *(f"{room} {metric}" for room, metric in columns)]
    command = f"shutten eval run corpus/{gold_set}.jsonl --data .demo --out runs/{gold_set}"
    return (
        f"## {title}\n\n"
        + made(configuration, command)
        + f"\n{summary['n']} questions over {configuration['documents']} sample reports"
        f" ({configuration['passages']:,} passages), pages as units. `cross`: question and report"
        f" are in different languages.{said}\n\n" + table(head, rows)
    )


def _cell(part: Results, room: str, metric: str) -> str:
    value = part.get(room, {}).get(metric)
    return "–" if value is None else share(value)


def _reader(results: Results) -> str:
    rows = [
        [name, found["questions"], estimate(found["exact"]), estimate(found["f1"]),
         estimate(found["answered"]), estimate(found["lookalikes_refused"]),
         share(found["auc_confidence"]), share(found["calibration_error"])]
        for name, found in results["sets"].items()
    ]  # fmt: skip
    head = ["given the passage", "questions", "exact", "F1", "answered", "lookalike refused",
            "told apart", "calibration error"]  # fmt: skip
    most = max(found["questions"] for found in results["sets"].values())
    return (
        "## The reading model alone\n\n"
        + made(
            results,
            "python benchmarks/bench_reader.py --jaquad JAQUAD/dev --drcd DRCD_dev.json"
            f" --questions {most}",
        )
        + f"\n{results['weights_mb']} MB of weights, read in 8 bits through ONNX Runtime;"
        f" {_in_all(results['training'], 'tokens'):,.0f} tokens of training in"
        f" {_in_all(results['training'], 'minutes'):.0f} minutes of two shared cores."
        " Each question is put to its own passage, and to the passage that the word search ranks"
        " first among those without the answer; `told apart` is the chance that the first gets"
        " the higher confidence. Of DRCD the last fifth of the articles, which no training sees;"
        " of the written reports the documents that are held out, and among what is to be refused"
        " the questions that nothing answers.\n\n" + table(head, rows)
    )


def _ablation(results: Results) -> str:
    variants: Results = results["variants"]
    sets = [name for name, found in variants["everything"].items() if isinstance(found, dict)]
    head = ["trained on", "examples", *(f"{name}: exact" for name in sets)]
    told = [name for name in sets if "auc" in variants["everything"][name]]
    head += [f"{name}: told apart" for name in told]
    rows = [
        [name, f"{found['examples']:,}", *(estimate(found[title]["exact"]) for title in sets),
         *(share(found[title]["auc"]) for title in told)]
        for name, found in variants.items()
    ]  # fmt: skip
    questions = variants["everything"][sets[0]]["questions"]
    command = (
        "python benchmarks/bench_ablation.py --examples EXAMPLES --jaquad JAQUAD/dev"
        f" --drcd DRCD_dev.json --work RUNS --steps {results['steps']}"
    )
    return (
        "## What the training data are worth\n\n"
        + made(results, command)
        + f"\nTrainings of {results['steps']} steps from the bundled encoder, each without a part"
        f" of the examples; {questions} questions of each set, drawn by chance, given the passage."
        " `told apart` is the chance that the passage that answers gets a higher margin than one"
        " that looks alike (area under the curve). The shipped reader learned 25 times as"
        " long: compare the rows with each other only.\n\n" + table(head, rows)
    )


def _in_all(training: Results, name: str) -> float:
    """Of the last training, and of those that it went on from."""
    return float(training[name] + training.get(f"{name}_before", 0))


def _ingest(results: Results) -> str:
    ingest, encode = results["ingest"], results["encode_only"]
    rows = [
        ["ingest, new", ingest["wall_s"], ingest["pages_per_s"], ingest["peak_memory_mib"]],
        ["encoding the same passages alone", encode["wall_s"], "–", encode["peak_memory_mib"]],
        ["ingest, nothing changed", results["unchanged"]["wall_s"], "–",
         results["unchanged"]["peak_memory_mib"]],
    ]  # fmt: skip
    return (
        "## Ingestion\n\n"
        + made(results, "python benchmarks/bench_ingest.py FOLDER")
        + f"\n{results['documents']} manuals, {results['pages']} pages, {results['passages']:,}"
        f" passages, {results['characters']:,} characters; {results['disk_mib']} MiB on disk after."
        f" Ingestion took {results['ratio_to_encoding']} times what the model alone takes for the"
        f" same passages (its {encode['load_s']} s of loading not counted).\n\n"
        + table(["", "seconds", "pages/s", "peak MiB"], rows)
    )


def _reading(results: Results) -> str:
    rates, pages = results["pages_per_s"], results["pages"]
    rows = [
        ["pdfplumber: `extract_text`, `find_tables`", rates["pdfplumber"]],
        ["our pages: characters, lines, tables", rates["raw_pages"]],
    ] + [[f"whole documents, {s['workers']} workers", s["pages_per_s"]] for s in results["scaling"]]
    return (
        "## Reading PDF\n\n"
        + made(results, "python benchmarks/bench_reading.py REPORTS corpus")
        + f"\n{pages} pages with text; the first two rows in seconds of one core, the others in"
        " seconds on the clock, the start of the workers included."
        f" {results['ratio_raw_pages']} times pdfplumber's speed; {results['by_pdfminer']} pages"
        " hold characters that pdfium does not know and are read by pdfminer.\n\n"
        + table(["", "pages/s"], rows)
        + "\nThe same characters as pdfplumber's on"
        f" {results['pages_with_all_characters_of_pdfplumber']} pages, the same tables by its"
        f" finder on {results['pages_with_the_tables_of_pdfplumber']}. Recall or precision of the"
        f" stored text against pdfium's below .995 on {results['pages_below_goal_against_pdfium']}"
        " pages. The file lists every page that differs.\n"
    )


def _huge(results: Results) -> str:
    rows = [
        [f"{run['pages']:,}", run["workers"], f"{run['passages']:,}", run["read_s"],
         run["pages_per_s"], run["store_s"], run["process_mib"], run["worker_mib"]]
        for run in results["runs"]
    ]  # fmt: skip
    whole = results["with_model"]
    head = ["pages", "workers", "passages", "read s", "pages/s", "store s", "process MiB",
            "worker MiB"]  # fmt: skip
    return (
        "## Files of thousands of pages\n\n"
        + made(results, "python benchmarks/bench_huge.py")
        + "\nReports made up for the purpose, the same kind of pages in each; the embedding model"
        " is replaced by a stand-in that takes no time. Memory is the most that the process and"
        " the largest of its workers held, shared pages counted in full.\n\n"
        + table(head, rows)
        + f"\nWith the model, by the command line: {whole['pages']:,} pages"
        f" ({whole['passages']:,} passages) in {whole['wall_s']} s, {whole['process_mib']} MiB, of"
        " which the model holds the most.\n"
    )


def _latency(results: Results) -> str:
    rows = [
        [f"{verb}, {where}", found["n"], found["p50_ms"], found["p95_ms"]]
        for where, verbs in (("in process", results["in_process"]), ("HTTP", results["http"]))
        for verb, found in verbs.items()
    ]
    cold, memory = results["cold"], results["serving_memory_mib"]
    return (
        "## Latency\n\n"
        + made(results, "python benchmarks/bench_latency.py corpus/gold.jsonl --data DIR")
        + f"\n{results['documents']} documents, {results['passages']:,} passages; each question"
        " once, warm, one at a time.\n\n"
        + table(["", "questions", "p50 ms", "p95 ms"], rows)
        + f"\nCold, in new processes: `shutten --help` {cold['help_s']} s, `shutten search`"
        f" {cold['search_s']} s. A serving process holds {memory['after_100']} MiB after 100"
        " questions.\n"
    )


def _eval(results: Results) -> str:
    rows = [
        [f"{name.removeprefix('jobs_')} at a time", found["wall_s"], found["questions_per_s"],
         found["latency_ms"]["p50"], found["latency_ms"]["p95"], found["peak_mib"]]
        for name, found in results["runs"].items()
    ]  # fmt: skip
    same = "the same" if results["same_figures"] else "not the same"
    return (
        "## Evaluating a thousand questions\n\n"
        + made(results, "python benchmarks/bench_eval.py corpus/gold.jsonl --data DIR")
        + f"\n{results['questions']:,} questions: the sample ones repeated under other ids, each"
        f" searched and answered anew, over {results['documents']} documents"
        f" ({results['passages']:,} passages). The figures of the runs, other than times, are"
        f" {same}. `eval lint` of the file took {results['lint_s']} s.\n\n"
        + table(["questions", "seconds", "questions/s", "ask p50 ms", "p95 ms", "peak MiB"], rows)
    )


def _tables(results: Results) -> str:
    names = {
        "ruled": "ruled",
        "unruled_three_lines": "three lines each",
        "unruled_no_lines": "no lines",
        "recognised": "scanned",
    }
    rows = [
        [names[kind], found["rows"], *(share(found[f"row_{m}"]) for m in ("recall", "precision")),
         found["cells"], *(share(found[f"cell_{m}"]) for m in ("recall", "precision"))]
        for kind, found in results.items() if kind in names
    ]  # fmt: skip
    head = ["", "rows", "recall", "precision", "cells", "recall", "precision"]
    return (
        "## Tables\n\n"
        + made(results, "python benchmarks/bench_tables.py corpus")
        + "\nThe tables of the sample reports against their sources. The kinds without a grid"
        " are the same tables set again for the purpose.\n\n" + table(head, rows)
    )


def _order(results: Results) -> str:
    names = {"own": "of our own", "others": "of manuals of others"}
    rows = [
        [names[name], found["pages"], found["mean"], found["least"]]
        for name, found in results["groups"].items()
        if found["pages"]
    ]
    below = ", ".join(f"{name} ({value})" for name, value in results["below_goal"].items())
    return (
        "## Pages read as a person reads them\n\n"
        + made(results, "python benchmarks/bench_order.py REPORTS")
        + f"\n{results['pages']} pages in Japanese and Chinese that were compared with their"
        " picture by eye: slides, one to three columns, notes in the margin and at the foot,"
        " vertical lines, ruby, tables, a page on its side, program code. Likeness of the stored"
        " text to the golden one, from 0 to 1 (one less the edit distance over the length, white"
        " space left out)."
        f" Below .98: {below or 'none'}. The golden texts, of the sample reports and of the"
        " manuals, began as the reader's own output and were then corrected by eye, and the reader"
        " was mended on these pages: the figures say what it keeps, not how it does on others, and"
        " a fault that was overlooked counts as right.\n\n"
        + table(["pages", "number", "mean", "least"], rows)
    )


def _ocr(results: Results) -> str:
    seconds = results["seconds_a_page"]
    command = (
        "python benchmarks/bench_ocr.py corpus/scanned-survey-ja.pdf"
        " corpus/sources/ja_scanned_survey.txt"
    )
    return (
        "## Recognition of scanned pages\n\n"
        + made(results, command)
        + f"\n{results['report']}: {results['pages']} pages, {results['characters']:,}"
        f" characters. Recall {share(results['recall'])}, precision"
        f" {share(results['precision'])}, against the source;"
        f" {seconds['others']} s a page ({seconds['first']} s for the first).\n"
    )


def _edinet(results: Results) -> str:
    gold = results["gold"]
    rows = [
        ["tables, by their id", results["tables"], results["tables_found"]],
        ["cells with words, by their id", results["cells"], results["cells_found"]],
        ["… with the words of the file", results["cells"], results["cells_same"]],
        ["gold cells, by their id", gold["asked"], gold["found"]],
        ["… with the gold value", gold["asked"], gold["value"]],
        ["… numbers that their unit makes the very value", gold["numbers"], gold["with_unit"]],
    ]
    shares = [[name, f"{all_:,}", f"{right:,}", share(right / all_)] for name, all_, right in rows]
    return (
        "## Tables of securities reports\n\n"
        + made(results, "python benchmarks/bench_edinet.py NTCIR18_U4")
        + f"\n{results['reports']} reports of the valid set of NTCIR-18 U4 ({results['files']} HTML"
        f" files, {results['pages']:,} pages, {results['passages']:,} passages), in which every"
        f" table and cell carries an id. Of {gold['questions']:,} questions of table QA"
        f" {gold['no_file'] + gold['no_report']} ask of a file that the set lacks; they are left"
        " out. A number has the gold value up to the power of ten of its unit;"
        f" {gold['sign_differs']} leave the sign to the words of their row.\n\n"
        + table(["", "in the files", "found", "share"], shares)
    )


_SECTIONS: tuple[tuple[str, Callable[[Results], str]], ...] = (
    ("gold", _gold),
    ("unseen", _unseen),
    ("reader", _reader),
    ("ablation", _ablation),
    ("answering", answering),
    ("table_qa", table_qa),
    ("retrieval", retrieval),
    ("across", across),
    ("peers", peers),
    ("tables", _tables),
    ("order", _order),
    ("edinet", _edinet),
    ("ocr", _ocr),
    ("reading", _reading),
    ("ingest", _ingest),
    ("huge", _huge),
    ("latency", _latency),
    ("eval", _eval),
)


def main() -> None:
    """Write the page."""
    (DOCS / "benchmarks.md").write_text(page(read_results()), encoding="utf-8")


if __name__ == "__main__":
    main()
