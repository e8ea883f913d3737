"""Settings: where a value comes from, and that no faulty one is taken in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import SettingsError
from service.settings import Settings, default_data_dir, describe_settings, load_settings


def test_the_command_line_goes_before_the_environment_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shutten.toml").write_text('top_k = 3\nport = 1\nmodel = "m"', encoding="utf-8")
    monkeypatch.setenv("SHUTTEN_TOP_K", "4")
    monkeypatch.setenv("SHUTTEN_PORT", "2")
    settings = load_settings({"top_k": "5", "batch_size": None})
    assert (settings.top_k, settings.port, settings.model) == (5, 2, "m")
    assert settings.batch_size == 32


def test_the_file_that_the_environment_names_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shutten.toml").write_text("top_k = 3", encoding="utf-8")
    other = tmp_path / "conf" / "other.toml"
    other.parent.mkdir()
    other.write_text('data = "reports"\nmodel_cache = "../cache"', encoding="utf-8")
    monkeypatch.setenv("SHUTTEN_CONFIG", str(other))
    monkeypatch.delenv("SHUTTEN_DATA")
    settings = load_settings()
    assert settings.top_k == 10
    assert settings.data == other.parent / "reports"
    assert settings.model_cache == other.parent / "../cache"


@pytest.mark.parametrize("xdg", ["", "relative", None])
def test_the_data_directory_is_the_xdg_one(
    xdg: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg") if xdg is None else xdg)
    expected = tmp_path / ("xdg" if xdg is None else ".local/share") / "shutten"
    assert default_data_dir() == expected
    monkeypatch.setenv("SHUTTEN_DATA", "")
    assert load_settings().data == expected
    assert load_settings({"data": "~/here"}).data == tmp_path / "here"


def test_an_unknown_variable_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUTTEN_MODLE", "x")
    with pytest.raises(SettingsError, match=r"SHUTTEN_MODLE.*did you mean SHUTTEN_MODEL\?"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("top_n = 3", r"shutten.toml: 'top_n' is not a setting \(did you mean top_k\?\)"),
        ("zzzzzz = 3", "the settings are allowed_hosts, batch_size"),
        ("[serve]\nport = 3", "'serve' is not a setting"),
        ("top_k = 0", "shutten.toml: top_k should be greater than or equal to 1, not 0"),
        ("threshold = 1.5", "threshold should be less than or equal to 1"),
        ('log_level = "loud"', "log_level should be 'debug', 'info', 'warning' or 'error'"),
        ("top_k =", "the settings file cannot be read"),
    ],
)
def test_a_faulty_file_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "shutten.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_settings()


def test_a_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shutten.toml").write_bytes('data = "報告"'.encode("shift_jis"))
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings()


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUTTEN_CONFIG", "nowhere.toml")
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        load_settings()


def test_a_fault_is_named_where_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="--top-k should be a valid integer"):
        load_settings({"top_k": "many"})
    monkeypatch.setenv("SHUTTEN_PORT", "70000")
    with pytest.raises(SettingsError, match="SHUTTEN_PORT should be less than or equal to 65535"):
        load_settings()
    with pytest.raises(SettingsError, match="'topk' is not a setting"):
        load_settings({"topk": 3})


def test_every_setting_is_described() -> None:
    rows = describe_settings(load_settings())
    assert [row["name"] for row in rows] == list(Settings.model_fields)
    assert all(row["description"] for row in rows)
    assert next(row for row in rows if row["name"] == "top_k") == {
        "name": "top_k",
        "value": 10,
        "default": 10,
        "variable": "SHUTTEN_TOP_K",
        "description": "Passages returned or read for an answer.",
    }


def test_settings_reach_the_rooms_that_use_them(tmp_path: Path) -> None:
    settings = load_settings({"top_k": 4, "threshold": 0.25, "model": "m", "candidates": 20})
    options = settings.collection_options()
    assert (options.data_dir, options.model, options.candidates) == (tmp_path / "data", "m", 20)
    assert (settings.answer_options().top_k, settings.answer_options().threshold) == (4, 0.25)
    unset = load_settings().answer_options()
    assert unset.threshold == type(unset)().threshold
