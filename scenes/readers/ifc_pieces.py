"""Pieces of furniture of an IFC file: which elements are some, and what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scenes.readers.ifc_file import Body, Element, IfcModel

FURNITURE = ("IfcFurnishingElement", "IfcSanitaryTerminal", "IfcStairFlight")
LIGHTS = ("IfcLightFixture", "IfcLamp")
TYPED_IN_2X3 = {"IfcSanitaryTerminalType": FURNITURE, "IfcLightFixtureType": LIGHTS, "IfcLampType": LIGHTS}
# Words of a name, the first that occurs; what a piece is called then.
CATEGORIES = (
    ("dining table", ("dining table", "table_dining", "table dining", "table-dining", "esstisch")),
    ("coffee table", ("coffee", "couchtisch")),
    ("counter", ("counter", "worktop", "arbeitsplatte")),
    ("wall cabinet", ("upper cabinet", "wall cabinet", "oberschrank", "hängeschrank")),
    ("vanity", ("vanity", "waschtisch")),
    ("wardrobe", ("wardrobe", "closet", "kleiderschrank", "tall cabinet")),
    ("cabinet", ("cabinet", "cupboard", "sideboard", "schrank", "kommode", "dresser")),
    ("desk", ("desk", "schreibtisch")),
    ("sofa", ("sofa", "couch", "loveseat")),
    ("armchair", ("armchair", "sessel", "chair_viper")),
    ("chair", ("chair", "stuhl", "stool", "hocker")),
    ("table", ("table", "tisch")),
    ("bed", ("bed", "bett")),
    ("shelf", ("shelf", "shelves", "bookcase", "regal")),
    ("bath", ("bathtub", "bath tub", "tub", "badewanne")),
    ("shower", ("shower", "dusche")),
    ("toilet", ("toilet", "wc", "water closet")),
    ("basin", ("basin", "sink", "lavatory", "waschbecken")),
    ("piano", ("piano",)),
    ("stairs", ("stair", "treppe")),
)


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of furniture in the building's frame; what is built in becomes no box to be lighter."""

    name: str
    body: Body
    room: int
    built_in: bool = False


def typed(model: IfcModel, wanted: tuple[str, ...]) -> list[Element]:
    """In IFC 2x3, flow terminals whose type says what they are."""
    import ifcopenshell.util.element

    if model.file.schema != "IFC2X3":
        return []
    found = []
    for element in model.all("IfcFlowTerminal"):
        kind = ifcopenshell.util.element.get_type(element)
        if kind is not None and TYPED_IN_2X3.get(kind.is_a()) is wanted:
            found.append(element)
    return found


def called(element: Element) -> str:
    """What a piece is, from the name of its type; else its family's own name."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", element.is_a()[3:])
    said = " ".join(str(v) for v in (element.Name, element.ObjectType, plain) if v)
    low = said.casefold()
    for category, words in CATEGORIES:
        if any(re.search(rf"(?<![^\W\d_]){re.escape(word)}", low) for word in words):
            return category
    family = re.sub(r"^(M_|Furniture_)", "", str(element.Name or plain).split(":")[0])
    return " ".join(family.replace("_", " ").split())[:60].lower() or "furniture"
