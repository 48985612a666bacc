"""What runs inside a render child: build the scene, work out its light, measure it, take its picture.

Nothing here knows records or HTTP; a job comes in as plain data and named bytes go out, so that the
same job gives the same bytes, in this child or another, today or for an order of last year.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.luminaire_work import LUMINAIRE, luminaire_picture
from kit.errors import UnsoundInput
from kit.problems import Severity

if TYPE_CHECKING:
    from api.catalogue_now import CatalogueNow
    from assets.catalogue import Catalogue
    from kit.problems import Problem
    from render.light_field import LightField
    from scenes.building import Building
    from scenes.scene import Scene

Progress = Callable[[str, float], None]
HandOver = Callable[[dict[str, bytes]], None]

PICTURE, FALSE_COLOUR, MEASURES, PROBLEMS, DRAFT, LUMINANCE, DRAFT_LUMINANCE, SAID = (
    "picture.png",
    "false-colour.png",
    "measures.json",
    "problems.json",
    "draft.png",
    "picture.exr",
    "draft.exr",
    "said.json",
)
BAKED = "baked.glb"
LIGHT = "light/"  # before the names of the files that light the room in a browser
_FIELDS_KEPT = 3  # and as many of drafts, which are small: a picture takes one of each
_SCENES_KEPT = 3
# of the whole job's progress; denoising, false colours and encoding take the rest
_DRAFT_SHARE, _LIGHT_SHARE, _PICTURE_SHARE = 0.1, 0.6, 0.25

DRAFT_QUALITY = "draft"

_light_fields: OrderedDict[str, LightField] = OrderedDict()
_scenes: OrderedDict[str, Scene] = OrderedDict()
_catalogues: dict[str | None, CatalogueNow] = {}


def run(
    job: Mapping[str, Any], progress: Progress, hand_over: HandOver = lambda files: None
) -> dict[str, bytes]:
    """Do one render job.

    A draft of the picture is handed over as soon as it is drawn. The picture has the draft's exposure, so
    that it takes the draft's place without a jump, and pictures of all qualities of a room can be compared.

    Parameters
    ----------
    job
        ``configuration`` (document), ``rooms`` (``filename``, ``content``, ``overrides`` by `room_id`),
        ``files`` (bytes by relative path, what the configuration names), ``library`` (folder of the
        catalogue or None), ``cache_folder``, ``scene``, ``view``, ``quality``, ``seed`` and, where the files
        for the browser are wanted too, a true ``light``. Or what `api.luminaire_work` takes.
    progress
        Called with the step's name and the share done, 0..1; may raise to give the job up.
    hand_over
        Called with the files that can be shown before the others are ready: ``draft.png``, ``draft.exr``.

    Returns
    -------
    dict
        ``draft.png`` and ``draft.exr`` (of what is not a draft itself), ``picture.png``, ``picture.exr``
        (luminance before exposure and bloom), ``false-colour.png``, these where there is a view;
        ``measures.json``, ``problems.json`` (warnings of the scene), ``said.json`` (``ev``, the picture's
        exposure, where there is one) and, where light is asked for, ``baked.glb`` and what
        `render.light_maps.files` makes, under ``light/``. Of a luminaire, its picture alone.

    Raises
    ------
    UnsoundInput
        With every problem of the room, the placements and the files.
    SimulationFailed
        When the light cannot be worked out.
    """
    from render.device import require_device

    require_device()  # before what stands on it is imported
    if LUMINAIRE in job:
        return luminaire_picture(job, _catalogue, progress)
    from render.measures import measure

    early, ev = _draft(job, progress)
    if early:
        hand_over(early)
    field, scene = _light_of(job, _between(progress, _DRAFT_SHARE if early else 0.0, _LIGHT_SHARE))
    results = {**early, MEASURES: _json_bytes(measure(field, job["scene"]))}
    problems = list(scene.problems)
    said: dict[str, Any] = {}
    if scene.views:
        pictures, said["ev"] = _pictures(field, job, ev, progress)
        results |= pictures
    if job.get("light"):
        files, refused = _light_files(field, job["scene"], progress)
        results |= files
        problems += refused
    results[SAID] = _json_bytes(said)
    results[PROBLEMS] = _json_bytes([problem.as_json() for problem in problems])
    progress("done", 1.0)
    return results


def _draft(job: Mapping[str, Any], progress: Progress) -> tuple[dict[str, bytes], float | None]:
    """The draft as files, and its exposure; nothing where the job is one itself, or has no view."""
    from render.exr import LARGEST_HALF, exr_of_picture
    from render.image import png_bytes
    from render.picture import take_picture

    if job["quality"] == DRAFT_QUALITY or not job["configuration"].get("views"):
        return {}, None
    field, _ = _light_of({**job, "quality": DRAFT_QUALITY}, _between(progress, 0.0, 0.7 * _DRAFT_SHARE))
    progress("draft", 0.7 * _DRAFT_SHARE)
    drawn = take_picture(field, job["view"], job["scene"])
    half = float(drawn.luminance_cd_m2.max()) <= LARGEST_HALF
    return {DRAFT: png_bytes(drawn), DRAFT_LUMINANCE: exr_of_picture(drawn, half=half)}, drawn.ev


def _pictures(
    field: LightField, job: Mapping[str, Any], ev: float | None, progress: Progress
) -> tuple[dict[str, bytes], float]:
    """The picture as it is shown, as luminance and in false colours; and its exposure."""
    from render.exr import LARGEST_HALF, exr_of_picture
    from render.image import encode_false_colour, png_bytes
    from render.picture import take_picture, with_bloom

    told = _while_picturing(progress)
    taken = take_picture(field, job["view"], job["scene"], progress=told, bloom=False)
    if ev is not None:
        taken = replace(taken, ev=ev)
    progress("finish", _LIGHT_SHARE + _PICTURE_SHARE)
    half = float(taken.luminance_cd_m2.max()) <= LARGEST_HALF
    files = {
        PICTURE: png_bytes(with_bloom(taken) if field.options.bloom else taken),
        LUMINANCE: exr_of_picture(taken, half=half, bloom=field.options.bloom),
        FALSE_COLOUR: encode_false_colour(taken, ".png"),
    }
    return files, taken.ev


def _light_files(
    field: LightField, scene_name: str | None, progress: Progress
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """What lights the room in a browser, and the room with its light painted on, named as they are kept.

    A room that cannot be painted is left out, and what stands against it told.
    """
    from render.gltf.baked import baked_glb
    from render.light_maps.files import light_files

    begun = _LIGHT_SHARE + _PICTURE_SHARE
    half = (1.0 - begun) / 2

    def told(_: str, share: float) -> None:
        progress("layers", begun + half * share)

    def painted(_: str, share: float) -> None:
        progress("layers", begun + half * (1.0 + share))

    files = {LIGHT + name: content for name, content in light_files(field, progress=told).items()}
    try:
        return files | {BAKED: baked_glb(field, scene_name, progress=painted)}, ()
    except UnsoundInput as refusal:
        return files, tuple(replace(problem, severity=Severity.WARNING) for problem in refusal.problems)


def _while_picturing(progress: Progress) -> Progress:
    """Progress of the camera as a part of the whole; once every ray is cast the last step begins."""

    def told(step: str, share: float) -> None:
        progress("finish" if share >= 1.0 else step, _LIGHT_SHARE + _PICTURE_SHARE * share)

    return told


def _between(progress: Progress, first: float, last: float) -> Progress:
    """Progress of the light as the part of the whole between two shares."""
    return lambda step, share: progress(step, first + (last - first) * share)


def light_key(job: Mapping[str, Any]) -> str:
    """What two jobs share that can use the same light: all but scene, view, cache and the files wanted."""
    return _digest({**_scene_parts(job), "quality": job["quality"], "seed": job["seed"]})


def _scene_parts(job: Mapping[str, Any]) -> dict[str, Any]:
    """What a job's scene is built from."""
    return {
        "configuration": job["configuration"],
        "rooms": {room_id: _sha256(reading) for room_id, reading in job["rooms"].items()},
        "files": {path: _sha256(content) for path, content in job["files"].items()},
        "library": job["library"],
        "luminaires": _luminaires_named(job),
    }


