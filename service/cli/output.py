"""What the command line writes: safe on any terminal, one line for an error, JSON on request."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ingest.errors import ShuttenError

__all__ = ["finish", "note", "prepare_streams", "report", "write", "write_json"]

# A document must not be able to move the cursor, set the title or hide text in a terminal.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UTF8 = {"utf-8", "utf8", "utf_8"}


def prepare_streams() -> None:
    """Make stdout and stderr write what they cannot encode as an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write(text: str = "", *, nl: bool = True) -> None:
    """Print text for a person; control characters of documents are shown as ``\\x1b``."""
    safe = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
    sys.stdout.write(safe + ("\n" if nl else ""))


def note(text: str) -> None:
    """Print one line for a person on stderr."""
    line = " ".join(text.split())
    safe = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", line)
    sys.stderr.write(safe + "\n")


def write_json(value: Any) -> None:
    """Print one JSON object; with ``\\u`` escapes where stdout is not UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    text = json.dumps(value, ensure_ascii=encoding not in _UTF8, indent=2)
    # A lone surrogate cannot be encoded; its JSON escape can.
    sys.stdout.write(re.sub("[\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", text) + "\n")


def finish(code: int) -> int:
    """Flush stdout and return ``code``; a reader that has gone away is not an error to report."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at exit and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def report(error: Exception, *, as_json: bool) -> int:
    """Print ``error`` on stderr and, if asked, as JSON on stdout; the exit code.

    An error is one line; the faults of a gold set are one each.
    """
    from ingest.errors import ShuttenError, UsageError
    from service.render import error_json, error_object

    if isinstance(error, ShuttenError):
        lines, shape = _lines(error), error_json(error)
        code = 2 if isinstance(error, UsageError) else 1
    elif isinstance(error, click.ClickException):
        hint = _usage_hint(error)
        lines = [f"{error.format_message()} ({hint})" if hint else error.format_message()]
        shape, code = error_object("usage", error.format_message(), hint=hint), 2
    else:
        logging.getLogger("shutten").debug("unexpected error", exc_info=error)
        message = f"unexpected {type(error).__name__}: {error}"
        hint = "SHUTTEN_LOG_LEVEL=debug shows where"
        shape, code = error_object("internal", message, hint=hint), 1
        lines = [f"{message} ({hint})"]
    note(f"shutten: {lines[0]}")
    for line in lines[1:]:
        note(line)
    if as_json:
        write_json(shape)
    return finish(code)


def _lines(error: ShuttenError) -> list[str]:
    from ingest.errors import GoldSetError

    if not isinstance(error, GoldSetError) or "\n" not in error.what:
        return [str(error)]
    head, *faults = error.what.split("\n")
    return [f"{error.path}: {head}", *faults, f"({error.hint})"]


def _usage_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"see {context.command_path} --help" if context else ""
