"""Talk to an OpenAI-compatible endpoint: a stream of text, or an error in time.

The official client library does the talking. What it cannot promise is a limit on the whole: a
name that never resolves, headers that come a byte at a time, a stream of empty events. So the
call runs in a thread of its own and the caller waits no longer than ``total_s``.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.errors import LanguageModelError, SettingsError, ShuttenError
from service.answering.llm.options import LlmOptions

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = ["Message", "listed_models", "require_client", "stream_text"]

Message = dict[str, str]

_LOG = logging.getLogger("shutten.llm")
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 8.0
_LOOK_S = 5.0
_RETRIED = frozenset((408, 409, 425, 429))
_CHARACTERS_A_TOKEN = 8
"""Nobody writes more for a token; an endpoint that goes beyond does not keep to ``max_tokens``."""


def require_client() -> Any:
    """The client library's module. ``SettingsError`` if it is not installed."""
    try:
        import openai
    except ImportError:
        raise SettingsError(
            "llm_base_url is set but the package 'openai' is not installed",
            hint="pip install 'shutten[llm]', or unset llm_base_url",
        ) from None
    return openai


def listed_models(options: LlmOptions) -> list[str] | None:
    """The names of the models at the endpoint; ``None`` where it answers but lists none.

    Raises ``LanguageModelError`` if it does not answer within five seconds or refuses the key.
    """
    openai = require_client()
    with openai.OpenAI(
        base_url=options.base_url,
        api_key=options.api_key or "none",
        timeout=min(options.timeout_s, _LOOK_S),
        max_retries=0,
    ) as client:
        try:
            return [str(model.id) for model in client.models.list().data]
        except openai.NotFoundError:
            return None
        except openai.OpenAIError as error:
            raise _explained(error, replace(options, timeout_s=_LOOK_S)) from None
        except Exception:  # an answer of another shape
            return None


def stream_text(options: LlmOptions, messages: list[Message]) -> Iterator[str]:
    """The pieces of the model's answer as they come.

    Raises:
        LanguageModelError: the endpoint failed, at any time; no key or text of the endpoint is in
            the message. It comes no later than ``total_s`` after the start.
        SettingsError: the client library is not installed.
    """
    require_client()
    call = _Call(options, messages)
    thread = threading.Thread(target=call.run, name="shutten-llm", daemon=True)
    thread.start()
    try:
        yield from call.pieces()
    finally:
        call.stop()


class _Call:
    """One answer, in all its attempts."""

    def __init__(self, options: LlmOptions, messages: list[Message]) -> None:
        self._options = options
        self._messages = messages
        self._queue: queue.Queue[str | ShuttenError | None] = queue.Queue()
        self._stopped = threading.Event()
        self._deadline = time.monotonic() + options.total_s
        self._client: OpenAI | None = None
        self._plain = False

    def pieces(self) -> Iterator[str]:
        """What the thread puts in, until it ends or the time is up."""
        while True:
            try:
                found = self._queue.get(timeout=max(0.0, self._left()))
            except queue.Empty:
                raise _too_long(self._options) from None
            if found is None:
                return
            if isinstance(found, ShuttenError):
                raise found
            yield found

    def stop(self) -> None:
        """Let the thread end; it does at the next byte, or when ``timeout_s`` is over."""
        self._stopped.set()
        if self._client is not None:
            self._client.close()

    def run(self) -> None:
        """Attempts until one has begun to answer; then its pieces, then ``None`` or an error."""
        try:
            self._attempts()
        except ShuttenError as error:
            self._queue.put(error)
        except Exception as error:  # whatever the endpoint made the library do
            _LOG.debug("the language model's answer cannot be read", exc_info=error)
            self._queue.put(_unreadable())
        else:
            self._queue.put(None)

    def _attempts(self) -> None:
        import openai

        self._client = openai.OpenAI(
            base_url=self._options.base_url,
            # Never OPENAI_API_KEY: it is meant for another endpoint.
            api_key=self._options.api_key or "none",
            timeout=self._options.timeout_s,
            max_retries=0,
        )
        attempt = 0
        while True:
            try:
                self._attempt()
                return
            except openai.OpenAIError as error:
                if isinstance(error, openai.BadRequestError) and not self._plain:
                    self._plain = True  # some models refuse a temperature or a limit
                    continue
                failure, wait = _explained(error, self._options), _retry_wait(error, attempt)
                last = attempt == self._options.retries
                if last or wait is None or wait > self._left():
                    raise failure from None
                _LOG.info("the language model failed (%s); trying again", failure.what)
                if self._stopped.wait(wait):
                    return
            attempt += 1

    def _attempt(self) -> None:
        assert self._client is not None
        messages: Any = self._messages
        limits: dict[str, Any] = {"temperature": 0.0, "max_tokens": self._options.max_tokens}
        written = 0
        with self._client.chat.completions.create(
            model=self._options.model,
            messages=messages,
            stream=True,
            **({} if self._plain else limits),
        ) as stream:
            for chunk in stream:
                if self._stopped.is_set():
                    return
                piece = _text_of(chunk)
                written += len(piece)
                if written > self._options.max_tokens * _CHARACTERS_A_TOKEN:
                    raise _never_stops(self._options)
                if piece:
                    self._queue.put(piece)

    def _left(self) -> float:
        return self._deadline - time.monotonic()


