"""GLB files taken apart for tests, and what the Khronos validator says of them."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]


def document_of(data: bytes) -> dict[str, Any]:
    """The JSON document of a GLB file."""
    size = struct.unpack_from("<I", data, 12)[0]
    document: dict[str, Any] = json.loads(data[20 : 20 + size])
    return document


def view_of(data: bytes, index: int) -> bytes:
    """The bytes of a buffer view."""
    view = document_of(data)["bufferViews"][index]
    start = 20 + struct.unpack_from("<I", data, 12)[0] + 8 + view["byteOffset"]
    return data[start : start + view["byteLength"]]


def primitive_of(data: bytes, mesh: int, number: int, *names: str) -> list[NDArray[np.float64]]:
    """Attributes of the corners of a primitive's triangles, each (triangle, 3, width)."""
    document = document_of(data)
    primitive = document["meshes"][mesh]["primitives"][number]

    def values(index: int) -> NDArray[Any]:
        accessor = document["accessors"][index]
        kind = {5123: "<u2", 5125: "<u4", 5126: "<f4"}[accessor["componentType"]]
        flat = np.frombuffer(view_of(data, accessor["bufferView"]), kind)
        return flat.reshape(accessor["count"], -1)

    corners = values(primitive["indices"])[:, 0].reshape(-1, 3)
    return [values(primitive["attributes"][name])[corners].astype(float) for name in names]


def validated(folder: Path, files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """The validator's issues of each file by name; skips where there is no Node or no validator."""
    node = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))
    if node is None:
        pytest.skip("Node, which runs the Khronos validator, is not installed")
    if not (ROOT / "web" / "node_modules" / "gltf-validator").is_dir():
        pytest.skip("the Khronos validator is not installed: set-up without the page's packages")
    paths = {name: folder / f"{number}.glb" for number, name in enumerate(files)}
    for name, path in paths.items():
        path.write_bytes(files[name])
    script = ROOT / "tests" / "support" / "validate_glb.mjs"
    run = subprocess.run(
        [node, str(script), *map(str, paths.values())],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    reports = json.loads(run.stdout)
    return {name: reports[str(path)] for name, path in paths.items()}
