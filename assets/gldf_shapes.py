"""How a GLDF variant is mounted, and the boxes and cylinders that a product states itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assets.luminaire import Mounting
from assets.xml_nodes import Node
from kit.problems import Problem, error


@dataclass(frozen=True)
class SimpleGeometry:
    """A box or a cylinder with an emitting rectangle or circle [m]; sizes along C0, C90 and up."""

    size_m: tuple[float, float, float]
    is_round: bool
    opening_m: tuple[float, float]
    opening_is_round: bool
    heights_m: tuple[float, float, float, float] | None


def simple_geometries(general: Node, problems: list[Problem]) -> Iterator[tuple[str, SimpleGeometry]]:
    """Ids and shapes of the simple geometries below GeneralDefinitions."""
    for node in general.all("Geometries/SimpleGeometry"):
        box, tube = node.child("Cuboid"), node.child("Cylinder")
        flat, disc = node.child("RectangularEmitter"), node.child("CircularEmitter")
        body = box or tube
        if body is None:
            continue
        keys = ("Width", "Length", "Height") if box is not None else ("Diameter", "Diameter", "Height")
        x, y, z = (_millimetres(problems, body, key) for key in keys)
        opening = flat or disc
        across = ("Width", "Length") if flat is not None else ("Diameter", "Diameter")
        ox, oy = (_millimetres(problems, opening, key) if opening else 0.0 for key in across)
        heights = node.child("C-Heights")
        told = None
        if heights is not None:
            a, b, c, d = (_millimetres(problems, heights, key) for key in ("C0", "C90", "C180", "C270"))
            told = (a, b, c, d)
        yield (
            node.attributes.get("id", ""),
            SimpleGeometry((x, y, z), box is None, (ox, oy), flat is None, told),
        )


def _millimetres(problems: list[Problem], node: Node, key: str) -> float:
    value = node.number(key, problems) or 0.0
    if not 0.0 <= value <= 100_000.0:
        message = f"{key} is {value:g} mm, expected 0 to 100 000 mm"
        problems.append(error("GLDF_VALUE", node.where, message))
        return 0.0
    return value / 1000.0


def mountings_of(variant: Node) -> list[Mounting]:
    """Ours for each mounting the file allows: a stated length or depth first, then from ceiling to ground."""
    order = (
        ("Ceiling/SurfaceMounted", Mounting.CEILING),
        ("Ceiling/Recessed", Mounting.RECESSED),
        ("Ceiling/Pendant", Mounting.PENDANT),
        ("Wall/SurfaceMounted", Mounting.WALL),
        ("Wall/Recessed", Mounting.WALL),
        ("WorkingPlane/FreeStanding", Mounting.TABLE),
        ("Ground/FreeStanding", Mounting.FLOOR),
        ("Ground/SurfaceMounted", Mounting.FLOOR),
        ("Ground/PoleTop", Mounting.FLOOR),
        ("Ground/PoleIntegrated", Mounting.FLOOR),
        ("Ground/Recessed", Mounting.FLOOR),
    )
    there = [(variant.first(f"Mountings/{path}"), mounting) for path, mounting in order]
    found = [(node, mounting) for node, mounting in there if node is not None]
    for key in ("pendantLength", "recessedDepth"):
        found.sort(key=lambda pair: pair[0].attributes.get(key, "0") in ("0", "0.0"))
    return list(dict.fromkeys(mounting for _, mounting in found))
