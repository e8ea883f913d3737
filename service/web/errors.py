"""Every failure of every route ends here: one status table, one JSON shape, one error page."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from ingest.errors import (
    CollectionError,
    CollectionLockedError,
    DiskFullError,
    IngestError,
    NotFoundError,
    ShuttenError,
    UsageError,
)
from service.render import error_json, error_object
from service.web.texts import Texts

__all__ = ["HttpError", "register_errors", "status_of"]

_LOG = logging.getLogger("shutten.web")

# The first class that an error belongs to decides; narrower classes stand first.
_STATUS: tuple[tuple[type[ShuttenError], int], ...] = (
    (UsageError, 400),
    (NotFoundError, 404),
    (IngestError, 422),
    (CollectionLockedError, 503),
    (DiskFullError, 507),
    (CollectionError, 409),
)
_HTTP_CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    421: "wrong_host",
    503: "busy",
}


class HttpError(ShuttenError):
    """A request that the HTTP layer itself refuses, with its status and code."""

    def __init__(self, status: int, what: str, *, hint: str = "") -> None:
        super().__init__(what, hint=hint)
        self.status = status
        self.code = _HTTP_CODES.get(status, "error")


def status_of(error: ShuttenError) -> int:
    """The HTTP status that an error of shutten's tree is answered with."""
    if isinstance(error, HttpError):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def register_errors(app: Flask) -> None:
    """Answer every error of every route of ``app`` in the one shape."""

    @app.errorhandler(ShuttenError)
    def shutten_error(error: ShuttenError) -> tuple[Response, int]:
        status = status_of(error)
        if status >= 500:
            _LOG.error("%s %s: %s", request.method, request.path, error)
        return _respond(error_json(error), status)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[Response, int] | HTTPException:
        status = error.code or 500
        if status < 400:
            return error  # a redirect
        hint = ""
        if status == 413:
            hint = f"the limit is {app.config['MAX_CONTENT_LENGTH'] // 2**20} MB"
        code = _HTTP_CODES.get(status, "http_error")
        body = error_object(code, _sentence(error), hint=hint)
        response, _ = _respond(body, status)
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response, status

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[Response, int]:
        _LOG.exception("%s %s failed", request.method, request.path, exc_info=error)
        body = error_object(
            "internal", "something went wrong in the server", hint="its log says what"
        )
        return _respond(body, 500)


def _respond(body: dict[str, dict[str, object]], status: int) -> tuple[Response, int]:
    wants_page = not request.path.startswith("/api/") and (
        request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    )
    if not wants_page:
        return jsonify(body), status
    texts = getattr(g, "texts", None) or Texts("en")
    page = render_template("error.html", error=body["error"], status=status, t=texts)
    return Response(page, mimetype="text/html"), status


def _sentence(error: HTTPException) -> str:
    return {
        404: "there is nothing at this address",
        405: "this address does not take that method",
        413: "the request is too large",
    }.get(error.code or 500, (error.name or "error").lower())
