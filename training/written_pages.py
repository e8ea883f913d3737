"""Written passages as web pages, so that a collection can be made of them and asked.

    python -m training.written_pages training/sets --out PAGES
    shutten ingest PAGES --data COLLECTION

Each document becomes one page: its headings, paragraphs and tables in the order of the file.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from training.written import WrittenPassage, read_written

__all__ = ["as_html", "main", "write_pages"]

_BAR = " | "
_UNIT = re.compile(r"(単位|单位|單位|Unit)s?\s*[：:]", re.IGNORECASE)


def write_pages(passages: Iterable[WrittenPassage], folder: Path) -> list[Path]:
    """One HTML file a document in ``folder``, named after it; their paths in the order of the
    documents."""
    documents: dict[str, list[WrittenPassage]] = {}
    for passage in passages:
        documents.setdefault(passage.document, []).append(passage)
    paths = []
    for name, own in documents.items():
        path = folder / f"{name}.html"
        path.write_text(as_html(own), encoding="utf-8")
        paths.append(path)
    return paths


def as_html(passages: Sequence[WrittenPassage]) -> str:
    """The page of one document's passages."""
    title = _headings(passages[0])[0]
    body = "\n".join(_blocks(passages))
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f'<html lang="{passages[0].language}"><head>{head}</head><body>\n{body}\n</body></html>'


def _blocks(passages: Sequence[WrittenPassage]) -> Iterator[str]:
    """Headings where they change, and what stands below each."""
    above: list[str] = []
    for context, group in groupby(passages, key=lambda p: p.context):
        own = list(group)
        headings = _headings(own[0])
        same = 0
        while same < min(len(above), len(headings)) and above[same] == headings[same]:
            same += 1
        for level, words in enumerate(headings[same:], same + 1):
            yield f"<h{min(level, 6)}>{escape(words)}</h{min(level, 6)}>"
        above = headings
        if all(_is_rows(passage) for passage in own):
            yield _table(context, [row for p in own for row in p.text.strip().split("\n")])
        else:
            yield from (f"<p>{escape(line)}</p>" for p in own for line in p.text.split("\n"))


def _headings(passage: WrittenPassage) -> list[str]:
    return [part.strip() for part in passage.context.split("\n")[0].split(" > ")]


def _is_rows(passage: WrittenPassage) -> bool:
    return all(_BAR in line for line in passage.text.strip().split("\n"))


def _table(context: str, rows: Sequence[str]) -> str:
    """A table below its caption and unit, as the lines of ``context`` behind the headings tell."""
    lines = [line for line in context.split("\n")[1:] if line.strip()]
    heads = [line for line in lines if _BAR in line]
    units = [line for line in lines if _UNIT.match(line)]
    captions = [line for line in lines if line not in heads and line not in units]
    told = " ".join([*captions, *(f"（{unit}）" for unit in units)])
    caption = f"<caption>{escape(told)}</caption>" if told else ""
    head = "".join(_row(line, "th") for line in heads)
    body = "".join(_row(row, "td") for row in rows)
    return f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(line: str, tag: str) -> str:
    cells = (f"<{tag}>{escape(cell.strip())}</{tag}>" for cell in line.split(_BAR.strip()))
    return f"<tr>{''.join(cells)}</tr>"


def main(argv: Sequence[str] | None = None) -> None:
    """Write the pages of a folder of written passages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    passages = [p for path in sorted(arguments.sets.glob("*.jsonl")) for p in read_written(path)]
    print(f"{len(write_pages(passages, arguments.out))} pages")


if __name__ == "__main__":
    main()
