"""Cut pages into passages: whole sentences under one heading, each table row by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

from ingest.document import Block, Language, Page, Passage, PassageKind, Table
from ingest.language import detect_language, split_sentences

__all__ = ["make_passages", "main_language"]

_TARGET = 320
"""Weight of a full passage; a CJK character weighs 1, any other 0.45."""
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def main_language(texts: Sequence[str]) -> Language:
    """The language that most characters of ``texts`` are in."""
    votes: Counter[Language] = Counter()
    for text in texts:
        votes[detect_language(text)] += len(text)
    votes.pop("und", None)
    return votes.most_common(1)[0][0] if votes else "und"


def make_passages(pages: Sequence[Page], title: str) -> tuple[Passage, ...]:
    """The passages of all pages, in reading order. Unreadable pages give none.

    The heading path goes on from page to page, as chapters do.
    """
    prior = main_language([page.text for page in pages])
    path: list[tuple[int, str]] = []
    passages: list[Passage] = []
    for page in pages:
        if page.quality.ok:
            passages += _page_passages(page, title, path, prior)
    return tuple(passages)


def _page_passages(
    page: Page, title: str, path: list[tuple[int, str]], prior: Language
) -> Iterator[Passage]:
    """``path`` (levels and texts of the open headings) is brought up to date on the way."""
    tables = iter(page.tables)
    pending: list[Block] = []
    heading: Block | None = None
    for block in page.blocks:
        if block.char_start >= block.char_end:
            continue
        if block.kind not in ("text", "list") or (
            pending and block.kind != pending[0].kind and block.kind != "list"
        ):
            yield from _packed(page, pending, title, path, prior)
            heading = None if pending else heading
            pending = []
        if block.kind == "heading":
            if heading is not None:
                yield _passage(page, "heading", heading, title, path, prior)
            text = page.text[block.char_start : block.char_end].replace("\n", " ")
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, text))
            heading = block
        elif block.kind == "table":
            yield from _rows(page, next(tables), title, path, prior)
            heading = None
        elif block.kind in ("caption", "footnote"):
            yield _passage(page, cast(PassageKind, block.kind), block, title, path, prior)
        else:
            pending.append(block)
    yield from _packed(page, pending, title, path, prior)
    if heading is not None and not pending:
        yield _passage(page, "heading", heading, title, path, prior)


def _packed(
    page: Page, blocks: Sequence[Block], title: str, path: list[tuple[int, str]], prior: Language
) -> Iterator[Passage]:
    """Sentences of neighbouring blocks, packed up to the target; passages do not overlap."""
    if not blocks:
        return
    start, end = blocks[0].char_start, blocks[-1].char_end
    kind: PassageKind = "list" if all(b.kind == "list" for b in blocks) else "text"
    total = _weight(page.text[start:end])
    # Equal shares read better than full passages and a scrap.
    share = total / max(1, round(total / _TARGET))
    begun: int | None = None
    last = start
    for a, b in split_sentences(page.text[start:end]):
        begun = start + a if begun is None else begun
        last = start + b
        if _weight(page.text[begun:last]) >= share * 0.92:
            yield _span(page, kind, begun, last, title, path, prior)
            begun = None
    if begun is not None:
        yield _span(page, kind, begun, last, title, path, prior)


def _weight(text: str) -> float:
    wide = len(_WIDE.findall(text))
    return wide + 0.45 * (len(text) - wide)


def _passage(
    page: Page,
    kind: PassageKind,
    block: Block,
    title: str,
    path: list[tuple[int, str]],
    prior: Language,
) -> Passage:
    return _span(page, kind, block.char_start, block.char_end, title, path, prior)


def _span(
    page: Page,
    kind: PassageKind,
    start: int,
    end: int,
    title: str,
    path: list[tuple[int, str]],
    prior: Language,
    extra: str = "",
) -> Passage:
    text = page.text[start:end]
    headings = tuple(name for _, name in path)
    parts = [title, *(h for h in headings if h not in (title, text))]
    context = " > ".join(p for p in parts if p)
    return Passage(
        kind=kind,
        page=page.number,
        char_start=start,
        char_end=end,
        text=text,
        language=detect_language(text, prior),
        heading_path=headings,
        context=f"{context}\n{extra}" if extra else context,
    )


def _rows(
    page: Page, table: Table, title: str, path: list[tuple[int, str]], prior: Language
) -> Iterator[Passage]:
    """One passage a body row, with caption, unit line and column heads as its context."""
    head = [
        " ".join(cell.text for cell in row if cell.text) for row in table.rows[: table.header_rows]
    ]
    extra = " / ".join(part for part in (table.caption, table.unit, *head) if part)
    body = table.rows[table.header_rows :] or table.rows
    for row in body:
        filled = [cell for cell in row if cell.char_end > cell.char_start]
        if filled:
            start = min(c.char_start for c in filled)
            end = max(c.char_end for c in filled)
            yield _span(page, "table_row", start, end, title, path, prior, extra)
