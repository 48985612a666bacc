"""The vectors that the browser's decoder and mixing are tested with are what Python finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from light_vectors import FILE, SAME, vectors


def require_same(found: Any, expected: Any, where: str = "") -> None:
    """Equal texts and structure; numbers but for rounding."""
    if isinstance(expected, dict):
        assert set(found) == set(expected), where
        for key, value in expected.items():
            require_same(found[key], value, f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), where
        for k, value in enumerate(expected):
            require_same(found[k], value, f"{where}[{k}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=SAME, abs=1e-9), where
    else:
        assert found == expected, where


def test_the_file_for_the_browser_is_what_python_finds() -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    require_same(json.loads(json.dumps(vectors())), kept)


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size < 20_000
