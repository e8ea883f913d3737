"""Options that verbs share, made out of the table of settings."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar

import click

from service.settings import Settings, load_settings

__all__ = ["json_option", "with_settings"]

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def with_settings(*names: str) -> Callable[[F], F]:
    """Give a verb ``--data`` and an option for each named setting.

    The verb is called with the loaded ``Settings`` as its first argument. The options take any
    text: the table of settings checks them, so that their bounds stand in one place.
    """

    def decorate(verb: F) -> F:
        @functools.wraps(verb)
        def call(**values: Any) -> Any:
            given = {name: values.pop(_parameter(name)) for name in ("data", *names)}
            parent = click.get_current_context().find_root().obj or {}
            if given["data"] is None:
                given["data"] = parent.get("data")
            settings = load_settings(given)
            _log(settings)
            return verb(settings, **values)

        decorated: Any = call
        for name in reversed(("data", *names)):
            decorated = _option(name)(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


def _log(settings: Settings) -> None:
    """Log to stderr; libraries that comment on each odd font are heard with ``debug`` only."""
    logging.basicConfig(level=settings.log_level.upper())
    if settings.log_level != "debug":
        for name in ("pdfminer", "fontTools", "PIL"):
            logging.getLogger(name).setLevel(logging.ERROR)


def _parameter(name: str) -> str:
    return f"setting_{name}"


def _option(name: str) -> Callable[[F], F]:
    field = Settings.model_fields[name]
    shown = "" if field.default is None or field.default_factory else f" [{field.default}]"
    return click.option(
        "--" + name.replace("_", "-"),
        _parameter(name),
        metavar={"data": "DIR", "host": "ADDRESS"}.get(name, "VALUE"),
        help=f"{field.description}{shown}",
    )
