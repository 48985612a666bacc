"""Doors and windows of a Sweet Home 3D home: the part of their box that lies in the wall, and their kind."""

from __future__ import annotations

import math
import re

from assets.xml_nodes import Node
from kit.problems import info
from scenes.building import WallOpening
from scenes.readers.sweet_home_pieces import pieces_of
from scenes.readers.sweet_home_plan import Plan

SILL_OF_WINDOWS_M = 0.30  # an unnamed opening that begins higher is a window
AJAR_DEG = 20.0

# Words of names and catalogue keys in the languages homes are drawn in
WINDOW_WORDS = (
    "window", "fenetre", "fenêtre", "fenster", "ventana", "finestra", "janela", "raam", "okno", "velux",
    "skylight", "french", "baie vitr", "窗", "окно",
)  # fmt: skip
PASSAGE_WORDS = (
    "doorframe", "door frame", "opening", "passage", "arch", "ouverture", "durchgang", "apertura", "门洞",
    "门框", "dormant",
)  # fmt: skip
DOOR_WORDS = ("door", "porte", "tür", "tuer", "puerta", "porta", "deur", "dveře", "gate", "门", "門", "дверь")
OPEN_WORDS = ("open", "ouvert", "offen", "geöffnet", "abiert", "apert", "打开", "開")

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7}
MOST_TOKENS = 5000


def openings_of(plan: Plan) -> list[WallOpening]:
    """All doors, windows and passages that are shown; the file's own order."""
    openings = []
    for node, level in pieces_of(plan, ("doorOrWindow",)):
        openings.append(_opening(plan, node, level))
    return openings


def _opening(plan: Plan, node: Node, level: str) -> WallOpening:
    width, depth = plan.length_m(node, "width"), plan.length_m(node, "depth")
    height, elevation = plan.length_m(node, "height"), plan.length_m(node, "elevation")
    angle = plan.number(node, "angle")
    share, distance = plan.number(node, "wallThickness", 1.0), plan.number(node, "wallDistance")
    x, y = plan.point_m(node)
    back = (distance + share / 2 - 0.5) * depth  # from the middle of the piece towards its front
    left, right, top, bottom = cut_out(node.attributes.get("cutOutShape", ""))
    if node.attributes.get("modelMirrored") == "true":
        left, right = 1.0 - right, 1.0 - left
    aside = ((left + right) / 2 - 0.5) * width
    fx, fy = plan.towards(-math.sin(angle), math.cos(angle))
    sx, sy = plan.towards(math.cos(angle), math.sin(angle))
    name = " ".join(node.attributes.get("name", "").split())[:80]
    kind = kind_of(name, node.attributes.get("catalogId", ""), elevation)
    if (right - left) * (bottom - top) < 0.999 or not _is_box(node.attributes.get("cutOutShape", "")):
        message = f"{name!r} cuts a shape into its wall that is no box; the box around it is taken."
        plan.problems.append(info("OPENING_SHAPE_BOXED", name or node.where, message))
    return WallOpening(
        kind,
        (x + back * fx + aside * sx, y + back * fy + aside * sy),
        width * (right - left),
        max(depth * share, 0.02),
        elevation + (1.0 - bottom) * height,
        height * (bottom - top),
        angle_deg=plan.turn_deg(angle),
        open=kind == "door" and _stands_open(node, name),
        storey=plan.level_of(node, level).storey,
        name=name or node.where,
    )


def kind_of(name: str, catalogue_key: str, sill_m: float) -> str:
    """Window, door or passage, by its name, else its key in the catalogue, else how high it begins."""
    for words in (catalogue_key.rpartition("#")[2].casefold(), name.casefold()):
        for kind, known in (("passage", PASSAGE_WORDS), ("window", WINDOW_WORDS), ("door", DOOR_WORDS)):
            if any(
                word in words for word in known if not (word in ("opening", "arch") and "window" in words)
            ):
                return kind
    return "window" if sill_m > SILL_OF_WINDOWS_M else "door"


def _stands_open(node: Node, name: str) -> bool:
    """Whether the file shows a door open: its model is one of an open door, or its leaf was turned."""
    key = node.attributes.get("catalogId", "").rpartition("#")[2].casefold()
    if key.startswith("open") or any(word in name.casefold() for word in OPEN_WORDS):
        return True
    for child in node.children:
        is_leaf = child.tag == "transformation" and "hinge" in child.attributes.get("name", "").casefold()
        if is_leaf and _turn_of(child.attributes.get("matrix", "")) > AJAR_DEG:
            return True
    return False


def _turn_of(matrix: str) -> float:
    """Angle of the rotation in the first three columns of a matrix of three rows of four [degrees]."""
    try:
        values = [float(v) for v in matrix.split()]
    except ValueError:
        return 0.0
    if len(values) < 12 or not all(map(math.isfinite, values)):
        return 0.0
    trace = values[0] + values[5] + values[10]
    return math.degrees(math.acos(min(max((trace - 1) / 2, -1.0), 1.0)))


def cut_out(path: str) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of the box around an SVG path in the unit square, y down."""
    points = _points(path)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if not is_shape(path):
        return 0.0, 1.0, 0.0, 1.0
    left, right = max(min(xs), 0.0), min(max(xs), 1.0)
    top, bottom = max(min(ys), 0.0), min(max(ys), 1.0)
    return (left, right, top, bottom) if right - left > 0.05 and bottom - top > 0.05 else (0.0, 1.0, 0.0, 1.0)


def is_shape(path: str) -> bool:
    """Whether a path can be read: three points at least, none far outside the unit square."""
    points = _points(path)
    return len(points) >= 3 and all(-10 < v < 10 for point in points for v in point)


def is_rectangle(path: str) -> bool:
    """Whether a path is a rectangle with upright and level sides."""
    return not re.search(r"[cCsSqQtTaA]", path) and _all_square(_points(path))


def _is_box(path: str) -> bool:
    """Whether a path has upright and level lines only."""
    return not re.search(r"[lLcCsSqQtTaA]", path) or _all_square(_points(path))


def _all_square(points: list[tuple[float, float]]) -> bool:
    corners = {(round(x, 3), round(y, 3)) for x, y in points}
    sides = [{corner[k] for corner in corners} for k in (0, 1)]
    return len(corners) == 4 and len(sides[0]) == len(sides[1]) == 2


def _points(path: str) -> list[tuple[float, float]]:
    """The corners and control points of an SVG path, in whose hull it lies."""
    tokens = _TOKEN.findall(path)[:MOST_TOKENS]
    points: list[tuple[float, float]] = []
    x = y = 0.0
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        need = _ARGUMENTS.get(command.lower(), 0)
        numbers = tokens[at : at + need]
        if need == 0 and (at == len(tokens) or tokens[at].isalpha()):
            continue
        if need == 0 or len(numbers) < need or any(token.isalpha() for token in numbers):
            break
        at += need
        values = [float(token) for token in numbers]
        relative = command.islower()
        if command in "hH":
            pairs = [(values[0] + x if relative else values[0], y)]
        elif command in "vV":
            pairs = [(x, values[0] + y if relative else values[0])]
        else:
            values = values[5:] if command in "aA" else values
            pairs = [
                (a + x, b + y) if relative else (a, b) for a, b in zip(values[::2], values[1::2], strict=True)
            ]
        points += pairs
        x, y = pairs[-1]
    return points
