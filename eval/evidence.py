"""Find the documents and pages that gold questions name in a collection, and check them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from eval.faults import Fault
from eval.questions import Evidence, GoldQuestion
from ingest.errors import NotFoundError
from ingest.language import fold_text

if TYPE_CHECKING:
    from index import Collection, StoredDocument

__all__ = ["Located", "Place", "locate", "squeeze"]

Place = tuple[str, int]
"""A page: document id and page number, from 1."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where the evidence of gold questions stands in a collection.

    ``missing`` are documents and pages that are not there; the questions cannot be scored.
    ``unquoted`` are quotations that the page's text, as it was read, does not hold; the page
    number may still be right.
    """

    places: dict[str, Place]
    """By ``key`` of the evidence."""
    missing: tuple[Fault, ...]
    unquoted: tuple[Fault, ...]
    within: Mapping[str, str] = field(default_factory=dict)
    """Document ids of what single questions are restricted to, by the name they give."""

    def of(self, evidence: Iterable[Evidence]) -> frozenset[Place]:
        """The pages of some evidence."""
        return frozenset(self.places[key(e)] for e in evidence)


def key(evidence: Evidence) -> str:
    """The same for evidence on the same page of the same document."""
    return f"{evidence.page} {evidence.doc}"


def locate(questions: Sequence[GoldQuestion], collection: Collection) -> Located:
    """Look up every piece of evidence of ``questions`` once."""
    finder = _Finder(collection)
    places: dict[str, Place] = {}
    missing: list[Fault] = []
    unquoted: list[Fault] = []
    texts: dict[Place, str] = {}
    within: dict[str, str] = {}
    for question in questions:
        where = f"line {question.line}" if question.line else question.id
        for evidence in (*question.evidence, *question.asked_of):
            document = finder.find(evidence.doc)
            if isinstance(document, str):
                missing.append(Fault(where, document, question.line))
                continue
            if evidence.page > document.pages:
                what = f"{evidence.doc!r} has {document.pages} pages, not {evidence.page}"
                missing.append(Fault(where, what, question.line))
                continue
            place = places[key(evidence)] = (document.doc_id, evidence.page)
            if evidence.quote and not _stands(evidence.quote, place, collection, texts):
                what = f"the quote is not on page {evidence.page} of {evidence.doc!r}"
                unquoted.append(Fault(where, what, question.line))
        if question.within:
            document = finder.find(question.within)
            if isinstance(document, str):
                missing.append(Fault(where, document, question.line))
            else:
                within[question.within] = document.doc_id
    return Located(places, tuple(missing), tuple(unquoted), within)


def squeeze(text: str) -> str:
    """``text`` folded, without white space and the bars between cells: layout does not matter."""
    return "".join(fold_text(text).replace("|", " ").split())


def _stands(quote: str, place: Place, collection: Collection, texts: dict[Place, str]) -> bool:
    if place not in texts:
        texts[place] = squeeze(collection.page(*place).page.text)
    return squeeze(quote) in texts[place]


class _Finder:
    """Documents by the names that a person may write: path, end of a path, file name, title."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._found: dict[str, StoredDocument | str] = {}
        self._paths: dict[str, list[StoredDocument]] = defaultdict(list)
        self._names: dict[str, list[StoredDocument]] = defaultdict(list)
        self._titles: dict[str, list[StoredDocument]] = defaultdict(list)
        self._stems: dict[str, list[StoredDocument]] = defaultdict(list)
        for document in collection.documents():
            path = PurePath(_normal(document.path))
            self._paths[_normal(document.path)].append(document)
            self._names[path.name].append(document)
            self._titles[_normal(document.title)].append(document)
            self._stems[path.stem].append(document)

    def find(self, name: str) -> StoredDocument | str:
        """The document, or what is wrong with the name."""
        if name not in self._found:
            self._found[name] = self._look(name)
        return self._found[name]

    def _look(self, name: str) -> StoredDocument | str:
        wanted = _normal(name)
        parts = PurePath(wanted).parts
        ends = [
            document
            for document in self._names.get(PurePath(wanted).name, [])
            if PurePath(_normal(document.path)).parts[-len(parts) :] == parts
        ]
        found = (self._paths.get(wanted), ends, self._titles.get(wanted), self._stems.get(wanted))
        for matches in found:
            if matches and len(matches) == 1:
                return matches[0]
            if matches:
                paths = ", ".join(d.path for d in matches[:5])
                return f"{name!r} means {len(matches)} documents: {paths}"
        try:  # a document that was ingested from several paths shows one of them
            return self._collection.resolve(name)
        except NotFoundError:
            return f"there is no document {name!r} in the collection"


def _normal(name: str) -> str:
    # A file name written on macOS is decomposed: ガ as カ and a mark.
    return unicodedata.normalize("NFC", name).strip().replace("\\", "/")
