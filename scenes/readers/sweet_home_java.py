"""Homes of Sweet Home 3D before version 5.3, Java objects only, as the XML that later versions write.

The objects are data: names of fields and their values are read, and no class of theirs is ever loaded.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any, NoReturn

from assets.xml_nodes import Node
from kit.errors import UnsoundInput
from kit.problems import error

LARGEST_JAVA_BYTES = 20_000_000
MOST_OBJECTS = 20_000
DEEPEST_GROUP = 20
DEEPEST_LIST = 4  # lists around lists
_STACK_BYTES = 128 * 1024 * 1024
_DEEPEST_CALL = 60_000  # walls name the walls they meet, so that a long chain is read one within the other

# classes of `java.util` that stand around a list, and the field that holds it
_AROUND = {
    "UnmodifiableList": "list",
    "UnmodifiableRandomAccessList": "list",
    "SynchronizedList": "list",
    "SynchronizedRandomAccessList": "list",
}
_PLAIN = (bool, int, float, str)
_TAGS = {
    "HomeDoorOrWindow": "doorOrWindow",
    "HomeLight": "light",
    "HomeFurnitureGroup": "furnitureGroup",
    "HomePieceOfFurniture": "pieceOfFurniture",
    "HomeShelfUnit": "pieceOfFurniture",
}


def home_of_java(data: bytes, what: str) -> Node:
    """The home as the element ``home`` of the XML.

    Raises
    ------
    UnsoundInput
        JAVA_HOME_UNREADABLE when it is damaged, too large or holds no home.
    """
    if len(data) > LARGEST_JAVA_BYTES:
        _refuse(what, f"{len(data)} bytes; at most {LARGEST_JAVA_BYTES} are read")
    home = _loaded(data, what)
    if _class(home) != "Home":
        _refuse(what, f"a {_class(home) or 'plain value'!r} was found where a home was expected")
    try:
        return _Writer().home(home)
    except (AttributeError, TypeError, ValueError, KeyError, IndexError, RecursionError) as fault:
        _refuse(what, f"its objects are not those of a home: {str(fault)[:80]}")


def _refuse(what: str, message: str) -> NoReturn:
    hint = "Open it in Sweet Home 3D and save it again; later versions write XML beside it."
    message = f"the Java part cannot be read: {message}"
    raise UnsoundInput([error("JAVA_HOME_UNREADABLE", what, message, hint)])


def _loaded(data: bytes, what: str) -> Any:
    """The objects, read in a thread whose stack is deep enough for long chains of them."""
    import javaobj

    found: list[Any] = []
    faults: list[BaseException] = []

    def load() -> None:
        try:
            found.append(javaobj.loads(data))
        except Exception as fault:
            faults.append(fault)

    deep, stack = sys.getrecursionlimit(), threading.stack_size()
    try:
        threading.stack_size(_STACK_BYTES)
        sys.setrecursionlimit(_DEEPEST_CALL)
        thread = threading.Thread(target=load)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(deep)
        threading.stack_size(stack)
    if faults or not found:
        reason = str(faults[0])[:80] if faults else "nothing in it"
        _refuse(what, reason or type(faults[0]).__name__)
    return found[0]


def _class(value: Any) -> str:
    """The name of an object's class without its package."""
    described = getattr(value, "classdesc", None)
    return str(getattr(described, "name", "")).rpartition(".")[2]


