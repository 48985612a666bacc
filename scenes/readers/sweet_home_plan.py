"""The frame of a Sweet Home 3D home: centimetres with y down the sheet, levels, and the walls in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assets.xml_nodes import Node
from kit.problems import Problem, error, info, warning
from kit.units import metres_per
from scenes.building import Storey, Wall
from scenes.readers.reading import RoomOverrides
from scenes.readers.sweet_home_colours import Colours
from scenes.room import Finish, Point

LARGEST_NUMBER = 1e6
LOWEST_STOREY_M = 1.2  # a level less high than this is a false ceiling or a roof, where nobody stands
DEFAULT_WALL_M = 2.5
DEFAULT_SLAB_CM = 12.0
SAME_M = 1e-6
SAME_FLOOR_M = 0.3  # levels nearer than this are drawings of one storey


@dataclass(frozen=True)
class Level:
    """A level: the name of its storey, its floor, and its height [m]; `is_ceiling` where nobody stands.

    `slab_m` is how thick its floor is; the lowest level has none below it. `is_hidden` is one that a person
    made not viewable; the attribute ``visible`` only says which lie above the one selected last.
    `says_height` is whether the file gives its height.
    """

    key: str
    storey: str
    elevation_m: float
    height_m: float
    is_ceiling: bool = False
    slab_m: float = 0.0
    is_hidden: bool = False
    says_height: bool = False


class Plan:
    """Numbers and places of a home in metres, y up the sheet, z up, with what was wrong with them.

    Parameters
    ----------
    root
        The element ``home``.
    overrides
        `units` in place of centimetres, `mirror`, and the `storey` that is read though it is hidden.
    """

    def __init__(self, root: Node, overrides: RoomOverrides) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._scale = metres_per("cm" if overrides.units == "auto" else overrides.units)
        self._flip = -1.0 if overrides.mirror else 1.0
        self._origin = (0.0, 0.0)
        self._says_no_height = False
        self.wall_height_m = self._wall_height_m()
        levels = self._levels()
        self.levels = _shown(levels, overrides.storey) or levels  # where all are hidden, none is left out
        self._by_key = {level.key: level for level in levels}
        self._left_out = {level.key for level in levels if level not in self.levels}
        self._has_levels = root.child("level") is not None
        self._lost: dict[int, str] = {}
        self._origin = self._lower_left()

    @property
    def mirrored(self) -> bool:
        """Whether a person said that the plan is mirrored."""
        return self._flip < 0

    def number(self, node: Node, name: str, default: float = 0.0) -> float:
        """The number of an attribute; told and its default where it is none or too large."""
        text = node.attributes.get(name)
        if text is None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and abs(value) < LARGEST_NUMBER:
            return value
        message = f"{node.tag} {name} is {text[:40]!r}; a number below {LARGEST_NUMBER:g} was expected."
        self.problems.append(error("NOT_A_NUMBER", node.where, message, "Save the home again."))
        return default

    def length_m(self, node: Node, name: str, default_cm: float = 0.0) -> float:
        """A length in metres."""
        return self.number(node, name, default_cm) * self._scale

    def point_m(self, node: Node, x: str = "x", y: str = "y") -> Point:
        """A place on the plan in metres, y up the sheet."""
        return self._flip * self.length_m(node, x) - self._origin[0], -self.length_m(node, y) - self._origin[
            1
        ]

    def turn_deg(self, radians: float) -> float:
        """An angle that the home counts clockwise on the sheet, anticlockwise in degrees."""
        return -self._flip * math.degrees(math.remainder(radians, 2 * math.pi))

    def towards(self, x: float, y: float) -> Point:
        """A direction on the sheet, y down, as one of ours."""
        return self._flip * x, -y

    def level_of(self, node: Node, otherwise: str = "") -> Level:
        """The level that an element names, or else the one of its group; told and the first where none is."""
        key = node.attributes.get("level", otherwise)
        if key not in self._by_key and self._has_levels:
            self._lost[id(node)] = key
        return self._by_key.get(key, self.levels[0])

    def is_left_out(self, node: Node, otherwise: str = "") -> bool:
        """Whether an element stands on a level that is hidden and was not asked for."""
        return node.attributes.get("level", otherwise) in self._left_out

    def all(self, tag: str) -> list[Node]:
        """All elements of the home of a tag, those on levels that are left out aside."""
        return [node for node in self.root.all(tag) if not self.is_left_out(node)]

    def told(self) -> list[Problem]:
        """What was wrong with numbers and places so far, and with the levels they are on."""
        return [*dict.fromkeys(self.problems), *self._told_hidden(), *self._told_lost()]

    @property
    def leaves_out(self) -> bool:
        """Whether hidden levels are left out."""
        return bool(self._left_out)

    def storeys(self) -> tuple[Storey, ...]:
        """The levels that are read as storeys; none where the home has no levels."""
        if not self._has_levels:
            return ()
        return tuple(Storey(level.storey, level.elevation_m, level.height_m) for level in self.levels)

    def _wall_height_m(self) -> float:
        """The height of walls that state none: the home's, or that of the highest wall, or the default."""
        if "wallHeight" in self.root.attributes:
            return self.length_m(self.root, "wallHeight")
        stated = [node for node in self.root.all("wall") if "height" in node.attributes]
        self._says_no_height = not stated
        return max((self.length_m(node, "height") for node in stated), default=DEFAULT_WALL_M)

    def is_default(self, height_m: float, storey: str) -> bool:
        """Whether nothing in the home says this height of a room on a storey."""
        if not self._says_no_height:
            return False
        said = {level.storey: level.height_m for level in self.levels if level.says_height}
        return abs(height_m - DEFAULT_WALL_M) < SAME_M and abs(said.get(storey, 0.0) - height_m) > SAME_M

    def _levels(self) -> tuple[Level, ...]:
        found: list[Level] = []
        for node in self.root.children:
            if node.tag != "level":
                continue
            name = " ".join(node.attributes.get("name", "").split()) or "Level"
            taken, count, own = {level.storey for level in found}, 1, name
            while own in taken:
                count += 1
                own = f"{name} {count}"
            height = self.length_m(node, "height", self.wall_height_m / self._scale)
            key = node.attributes.get("id", f"level {len(found)}")
            elevation = self.length_m(node, "elevation")
            slab = self.length_m(node, "floorThickness", DEFAULT_SLAB_CM)
            hidden = node.attributes.get("viewable") == "false"
            level = Level(key, own, elevation, height, height < LOWEST_STOREY_M, slab, hidden)
            found.append(replace(level, says_height="height" in node.attributes))
        lowest = min((level.elevation_m for level in found), default=0.0)
        found = [replace(each, slab_m=0.0) if each.elevation_m == lowest else each for each in found]
        return tuple(found) or (Level("", "", 0.0, self.wall_height_m),)

    def _told_hidden(self) -> list[Problem]:
        """The hidden levels with something on them; they are left out unless all are hidden."""
        used = {child.attributes.get("level") for child in self.root.children}
        hidden = [level for level in self._by_key.values() if level.is_hidden and level.key in used]
        left = [level.storey for level in hidden if level.key in self._left_out]
        if left:
            named = ", ".join(map(repr, left[:10]))
            message = f"{len(left)} storeys are hidden in the home and were left out: {named}."
            problem = info("STOREY_HIDDEN", "level", message, "Ask for a storey by its name to have it too.")
            return [problem.offering(*({"storey": storey} for storey in left[:30]))]
        if hidden and not self._left_out and all(level.is_hidden for level in self.levels):
            message = "All storeys are hidden in the home; they were read all the same."
            return [info("STOREY_HIDDEN", "level", message)]
        return []

    def _told_lost(self) -> list[Problem]:
        """How many elements are on no level of the home."""
        if not self._lost:
            return []
        named = ", ".join(sorted({repr(key[:40]) if key else "none" for key in self._lost.values()})[:5])
        message = (
            f"{len(self._lost)} elements name a level that the home does not have ({named}); they were read "
            f"as on {self.levels[0].storey!r}."
        )
        return [warning("LEVEL_UNKNOWN", "level", message, "Look where they are, and save the home again.")]

    def _lower_left(self) -> Point:
        """The lower left corner of all walls and rooms, which becomes the origin."""
        points = [self.point_m(n, f"x{e}", f"y{e}") for n in self.root.all("wall") for e in ("Start", "End")]
        points += [self.point_m(point) for point in self.root.all("room/point")]
        if not points:
            return (0.0, 0.0)
        x, y = min(x for x, _ in points), min(y for _, y in points)
        message = (
            "The plan's sheet has y downwards and its origin anywhere; y was turned up and the lower left "
            f"corner of walls and rooms, ({x:.2f}, {y:.2f}) m, became (0, 0)."
        )
        self.problems.append(info("FRAME_SET", "file", message))
        return x, y