def _digest(parts: dict[str, Any]) -> str:
    return _sha256(json.dumps(parts, sort_keys=True).encode())


def _light_of(job: Mapping[str, Any], progress: Progress) -> tuple[LightField, Scene]:
    """The light of a job's scene, worked out now or kept from one of the last jobs."""
    from render.options import options_for
    from render.simulate import simulate

    key = light_key(job)
    if key in _light_fields:
        _light_fields.move_to_end(key)
        return _light_fields[key], _light_fields[key].scene
    progress("read", 0.0)
    scene = _scene_of(job)
    cache_folder = Path(job["cache_folder"]) if job["cache_folder"] else None
    field = simulate(
        scene,
        options_for(job["quality"], job["seed"]),
        progress=progress,
        cache_folder=cache_folder,
    )
    _light_fields[key] = field
    drafts = job["quality"] == DRAFT_QUALITY
    alike = [k for k, each in _light_fields.items() if (each.options.quality == DRAFT_QUALITY) == drafts]
    for old in alike[:-_FIELDS_KEPT]:
        del _light_fields[old]
    return field, scene


def _scene_of(job: Mapping[str, Any]) -> Scene:
    """The scene of a job, one for all qualities: what is known of its surfaces then serves them all."""
    key = _digest(_scene_parts(job))
    if key not in _scenes:
        _scenes[key] = _built(job)
    _scenes.move_to_end(key)
    while len(_scenes) > _SCENES_KEPT:
        _scenes.popitem(last=False)
    return _scenes[key]


def _built(job: Mapping[str, Any]) -> Scene:
    from scenes.build_scene import build_scene, reader_of
    from scenes.configuration import read_configuration

    return build_scene(
        read_configuration(job["configuration"]),
        catalogue=_catalogue(job["library"]),
        read_file=reader_of(job["files"]),
        building_of=cache(lambda room_id: _building_of(job["rooms"][room_id])),
    )


def _catalogue(library: str | None) -> Catalogue:
    """The catalogue of a library as it is now; luminaires that have not changed stay the same objects."""
    from api.catalogue_now import CatalogueNow

    if library not in _catalogues:
        _catalogues[library] = CatalogueNow(None if library is None else Path(library))
    return _catalogues[library].catalogue


def _luminaires_named(job: Mapping[str, Any]) -> dict[str, Any]:
    """Which version of each luminaire of the catalogue a job hangs."""
    catalogue = _catalogue(job["library"])
    named = {
        placement.get("luminaire")
        for placement in job["configuration"].get("placements", ())
        if isinstance(placement.get("luminaire"), str)
    }
    return {
        sku: catalogue.by_sku[sku].luminaire_files.identity for sku in sorted(named & catalogue.by_sku.keys())
    } | {"bulbs": catalogue.bulbs_version}


def _building_of(kept: bytes) -> Building:
    """The building of a reading that came along with a job."""
    from kit.problems import require_sound
    from scenes.building import Building
    from scenes.reading_bytes import reading_of_bytes

    reading = reading_of_bytes(kept)
    require_sound(reading.problems)
    return reading.building or Building()


def _json_bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