class _Writer:
    """Objects as elements, each counted."""

    def __init__(self) -> None:
        self._count = 0
        self._levels: dict[int, str] = {}

    def home(self, home: Any) -> Node:
        root = self._node("home", home)
        for index, level in enumerate(_list(home, "levels")):
            self._levels[id(level)] = f"level{index}"
            node = self._node("level", level)
            node.attributes["id"] = f"level{index}"
            root.children.append(node)
        for name, attribute in (("observerCamera", "observerCamera"), ("topCamera", "topCamera")):
            camera = getattr(home, name, None)
            if camera is not None:
                root.children.append(self._camera(camera, attribute))
        root.children += [self._camera(each, "storedCamera") for each in _list(home, "storedCameras")]
        compass = getattr(home, "compass", None)
        if compass is not None:
            root.children.append(self._node("compass", compass))
        root.children += [self._sided("wall", wall) for wall in _list(home, "walls")]
        root.children += [self._room(room) for room in _list(home, "rooms")]
        for name in ("furnitureWithGroups", "furnitureWithDoorsAndWindows", "furniture"):
            pieces = _list(home, name)
            if pieces:
                root.children += [self._piece(piece) for piece in pieces]
                break
        return root

    def _node(self, tag: str, thing: Any) -> Node:
        """An element with the plain values of an object as attributes."""
        self._count += 1
        if self._count > MOST_OBJECTS:
            raise ValueError(f"more than {MOST_OBJECTS} objects")
        attributes: dict[str, str] = {}
        for key, value in vars(thing).items():
            plain = _plain(value)
            if plain is None or key.startswith("_"):
                continue
            if isinstance(plain, int) and key.endswith(("Color", "color")):
                attributes[key] = f"{plain & 0xFFFFFFFF:08X}"
            else:
                attributes[key] = _text(plain)
        level = self._levels.get(id(getattr(thing, "level", None)))
        if level is not None:
            attributes["level"] = level
        return Node(tag, attributes, f"{tag} {self._count}")

    def _sided(self, tag: str, thing: Any) -> Node:
        node = self._node(tag, thing)
        for key, value in vars(thing).items():
            if key.endswith("Texture") and value is not None:
                node.children.append(self._texture(key, value))
        return node

    def _texture(self, key: str, texture: Any) -> Node:
        node = self._node("texture", texture)
        node.attributes["attribute"] = key
        node.attributes["image"] = _entry(getattr(texture, "image", None))
        return node

    def _camera(self, camera: Any, attribute: str) -> Node:
        node = self._node("camera", camera)
        node.attributes["attribute"] = attribute
        return node

    def _room(self, room: Any) -> Node:
        node = self._sided("room", room)
        for x, y in room.points:
            node.children.append(Node("point", {"x": _text(float(x)), "y": _text(float(y))}, node.where))
        return node

    def _piece(self, piece: Any, depth: int = 0) -> Node:
        tag = _TAGS.get(_class(piece), "pieceOfFurniture")
        if tag == "pieceOfFurniture" and getattr(piece, "doorOrWindow", False):
            tag = "doorOrWindow"
        node = self._node(tag, piece)
        node.attributes["model"] = _entry(getattr(piece, "model", None))
        rotation = getattr(piece, "modelRotation", None)
        if rotation is not None:
            node.attributes["modelRotation"] = " ".join(_text(float(v)) for row in rotation for v in row)
        node.children += [self._node("lightSource", each) for each in _list(piece, "lightSources")]
        if tag == "furnitureGroup" and depth < DEEPEST_GROUP:
            node.children += [self._piece(each, depth + 1) for each in _list(piece, "furniture")]
        return node


def _list(thing: Any, name: str) -> list[Any]:
    value: Any = getattr(thing, name, None)
    for _ in range(DEEPEST_LIST):
        kind = _class(value).rpartition("$")[2]
        if kind == "EmptyList":
            return []
        if kind == "SingletonList":
            return list(_each([value.element]))
        if kind not in _AROUND:
            break
        value = getattr(value, _AROUND[kind])
    return [] if value is None else list(_each(value))


def _each(values: Any) -> Iterator[Any]:
    return (value for value in values if value is not None)


def _plain(value: Any) -> bool | int | float | str | None:
    """A plain value, or what a boxed one (``java.lang.Float``) holds; None for everything else."""
    if isinstance(value, _PLAIN):
        return value
    boxed = getattr(value, "value", None) if _class(value) in ("Float", "Integer", "Long", "Double") else None
    return boxed if isinstance(boxed, _PLAIN) else None


def _text(value: bool | int | float | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entry(content: Any) -> str:
    """The name of the archive's file that a ``jar:...!/7`` address leads to."""
    url = getattr(content, "url", None)
    file = str(getattr(url, "file", "") or "")
    return file.rpartition("!/")[2]
