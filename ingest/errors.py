"""The error tree of the whole project.

::

    ShuttenError                 anything shutten reports to a person
    ├── UsageError               the caller must change the request (exit code 2, HTTP 400)
    │   ├── QuestionError        the question or query cannot be used
    │   ├── SettingsError        a setting is unknown or out of bounds
    │   └── GoldSetError         a gold set has faulty lines
    ├── NotFoundError            the named document or page is not in the collection (HTTP 404)
    ├── IngestError              one file could not be read; the others go on
    │   ├── GiveUpError          the file itself must be replaced or repaired
    │   │   ├── EncryptedFileError
    │   │   ├── DamagedFileError
    │   │   ├── EmptyFileError
    │   │   ├── OverLimitError
    │   │   └── UnsupportedFormatError
    │   └── RetryError           the same call may succeed later
    │       └── VanishedFileError
    ├── CollectionError          the data directory cannot be used as asked (HTTP 409)
    │   ├── EmptyCollectionError nothing has been ingested yet
    │   ├── CollectionMismatchError  built by another model, tokenizer or schema
    │   ├── CollectionDamagedError   a file of the index is missing or unreadable
    │   ├── CollectionLockedError    another process is writing
    │   └── DiskFullError
    ├── ModelError               a model's files are missing, damaged or unusable
    └── LanguageModelError       the endpoint of a language model failed; never the last word:
                                 the answer from the documents' own sentences is given instead

Every error says what happened, where (file and page, when there is one) and what to do next.
"""

from __future__ import annotations

__all__ = [
    "CollectionDamagedError",
    "CollectionError",
    "CollectionLockedError",
    "CollectionMismatchError",
    "DamagedFileError",
    "DiskFullError",
    "EmptyCollectionError",
    "EmptyFileError",
    "EncryptedFileError",
    "GiveUpError",
    "GoldSetError",
    "IngestError",
    "LanguageModelError",
    "ModelError",
    "NotFoundError",
    "OverLimitError",
    "QuestionError",
    "RetryError",
    "SettingsError",
    "ShuttenError",
    "UnsupportedFormatError",
    "UsageError",
    "VanishedFileError",
]


class ShuttenError(Exception):
    """What happened, in which file and page, and what to do.

    ``code`` is a stable machine-readable name (snake case) that the JSON errors carry.
    """

    code = "error"

    def __init__(
        self, what: str, *, hint: str = "", path: str | None = None, page: int | None = None
    ) -> None:
        super().__init__(what, hint, path, page)
        self.what = what
        self.hint = hint
        self.path = path
        self.page = page

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process boundaries during ingestion; keyword arguments must survive.
        return (_rebuild, (type(self), self.what, self.hint, self.path, self.page))

    def __str__(self) -> str:
        where = self.path or ""
        if self.page is not None:
            where = f"{where}, page {self.page}" if where else f"page {self.page}"
        head = f"{where}: {self.what}" if where else self.what
        return f"{head} ({self.hint})" if self.hint else head


def _rebuild(
    kind: type[ShuttenError], what: str, hint: str, path: str | None, page: int | None
) -> ShuttenError:
    return kind(what, hint=hint, path=path, page=page)


class UsageError(ShuttenError):
    """The caller must change the request."""

    code = "usage"


class QuestionError(UsageError):
    """The question or query cannot be used: empty, too long, or not text."""

    code = "bad_question"


class SettingsError(UsageError):
    """A setting is unknown, malformed or out of bounds."""

    code = "bad_setting"


class GoldSetError(UsageError):
    """A gold set has faulty lines; the message lists all of them with their numbers."""

    code = "bad_gold_set"


class NotFoundError(ShuttenError):
    """The named document or page is not in the collection."""

    code = "not_found"


class IngestError(ShuttenError):
    """One file could not be read; the other files go on."""

    code = "ingest_failed"


class GiveUpError(IngestError):
    """Trying again will not help: the file must be replaced or repaired."""

    code = "file_unusable"


class EncryptedFileError(GiveUpError):
    """The file asks for a password."""

    code = "file_encrypted"


class DamagedFileError(GiveUpError):
    """The file is truncated or its structure is broken."""

    code = "file_damaged"


class EmptyFileError(GiveUpError):
    """The file has no bytes or no pages."""

    code = "file_empty"


class OverLimitError(GiveUpError):
    """Reading the file takes more time or memory than the settings allow."""

    code = "file_over_limit"


class UnsupportedFormatError(GiveUpError):
    """The content is of no format that shutten reads, whatever the suffix says."""

    code = "file_unsupported"


class RetryError(IngestError):
    """The same call may succeed later."""

    code = "file_unavailable"


class VanishedFileError(RetryError):
    """The file was removed, or may not be read, by the time it was opened."""

    code = "file_vanished"


class CollectionError(ShuttenError):
    """The data directory cannot be used as asked."""

    code = "collection"


class EmptyCollectionError(CollectionError):
    """Nothing has been ingested yet."""

    code = "collection_empty"


class CollectionMismatchError(CollectionError):
    """The collection was built by another model, tokenizer or schema version."""

    code = "collection_mismatch"


class CollectionDamagedError(CollectionError):
    """A file of the collection is missing or unreadable."""

    code = "collection_damaged"


class CollectionLockedError(CollectionError):
    """Another process is writing to the collection."""

    code = "collection_locked"


class DiskFullError(CollectionError):
    """No space was left while writing; what was there before is intact."""

    code = "disk_full"


class ModelError(ShuttenError):
    """A model's files are missing, damaged, or of another kind than expected."""

    code = "model"


class LanguageModelError(ShuttenError):
    """The endpoint of a language model is down, slow, refuses, or sends what cannot be read."""

    code = "language_model"
