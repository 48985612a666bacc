"""How much light the glass of an IFC file's windows and doors lets through, where the file says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenes.readers.ifc_file import Element
from scenes.readers.ifc_finishes import properties_of_material

# Light that passes the glass head-on: of IFC 4 and 4x3, of IFC 2x3, of materials, and what Revit writes
GLASS_KEYS = (
    "VisibleLightTransmittance",
    "Translucency",
    "VisibleTransmittance",
    "Visual Light Transmittance",
    "LightTransmittance",
    "LightTransmission",
)
SHARE_KEY = "GlazingAreaFraction"
BRIGHTEST = 0.99


def transmittance_of(element: Element) -> float | None:
    """Share of light that an opening lets through: that of its glass times the glazed share of its area.

    None where the file does not say how clear the glass is; for a door also where it does not say how much
    of it is glass. A stated 0 is opaque. Occurrences go before types, properties of the element before those
    of its materials.
    """
    import ifcopenshell.util.element

    kind = ifcopenshell.util.element.get_type(element)
    sets = [ifcopenshell.util.element.get_psets(each) for each in (element, kind) if each is not None]
    glass = next((v for found in sets if (v := _share(found, GLASS_KEYS)) is not None), None)
    if glass is None:
        glass = next(_of_materials(element), None)
    glazed = next((v for found in sets if (v := _share(found, (SHARE_KEY,))) is not None), None)
    if glass is None or (glazed is None and element.is_a("IfcDoor")):
        return None
    return round(min(glass, BRIGHTEST) * (1.0 if glazed is None else glazed), 6)


def _share(sets: dict[str, dict[str, Any]], keys: tuple[str, ...]) -> float | None:
    """The first of some properties, as a share; percents are told by their size."""
    for key in keys:
        for values in sets.values():
            found = _as_share(values.get(key))
            if found is not None:
                return found
    return None


def _as_share(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, float | int):
        return None
    share = float(value) / 100.0 if value > 1.0 else float(value)
    return share if 0.0 <= share <= 1.0 else None


def _of_materials(element: Element) -> Iterator[float]:
    import ifcopenshell.util.element

    for material in ifcopenshell.util.element.get_materials(element):
        for name, value in properties_of_material(material):
            share = _as_share(value)
            if name in GLASS_KEYS and share is not None:
                yield share
