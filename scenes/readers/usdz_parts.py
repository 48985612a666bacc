"""Parts of a USDZ archive: its boxes and meshes by name, with nothing opened outside the archive.

pxr reads files only, so the archive lies in a private temporary file while it is read. Before anything is
composed, every layer is opened by itself and every file that it names must be one of the archive.
"""

from __future__ import annotations

import posixpath
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.archive import Archive
from kit.errors import UnsoundInput
from kit.problems import Problem, error, require_sound

Array = NDArray[np.float64]

MOST_PRIMS = 20_000
MOST_COMPOSED = 100_000  # prims of all layers as often as they are referred to, twice over
MOST_POINTS = 2_000_000
MOST_INNER_ARCS = 10  # references within a layer; each may double what is composed
SOLIDS = ("Cube", "Sphere", "Cylinder", "Capsule", "Cone")
LAYERS = (".usd", ".usda", ".usdc")
HINT = "Export the capture again."
CUBE = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])


@dataclass(frozen=True, eq=False)
class Part:
    """A box or a mesh of a scene.

    `points` are in its own frame, shape (point, 3); `transform` (4, 4) leads them to the scene. `group` is
    the path of what holds it; `is_box` says that the file writes a box and no mesh, or a solid taken as one.
    """

    name: str
    group: str
    identifier: str
    transform: Array
    points: Array
    triangles: NDArray[np.int64]
    is_box: bool

    def world(self) -> Array:
        """Its points in the scene's frame, shape (point, 3)."""
        led: Array = self.points @ self.transform[:3, :3].T + self.transform[:3, 3]
        return led


@dataclass(frozen=True, eq=False)
class UsdScene:
    """What a USDZ holds: parts, names of what groups them, and unit and up axis where it states them.

    `left_out` are kinds of prims that are read as no part, with their counts.
    """

    parts: tuple[Part, ...]
    names: tuple[str, ...]
    metres_per_unit: float | None
    up: str | None
    left_out: tuple[tuple[str, int], ...] = ()


def read_usdz_parts(data: bytes) -> UsdScene:
    """Read the scene of a USDZ archive.

    Raises
    ------
    UnsoundInput
        When it is damaged, too large, names files outside the archive, or cannot be composed.
    """
    names = _archive_names(data)
    from pxr import Tf

    with tempfile.TemporaryDirectory(prefix="usdz-") as folder:
        path = Path(folder) / "scene.usdz"
        path.write_bytes(data)
        try:
            _check_layers(str(path), names)
            return _scene(str(path))
        except (Tf.ErrorException, RuntimeError, ValueError, OverflowError) as fault:
            message = f"The USDZ's layers cannot be read: {_first_line(fault)}"
            raise UnsoundInput([error("USDZ_UNREADABLE", "file", message, HINT)]) from None


def _first_line(fault: BaseException) -> str:
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    return (lines[0] if lines else type(fault).__name__)[:160].rpartition("scene.usdz")[2] or "damaged layer"


# The archive


def _archive_names(data: bytes) -> tuple[str, ...]:
    """Names of the files in the archive, the first being the scene; all stored, and none damaged."""
    archive = Archive(data, "the USDZ")
    with zipfile.ZipFile(BytesIO(data)) as stored:
        packed = [info.filename for info in stored.infolist() if info.compress_type != zipfile.ZIP_STORED]
    if packed:
        message = f"{packed[0][:80]!r} is packed; a USDZ stores its files as they are."
        require_sound([error("NOT_A_USDZ", "file", message, HINT)])
    if not archive.names or not archive.names[0].lower().endswith(LAYERS):
        first = archive.names[0][:80] if archive.names else "nothing"
        message = f"The first file of the archive is {first!r}; a USD scene was expected."
        require_sound([error("NOT_A_USDZ", "file", message, HINT)])
    for name in archive.names:
        archive.read(name)  # raises where it is damaged, which the USD library would not see
    return archive.names


# The layers, each by itself


