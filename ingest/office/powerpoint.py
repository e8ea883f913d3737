"""PowerPoint presentations: a page for each slide.

The page's label is the number that the slide shows. Its text is the title, then the other shapes
in the order in which they are read, then the speaker's notes as footnotes. Footer, date and slide
number stay out of the text. Hidden slides are read, and named in a warning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.document import Document, Page
from ingest.errors import EmptyFileError
from ingest.files import read_bytes
from ingest.language import detect_language
from ingest.office.core import core_metadata
from ingest.office.package import damage_named, safe_copy
from ingest.office.powerpoint_shapes import read_slide, words_of_frame
from ingest.passages import main_language, make_passages
from ingest.sections import SectionBuilder, with_surroundings

__all__ = ["read_powerpoint"]


def read_powerpoint(path: Path) -> Document:
    """The document in a .pptx, .pptm, slide show or template file; raises an ``IngestError`` that
    names it."""
    data = read_bytes(path)
    name = str(path)
    stream = safe_copy(data, "pptx", name)
    with damage_named("pptx", name):
        import pptx

        presentation = pptx.Presentation(stream)
        first = int(presentation.part._element.get("firstSlideNum", "1"))
        slides = list(presentation.slides)
        pages = tuple(_pages(slides, first))
        hidden = [page.label for page, slide in zip(pages, slides, strict=True) if _hidden(slide)]
        metadata = core_metadata(presentation.core_properties)
    if not any(page.text for page in pages):
        raise EmptyFileError("the presentation holds no text", hint="get it again", path=name)
    title = _title(pages) or metadata.get("title", "") or path.stem
    language = detect_language("\n".join(page.text for page in pages)[:20_000])
    passages = make_passages(pages, title, language)
    warnings = (f"hidden in the presentation: slides {', '.join(hidden)}",) if hidden else ()
    return Document(
        hashlib.sha256(data).hexdigest(),
        "pptx",
        title,
        main_language(passages, language),
        pages,
        passages,
        metadata,
        warnings,
    )


def _pages(slides: list[Any], first: int) -> Iterator[Page]:
    for number, slide in enumerate(slides, start=1):
        found = read_slide(slide)
        builder = SectionBuilder()
        builder.add("heading", found.title, 1)
        for item in with_surroundings(found.items):
            builder.add_item(item)
        if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
            builder.add("footnote", words_of_frame(frame))
        for kind, text in found.removed:
            builder.add_removed(kind, text)
        yield builder.page(number, str(first + number - 1))


def _hidden(slide: Any) -> bool:
    return slide._element.get("show") in ("0", "false")


def _title(pages: tuple[Page, ...]) -> str:
    """The title of the first slide."""
    for block in pages[0].blocks[:1] if pages else ():
        if block.kind == "heading":
            return " ".join(pages[0].text[block.char_start : block.char_end].split())
    return ""
