"""Settings: one table that feeds validation, ``--help``, the documentation and the HTTP API.

A value comes from the command line, else from the environment (``SHUTTEN_`` and the name in
capitals), else from ``shutten.toml`` (in the working directory, or the file that
``SHUTTEN_CONFIG`` names), else from the default below. A name that is not in the table is an
error wherever it stands: a misspelt setting must not be ignored in silence.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from ingest.errors import SettingsError

if TYPE_CHECKING:
    from index import CollectionOptions
    from ingest.workers import Limits
    from service.answering import AnswerOptions
    from service.answering.llm import LlmOptions

__all__ = [
    "CONFIG_NAME",
    "ENV_PREFIX",
    "Settings",
    "config_file",
    "default_data_dir",
    "describe_settings",
    "load_settings",
]

ENV_PREFIX = "SHUTTEN_"
CONFIG_NAME = "shutten.toml"
_CONFIG_VARIABLE = "SHUTTEN_CONFIG"
_PATHS = ("data", "model_cache")
# Never repeated in an error: keys, and an address in which somebody put one.
_HIDDEN = ("llm_api_key", "llm_base_url")
_MOST_DRAWING_S = 20.0
"""Seconds of processor time for the picture of one page, where more were allowed for reading."""

LogLevel = Literal["debug", "info", "warning", "error"]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


def default_data_dir() -> Path:
    """``$XDG_DATA_HOME/shutten``, or ``~/.local/share/shutten`` where that is unset."""
    base = os.environ.get("XDG_DATA_HOME", "")
    # The XDG specification says that a relative path there must be ignored.
    root = Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share"
    return root / "shutten"


def config_file() -> Path | None:
    """The settings file that applies here, or ``None``; ``SettingsError`` if a named one is not."""
    named = os.environ.get(_CONFIG_VARIABLE, "")
    if not named:
        local = Path(CONFIG_NAME)
        return local if local.is_file() else None
    path = Path(named).expanduser()
    if not path.is_file():
        raise SettingsError(
            f"{_CONFIG_VARIABLE} names a file that does not exist",
            path=str(path),
            hint="correct the path or unset the variable",
        )
    return path


class Settings(BaseSettings):
    """Every setting with its bounds. Make it with :func:`load_settings`."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True)

    data: Path = Field(default_factory=default_data_dir, description="Directory of the collection.")
    model: str = Field(
        "bundled",
        min_length=1,
        description="Embedding model: 'bundled', a Hugging Face id, or a local folder.",
    )
    model_revision: str = Field("", description="Revision of a Hugging Face model.")
    model_cache: Path | None = Field(None, description="Where prepared model files are kept.")
    query_prefix: str | None = Field(
        None, description="Put before each question; by the model's family where unset."
    )
    passage_prefix: str | None = Field(
        None, description="Put before each passage; by the model's family where unset."
    )
    query_encoder: Literal["trained", "plain"] = Field(
        "trained",
        description="With the bundled model: questions encoded by what was trained to find "
        "passages in other languages ('trained'), or by the model as it is ('plain').",
    )
    workers: int = Field(
        0, ge=0, le=256, description="Processes that read files; 0 means one for each core."
    )
    page_timeout_s: float = Field(
        60.0,
        ge=0.1,
        le=86_400.0,
        description="Seconds that reading one page may take, or a megabyte of a file without "
        "pages; a page that takes longer is left out and reported.",
    )
    worker_memory_mb: int = Field(
        2048,
        ge=64,
        le=1_048_576,
        description="Memory that a process that reads files may take for its work, in MB; a page "
        "that needs more is left out and reported. On Linux only.",
    )
    ocr: bool = Field(
        True,
        description="Whether pages without usable text are read from their image, which takes "
        "seconds for each.",
    )
    batch_size: int = Field(32, ge=1, le=4096, description="Passages embedded at a time.")
    dense_weight_same: Share = Field(
        0.5, description="Weight of meaning against words, question and passage in one language."
    )
    dense_weight_cross: Share = Field(
        0.6, description="The same weight between Japanese and Chinese."
    )
    dense_weight_foreign: Share = Field(
        0.9,
        description="The same weight where they share no script, as for English questions; it "
        "falls towards the first of these weights as far as the question's words are known in "
        "them.",
    )
    candidates: int = Field(
        200, ge=10, le=10_000, description="Passages that each leg hands to the ranking."
    )
    lock_wait_s: float = Field(
        10.0, ge=0.0, le=3600.0, description="Seconds to wait for another process that writes."
    )
    top_k: int = Field(10, ge=1, le=100, description="Passages returned or read for an answer.")
    max_sentences: int = Field(3, ge=1, le=20, description="Longest answer, in sentences.")
    threshold: Share | None = Field(
        None, description="Confidence below which there is no answer; the reader's own if unset."
    )
    reader: str = Field(
        "bundled",
        min_length=1,
        description="What reads passages: 'bundled' (the trained model), 'words' (without a "
        "model), or a file of weights.",
    )
    max_question_chars: int = Field(
        2000, ge=1, le=100_000, description="Longest question, in characters."
    )
    llm_base_url: str = Field(
        "",
        description="OpenAI-compatible endpoint of a language model; none is used where unset.",
    )
    llm_model: str = Field("", description="Name of the language model at that endpoint.")
    llm_api_key: SecretStr = Field(
        SecretStr(""), description="Key for the endpoint; never shown or logged."
    )
    llm_timeout_s: float = Field(
        60.0, ge=0.1, le=3600.0, description="Longest silence of the language model, in seconds."
    )
    llm_total_s: float = Field(
        180.0, ge=0.1, le=3600.0, description="Longest it may take for an answer, with retries."
    )
    llm_retries: int = Field(
        2, ge=0, le=10, description="Further attempts when the endpoint fails at once."
    )
    llm_max_tokens: int = Field(
        800, ge=16, le=100_000, description="Longest answer of the language model, in its tokens."
    )
    llm_passages: int = Field(
        6, ge=1, le=50, description="Passages that the language model is shown."
    )
    host: str = Field("127.0.0.1", min_length=1, description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65_535, description="Port; 0 takes any free one.")
    allowed_hosts: str = Field(
        "",
        description="Host names that requests may name, separated by commas; '*' allows all. "
        "Where unset: those of this machine, or all if 'host' is not a loopback address.",
    )
    server_threads: int = Field(8, ge=1, le=256, description="Requests answered at a time.")
    max_upload_mb: int = Field(100, ge=1, le=900, description="Largest uploaded file, in MB.")
    log_level: LogLevel = Field("warning", description="How much is logged to stderr.")

    @field_validator("data", mode="before")
    @classmethod
    def _empty_means_default(cls, value: object) -> object:
        # An empty variable counts as unset, as in the XDG specification; Path("") would be ".".
        return default_data_dir() if value == "" else value

    @field_validator("llm_base_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("an address that begins with http:// or https://")
        if parts.username or parts.password or parts.query or parts.fragment:
            # This setting is shown to whoever may ask; a key does not belong in it.
            raise ValueError("an address without user, password or query (use llm_api_key)")
        return value

    @field_validator(*_PATHS, mode="after")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line, then environment, then file; no ``.env`` and no secret directory."""
        path = config_file()
        values = _read_file(path) if path else {}
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=values)

    def collection_options(self) -> CollectionOptions:
        """What the index room needs to know."""
        from index import CollectionOptions

        return CollectionOptions(
            data_dir=self.data,
            model=self.model,
            model_revision=self.model_revision,
            query_prefix=self.query_prefix,
            passage_prefix=self.passage_prefix,
            query_encoder=self.query_encoder,
            workers=self.workers,
            page_timeout_s=self.page_timeout_s,
            worker_memory_mb=self.worker_memory_mb,
            ocr=self.ocr,
            batch_size=self.batch_size,
            dense_weight_same=self.dense_weight_same,
            dense_weight_cross=self.dense_weight_cross,
            dense_weight_foreign=self.dense_weight_foreign,
            candidates=self.candidates,
            lock_wait_s=self.lock_wait_s,
            model_cache=self.model_cache,
        )

    def drawing_limits(self) -> Limits:
        """What drawing one page may take: somebody waits for it."""
        from ingest.workers import Limits

        return Limits(min(self.page_timeout_s, _MOST_DRAWING_S), self.worker_memory_mb)

    def answer_options(self) -> AnswerOptions:
        """What the answer engine needs to know."""
        from service.answering import AnswerOptions

        given: dict[str, Any] = {} if self.threshold is None else {"threshold": self.threshold}
        return AnswerOptions(
            top_k=self.top_k,
            max_sentences=self.max_sentences,
            max_question_chars=self.max_question_chars,
            reader=self.reader,
            **given,
        )

    def llm_options(self) -> LlmOptions | None:
        """The language model to use; ``None`` without one. ``SettingsError`` if half is set."""
        if not self.llm_base_url:
            return None
        from service.answering.llm import LlmOptions

        if not self.llm_model:
            raise SettingsError(
                "llm_base_url is set but llm_model is not", hint="name the model to use"
            )
        return LlmOptions(
            base_url=self.llm_base_url,
            model=self.llm_model,
            api_key=self.llm_api_key.get_secret_value(),
            timeout_s=self.llm_timeout_s,
            total_s=self.llm_total_s,
            retries=self.llm_retries,
            max_tokens=self.llm_max_tokens,
            passages=self.llm_passages,
        )


def load_settings(overrides: Mapping[str, object] | None = None) -> Settings:
    """The settings that apply here; ``overrides`` are the command line's (``None`` is not given).

    Raises ``SettingsError`` that names the setting and where it was set.
    """
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    _check_environment(os.environ)
    _check_names(given, "")
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise _settings_error(error, given) from None


def describe_settings(settings: Settings) -> list[dict[str, object]]:
    """One row for each setting: its name, value, default, variable and description. Of a secret
    only whether it is set.
    """
    values = settings.model_dump(mode="json")
    return [
        {
            "name": name,
            "value": values[name],
            "default": _shown_default(field),
            "variable": ENV_PREFIX + name.upper(),
            "description": field.description or "",
        }
        for name, field in Settings.model_fields.items()
    ]


def _shown_default(field: FieldInfo) -> object:
    if field.default_factory:
        return None
    return "" if isinstance(field.default, SecretStr) else field.default


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"the settings file cannot be read: {error}", path=str(path), hint="correct the file"
        ) from None
    _check_names(values, str(path))
    for name in _PATHS:
        # A relative path in a file is relative to that file, wherever the command runs.
        if isinstance(values.get(name), str) and values[name]:
            values[name] = path.parent / Path(values[name]).expanduser()
    return values


def _check_environment(environ: Iterable[str]) -> None:
    known = {ENV_PREFIX + name.upper() for name in Settings.model_fields} | {_CONFIG_VARIABLE}
    for variable in environ:
        if variable.upper().startswith(ENV_PREFIX) and variable.upper() not in known:
            raise SettingsError(
                f"the environment variable {variable} is not a setting",
                hint=_nearest(variable.upper(), known),
            )


def _check_names(values: Iterable[str], path: str) -> None:
    for name in values:
        if name not in Settings.model_fields:
            raise SettingsError(
                f"'{name}' is not a setting",
                path=path or None,
                hint=_nearest(name, Settings.model_fields),
            )


def _nearest(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"the settings are {', '.join(names)}"


def _settings_error(error: ValidationError, given: Mapping[str, object]) -> SettingsError:
    """The first fault as one line that names the setting as the person wrote it."""
    fault = error.errors()[0]
    name = str(fault["loc"][0]) if fault["loc"] else "settings"
    variable = ENV_PREFIX + name.upper()
    path = None
    if name in given:
        shown = "--" + name.replace("_", "-")
    elif any(key.upper() == variable for key in os.environ):
        shown = variable
    else:
        shown, path = name, str(config_file() or "") or None
    message = str(fault["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")
    given_value = "what was given" if name in _HIDDEN else repr(fault["input"])
    description = Settings.model_fields[name].description if name in Settings.model_fields else ""
    return SettingsError(
        f"{shown} should be {message}, not {given_value}", path=path, hint=description or ""
    )
