"""The web page and the HTTP API: a Flask application and the server that runs it."""

from __future__ import annotations