def _shown(levels: Sequence[Level], asked: str | None) -> tuple[Level, ...]:
    """The levels that are not hidden; a hidden one that is asked for in place of those at its own height."""
    wanted = next((level for level in levels if level.is_hidden and level.storey == asked), None)
    return tuple(
        level
        for level in levels
        if level is wanted
        or not (level.is_hidden or (wanted and abs(level.elevation_m - wanted.elevation_m) < SAME_FLOOR_M))
    )


def walls_of(plan: Plan, colours: Colours) -> list[Wall]:
    """All walls; left and right as seen on the sheet on the way from start to end."""
    walls = []
    for index, node in enumerate(plan.all("wall")):
        level = plan.level_of(node)
        wall = Wall(
            plan.point_m(node, "xStart", "yStart"),
            plan.point_m(node, "xEnd", "yEnd"),
            abs(plan.length_m(node, "thickness", 7.5)),
            plan.length_m(node, "height") if "height" in node.attributes else plan.wall_height_m,
            elevation_m=level.elevation_m,
            arc_deg=plan.turn_deg(plan.number(node, "arcExtent")) if "arcExtent" in node.attributes else 0.0,
            storey=level.storey,
            left=colours.side_of(node, "leftSide") or Finish(),
            right=colours.side_of(node, "rightSide") or Finish(),
            name=node.attributes.get("id", f"wall{index}"),
        )
        if "heightAtEnd" in node.attributes:
            wall = replace(wall, height_at_end_m=plan.length_m(node, "heightAtEnd"))
        if plan.mirrored:
            wall = replace(wall, left=wall.right, right=wall.left)
        walls.append(wall)
    return walls
