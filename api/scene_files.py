"""Rooms and lit scenes as GLB files, written when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from api.configurations import configuration, kept_files, scene_of
from api.previews import preview
from api.rooms import no_files, room
from api.stored_rooms import stored_building
from api.wiring import Wiring
from kit.errors import UnsoundInput
from kit.problems import require_sound
from render.gltf.scene import scene_glb, surfaces_glb
from scenes.build_scene import reader_of
from scenes.building import Building
from scenes.building_surfaces import building_surfaces
from scenes.checks import check_room
from scenes.configuration import read_configuration
from scenes.rooms_of import rooms_of
from scenes.scene import LitSurface
from scenes.surfaces import room_surfaces

MOST_KEPT_BYTES = 128 << 20


class KeptFiles:
    """The files asked for last, in memory, up to so many bytes in all; threads may share it.

    What alone is larger is written each time it is asked for.
    """

    def __init__(self, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self.most_bytes = most_bytes
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()  # a file takes a core and some hundred megabytes

    def file(self, shows: Hashable, write: Callable[[], bytes]) -> bytes:
        """The file of what `shows` names, written when it is not kept; that holds hashes of all content."""
        known = self._known(shows)  # who asks for what is there does not wait for what is being written
        if known is not None:
            return known
        with self._one_at_a_time:
            known = self._known(shows)
            if known is not None:
                return known
            written = write()
            if len(written) <= self.most_bytes:
                self._keep(shows, written)
            return written

    def _keep(self, shows: Hashable, written: bytes) -> None:
        with self._lock:
            self._files[shows] = written
            while sum(map(len, self._files.values())) > self.most_bytes:
                self._files.popitem(last=False)

    def _known(self, shows: Hashable) -> bytes | None:
        with self._lock:
            if shows not in self._files:
                return None
            self._files.move_to_end(shows)
            return self._files[shows]


_files = KeptFiles()


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
        configured = read_configuration(shown.document)
        scene = scene_of(wiring, configured, read_file, room_versions=shown.room_versions)
        return scene_glb(scene, record.scene)

    library = (str(wiring.settings.library), wiring.catalogue_now.revision)
    rooms = sorted(shown.room_versions.items())
    return _files.file(
        ("scene", library, shown.sha256, *sorted(shown.files.items()), *rooms, record.scene), write
    )


def _all_surfaces(building: Building) -> tuple[LitSurface, ...]:
    """The surfaces of one room in its own frame, or of several with what lies between them."""
    if len(building.rooms) == 1:
        require_sound(check_room(building.rooms[0]))
        return room_surfaces(building.rooms[0])
    every = {"lampyris": 1, "rooms": [{"room_id": "all"}]}
    found, problems = rooms_of(read_configuration(every), read_file=no_files, building_of=lambda _: building)
    if found is None:
        raise UnsoundInput(problems)
    return building_surfaces(found.rooms, found.holes, found.wheres, found.shafts)[0]


def room_model(wiring: Wiring, room_id: str) -> bytes:
    """The rooms of an upload with their furniture as GLB, in their own frame.

    Raises
    ------
    UnknownRecord
        When there is no such room.
    UnsoundInput
        With every problem of its file.
    """
    record = room(wiring, room_id)

    def write() -> bytes:
        return surfaces_glb(record.filename, _all_surfaces(stored_building(wiring, record)))

    return _files.file(("room", record.id, record.version), write)
