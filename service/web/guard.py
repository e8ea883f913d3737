"""What every request must pass, and the headers that every answer carries.

There are no accounts: the server trusts whoever reaches it, and by default only this machine
does. Two things could still reach it through the person's own browser, and are refused here:
another site's page that sends requests to it (cross-site request forgery), and a site whose
name is made to point at this machine (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, Response, request

from service.settings import Settings
from service.web.errors import HttpError

__all__ = ["allowed_hosts", "is_local", "register_guard"]

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def allowed_hosts(settings: Settings) -> frozenset[str] | None:
    """The names that a request's ``Host`` may carry; ``None`` means any."""
    named = {name.strip().lower() for name in settings.allowed_hosts.split(",")} - {""}
    if "*" in named:
        return None
    if named:
        return frozenset(named)
    return _LOOPBACK | {settings.host.lower()} if _is_loopback(settings.host) else None


def is_local(settings: Settings) -> bool:
    """Whether only this machine can reach the server."""
    return _is_loopback(settings.host)


def register_guard(app: Flask, settings: Settings) -> None:
    """Check every request to ``app`` and complete every answer."""
    hosts = allowed_hosts(settings)

    @app.before_request
    def check() -> None:
        if hosts is not None and _name(request.host) not in hosts:
            raise HttpError(
                421, "this server does not answer to that host name", hint="set 'allowed_hosts'"
            )
        if request.method not in _SAFE and _is_foreign():
            raise HttpError(403, "the request comes from another site's page")

    @app.after_request
    def complete(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_foreign() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc.lower() != request.host.lower()


def _name(host: str) -> str:
    """``[::1]:8000`` is ``::1``, ``Localhost:8000`` is ``localhost``."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
