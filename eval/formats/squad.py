"""SQuAD 1.1 and 2.0 files, or folders of them, as documents and gold questions.

An article becomes a document and each of its contexts a page with one passage, so that a page
is right exactly when the context is. Format: Rajpurkar et al. (2016), and Rajpurkar, Jia and
Liang (2018) for questions without an answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from eval.faults import Fault, raise_faults
from eval.questions import Evidence, GoldQuestion, QuestionSet
from ingest.document import Block, Document, Language, Page, Passage, Quality
from ingest.errors import GoldSetError
from ingest.language import detect_language

__all__ = ["read_squad"]

_LANGUAGE_SAMPLE = 20
"""Contexts that tell the language of a file, for texts that are too short to tell."""


@dataclass(eq=False, slots=True)
class _Reading:
    """What has been read so far."""

    titles: bool
    documents: dict[str, Document] = field(default_factory=dict)
    questions: list[GoldQuestion] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    paths_by_hash: dict[str, str] = field(default_factory=dict)


def read_squad(path: Path, *, also_index: Sequence[Path] = (), titles: bool = False) -> QuestionSet:
    """Documents and questions of a file or of all ``*.json`` below a folder.

    The contexts of ``also_index`` become documents too, to search among, but their questions
    are not asked. With ``titles`` a passage has its article's title as context, as passages of
    reports do; published figures on such sets are without.

    Raises:
        GoldSetError: lists everything that is not as the format wants it.
    """
    reading = _Reading(titles)
    for file in _files(path):
        _read_file(file, reading, ask=True)
    asked = set(_files(path))
    for folder in also_index:
        for file in _files(folder):
            if file not in asked:
                _read_file(file, reading, ask=False)
    if not reading.faults and not reading.questions:
        reading.faults.append(Fault("", "it holds no questions"))
    raise_faults(reading.faults, str(path))
    return QuestionSet(reading.documents, reading.questions)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(path.rglob("*.json"))
        if not found:
            raise GoldSetError(
                "there is no .json file in this folder", path=str(path), hint="name SQuAD files"
            )
        return found
    return [path]


def _read_file(path: Path, reading: _Reading, *, ask: bool) -> None:
    articles = _articles(path, reading.faults)
    contexts = (
        p["context"]
        for a in articles
        for p in _dicts(a.get("paragraphs"))
        if isinstance(p.get("context"), str)
    )
    sample = "\n".join(text for text, _ in zip(contexts, range(_LANGUAGE_SAMPLE), strict=False))
    language = detect_language(sample)
    for number, article in enumerate(articles, start=1):
        where = f"{path.name}, article {number}"
        paragraphs = _paragraphs(article, where, reading.faults)
        name = _add_document(article, paragraphs, language, reading)
        if ask:
            for n, paragraph in enumerate(paragraphs, start=1):
                for row in _dicts(paragraph.get("qas")):
                    _add_question(row, Evidence(name, n), f"{where}, paragraph {n}", reading)


def _articles(path: Path, faults: list[Fault]) -> list[dict[str, Any]]:
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise GoldSetError(f"it cannot be read: {error.strerror}", path=str(path)) from error
    except UnicodeDecodeError as error:
        faults.append(Fault(path.name, f"byte {error.start + 1} is not UTF-8"))
        return []
    except (json.JSONDecodeError, RecursionError) as error:
        faults.append(Fault(path.name, f"not JSON: {error}"))
        return []
    data = value.get("data") if isinstance(value, dict) else None
    if not isinstance(data, list):
        faults.append(Fault(path.name, "not in SQuAD format: there is no list 'data'"))
        return []
    return _dicts(data)


def _paragraphs(article: dict[str, Any], where: str, faults: list[Fault]) -> list[dict[str, Any]]:
    if not isinstance(article.get("paragraphs"), list):
        faults.append(Fault(where, "there is no list 'paragraphs'"))
    found = _dicts(article.get("paragraphs"))
    for n, paragraph in enumerate(found, start=1):
        if not isinstance(paragraph.get("context"), str) or not paragraph["context"].strip():
            faults.append(Fault(f"{where}, paragraph {n}", "there is no 'context'"))
    return found


def _add_document(
    article: dict[str, Any], paragraphs: list[dict[str, Any]], prior: Language, reading: _Reading
) -> str:
    """The path under which the article's contexts are a document."""
    title = str(article.get("title") or "untitled")
    contexts = [c if isinstance(c := p.get("context"), str) else "" for p in paragraphs]
    body = json.dumps([title, contexts])
    sha256 = hashlib.sha256(body.encode("ascii")).hexdigest()
    if sha256 in reading.paths_by_hash:
        return reading.paths_by_hash[sha256]
    name = next(n for n in _names(title) if n not in reading.documents)
    reading.paths_by_hash[sha256] = name
    reading.documents[name] = _document(title, contexts, sha256, prior, titles=reading.titles)
    return name


def _names(title: str) -> Iterator[str]:
    base = " ".join(title.replace("/", "／").replace("\\", "＼").split())
    yield base
    for n in count(2):
        yield f"{base} ({n})"


def _document(
    title: str, contexts: list[str], sha256: str, prior: Language, *, titles: bool
) -> Document:
    pages = tuple(
        Page(
            number=n,
            label=str(n),
            text=text,
            blocks=(Block("text", 0, len(text)),),
            quality=Quality(characters=len(text)),
        )
        for n, text in enumerate(contexts, start=1)
    )
    passages = tuple(
        Passage(
            kind="text",
            page=page.number,
            char_start=0,
            char_end=len(page.text),
            text=page.text,
            language=detect_language(page.text, prior),
            context=title if titles else "",
        )
        for page in pages
        if page.text.strip()
    )
    return Document(
        sha256=sha256,
        format="squad",
        title=title,
        language=detect_language("\n".join(contexts), prior),
        pages=pages,
        passages=passages,
    )


def _add_question(row: dict[str, Any], place: Evidence, where: str, reading: _Reading) -> None:
    identity, text = row.get("id"), row.get("question")
    if not isinstance(identity, (str, int)) or not isinstance(text, str) or not text.strip():
        reading.faults.append(Fault(where, "a question needs 'id' and 'question'"))
        return
    identity = str(identity)
    if identity in reading.ids:
        reading.faults.append(Fault(where, f"the id {identity!r} occurs twice"))
        return
    reading.ids.add(identity)
    answerable = not row.get("is_impossible", False)
    answers = tuple(
        dict.fromkeys(
            a["text"] for a in _dicts(row.get("answers")) if isinstance(a.get("text"), str)
        )
    )
    if answerable and not any(a.strip() for a in answers):
        reading.faults.append(Fault(where, f"the question {identity!r} has no answers"))
        return
    document = reading.documents[place.doc]
    reading.questions.append(
        GoldQuestion(
            id=identity,
            language=detect_language(text, document.language),
            question=text,
            answerable=answerable,
            answers=answers if answerable else (),
            evidence=(place,) if answerable else (),
            type="factoid" if answerable else "unanswerable",
            asked_of=() if answerable else (place,),
        )
    )


def _dicts(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
