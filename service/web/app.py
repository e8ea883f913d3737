"""The application factory."""

from __future__ import annotations

from flask import Flask

from service.answering.llm.client import require_client
from service.library import Library
from service.settings import Settings
from service.web.api import api
from service.web.chat_completions import chat_completions
from service.web.errors import register_errors
from service.web.guard import is_local, register_guard
from service.web.pages import pages
from service.web.state import State
from service.web.texts import register_texts

__all__ = ["create_app"]


def create_app(settings: Settings) -> Flask:
    """The application over the collection that ``settings`` name, which may still be empty.

    ``SettingsError`` if a language model is configured that cannot be used.
    """
    if settings.llm_options() is not None:
        require_client()
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 2**20,
        MAX_FORM_PARTS=20,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["shutten"] = State(settings, Library(settings.collection_options()))
    register_texts(app)
    register_guard(app, settings)
    register_errors(app)
    app.register_blueprint(api)
    app.register_blueprint(chat_completions)
    app.register_blueprint(pages)
    app.jinja_env.globals["is_local"] = is_local(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app
