"""Raw pages to a document: what can only be decided when all pages are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.document import Document, Page
from ingest.language import detect_language
from ingest.passages import main_language, make_passages
from ingest.pdf.blocks import paragraphs_of
from ingest.pdf.compose import compose_page
from ingest.pdf.joining import hyphened_words
from ingest.pdf.kinds import body_size, styles_of
from ingest.pdf.national_forms import with_national_forms
from ingest.pdf.outline import OutlineEntry, headings_in_outline
from ingest.pdf.raw import RawPage
from ingest.pdf.running_heads import Stripped, strip_running_heads
from ingest.pdf.table_facts import facts_of_all_tables

__all__ = ["FileFacts", "Keep", "assemble"]

_NO_TITLE = re.compile(
    r"^(?:untitled|無題|无标题|無標題|document\d*|slide ?1|powerpoint .*|microsoft \w+ ?- .*"
    r"|.*\.(?:docx?|pptx?|xlsx?|indd|pdf|tex|html?|odt|fodt)|[\W\d_]*)$",
    re.IGNORECASE,
)
_REPAIRED = (
    "the file is damaged and was put together from what is left of it: pages may be missing or "
    "counted differently; get it again"
)

_SAMPLE = 20_000
"""Characters that tell the language of a file."""

Keep = Callable[[Iterable[Page]], Sequence[Page]]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of the file besides its pages."""

    sha256: str
    stem: str
    metadata: dict[str, str] = field(default_factory=dict)
    truncated: bool = False
    repaired: bool = False
    """It could not be opened as it is."""
    outline: tuple[OutlineEntry, ...] = ()
    missing: int = 0
    """Pages at the end that the file says it has, and that are not there."""


def assemble(
    raw_pages: Sequence[RawPage],
    facts: FileFacts,
    visit: Callable[[int], None] = lambda index: None,
    keep: Keep = tuple,
) -> Document:
    """The document of all raw pages of a file, in order; ``visit`` is told the place of each
    page, from 0, before something is done with it alone. ``keep`` takes the pages as they are
    made, and gives them back as often as they are needed."""
    raw_pages = with_national_forms(raw_pages)
    body = body_size(raw_pages)
    stripped = strip_running_heads(raw_pages, body)
    paragraphs = [paragraphs_of(s.page) for s in _visited(stripped, visit)]
    named = headings_in_outline(facts.outline, paragraphs)
    styles = styles_of([p for page in paragraphs for p in page], body, named)
    hyphened = hyphened_words(line.text for page in raw_pages for line in page.lines)
    facts_of_tables = facts_of_all_tables(paragraphs, [page.number for page in raw_pages])
    pages = keep(
        compose_page(page, content, styles, tables, hyphened)
        for page, content, tables in zip(
            _visited(stripped, visit), paragraphs, facts_of_tables, strict=True
        )
    )
    title = _title(pages, facts)
    language = detect_language(_beginning(pages))
    passages = make_passages(pages, title, language)
    return Document(
        facts.sha256,
        "pdf",
        title,
        main_language(passages, language),
        pages,
        passages,
        facts.metadata,
        tuple(_warnings(raw_pages, pages, facts)),
    )


def _visited(pages: Sequence[Stripped], visit: Callable[[int], None]) -> Iterator[Stripped]:
    for index, page in enumerate(pages):
        visit(index)
        yield page


def _beginning(pages: Iterable[Page]) -> str:
    """The first ``_SAMPLE`` characters of the text."""
    texts: list[str] = []
    length = 0
    for page in pages:
        texts.append(page.text)
        length += len(page.text) + 1
        if length > _SAMPLE:
            break
    return "\n".join(texts)[:_SAMPLE]


def _title(pages: Sequence[Page], facts: FileFacts) -> str:
    """What the file says its title is, else the first page's main heading, else its name."""
    said = " ".join(facts.metadata.get("title", "").split())
    if said and not _NO_TITLE.match(said) and "\ufffd" not in said:
        return said
    for page in pages[:2]:
        headings = [b for b in page.blocks if b.kind == "heading"]
        if headings:
            top = min(headings, key=lambda b: b.level)
            return page.text[top.char_start : top.char_end]
    return facts.stem


def _warnings(raw_pages: Sequence[RawPage], pages: Sequence[Page], facts: FileFacts) -> list[str]:
    lines = ["the file has no end mark and may be truncated"] if facts.truncated else []
    if facts.repaired:
        lines.append(_REPAIRED)
    if facts.missing:
        lines.append(f"the file says that {facts.missing} more pages follow; they are not there")
    troubles: dict[str, list[int]] = {}
    for raw, page in zip(raw_pages, pages, strict=True):
        if raw.lost:
            troubles.setdefault(f"{raw.lost}; never cited", []).append(page.number)
        elif not page.quality.ok and raw.marks and not _only_running(page):
            troubles.setdefault("no readable text; never cited", []).append(page.number)
        elif page.quality.source == "ocr":
            what = "no usable text in the file; read from the page image"
            troubles.setdefault(what, []).append(page.number)
    return lines + [f"{page_list(numbers)}: {what}" for what, numbers in troubles.items()]


def page_list(numbers: Sequence[int]) -> str:
    """Ascending page numbers as people write them: ``page 3``, ``pages 1-4, 7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    text = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
    return f"pages {text}" if len(numbers) > 1 else f"page {text}"


def _only_running(page: Page) -> bool:
    return any(block.removed_text for block in page.blocks)
