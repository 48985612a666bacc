"""Rooms and lit scenes as GLB files, written when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from api.configurations import configuration, kept_files, scene_of
from api.previews import preview
from api.rooms import room, stored_room
from api.wiring import Wiring
from kit.problems import require_sound
from render.export_gltf import scene_glb, surfaces_glb
from scenes.build_scene import reader_of
from scenes.checks import check_room
from scenes.configuration import read_configuration
from scenes.surfaces import room_surfaces

MOST_KEPT = 8

_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_one_at_a_time = threading.Lock()  # a file takes a core and some hundred megabytes for a second or two


def preview_scene(wiring: Wiring, preview_id: str) -> bytes:
    """The room of a preview with its luminaires and lights as GLB, burning as in its lighting scene.

    Needs no light to be worked out, so it is there before the preview is done.

    Raises
    ------
    UnknownRecord
        When there is no such preview.
    UnsoundInput
        When what it shows cannot be read any more.
    """
    record = preview(wiring, preview_id)
    shown = configuration(wiring, record.configuration_id, record.configuration_version)

    def write() -> bytes:
        read_file = reader_of(kept_files(wiring, shown))
        return scene_glb(scene_of(wiring, read_configuration(shown.document), read_file), record.scene)

    library = str(wiring.settings.library)
    return _kept_or(("scene", library, shown.sha256, *sorted(shown.files.items()), record.scene), write)


def room_model(wiring: Wiring, room_id: str) -> bytes:
    """An uploaded room with its furniture as GLB, in its own frame.

    Raises
    ------
    UnknownRecord
        When there is no such room.
    UnsoundInput
        With every problem of its file.
    """
    record = room(wiring, room_id)

    def write() -> bytes:
        found = stored_room(wiring, record)
        require_sound(check_room(found))
        return surfaces_glb(record.filename, room_surfaces(found))

    return _kept_or(("room", record.sha256, record.filename, *sorted(record.overrides.items())), write)


def _kept_or(shows: Hashable, write: Callable[[], bytes]) -> bytes:
    """The file of what `shows` names, written when it is not kept; `shows` holds hashes of all content."""
    known = _kept.get(shows)  # who asks for what is there does not wait for what is being written
    if known is not None:
        return known
    with _one_at_a_time:
        if shows not in _kept:
            _kept[shows] = write()
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        return _kept[shows]
