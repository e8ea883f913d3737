"""The settings of a language model: what is refused, what is never shown, and the doctor."""

from __future__ import annotations

import pytest
from llm_server import Behaviour, hangs_up, sends, serving, silent, status

from ingest.errors import SettingsError
from service.health import run_checks
from service.settings import describe_settings, load_settings

KEY = "sk-very-secret"


def test_the_key_is_never_shown() -> None:
    settings = load_settings({"llm_api_key": KEY, "llm_base_url": "http://localhost:1/v1"})
    assert KEY not in str(describe_settings(settings))
    assert KEY not in repr(settings)
    with pytest.raises(SettingsError, match="llm_model is not"):
        settings.llm_options()
    assert load_settings().llm_options() is None
    full = load_settings({"llm_api_key": KEY, "llm_base_url": "http://h/v1", "llm_model": "m"})
    llm = full.llm_options()
    assert llm is not None
    assert (llm.api_key, llm.model) == (KEY, "m")


@pytest.mark.parametrize(
    "address", ["localhost:11434", "http://u:sk-very-secret@h/v1", "http://h/v1?key=sk-very-secret"]
)
def test_an_address_is_an_address_and_holds_no_key(address: str) -> None:
    with pytest.raises(SettingsError, match="llm-base-url") as caught:
        load_settings({"llm_base_url": address})
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("models", "behaviour", "ok", "detail"),
    [
        (["a", "m"], silent(), True, "m at http://"),
        (["a"], silent(), False, "does not list that model"),
        (None, status(404), True, "m at http://"),
        (None, sends("<html>", "text/html"), True, "m at http://"),
        (None, status(401), False, "status 401"),
        (None, hangs_up(), False, "cannot be reached"),
    ],
)
def test_the_doctor_asks_whether_the_endpoint_answers(
    models: list[str] | None, behaviour: Behaviour, ok: bool, detail: str
) -> None:
    with serving(behaviour) as server:
        server.models = models
        given = {"llm_base_url": server.url, "llm_model": "m", "llm_api_key": KEY}
        checks = {check.name: check for check in run_checks(load_settings(given))}
    found = checks["language model"]
    assert found.ok == ok
    assert detail in found.detail
    assert KEY not in found.detail


def test_the_doctor_wants_no_language_model() -> None:
    checks = {check.name: check for check in run_checks(load_settings())}
    assert checks["language model"].ok
