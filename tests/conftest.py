"""What many tests share: the folder of real files beside the project, where it is present."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real test files beside the project; skips where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the folder 'shared' with real files is not beside the project")
    return SHARED
