"""Mitsuba's own path tracer as a peer for pictures: the same scene, the same camera, in cd/m2.

Paths, materials and Russian roulette are Mitsuba's `path`, without a limit of bounces; of our engine only
the choice of the device, smooth normals and the convention for luminaires (`benchmarks.mitsuba_lamps`) are
used. Bodies of luminaires are things like others: they reflect, keep others' light away and are seen.
Their glowing parts are as bright as the intensity towards the camera over the projected area of those that
face it. The camera sees that glow directly and by mirrors and clear glass; the room is lit by the luminous
opening, so that no light counts twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.mitsuba_lamps import Pane, Shadows, lamps_emitter
from benchmarks.mitsuba_materials import Glow, colour_of_pane, is_pane, looks_of, mesh
from render.device import mitsuba
from scenes.scene import PlacedLuminaire, Scene, View

Array = NDArray[np.float64]

ROULETTE_DEPTH = 5
MOST_BOUNCES_OF_GLOW = 24  # mirrors and panes between the camera and a glowing part
PASS_SAMPLES = 64  # of a pixel at a time; they are spread evenly
GLOW_PASSES = 4
VERSION = 1  # raised whenever the same scene gives another picture; kept references count on it


@dataclass(frozen=True, eq=False)
class Peer:
    """A scene and a camera in Mitsuba's words: `lit` without luminaires' glow, `glowing` with it alone."""

    lit: Any
    glowing: Any | None


def peer_scene(scene: Scene, view: View, weights: Array, *, bodies_reflect: bool = True) -> Peer:
    """The scene for one view.

    Parameters
    ----------
    weights
        Dimming times white of each luminaire, (luminaire, 3).
    bodies_reflect
        Whether luminaires' bodies give light back; otherwise they are black.
    """
    mi = mitsuba()
    looks = looks_of(scene, bodies_reflect=bodies_reflect)
    meshes = {f"mesh{n}": mesh(f"mesh{n}", look) for n, look in enumerate(looks)}
    lamps = {}
    if weights.any():
        solid = [look for look in looks if look.luminaire is None and not is_pane(look)]
        room = _bare({f"mesh{n}": mesh(f"mesh{n}", k) for n, k in enumerate(solid)})
        panes = tuple(
            Pane(_bare({"mesh": mesh("mesh", k)}), k.material.ior, colour_of_pane(k))
            for k in looks
            if is_pane(k)
        )
        owners = sorted({look.luminaire for look in looks if look.luminaire is not None})
        bodies = {
            owner: _bare({f"m{n}": mesh(f"m{n}", k) for n, k in enumerate(looks) if k.luminaire == owner})
            for owner in owners
        }
        lamps = {"lamps": lamps_emitter(scene.luminaires, weights, Shadows(room, bodies, panes))}
    lit = mi.load_dict({"type": "scene", "sensor": _sensor(view), **meshes, **lamps})
    if not any(look.glows for look in looks):
        return Peer(lit, None)
    shown = {}
    for number, look in enumerate(looks):
        glow = None
        if look.glows and look.luminaire is not None:
            placed, weight = scene.luminaires[look.luminaire], weights[look.luminaire]
            eye = np.array(view.eye_m)
            glow = Glow(glow_cd_m2(placed, eye) * weight, eye)
        shown[f"mesh{number}"] = mesh(f"mesh{number}", look, glow=glow, only_mirrors=True)
    return Peer(lit, mi.load_dict({"type": "scene", "sensor": _sensor(view), **shown}))


def has_panes(scene: Scene) -> bool:
    """Whether lamps' light goes through anything of a scene."""
    return any(is_pane(look) for look in looks_of(scene))


def _bare(meshes: dict[str, Any]) -> Any:
    return mitsuba().load_dict({"type": "scene", "embree_use_robust_intersections": True, **meshes})


def _sensor(view: View) -> dict[str, Any]:
    """A pinhole; each sample counts for its own pixel only."""
    mi = mitsuba()
    up = [0.0, 0.0, 1.0]
    forward = np.subtract(view.target_m, view.eye_m)
    if abs(forward[2]) >= 0.999 * np.linalg.norm(forward):
        up = [0.0, 1.0, 0.0]
    return {
        "type": "perspective",
        "fov": view.fov_deg,
        "fov_axis": "x",
        "near_clip": 1e-3,
        "far_clip": 1e4,
        "to_world": mi.ScalarTransform4f().look_at(list(view.eye_m), list(view.target_m), up),
        "film": {
            "type": "hdrfilm",
            "width": view.size_px[0],
            "height": view.size_px[1],
            "pixel_format": "rgb",
            "component_format": "float32",
            "rfilter": {"type": "box"},
        },
        "sampler": {"type": "multijitter", "sample_count": PASS_SAMPLES},
    }


def glow_cd_m2(placed: PlacedLuminaire, eye_m: Array) -> float:
    """Luminance towards an eye of what glows on a luminaire, at full output [cd/m2]."""
    body = placed.luminaire.body
    if body is None or placed.body_vertices_m is None:
        return 0.0
    shining = np.array([material.glows for material in body.materials])[body.material_of_triangle]
    towards = eye_m - placed.scene_from_photometry[:3, 3]
    towards /= np.linalg.norm(towards)
    a, b, c = (placed.body_vertices_m[body.triangles[shining, k]] for k in range(3))
    area = float(np.maximum(np.cross(b - a, c - a) @ towards, 0.0).sum()) / 2
    if area < 1e-6:
        return 0.0
    x, y, z = placed.scene_from_photometry[:3, :3].T @ towards
    intensity = placed.luminaire.photometry.distribution.intensity_towards_cd(
        np.degrees(np.arctan2(y, x)) % 360, np.degrees(np.arccos(np.clip(-z, -1, 1)))
    )
    return float(intensity) / area


def picture_pass(peer: Peer, *, seed: int, samples: int = PASS_SAMPLES) -> Array:
    """One independent picture of the light without glows, (row, column, 3) [cd/m2 in each channel]."""
    integrator = {"type": "path", "max_depth": -1, "rr_depth": ROULETTE_DEPTH}
    return _rendered(peer.lit, integrator, samples, seed)


def glow_picture(peer: Peer) -> Array | float:
    """The glows alone; 0 where nothing glows."""
    if peer.glowing is None:
        return 0.0
    integrator = {"type": "path", "max_depth": MOST_BOUNCES_OF_GLOW, "rr_depth": 1000}
    passes = [_rendered(peer.glowing, integrator, PASS_SAMPLES, seed) for seed in range(GLOW_PASSES)]
    mean: Array = np.mean(passes, axis=0)
    return mean


def _rendered(scene: Any, integrator: dict[str, Any], samples: int, seed: int) -> Array:
    mi = mitsuba()
    image = mi.render(scene, integrator=mi.load_dict(integrator), spp=samples, seed=seed)
    pixels: Array = np.array(image).astype(np.float64)
    return pixels
