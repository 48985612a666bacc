"""Keeps the transport of known rooms on disk, under the hash of their geometry."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import scipy.sparse as sparse

from render.device import engine_version
from render.options import RenderOptions
from render.patches import Patches
from render.transport import Transport

MOST_FILES = 20  # the oldest go first


def geometry_key(patches: Patches, options: RenderOptions) -> str:
    """Hash of all that the transport depends on: the mesh, how it was cut, rays, seed and engine."""
    digest = hashlib.sha256(engine_version().encode())
    for array in (patches.vertices_m, patches.triangles, patches.area_m2, patches.facets.patch_of_cell):
        digest.update(np.ascontiguousarray(array).tobytes())
    digest.update(repr((options.transport_rays, options.replicates, options.seed)).encode())
    return digest.hexdigest()


def cached_transport(
    patches: Patches, options: RenderOptions, folder: Path | None, cast: Callable[[], Transport]
) -> Transport:
    """The transport from `folder` if it is there, otherwise cast and kept."""
    if folder is None:
        return cast()
    path = folder / f"{geometry_key(patches, options)}.npz"
    if path.exists():
        kept = _read(path, len(patches.area_m2))
        if kept is not None:
            return kept
    transport = cast()
    _write(path, transport)
    return transport


def _write(path: Path, transport: Transport) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {
        "area": transport.area_m2,
        "leaked": np.array(transport.leaked),
        "leaks": transport.leak_points_m,
    }
    for index, matrix in enumerate(transport.exchange_m2):
        arrays |= {f"{part}{index}": getattr(matrix, part) for part in ("data", "indices", "indptr")}
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes only named keywords
    os.replace(name, path)
    kept = sorted(path.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime)
    for old in kept[:-MOST_FILES]:
        old.unlink(missing_ok=True)


def _read(path: Path, count: int) -> Transport | None:
    """The kept transport, or None where the file is damaged: it is then cast anew."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            replicates = sum(name.startswith("data") for name in kept.files)
            matrices = tuple(
                sparse.csr_matrix(
                    (kept[f"data{i}"], kept[f"indices{i}"], kept[f"indptr{i}"]), shape=(count, count)
                )
                for i in range(replicates)
            )
            return Transport(matrices, kept["area"], float(kept["leaked"]), kept["leaks"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