def _text_of(chunk: Any) -> str:
    """The text of a chunk, empty for a chunk without any; the library does not check its shape."""
    choices = getattr(chunk, "choices", None)
    if not isinstance(choices, list) or not choices:
        return ""
    content = getattr(getattr(choices[0], "delta", None), "content", None)
    return content if isinstance(content, str) else ""


def _retry_wait(error: Exception, attempt: int) -> float | None:
    """Seconds until the next attempt; ``None`` where another would fail as well."""
    import openai

    asked = None
    if isinstance(error, openai.APIStatusError):
        if error.status_code not in _RETRIED and error.status_code < 500:
            return None
        asked = _seconds(error.response.headers.get("retry-after"))
    elif not isinstance(error, openai.APIConnectionError):
        return None
    backoff = min(_FIRST_WAIT_S * 2.0**attempt, _LONGEST_WAIT_S) * (1.0 - 0.25 * random.random())
    return backoff if asked is None else asked


def _seconds(header: str | None) -> float | None:
    try:
        value = float(header or "")
    except ValueError:
        return None
    return value if 0.0 <= value < float("inf") else None


def _explained(error: Exception, options: LlmOptions) -> LanguageModelError:
    """The failure in our own words: what an endpoint writes may hold the key."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return LanguageModelError(
            f"the language model said nothing for {options.timeout_s:g} seconds",
            hint="raise llm_timeout_s, or take a faster model",
        )
    if isinstance(error, openai.APIConnectionError):
        return LanguageModelError(
            "the language model's endpoint cannot be reached", hint="check llm_base_url"
        )
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        hint = {401: "check llm_api_key", 403: "check llm_api_key"}.get(status, "")
        if status == 404:
            hint = "check llm_base_url (it often ends in /v1) and llm_model"
        return LanguageModelError(
            f"the language model's endpoint answered with status {status}", hint=hint
        )
    return _unreadable()


def _unreadable() -> LanguageModelError:
    return LanguageModelError(
        "the language model's endpoint sent what cannot be read",
        hint="llm_base_url must speak the OpenAI chat completions protocol",
    )


def _too_long(options: LlmOptions) -> LanguageModelError:
    return LanguageModelError(
        f"the language model took more than {options.total_s:g} seconds", hint="raise llm_total_s"
    )


def _never_stops(options: LlmOptions) -> LanguageModelError:
    return LanguageModelError(
        f"the language model wrote more than llm_max_tokens = {options.max_tokens} allow"
    )
