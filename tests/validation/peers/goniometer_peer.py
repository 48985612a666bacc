"""The goniometer beside Mitsuba's own path tracer: a furnished lamp seen from far away."""

from __future__ import annotations

import drjit as dr
import numpy as np
from lamp_bodies import BLACK, lamp_body
from rows import Case, Group, Row

from assets.colour import LUMINANCE_WEIGHTS
from assets.gloss import normal_reflectance
from assets.material import Material
from assets.modelling import Solid, arc_points, lathe
from benchmarks.mitsuba_gltf import know_gltf
from render.device import mitsuba
from render.goniometer import GlowingSource, GoniometerOptions, measure

LM = 1000.0
RAYS = 1 << 22  # towards the lamp from each direction
DEEPEST = 128
GAMMAS = (0.0, 15.0, 30.0, 45.0, 60.0)
ENOUGH = 0.01
SOURCE = "Mitsuba, path, parallel rays over the lamp's outline"
BULB = Material("bulb", base_colour_rgb=(0.7, 0.7, 0.7), roughness=0.4, glows=True)
LACQUER = Material("white lacquer", base_colour_rgb=(0.86, 0.86, 0.84), roughness=0.5)
METAL = Material("brushed metal", base_colour_rgb=(0.9, 0.75, 0.5), metallic=1.0, roughness=0.4)

Parts = tuple[tuple[Solid, Material], ...]


def dome(inside: Material) -> Parts:
    """A dome with a bulb in it, a black cap on top and a metal ring at its rim."""
    arc = [(0.2 * np.sin(a), 0.14 * np.cos(a)) for a in np.linspace(np.pi / 2, 0.0, 24)]
    shade = lathe([*[(1.02 * r, 1.02 * z) for r, z in arc], *arc[::-1]], 96)
    rim = lathe([(0.165, -0.02), (0.19, -0.02), (0.19, -0.018), (0.165, -0.018)], 96)
    cap = lathe([(0.0, 0.15), (0.03, 0.15), (0.03, 0.2), (0.0, 0.2)], 48)
    bulb = lathe(arc_points((0.0, 0.06), 0.03, -90.0, 90.0, 24), 48)
    return (shade, inside), (rim, METAL), (cap, BLACK), (bulb, BULB)


def beside_mitsuba(inside: Material) -> list[Row]:
    """Intensities of a dome that has this inside, each within 1 %."""
    parts = dome(inside)
    found = measure(lamp_body(*parts), [GlowingSource(LM)], GoniometerOptions(looks=1 << 27))
    rows = []
    for gamma in GAMMAS:
        right, noise = mitsuba_cd(parts, gamma)
        column = int(np.argmin(np.abs(found.distribution.gamma_deg - gamma)))
        ours, error = (
            float(found.distribution.intensity_cd[0, column]),
            float(found.standard_error_cd[0, column]),
        )
        place = f"γ {gamma:g}° [cd], Mitsuba's own error {noise / right:.2%}"
        rows.append(Row(f"G7 {inside.name}", place, right, SOURCE, ours, error, ENOUGH))
    return rows


def mitsuba_cd(parts: Parts, gamma_deg: float) -> tuple[float, float]:
    """Intensity towards C0 and a gamma by Mitsuba, and its standard error [cd]."""
    mi = mitsuba()
    points = np.concatenate([solid.vertices_m for solid, _ in parts])
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    reach = float(np.linalg.norm(points - middle, axis=1).max()) * 1.01
    gamma = np.radians(gamma_deg)
    towards = mi.Vector3f(float(np.sin(gamma)), 0.0, float(-np.cos(gamma)))
    sampler = mi.load_dict({"type": "independent"})
    sampler.seed(int(gamma_deg) + 1, wavefront_size=RAYS)
    aside = mi.warp.square_to_uniform_disk_concentric(sampler.next_2d()) * reach
    across = mi.Frame3f(towards).to_world(mi.Vector3f(aside.x, aside.y, 0.0))
    origin = mi.Point3f(*(float(x) for x in middle)) + across + towards * (1.1 * reach)
    ray = mi.RayDifferential3f(origin, -towards)
    tracer = mi.load_dict({"type": "path", "max_depth": DEEPEST, "rr_depth": DEEPEST})
    radiance, _, _ = tracer.sample(_scene(parts), sampler, ray)
    r, g, b = (float(weight) for weight in LUMINANCE_WEIGHTS)
    luminance = radiance[0] * r + radiance[1] * g + radiance[2] * b
    dr.eval(luminance)
    values = np.array(luminance, np.float64) * np.pi * reach**2
    return float(values.mean()), float(values.std() / np.sqrt(RAYS))


def _scene(parts: Parts) -> object:
    mi = mitsuba()
    know_gltf()
    scene: dict[str, object] = {"type": "scene"}
    for number, (solid, material) in enumerate(parts):
        properties = mi.Properties()
        properties["material"] = mi.load_dict(_material(material))
        if material.glows:
            corners = solid.vertices_m[solid.triangles]
            cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            area = float(np.linalg.norm(cross, axis=1).sum() / 2)
            glow = {"type": "rgb", "value": [LM / np.pi / area] * 3}
            properties["glow"] = mi.load_dict({"type": "area", "radiance": glow})
        mesh = mi.Mesh(f"part{number}", len(solid.vertices_m), len(solid.triangles), props=properties)
        parameters = mi.traverse(mesh)
        parameters["vertex_positions"] = mi.Float(solid.vertices_m.astype(np.float32).ravel())
        parameters["faces"] = mi.UInt32(solid.triangles.astype(np.uint32).ravel())
        parameters.update()
        scene[f"part{number}"] = mesh
    return mi.load_dict(scene)


def _material(material: Material) -> dict[str, object]:
    mi = mitsuba()

    def texture(values: tuple[float, ...]) -> dict[str, object]:
        texels = np.tile(np.array(values, np.float32), (2, 2, 1))
        return {"type": "bitmap", "raw": True, "filter_type": "nearest", "data": mi.TensorXf(texels)}

    own = {
        "type": "gltf",
        "base_color": texture(material.base_colour_rgb),
        "roughness": texture((material.roughness,)),
        "metallic": texture((material.metallic,)),
        "gloss": normal_reflectance(material.ior),
    }
    return {"type": "twosided", "material": own}


def goniometer_group() -> Group:
    """A lamp with two insides."""
    cases = tuple(
        Case(
            f"G7 {inside.name}",
            f"Dome pendant with a bulb, inside {inside.name}",
            SOURCE,
            lambda inside=inside: beside_mitsuba(inside),
        )
        for inside in (LACQUER, METAL)
    )
    return Group(
        "The goniometer beside Mitsuba",
        "The same triangles and materials, and the same flux; tolerances are 1 %.",
        cases,
    )
