"""The nodes of a GLB file: which meshes the shown scene places, and where, z up and in metres."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.glb import Glb, refuse, whole

Array = NDArray[np.float64]

MOST_NODES = 100_000

# glTF's axes (x right, y up, z towards the viewer) to ours: (x, y, z) becomes (x, -z, y)
ROOM_FROM_GLTF = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])


def placed_meshes(glb: Glb) -> Iterator[tuple[str, dict[str, Any], Array]]:
    """Name, mesh and room_from_mesh (4, 4) of every node of the shown scene that carries a mesh."""
    for name, index, node, transform in placed_nodes(glb):
        if "mesh" in node:
            yield name, glb.entry("meshes", node["mesh"], f"nodes[{index}].mesh"), transform


def placed_nodes(glb: Glb) -> Iterator[tuple[str, int, dict[str, Any], Array]]:
    """Name, index, entry and room_from_node (4, 4) of every node of the shown scene, parents first.

    What `KHR_node_visibility` hides is left out, with all below it.
    """
    nodes = glb.entries("nodes")
    if len(nodes) > MOST_NODES:
        refuse("MODEL_TOO_LARGE", "nodes", f"{len(nodes)} nodes; at most {MOST_NODES} are taken")
    start = np.eye(4)
    start[:3, :3] = ROOM_FROM_GLTF
    seen: set[int] = set()
    waiting = [(index, "", start) for index in reversed(_roots(glb, nodes))]
    while waiting:
        index, path, parent = waiting.pop()
        if index in seen:
            refuse("GLB_BROKEN", f"nodes[{index}]", "a node has two parents or is its own ancestor")
        seen.add(index)
        node = nodes[index]
        name = f"{path}/{str(node.get('name', index))[:80]}"[-400:].lstrip("/")
        if _is_hidden(node):
            continue
        transform = parent @ _local_transform(node, f"nodes[{index}]")
        yield name, index, node, transform
        for child in reversed(_indices_of(node.get("children", []), f"nodes[{index}].children", len(nodes))):
            waiting.append((child, name, transform))


def hidden_nodes(glb: Glb) -> list[str]:
    """Names of the nodes that `KHR_node_visibility` hides, in the order of the file."""
    nodes = glb.entries("nodes")
    return [str(node.get("name", index))[:80] for index, node in enumerate(nodes) if _is_hidden(node)]


def _is_hidden(node: dict[str, Any]) -> bool:
    extensions = node.get("extensions", {})
    visibility = extensions.get("KHR_node_visibility", {}) if isinstance(extensions, dict) else {}
    return isinstance(visibility, dict) and visibility.get("visible") is False


def _roots(glb: Glb, nodes: list[dict[str, Any]]) -> list[int]:
    if glb.entries("scenes"):
        scene = glb.entry("scenes", glb.document.get("scene", 0), "scene")
        return _indices_of(scene.get("nodes", []), "scene.nodes", len(nodes))
    children = {
        child
        for i, n in enumerate(nodes)
        for child in _indices_of(n.get("children", []), f"nodes[{i}]", len(nodes))
    }
    return [index for index in range(len(nodes)) if index not in children]


def _indices_of(value: Any, where: str, below: int) -> list[int]:
    if not isinstance(value, list):
        refuse("GLB_BROKEN", where, "a list of indices was expected")
    return [whole(index, where, below=below) for index in value]


def _local_transform(node: dict[str, Any], where: str) -> Array:
    if "matrix" in node:
        return finite_numbers(node["matrix"], 16, f"{where}.matrix").reshape(4, 4).T
    x, y, z, w = finite_numbers(node.get("rotation", [0, 0, 0, 1]), 4, f"{where}.rotation")
    transform = np.eye(4)
    transform[:3, :3] = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    ) * finite_numbers(node.get("scale", [1, 1, 1]), 3, f"{where}.scale")
    transform[:3, 3] = finite_numbers(node.get("translation", [0, 0, 0]), 3, f"{where}.translation")
    return transform


def finite_numbers(value: Any, count: int, where: str) -> Array:
    """`count` finite numbers, shape (count,), or a refusal."""
    ok = isinstance(value, list) and len(value) == count
    if not ok or not all(isinstance(number, int | float) and abs(number) < 1e9 for number in value):
        refuse("GLB_BROKEN", where, f"{count} finite numbers were expected", "Export the model again.")
    return np.array(value, dtype=np.float64)
