"""Settings come from the environment, are explained, and refuse what would surprise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.settings import Settings, UnsoundSettings, read_settings, sentences

DOCS = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_defaults_listen_on_the_loopback_only():
    settings = read_settings({})
    assert settings == Settings()
    assert settings.host == "127.0.0.1"
    assert settings.port == 8000
    assert settings.loopback
    assert settings.database_address.startswith("sqlite:///")


def test_values_are_read_from_the_environment():
    settings = read_settings(
        {"LAMPYRIS_DATA": "/tmp/x", "LAMPYRIS_PORT": "0", "LAMPYRIS_WORK": "no", "PORT": "1"}
    )
    assert (settings.data, settings.port, settings.work) == (Path("/tmp/x"), 0, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LAMPYRIS_PORT", "eighty"),
        ("LAMPYRIS_PORT", "70000"),
        ("LAMPYRIS_RENDER_PROCESSES", "0"),
        ("LAMPYRIS_WORK", "maybe"),
        ("LAMPYRIS_PROT", "1"),
        ("LAMPYRIS_HOST", "0.0.0.0"),
        ("LAMPYRIS_DATABASE_URL", "postgresql://localhost/shop"),
        ("LAMPYRIS_HOST", "shop.example"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name, text):
    with pytest.raises(UnsoundSettings, match=name):
        read_settings({name: text})


def test_other_machines_are_let_in_only_when_that_is_said():
    assert not read_settings({"LAMPYRIS_HOST": "0.0.0.0", "LAMPYRIS_EXPOSE": "yes"}).loopback


def test_the_docs_explain_every_setting_and_no_other():
    rows = dict(re.findall(r"^\| `(LAMPYRIS_\w+)` \|[^|]*\| (.+?) \|$", DOCS.read_text(), re.MULTILINE))
    assert rows == sentences()
