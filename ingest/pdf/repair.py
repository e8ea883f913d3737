"""A PDF that has lost its end, put together from the objects that are left.

The table of objects, the trailer and, with many programs, the page tree stand at the end of a
file (ISO 32000-1, 7.5): a download that broke off has none of them, and no parser opens it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.pdf.loose_objects import REFERENCE, LooseObject, loose_objects

__all__ = ["Repaired", "repaired"]

_CATALOG = re.compile(rb"/Type\s*/Catalog(?![a-zA-Z])")
_PAGES = re.compile(rb"/Type\s*/Pages(?![a-zA-Z])")
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_TOP = re.compile(rb"/Pages\s+([0-9]{1,8})\s+[0-9]{1,5}\s+R")
_PARENT = re.compile(rb"/Parent\s+([0-9]{1,8})\s+[0-9]{1,5}\s+R")
_COUNT = re.compile(rb"/Count\s+([0-9]{1,8})(?!\s+[0-9]+\s+R)")
_KIDS = re.compile(rb"/Kids\s*(?:\[([^\]]*)\]|([0-9]{1,8})\s+[0-9]{1,5}\s+R)")
_NOT_NEEDED = re.compile(
    rb"/(?:Parent|Annots|B|Metadata|Thumb|StructParents?|ICCBased)(?![a-zA-Z])\s*"
    rb"(?:[0-9]{1,8}\s+[0-9]{1,5}\s+R|\[[^\]]*\])"
)
"""References that lead away from what is written on a page, or to its colours."""
_KEPT = re.compile(rb"/(Encrypt|Info)\s+([0-9]{1,8})\s+[0-9]{1,5}\s+R")
_ID = re.compile(rb"/ID\s*\[\s*<[0-9a-fA-F\s]*>\s*<[0-9a-fA-F\s]*>\s*\]")
_HEADER_WITHIN = 1024

_Objects = Mapping[int, LooseObject]


@dataclass(frozen=True, slots=True)
class Repaired:
    """A file that can be opened. ``lost`` are the places, from 0, of pages of which a part is no
    longer in the file: what is left of them may say something else than the whole."""

    data: bytes
    lost: frozenset[int]


def repaired(data: bytes) -> Repaired | None:
    """The file with a table of its objects and a trailer; ``None`` where no page is whole.

    Where its page tree is not whole either, all pages stand in one new tree, in the order in
    which the file holds them.
    """
    data = data[max(data.find(b"%PDF-", 0, _HEADER_WITHIN), 0) :]
    objects = loose_objects(data)
    root = next((n for n in reversed(objects) if _CATALOG.search(objects[n].body)), None)
    pages = _pages_by_tree(objects, root)
    whole_tree = pages is not None
    if pages is None:
        pages = [number for number, item in objects.items() if _PAGE.search(item.body)]
    lost = frozenset(_not_whole(objects, pages))
    if len(lost) == len(pages):
        return None
    if root is None or not whole_tree:
        root = _free_number(objects)
        objects |= _new_tree(objects, pages, root)
    return Repaired(_written(data, objects, root), lost)


def _pages_by_tree(objects: _Objects, root: int | None) -> list[int] | None:
    """The numbers of the pages that the page tree names, also of those that are lost; ``None``
    where a part of the tree itself is lost."""
    top = _TOP.search(objects[root].body) if root is not None else None
    if top is None:
        return None
    pages: list[int] = []
    seen: set[int] = set()
    waiting = [int(top[1])]
    while waiting:
        number = waiting.pop()
        if number in seen or number not in objects:
            return None
        seen.add(number)
        body = objects[number].body
        if not _PAGES.search(body):
            pages.append(number)
            continue
        kids = _kids(objects, body)
        count = _COUNT.search(body)
        if kids is None:
            return None
        if count and int(count[1]) == len(kids):  # every kid is a page
            pages.extend(kids)
        else:
            waiting.extend(reversed(kids))
    return pages


def _kids(objects: _Objects, body: bytes) -> list[int] | None:
    found = _KIDS.search(body)
    if found is None:
        return None
    if found[2]:
        held = objects.get(int(found[2]))
        return [int(kid) for kid in REFERENCE.findall(held.body)] if held else None
    return [int(kid) for kid in REFERENCE.findall(found[1])]


def _free_number(objects: _Objects) -> int:
    """From which on no object has a number, nor is one referred to by it: what was lost must not
    come back as something else."""
    named = (int(n) for item in objects.values() for n in REFERENCE.findall(item.body))
    return max(*objects, *named, 0) + 1


def _new_tree(objects: _Objects, pages: list[int], root: int) -> dict[int, LooseObject]:
    """A catalogue with the number ``root`` and a node with all pages. These keep the parent that
    they had, and inherit from it what they did."""
    kids = b" ".join(b"%d %d R" % (number, objects[number].generation) for number in pages)
    return {
        root: LooseObject(b"<< /Type /Catalog /Pages %d 0 R >>" % (root + 1)),
        root + 1: LooseObject(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids)),
    }


def _not_whole(objects: _Objects, pages: list[int]) -> Iterator[int]:
    """The places of pages that need an object that is not there."""
    whole: set[int] = set()
    for place, page in enumerate(pages):
        if not (_inherits_all(objects, page) and _reaches_all(objects, page, whole)):
            yield place


def _inherits_all(objects: _Objects, page: int) -> bool:
    """Whether a page has what it may have from its parents (ISO 32000-1, 7.7.3.4), or they are
    all there."""
    missing = {b"/Resources", b"/MediaBox"}
    seen: set[int] = set()
    while page in objects and page not in seen:
        seen.add(page)
        body = objects[page].body
        missing = {key for key in missing if key not in body}
        parent = _PARENT.search(body)
        if not missing or parent is None:
            return True
        page = int(parent[1])
    return False


def _reaches_all(objects: _Objects, page: int, whole: set[int]) -> bool:
    """Whether all is there that ``page`` refers to, through others too. What was found to be
    ``whole`` for one page is so for the others."""
    seen: set[int] = set()
    waiting = [page]
    while waiting:
        number = waiting.pop()
        if number in seen or number in whole:
            continue
        if number not in objects:
            return False
        seen.add(number)
        body = _NOT_NEEDED.sub(b" ", objects[number].body)
        waiting.extend(int(other) for other in REFERENCE.findall(body))
    whole |= seen
    return True


def _written(data: bytes, objects: _Objects, root: int) -> bytes:
    """``data`` with the objects that stand nowhere, a table of all, and a trailer after it."""
    out = bytearray(data)
    out += b"\nendstream\nendobj\n"  # the end of what was cut off; nothing to anything else
    places: dict[int, tuple[int, int]] = {}
    for number, item in objects.items():
        places[number] = (item.at if item.at >= 0 else len(out), item.generation)
        if item.at < 0:
            out += b"%d 0 obj\n%s\nendobj\n" % (number, item.body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for run in _runs(sorted(places)):
        out += b"%d %d\n" % (run[0], len(run))
        out += b"".join(b"%010d %05d n \n" % places[number] for number in run)
    trailer = _trailer(data, objects, root)
    out += b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)
    return bytes(out)


def _trailer(data: bytes, objects: _Objects, root: int) -> bytes:
    """With what an earlier trailer, or the dictionary of a table in a stream, says besides."""
    entries = [b"/Root %d %d R /Size %d" % (root, objects[root].generation, max(objects) + 1)]
    kept = {match[1]: match for match in _KEPT.finditer(data) if int(match[2]) in objects}
    entries += [match[0] for match in kept.values()]
    if b"Encrypt" in kept:
        entries += _ID.findall(data)[-1:]
    return b" ".join(entries)


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Ascending numbers by runs without a gap."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