def _check_layers(path: str, names: Sequence[str]) -> None:
    """Raise UnsoundInput unless all that layers name lies in the archive and what they compose is bounded."""
    from pxr import Sdf

    known = {posixpath.normpath(name) for name in names}
    prims: dict[str, int] = {}
    named: dict[str, list[str]] = {}
    problems: list[Problem] = []
    inner = 0
    for name in names:
        if not name.lower().endswith(LAYERS):
            continue
        layer = Sdf.Layer.OpenAsAnonymous(f"{path}[{name}]", metadataOnly=False)
        if layer is None:
            message = f"{name[:80]!r} in the archive is no USD layer."
            problems.append(error("USDZ_UNREADABLE", "file", message, HINT))
            continue
        own, arcs, targets = _counted(layer)
        key = posixpath.normpath(name)
        prims[key], named[key] = own, []
        inner += arcs
        for target in [*filter(None, map(str, layer.GetCompositionAssetDependencies())), *targets]:
            within = _within(target, name)
            if within is None or within not in known or not within.lower().endswith(LAYERS):
                message = f"{name[:60]!r} names {target[:80]!r}, no file of the archive; it was not opened."
                hint = "Export the scene with all its parts."
                problems.append(error("OUTSIDE_REFERENCE", "file", message, hint))
            else:
                named[key].append(within)
    require_sound(list(dict.fromkeys(problems))[:20])
    total = _composed(posixpath.normpath(names[0]), prims, named)
    if inner > MOST_INNER_ARCS or total << inner > MOST_COMPOSED:
        message = f"The scene is composed of more than {MOST_PRIMS} parts."
        require_sound([error("TOO_MANY_PARTS", "file", message, "Export the room alone.")])


def _counted(layer: Any) -> tuple[int, int, list[str]]:
    """Prims of a layer, references within it, and the files that its prims name, as often as they do."""
    counts = {"prims": 0, "inner": 0}
    targets: list[str] = []

    def look(at: Any) -> None:
        if not at.IsPrimPath() and not at.IsPrimVariantSelectionPath():
            return
        counts["prims"] += 1
        if counts["prims"] > MOST_PRIMS:
            return
        spec = layer.GetPrimAtPath(at)
        if spec is None:
            return
        lists = (spec.referenceList, spec.payloadList, spec.inheritPathList, spec.specializesList)
        for arcs in lists:
            items = [*arcs.explicitItems, *arcs.prependedItems, *arcs.appendedItems, *arcs.addedItems]
            outer = [str(item.assetPath) for item in items if getattr(item, "assetPath", "")]
            counts["inner"] += len(items) - len(outer)
            targets.extend(outer)
        if spec.HasInfo("clips"):
            targets.append(f"clips:{at}")  # of animated values: composing would open them

    layer.Traverse("/", look)
    return counts["prims"], counts["inner"], targets


def _within(target: str, layer: str) -> str | None:
    """The file of the archive that a layer names, by a path from its own folder; None for anything else."""
    if not target or target[0] in "/`\\" or any(c in target for c in ":[]\\\x00<>"):
        return None
    steps = posixpath.normpath(posixpath.join(posixpath.dirname(layer), target))
    return None if steps.startswith("..") else steps


def _composed(first: str, prims: Mapping[str, int], named: Mapping[str, list[str]]) -> int:
    """How many prims a layer has with all that it refers to, at most; endless rings count as too many."""
    known: dict[str, int] = {}
    on_the_way: set[str] = set()
    stack: list[tuple[str, bool]] = [(first, False)]
    while stack:
        layer, done = stack.pop()
        if done:
            total = prims.get(layer, 0) + sum(known.get(o, MOST_COMPOSED + 1) for o in named.get(layer, ()))
            known[layer] = min(total, MOST_COMPOSED + 1)
            on_the_way.discard(layer)
        elif layer not in known and layer not in on_the_way:
            on_the_way.add(layer)
            stack.append((layer, True))
            stack.extend((other, False) for other in named.get(layer, ()) if other not in known)
    return known[first]


# The scene


def _scene(path: str) -> UsdScene:
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.Open(path)
    if stage is None:
        message = "The USDZ holds no scene that can be opened."
        raise UnsoundInput([error("USDZ_UNREADABLE", "file", message, HINT)])
    stated_unit = stage.HasAuthoredMetadata("metersPerUnit")
    stated_up = stage.HasAuthoredMetadata("upAxis")
    metres = float(UsdGeom.GetStageMetersPerUnit(stage)) if stated_unit else None
    up = str(UsdGeom.GetStageUpAxis(stage)).lower() if stated_up else None
    names: list[str] = []
    parts: list[Part] = []
    points = 0
    left_out: Counter[str] = Counter()
    for prim in _prims(stage):
        names.append(prim.GetName())
        part = _part(prim, UsdGeom)
        if part is None:
            left_out.update(_left_out(prim, UsdGeom))
            continue
        points += len(part.points)
        if points > MOST_POINTS:
            message = f"The scene's meshes have more than {MOST_POINTS} points."
            require_sound([error("TOO_MANY_PARTS", "file", message, "Export fewer details.")])
        parts.append(part)
    return UsdScene(tuple(parts), tuple(names), metres, up, tuple(sorted(left_out.items())))


