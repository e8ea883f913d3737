"""Read the JSON body of a request and the values in it."""

from __future__ import annotations

import json
from typing import Any

from flask import request

from ingest.errors import UsageError
from service.web.errors import HttpError

__all__ = ["flag_of", "json_body", "text_of", "whole_of"]

_MOST_JSON = 1 << 20


def json_body(known: set[str] | None = None) -> dict[str, Any]:
    """The JSON object of the request, with no key but the ``known`` ones where they are given."""
    if request.mimetype != "application/json":
        raise HttpError(415, "the body must be JSON", hint="Content-Type: application/json")
    if (request.content_length or 0) > _MOST_JSON:
        raise HttpError(413, "the body is too large", hint="the limit is 1 MB")
    try:
        body = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        raise HttpError(
            400, "the body is not valid JSON", hint="send one JSON object in UTF-8"
        ) from None
    if not isinstance(body, dict):
        raise HttpError(400, "the body must be a JSON object", hint='like {"question": "…"}')
    unknown = sorted(set(body) - known) if known is not None else []
    if known is not None and unknown:
        raise UsageError(
            f"unknown key {unknown[0]!r}", hint=f"the keys are {', '.join(sorted(known))}"
        )
    return body


def text_of(body: dict[str, Any], key: str) -> str:
    """The string at ``key``; ``UsageError`` if there is none."""
    value = body.get(key)
    if not isinstance(value, str):
        raise UsageError(f"'{key}' must be a string")
    return value


def whole_of(body: dict[str, Any], key: str, default: int, most: int) -> int:
    """The whole number from 1 to ``most`` at ``key``; ``UsageError`` if it is another."""
    value = body.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise UsageError(f"'{key}' must be a whole number from 1 to {most}")
    return value


def flag_of(body: dict[str, Any], key: str) -> bool:
    """True or false at ``key``, false if it is not there; ``UsageError`` for anything else."""
    value = body.get(key, False)
    if not isinstance(value, bool):
        raise UsageError(f"'{key}' must be true or false")
    return value
