"""Pieces of a Sweet Home 3D home that are shown: those in groups too, none that is hidden.

Sweet Home 3D shows a piece, and cuts a door or window into its wall, where the piece and all groups around it
are visible and its level is viewable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assets.xml_nodes import Node
from kit.problems import Problem, info, warning
from scenes.readers.sweet_home_plan import Plan

GROUPS_DEEP = 20
GROUP = "furnitureGroup"
CALLED = {
    "pieceOfFurniture": "pieces of furniture",
    "shelfUnit": "pieces of furniture",
    "doorOrWindow": "doors and windows",
    "light": "lamps",
}


def pieces_of(plan: Plan, tags: tuple[str, ...]) -> Iterator[tuple[Node, str]]:
    """All pieces of these tags that are shown, those in groups too, each with the level it stands on."""
    for node, level, shown in _walked(plan):
        if shown and node.tag in tags:
            yield node, level


def hidden_pieces(plan: Plan) -> list[Problem]:
    """How many pieces of each kind are hidden, and how many groups lie too deep to be taken apart."""
    hidden: Counter[str] = Counter()
    deep = 0
    for node, _, shown in _walked(plan):
        deep += node.tag == GROUP
        if not shown and node.tag in CALLED:
            hidden[CALLED[node.tag]] += 1
    problems = []
    if hidden:
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(hidden.items()))
        message = f"What is hidden in the home was left out: {counted}."
        hint = "If they are there, show them in Sweet Home 3D and save the home again."
        problems.append(info("FURNITURE_LEFT_OUT", "furniture", message, hint))
    if deep:
        message = f"{deep} groups of furniture lie in more than {GROUPS_DEEP} others; they were left out."
        problems.append(warning("FURNITURE_LEFT_OUT", "furniture", message, "Take the groups apart."))
    return problems


def _walked(plan: Plan) -> Iterator[tuple[Node, str, bool]]:
    """Every piece with its level and whether it is shown, and the groups that lie too deep."""

    def walk(nodes: list[Node], level: str, shown: bool, depth: int) -> Iterator[tuple[Node, str, bool]]:
        for node in nodes:
            if (node.tag not in CALLED and node.tag != GROUP) or plan.is_left_out(node, level):
                continue
            own = node.attributes.get("level", level)
            visible = shown and node.attributes.get("visible") != "false"
            if node.tag == GROUP and depth < GROUPS_DEEP:
                yield from walk(node.children, own, visible, depth + 1)
            else:
                yield node, own, visible

    yield from walk(plan.root.children, "", True, 0)