def _prims(stage: Any) -> Iterator[Any]:
    for count, prim in enumerate(stage.Traverse()):
        if count > MOST_PRIMS:
            message = f"The scene is composed of more than {MOST_PRIMS} parts."
            require_sound([error("TOO_MANY_PARTS", "file", message, "Export the room alone.")])
        yield prim


def _left_out(prim: Any, geometry: Any) -> list[str]:
    """What a prim is that became no part; nothing for groups, materials and the like."""
    kind = str(prim.GetTypeName())
    if kind.endswith("Light"):
        return ["lights"]
    if kind == "Camera":
        return ["cameras"]
    if not prim.IsA(geometry.Gprim) and kind != "PointInstancer":
        return []
    if _is_hidden(prim, geometry):
        return ["hidden parts"]
    return ["damaged or empty shapes" if kind in ("Mesh", *SOLIDS) else "shapes of other kinds"]


def _is_hidden(prim: Any, geometry: Any) -> bool:
    return bool(geometry.Imageable(prim).ComputeVisibility() == geometry.Tokens.invisible)


def _solid(prim: Any, geometry: Any) -> Array:
    """The corners of the box around a solid, shape (8, 3)."""
    extent = geometry.Boundable.ComputeExtentFromPlugins(geometry.Boundable(prim), 0.0)
    low, high = np.array(extent, dtype=np.float64).reshape(2, 3) if extent else np.zeros((2, 3))
    corners: Array = (low + high) / 2 + CUBE * (high - low) / 2
    return corners


def _part(prim: Any, geometry: Any) -> Part | None:
    """A solid or mesh; None for all else, for what is hidden, and for what is not finite."""
    kind = str(prim.GetTypeName())
    if kind not in ("Mesh", *SOLIDS) or _is_hidden(prim, geometry):
        return None
    transform = np.array(geometry.Xformable(prim).ComputeLocalToWorldTransform(0.0), dtype=np.float64).T
    if kind in SOLIDS:
        points = _solid(prim, geometry)
        triangles = np.empty((0, 3), dtype=np.int64)
    else:
        mesh = geometry.Mesh(prim)
        points = np.array(mesh.GetPointsAttr().Get() or [], dtype=np.float64).reshape(-1, 3)
        triangles = _triangles(mesh, len(points))
    if not len(points) or not np.isfinite(points).all() or not np.isfinite(transform).all():
        return None
    if float(np.abs(points).max()) > 1e6 or float(np.abs(transform).max()) > 1e6:
        return None
    parent = prim.GetParent()
    identifier = prim.GetCustomDataByKey("UUID") or parent.GetCustomDataByKey("UUID") or ""
    return Part(
        name=str(prim.GetName()),
        group=str(parent.GetPath()),
        identifier=str(identifier)[:80],
        transform=transform,
        points=points,
        triangles=triangles,
        is_box=kind in SOLIDS,
    )


def _triangles(mesh: Any, points: int) -> NDArray[np.int64]:
    """Faces as fans of triangles; none where they name points that are not there."""
    counts = np.array(mesh.GetFaceVertexCountsAttr().Get() or [], dtype=np.int64)
    indices = np.array(mesh.GetFaceVertexIndicesAttr().Get() or [], dtype=np.int64)
    empty = np.empty((0, 3), dtype=np.int64)
    if not len(counts) or int(counts.min()) < 0 or int(counts.sum()) != len(indices):
        return empty
    if len(indices) and not 0 <= int(indices.min()) <= int(indices.max()) < points:
        return empty
    fans = np.maximum(counts - 2, 0)
    first = np.repeat(np.cumsum(counts) - counts, fans)
    step = np.arange(int(fans.sum())) - np.repeat(np.cumsum(fans) - fans, fans)
    corners = np.column_stack([indices[first], indices[first + step + 1], indices[first + step + 2]])
    return corners.astype(np.int64)
