"""How the elements of an IFC file are finished: stated reflectances first, display colours otherwise.

Walls and slabs of several layers show their outermost layer on each side. A list of materials without an
order says nothing about a side, and neither does the one colour that such an element is drawn in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from scenes.readers.ifc_file import Array, Body, Element, IfcModel
from scenes.readers.material_names import shelf_name_of
from scenes.reflectance_of_colour import finish_of_srgb
from scenes.room import Finish, Origin, grey, shelf_reflectance

GLASS_OPACITY = 0.75  # what is more transparent is glass, not a surface
BRIGHTEST = 0.95
OPTICAL_KEYS = ("VisibleReflectanceFront", "VisibleReflectance", "VisibleReflectanceBack", "Reflectance")


class Finishes:
    """The finishes of elements, each worked out once."""

    def __init__(self, model: IfcModel) -> None:
        self.model = model
        self._of_material: dict[int, Finish | None] = {}
        self._named: dict[int, str] = {}

    def of_side(self, element: Element, outwards: Array, body: Body | None) -> Finish | None:
        """The finish of the side of an element that looks in a direction; None where the file says nothing.

        Parameters
        ----------
        outwards
            From the element into the room, in the building's frame.
        body
            Of the element, for its colours.
        """
        materials, axis = self._layers(element)
        if axis is not None and len(materials) > 1:
            direction = self.model.direction(self.model.matrix(element)[:3, axis[0]]) * axis[1]
            facing = float(direction @ outwards)
            if abs(facing) < 0.5:
                return None
            return self.of_material(materials[-1 if facing > 0 else 0])
        stated = self.of_material(materials[0]) if len(materials) == 1 else None
        if stated is not None and stated.origin is Origin.FILE:
            return stated
        colours = None if body is None else _colours(body)
        if colours is not None and len(colours) and (len(materials) <= 1 or len(colours) > 1):
            return finish_of_srgb(colours[0])
        return stated

    def _layers(self, element: Element) -> tuple[list[Element], tuple[int, float] | None]:
        """An element's materials from one side to the other, and across which axis; None unordered."""
        import ifcopenshell.util.element

        material: Element = ifcopenshell.util.element.get_material(element)
        if material is None:
            return [], None
        axis = None
        if material.is_a("IfcMaterialLayerSetUsage"):
            column = {"AXIS1": 0, "AXIS2": 1, "AXIS3": 2}.get(material.LayerSetDirection, 1)
            axis = (column, 1.0 if material.DirectionSense == "POSITIVE" else -1.0)
            material = material.ForLayerSet
        if material.is_a("IfcMaterialLayerSet"):
            return [layer.Material for layer in material.MaterialLayers if layer.Material], axis
        return list(ifcopenshell.util.element.get_materials(element)), None

    def of_material(self, material: Element) -> Finish | None:
        """What the file states a material reflects; else by the colour it is drawn in; else by its name."""
        key = material.id()
        if key not in self._of_material:
            self._of_material[key] = _stated(material) or _drawn(material) or self._by_name(material)
        return self._of_material[key]

    def _by_name(self, material: Element) -> Finish | None:
        """What the material of our shelf reflects that a material's name means, as measured."""
        name = str(getattr(material, "Name", None) or "")
        meant = shelf_name_of(name)
        if meant is None:
            return None
        finish = Finish(shelf_reflectance(meant), origin=Origin.DERIVED)
        self._named[id(finish)] = f"{name!r} as {meant}"
        return finish

    def names_of(self, finishes: Iterable[Finish]) -> list[str]:
        """The names that finishes were taken from, each with what it was taken as, once."""
        return list(dict.fromkeys(self._named[id(each)] for each in finishes if id(each) in self._named))


def names_of_materials(element: Element) -> str:
    """The names of an element's materials, joined by commas; at most four."""
    import ifcopenshell.util.element

    names = [str(each.Name) for each in ifcopenshell.util.element.get_materials(element) if each.Name]
    return ", ".join(dict.fromkeys(names[:4]))


def is_glass(body: Body) -> bool:
    """Whether half of a body's faces or more are drawn as glass."""
    opacity = body.colours[:, 3]
    return bool(len(opacity) and np.mean(np.nan_to_num(opacity, nan=1.0) < GLASS_OPACITY) >= 0.5)


def _colours(body: Body) -> list[Array]:
    """The opaque colours of a body, that of most area first."""
    corners = body.corners_m
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(cross, axis=1)
    sums: dict[tuple[float, ...], float] = {}
    for colour, area in zip(body.colours, areas, strict=True):
        if not np.isnan(colour[0]) and colour[3] >= GLASS_OPACITY:
            key = tuple(float(v) for v in colour[:3])
            sums[key] = sums.get(key, 0.0) + float(area)
    return [np.array(key) for key in sorted(sums, key=lambda each: -sums[each])]


def colour_of_body(body: Body) -> Finish | None:
    """The finish of the colour that most of a body is drawn in."""
    colours = _colours(body)
    return finish_of_srgb(colours[0]) if colours else None


def _stated(material: Element) -> Finish | None:
    """A reflectance in the material's properties."""
    for name, value in properties_of_material(material):
        if name in OPTICAL_KEYS and 0.0 < value <= BRIGHTEST:
            return Finish(grey(round(value, 6)), origin=Origin.FILE)
    return None


def properties_of_material(material: Element) -> Iterator[tuple[str, float]]:
    """Numbers in a material's properties, optical ones of IFC 2x3 among them: name and value."""
    for properties in getattr(material, "HasProperties", None) or ():  # from IFC 4 on
        for each in getattr(properties, "Properties", None) or ():
            value = getattr(getattr(each, "NominalValue", None), "wrappedValue", None)
            if isinstance(value, float):
                yield each.Name, value
    for inverse in _inverses(material):
        if inverse.is_a("IfcOpticalMaterialProperties"):  # IFC 2x3
            for name in (*OPTICAL_KEYS[:3], "VisibleTransmittance"):
                value = getattr(inverse, name, None)
                if isinstance(value, float):
                    yield name, value


def _inverses(material: Element) -> list[Any]:
    return list(material.file.get_inverse(material))[:200] if hasattr(material, "file") else []


def _drawn(material: Element) -> Finish | None:
    """The colour in which a material is drawn, from its own representation."""
    for definition in getattr(material, "HasRepresentation", None) or ():
        for representation in definition.Representations:
            for item in representation.Items:
                finish = _finish_of_styled(item)
                if finish is not None:
                    return finish
    return None


def _finish_of_styled(item: Element) -> Finish | None:
    for style in _surface_styles(item):
        if style.is_a("IfcSurfaceStyleLighting"):
            colour = style.DiffuseReflectionColour
            rgb = tuple(min(max(float(v), 0.0), BRIGHTEST) for v in (colour.Red, colour.Green, colour.Blue))
            return Finish((rgb[0], rgb[1], rgb[2]), origin=Origin.FILE)
    for style in _surface_styles(item):
        if style.is_a("IfcSurfaceStyleShading") and float(getattr(style, "Transparency", None) or 0.0) < 0.25:
            colour = style.SurfaceColour
            return finish_of_srgb([colour.Red, colour.Green, colour.Blue])
    return None


def _surface_styles(item: Element) -> Iterator[Element]:
    """The elements of the surface styles of a styled item."""
    for assigned in getattr(item, "Styles", None) or ():
        styles = assigned.Styles if assigned.is_a("IfcPresentationStyleAssignment") else (assigned,)
        for style in styles:
            if hasattr(style, "is_a") and style.is_a("IfcSurfaceStyle"):
                yield from style.Styles
