"""Keeps what the rays of known rooms met on disk, under the hash of their geometry."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from render.device import engine_version
from render.options import RenderOptions
from render.patches import Patches
from render.transport import Transport, transport_of_hits

MOST_FILES = 20  # the oldest go first


def geometry_key(patches: Patches, options: RenderOptions) -> str:
    """Hash of all that the transport depends on: the mesh, how it was cut, rays, seed and engine."""
    digest = hashlib.sha256(engine_version().encode())
    cut = (patches.area_m2, patches.facets.patch_of_cell, patches.is_body, patches.closed)
    for array in (patches.vertices_m, patches.triangles, *cut):
        digest.update(np.ascontiguousarray(array).tobytes())
    if patches.clear is not None:
        which, sheets = patches.clear
        for array in (which, sheets.hole, sheets.clear, sheets.ior, sheets.thin):
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
        kept = _read(path, patches)
        if kept is not None:
            return kept
    transport = cast()
    _write(path, transport)
    return transport


def _write(path: Path, transport: Transport) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        np.savez(file, hits=transport.hits, leaks=transport.leak_points_m)
    os.replace(name, path)
    kept = sorted(path.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime)
    for old in kept[:-MOST_FILES]:
        old.unlink(missing_ok=True)


def _read(path: Path, patches: Patches) -> Transport | None:
    """The kept transport, or None where the file is damaged: it is then cast anew."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            hits, leaks = kept["hits"], kept["leaks"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    if hits.dtype != np.uint32 or hits.ndim != 3 or len(hits) != patches.count:
        return None
    return transport_of_hits(hits, patches, leaks)
