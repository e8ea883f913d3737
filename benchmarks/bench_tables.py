"""How many rows and cells of the sample reports' tables are read right.

    python benchmarks/bench_tables.py corpus

``corpus/tables.json`` (made from the sources by ``corpus/build/table_truth.py``) says what the
tables hold. A row is right when all its cells are, each in its column; a cell when the same text
stands in the same column of a row with the same first cell. Text is compared after NFKC and without
white space. Tables are joined over page breaks, repeated heads left out. The same tables are then
set without a grid, once with three lines each (``three_lines``) and once with none (``no_lines``),
five rows at least and with a column of figures, and read again. Pages read by recognition are
counted apart.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typst
from bench_tools import MEASUREMENTS, write_results

from ingest import read_document
from ingest.document import Document
from ingest.pdf.tables.headers import is_figure

_FONTS = ["/usr/share/fonts/opentype/noto"]
_Rows = Sequence[Sequence[str]]


def main() -> None:
    """Read the reports and the tables set anew, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "tables.json")
    arguments = parser.parse_args()
    truth = json.loads((arguments.corpus / "tables.json").read_text(encoding="utf-8"))
    write_results(arguments.json, _measure(arguments.corpus, truth))


def _measure(corpus: Path, truth: dict[str, list[_Rows]]) -> dict[str, Any]:
    ruled, recognised = [], []
    by_report = {}
    for report, tables in truth.items():
        document = read_document(corpus / report)
        scores = _compared(tables, _tables(document))
        scanned = any(page.quality.source == "ocr" for page in document.pages)
        (recognised if scanned else ruled).append(scores)
        by_report[report] = _figures(scores)
    return {
        "benchmark": "tables",
        "ruled": _figures(_sum(ruled)),
        "recognised": _figures(_sum(recognised)),
        **{f"unruled_{k}": _figures(_reset(truth, k)) for k in ("three_lines", "no_lines")},
        "by_report": by_report,
    }


def _tables(document: Document) -> list[_Rows]:
    """The tables of a document, those that go on joined to their first part."""
    found: dict[str, list[list[str]]] = {}
    owner: dict[str, str] = {}
    for page in document.pages:
        for table in page.tables:
            first = owner.get(table.continues, table.id)
            owner[table.id] = first
            skip = table.header_rows if table.continues else 0
            rows = [[cell.text for cell in row] for row in table.rows[skip:]]
            found.setdefault(first, []).extend(rows)
    return list(found.values())


def _compared(truth: Iterable[_Rows], read: Iterable[_Rows]) -> dict[str, Counter[Any]]:
    return {"truth": _counted(truth), "read": _counted(read)}


def _counted(tables: Iterable[_Rows]) -> Counter[Any]:
    """Rows and cells as they are compared."""
    counts: Counter[Any] = Counter()
    for rows in tables:
        for row in rows:
            texts = tuple(map(_plain, row))
            counts["row", texts] += 1
            for column, text in enumerate(texts):
                if text:
                    counts["cell", texts[0], column, text] += 1
    return counts


def _sum(scores: Iterable[dict[str, Counter[Any]]]) -> dict[str, Counter[Any]]:
    """Rows and cells of several reports, each kept apart from the others'."""
    total: dict[str, Counter[Any]] = {"truth": Counter(), "read": Counter()}
    for number, score in enumerate(scores):
        for side, counts in score.items():
            total[side].update({(kind, number, *rest): n for (kind, *rest), n in counts.items()})
    return total


def _figures(score: dict[str, Counter[Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for kind in ("row", "cell"):
        truth = Counter({k: n for k, n in score["truth"].items() if k[0] == kind})
        read = Counter({k: n for k, n in score["read"].items() if k[0] == kind})
        right = (truth & read).total()
        out[f"{kind}s"] = truth.total()
        out[f"{kind}_recall"] = round(right / max(truth.total(), 1), 4)
        out[f"{kind}_precision"] = round(right / max(read.total(), 1), 4)
    return out


def _reset(truth: dict[str, list[_Rows]], kind: str) -> dict[str, Counter[Any]]:
    scores = []
    for tables in truth.values():
        chosen = [rows for rows in tables if _has_figures(rows)]
        if not chosen:
            continue
        with tempfile.TemporaryDirectory(prefix="shutten-bench-") as folder:
            source = Path(folder) / "tables.typ"
            source.write_text(_typst(chosen, kind), encoding="utf-8")
            typst.compile(source, output=source.with_suffix(".pdf"), font_paths=_FONTS)
            scores.append(_compared(chosen, _tables(read_document(source.with_suffix(".pdf")))))
    return _sum(scores)


def _has_figures(rows: _Rows) -> bool:
    body = list(zip(*rows[1:], strict=True))
    return len(rows) >= 5 and any(
        sum(map(is_figure, column)) > len(column) / 2 for column in body[1:]
    )


def _typst(tables: Iterable[_Rows], kind: str) -> str:
    """The tables one after another in a page's running text."""
    parts = [
        "#set page(width: 210mm, height: 297mm, margin: 20mm)\n"
        '#set text(font: ("Noto Serif CJK JP", "Noto Serif CJK SC"), size: 9pt)\n'
        "#set par(justify: true)\n"
    ]
    for number, rows in enumerate(tables, start=1):
        figures = [
            sum(map(is_figure, column)) > len(column) / 2 for column in zip(*rows[1:], strict=True)
        ]
        columns = ", ".join("auto" if f else "1fr" for f in figures)
        align = ", ".join("right" if f else "left" for f in figures)
        line = "table.hline(), " if kind == "three_lines" else ""
        cells = [", ".join(f"text({json.dumps(c, ensure_ascii=False)})" for c in r) for r in rows]
        parts.append(
            f"表{number}　第{number}の表\n\n#block(breakable: false, table(columns: ({columns},), "
            f"stroke: none, column-gutter: 8pt, align: ({align},), {line}{cells[0]}, {line}"
            f"{', '.join(cells[1:])}, {line}))\n\n"
            "次の表は、同じ報告の別の箇所から引いた。数値の単位と注は、もとの報告に書かれたものと変わらない。\n\n"
        )
    return "".join(parts)


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace())


if __name__ == "__main__":
    main()
