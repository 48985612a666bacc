"""What a node's name says it is: wall, floor, door, lamp, furniture; English, German, French, Chinese."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What a part of a mesh is in a room."""

    WALL = "wall"
    FLOOR = "floor"
    CEILING = "ceiling"
    DOOR = "door"
    WINDOW = "window"
    OPENING = "opening"  # a door or a window
    TRIM = "trim"  # skirtings, frames: neither shell nor furniture
    LAMP = "lamp"
    FURNITURE = "furniture"
    UNKNOWN = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LAMP = _words(
    """
    lamp lamps luminaire luminaires chandelier pendant spotlight spotlights sconce downlight downlights
    lantern bulb bulbs lampshade leuchte leuchten lampe lampen pendelleuchte deckenleuchte stehlampe
    lustre lampadaire applique
    """
)
_LIGHT = ("light", "lights")
_AFTER_LIGHT = _words(
    """
    ring fixture shade bulb bar strip panel source tube globe spot track
    """
)
_FURNITURE = _words(
    """
    furniture sofa couch chair chairs armchair stool bench table desk bed bedframe bedside mattress
    matress headboard headrest cupboard cupboards cabinet cabinets wardrobe closet drawer drawers
    dresser shelf shelves bookshelf bookshelves bookcase rack island counter worktop fridge
    refrigerator freezer oven stove cooker hob dishwasher washer dryer sink basin washbasin toilet wc
    bidet bath bathtub shower tub tv television monitor screen computer laptop keyboard speaker plant
    pot vase rug carpet mat curtain curtains blind blinds drape pillow cushion blanket picture painting
    poster frame mirror clock book books basket bin clothes rail rails handrail radiator heater fan
    piano guitar toy sill windowsill ledge switch socket outlet seat decor ottoman nightstand sideboard
    credenza console art moebel möbel tisch stuhl sessel schrank regal bett kommode teppich vorhang
    spiegel spüle herd kühlschrank badewanne meuble chaise fauteuil canapé canape lit armoire étagère
    etagere tapis rideau miroir évier evier baignoire
    """
)
_TRIM = _words(
    """
    skirting baseboard baseboards moulding molding cornice trim trims edges edge doorframe doorframes
    jamb architrave casing windowframe knob doorknob hinge sockelleiste plinthe
    """
)
_DOOR = _words(
    """
    door doors doorleaf tür tuer türen tueren porte portes gate
    """
)
_WINDOW = _words(
    """
    window windows glass glazing pane panes fenster fenêtre fenetre fenêtres skylight verre glas
    vitrage
    """
)
_FLOOR = _words(
    """
    floor floors flooring boden fussboden fußboden ground sol parquet
    """
)
_CEILING = _words(
    """
    ceiling ceilings decke plafond
    """
)
_WALL = _words(
    """
    wall walls wand wände waende mur murs partition partitions
    """
)
_CHINESE = (
    ("灯", Role.LAMP),
    ("沙发", Role.FURNITURE),
    ("床", Role.FURNITURE),
    ("桌", Role.FURNITURE),
    ("椅", Role.FURNITURE),
    ("柜", Role.FURNITURE),
    ("地毯", Role.FURNITURE),
    ("门", Role.DOOR),
    ("窗", Role.WINDOW),
    ("地板", Role.FLOOR),
    ("地面", Role.FLOOR),
    ("天花", Role.CEILING),
    ("吊顶", Role.CEILING),
    ("墙", Role.WALL),
)
_OURS = re.compile(r"^furniture:\d+:")  # as our own files name pieces


@cache
def role_of(path: str) -> Role:
    """What a node is by its name, or else by that of the nearest parent that says so.

    Examples
    --------
    >>> role_of("Bedroom/ceiling lamp"), role_of("walls/mesh_12"), role_of("wall light switch")
    (<Role.LAMP: 'lamp'>, <Role.WALL: 'wall'>, <Role.FURNITURE: 'furniture'>)
    """
    if _OURS.match(path):
        return Role.FURNITURE
    for name in reversed(path.split("/")):
        found = _role_of_name(name)
        if found is not Role.UNKNOWN:
            return found
    return Role.UNKNOWN


def words_of(name: str) -> list[str]:
    """The words of a name in small letters: at capitals, digits and signs a new one begins."""
    parted = re.sub(r"([a-zäöüß])([A-Z])", r"\1 \2", name)
    return [word for word in re.split(r"[\W\d_]+", parted.lower()) if word]


def _role_of_name(name: str) -> Role:
    words = words_of(name)
    known = set(words)
    if known & _LAMP or _is_light(words):
        return Role.LAMP
    opening = bool(known & (_DOOR | _WINDOW))
    if known & _TRIM or (opening and "frame" in known):
        return Role.TRIM
    for role, told in (
        (Role.FURNITURE, _FURNITURE),
        (Role.OPENING, frozenset({"opening"})),
        (Role.DOOR, _DOOR),
        (Role.WINDOW, _WINDOW),
        (Role.CEILING, _CEILING),
        (Role.FLOOR, _FLOOR),
        (Role.WALL, _WALL),
    ):
        if known & told:
            return role
    return next((role for sign, role in _CHINESE if sign in name), Role.UNKNOWN)


def _is_light(words: list[str]) -> bool:
    """Whether "light" is the thing and not a word about it: "ceiling light", no "light wood"."""
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if word in _LIGHT and (not after or after in _AFTER_LIGHT):
            return True
    return False


def spoken_name(path: str) -> str:
    """What a person calls a node: its own name without our numbering, or its parent's where it has none."""
    path = _OURS.sub("", path)
    for name in reversed(path.split("/")):
        if any(character.isalpha() for character in name):
            return " ".join(name.replace("_", " ").split())[:60]
    return "piece"
