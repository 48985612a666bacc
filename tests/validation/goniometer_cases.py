"""The goniometer against formulas: what a body with light sources sends where, and how much of it."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
from lamp_bodies import BLACK, EVEN, GLOW, WHITE, ball, disc, lamp_body, ring, sheet, wall
from rows import Case, Row

from assets.material import Material
from assets.modelling import Solid, arc_points, lathe
from assets.photometry import closed_distribution
from render.clear_sheets import pane_transmittance
from render.goniometer import BulbSource, GlowingSource, GoniometerOptions, Goniometry, Symmetry, measure
from render.goniometry.grid import make_grid

LM = 1000.0
PERCENT = 0.01
FINE = GoniometerOptions(looks=1 << 24)
COARSE = GoniometerOptions(paths=1 << 17, looks=1 << 22, gamma_step_deg=15.0)


def at(
    case: str, source: str, found: Goniometry, expected: dict[tuple[float, float], float], what: str = ""
) -> list[Row]:
    """A row for each direction (C, gamma) [deg] with the intensity that is expected there [cd]."""
    rows = []
    table = found.distribution
    for (c, gamma), right in expected.items():
        i = int(np.argmin(np.abs(table.c_deg - c)))
        j = int(np.argmin(np.abs(table.gamma_deg - gamma)))
        ours, error = float(table.intensity_cd[i, j]), float(found.standard_error_cd[i, j])
        place = f"{what}C {c:g}°, γ {gamma:g}° [cd]"
        rows.append(Row(case, place, right, source, ours, error, PERCENT))
    return rows


def flux(case: str, source: str, found: Goniometry, expected_lm: float, what: str = "") -> Row:
    """The flux that leaves."""
    error = found.luminous_flux_standard_error_lm
    return Row(case, f"{what}flux [lm]", expected_lm, source, found.luminous_flux_lm, error, PERCENT)


def box_with_hole(half_x: float, half_y: float, depth: float, out: float = 0.4) -> list[Solid]:
    """Five walls and a floor with a rectangular hole; the lid at z = 0.001."""
    x, y, z = half_x, half_y, -depth
    floor = [
        sheet([(-out, -out, z), (out, -out, z), (out, -y, z), (-out, -y, z)]),
        sheet([(-out, y, z), (out, y, z), (out, out, z), (-out, out, z)]),
        sheet([(-out, -y, z), (-x, -y, z), (-x, y, z), (-out, y, z)]),
        sheet([(x, -y, z), (out, -y, z), (out, y, z), (x, y, z)]),
    ]
    corners = [(-out, -out), (out, -out), (out, out), (-out, out)]
    sides = [
        sheet(
            [
                (*corners[k], z),
                (*corners[(k + 1) % 4], z),
                (*corners[(k + 1) % 4], 0.001),
                (*corners[k], 0.001),
            ]
        )
        for k in range(4)
    ]
    lid = sheet([(-out, -out, 0.001), (out, -out, 0.001), (out, out, 0.001), (-out, out, 0.001)])
    return [*floor, *sides, lid]


def disc_and_sphere() -> list[Row]:
    """What glows evenly to all sides, alone."""
    found = measure(lamp_body((disc(0.1), GLOW)), [GlowingSource(LM)], COARSE)
    right = {(0.0, g): LM / np.pi * np.cos(np.radians(g)) for g in (0.0, 30.0, 45.0, 60.0, 75.0)}
    rows = at("G1", "Φ/π cos γ", found, right, "disc, ")
    found = measure(lamp_body((ball(0.1), GLOW)), [GlowingSource(LM)], COARSE)
    right = {(0.0, g): LM / 4 / np.pi for g in (0.0, 45.0, 90.0, 135.0, 180.0)}
    return rows + at("G1", "Φ/4π", found, right, "sphere, ")


RHO = 0.8
TUBE = (0.05, 0.03, 0.08)  # half widths, and how far the source is above the mouth [m]


def mirror_tube() -> list[Row]:
    """A point in a rectangular tube of four mirrors below a black lid: images, each with its reflections."""
    a, b, height = TUBE
    z, lid = -0.1, 0.02 - 0.02
    corners = [(-a, -b), (a, -b), (a, b), (-a, b)]
    walls = [
        sheet(
            [(*corners[k], z), (*corners[(k + 1) % 4], z), (*corners[(k + 1) % 4], lid), (*corners[k], lid)]
        )
        for k in range(4)
    ]
    top = sheet([(-a, -b, lid), (a, -b, lid), (a, b, lid), (-a, b, lid)])
    metal = Material("mirror", base_colour_rgb=(RHO,) * 3, metallic=1.0, roughness=0.0)
    body = lamp_body(*((each, metal) for each in walls), (top, BLACK))
    found = measure(
        body,
        [BulbSource(LM, EVEN, (0.0, 0.0, z + height))],
        replace(COARSE, gamma_step_deg=10.0),
        symmetry=Symmetry.QUADRANTS,
    )
    expected = expected_of_the_tube()
    grid = make_grid(Symmetry.QUADRANTS, c_step_deg=15.0, gamma_step_deg=10.0)
    right = {
        (float(grid.c_deg[i]), float(grid.gamma_deg[j])): float(expected[i, j])
        for i in range(0, 7, 2)
        for j in range(0, 9, 2)
    }
    source = "sum over image sources, reflectance by Schlick, over each node's share of directions"
    rows = at("G2", source, found, right)
    return [*rows, flux("G2", "its integral", found, tube_flux_lm())]


def images(direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intensity of the tube, seen straight and through mirrors, towards unit directions (..., 3) [cd]."""
    a, b, height = TUBE
    x, y, z = np.moveaxis(direction, -1, 0)
    down = z < -1e-9
    along = np.where(down, height / np.maximum(-z, 1e-9), 0.0)
    straight, turned = np.zeros(x.shape), np.zeros(x.shape)
    reflectance = [RHO + (1 - RHO) * (1 - np.abs(cosine)) ** 5 for cosine in (x, y)]
    for sx in (1, -1):
        for sy in (1, -1):
            # from the source in the middle unfolded to the mouth: how many widths it has gone, and its sense
            cells = [np.floor((s * np.abs(u) * along + w) / (2 * w)) for s, u, w in ((sx, x, a), (sy, y, b))]
            sense = [s * np.where(k % 2 == 0, 1, -1) for s, k in zip((sx, sy), cells, strict=True)]
            comes = down & (sense[0] == np.where(x < 0, -1, 1)) & (sense[1] == np.where(y < 0, -1, 1))
            value = LM / 4 / np.pi * reflectance[0] ** np.abs(cells[0]) * reflectance[1] ** np.abs(cells[1])
            first = (cells[0] == 0) & (cells[1] == 0)
            straight += np.where(comes & first, value, 0.0)
            turned += np.where(comes & ~first, value, 0.0)
    return straight, turned


@functools.cache
def even_directions() -> tuple[np.ndarray, float]:
    """Directions of the lower half, each with the same solid angle [sr]."""
    rows, columns = 700, 1400
    cosine = (np.arange(rows) + 0.5) / rows
    c = (np.arange(columns) + 0.5) / columns * 2 * np.pi
    sine = np.sqrt(1 - cosine**2)[:, None]
    parts = (sine * np.cos(c), sine * np.sin(c), np.broadcast_to(-cosine[:, None], (rows, columns)))
    return np.stack(parts, axis=-1).reshape(-1, 3), 2 * np.pi / (rows * columns)


def expected_of_the_tube() -> np.ndarray:
    """Straight light at each node, and turned light in its share of directions, (c, gamma) [cd]."""
    grid = make_grid(Symmetry.QUADRANTS, c_step_deg=15.0, gamma_step_deg=10.0)
    direction, each_sr = even_directions()
    turned = grid.intensity_cd(grid.shared_out(direction, images(direction)[1] * each_sr))
    c, gamma = np.meshgrid(np.radians(grid.c_deg), np.radians(grid.gamma_deg), indexing="ij")
    node = np.stack([np.sin(gamma) * np.cos(c), np.sin(gamma) * np.sin(c), -np.cos(gamma)], axis=-1)
    return np.asarray(grid.one_at_the_poles(turned) + images(node)[0])


def tube_flux_lm() -> float:
    """What leaves the tube [lm]."""
    direction, each_sr = even_directions()
    return float(sum(part.sum() for part in images(direction)) * each_sr)


def slot() -> list[Row]:
    """A glowing rectangle above a slot in a black box: the part of it that each direction sees."""
    half, hole, depth = (0.06, 0.02), (0.04, 0.03), 0.05
    glow = sheet(
        [(-half[0], half[1], 0), (half[0], half[1], 0), (half[0], -half[1], 0), (-half[0], -half[1], 0)]
    )
    body = lamp_body((glow, GLOW), *((each, BLACK) for each in box_with_hole(*hole, depth)))
    few = replace(FINE, c_step_deg=30.0, gamma_step_deg=10.0)
    found = measure(body, [GlowingSource(LM)], few, symmetry=Symmetry.QUADRANTS)
    area = 4 * half[0] * half[1]

    def intensity(c_deg: np.ndarray, gamma_deg: np.ndarray) -> np.ndarray:
        c, gamma = np.radians(c_deg), np.radians(gamma_deg)
        seen = [
            np.clip(np.minimum(h, w + shift) - np.maximum(-h, -w + shift), 0.0, None)
            for h, w, shift in zip(
                hole,
                half,
                (depth * np.tan(gamma) * np.cos(c), depth * np.tan(gamma) * np.sin(c)),
                strict=True,
            )
        ]
        return np.asarray(LM / np.pi / area * np.cos(gamma) * seen[0] * seen[1])

    directions = [(c, g) for c in (0.0, 30.0, 60.0, 90.0) for g in (0.0, 10.0, 20.0, 30.0, 40.0)]
    right = {pair: float(intensity(np.array(pair[0]), np.array(pair[1]))) for pair in directions}
    right = {pair: value for pair, value in right.items() if value > 10.0}
    source = "overlap of source and slot, moved by depth tan γ"
    direction, each_sr = even_directions()
    gamma = np.degrees(np.arccos(-direction[:, 2]))
    c = np.degrees(np.arctan2(direction[:, 1], direction[:, 0]))
    whole = float(intensity(c, gamma).sum() * each_sr)
    return [*at("G3", source, found, right), flux("G3", "its integral", found, whole)]


def round_hole() -> list[Row]:
    """A glowing disc above a round hole in black: the configuration factor of two discs on one axis."""
    a, b, h = 0.05, 0.08, 0.1
    body = lamp_body(
        (disc(a), GLOW), (ring(b, 0.3, -h), BLACK), (wall(0.3, -h, 0.01), BLACK), (disc(0.3, 0.01), BLACK)
    )
    found = measure(body, [GlowingSource(LM)], replace(FINE, gamma_step_deg=10.0))
    x = 1 + (1 + (b / h) ** 2) / (a / h) ** 2
    factor = (x - np.sqrt(x**2 - 4 * (b / a) ** 2)) / 2
    rows = [flux("G3", "configuration factor of coaxial discs", found, LM * factor, "round hole, ")]
    right = {}
    for g in (0.0, 10.0, 20.0, 30.0, 40.0):
        d = h * np.tan(np.radians(g))
        right[(0.0, g)] = LM / np.pi * np.cos(np.radians(g)) * lens(a, b, d) / (np.pi * a * a)
    return rows + at("G3", "overlap of two circles", found, right, "round hole, ")


def lens(r: float, s: float, d: float) -> float:
    """Area common to two circles whose centres are d apart."""
    if d <= abs(r - s):
        return float(np.pi * min(r, s) ** 2)
    one = r * r * np.arccos((d * d + r * r - s * s) / (2 * d * r))
    two = s * s * np.arccos((d * d + s * s - r * r) / (2 * d * s))
    kite = np.sqrt((-d + r + s) * (d + r - s) * (d - r + s) * (d + r + s)) / 2
    return float(one + two - kite)


OPALS = ((0.3, 0.6), (0.8, 0.15), (0.45, 0.55))  # reflectance and transmittance


def opal_sphere() -> list[Row]:
    """A bulb in a diffusing sphere: tau / (1 - rho) of its light leaves, evenly bright from the middle."""
    rows = []
    for rho, tau in OPALS:
        opal = Material(
            "opal",
            base_colour_rgb=(rho / (1 - tau),) * 3,
            ior=1.0,
            diffuse_transmission=tau,
            diffuse_transmission_rgb=(1.0,) * 3,
        )
        body = lamp_body((ball(0.1), opal))
        out, what = tau / (1 - rho), f"ρ {rho:g}, τ {tau:g}, "
        source = "integrating sphere: τ / (1 - ρ)"
        middle = measure(body, [BulbSource(LM, EVEN, (0.0, 0.0, 0.0))], COARSE)
        rows.append(flux("G4", source, middle, LM * out, what))
        even = {(0.0, g): LM * out / 4 / np.pi for g in (0.0, 60.0, 90.0, 150.0)}
        rows += at("G4", source + ", over 4π", middle, even, what)
        bright = LM * out / (np.pi * 4 * np.pi * 0.1**2)
        ours = float(middle.luminance_cd_m2[:, 0].mean())
        rows.append(Row("G4", f"{what}luminance outside [cd/m²]", bright, "Φ / (π A)", ours, None, PERCENT))
    aside = measure(body, [BulbSource(LM, EVEN, (0.0, 0.0, 0.04))], COARSE)
    rows.append(flux("G4", source, aside, LM * out, f"{what}bulb 40 mm above the middle, "))
    return rows


def furnace() -> list[Row]:
    """Nothing absorbs: white walls, a clear ball, a pane and paper, and all light that starts leaves."""
    glass = Material("glass", roughness=0.0, ior=1.5, transmission=1.0, thin=False)
    pane = Material("pane", roughness=0.0, ior=1.5, transmission=1.0)
    paper = Material("paper", ior=1.0, diffuse_transmission=0.4)
    cup = lathe([(0.0, 0.02), (0.1, 0.02), (0.1, -0.1), (0.101, -0.1), (0.101, 0.03), (0.0, 0.03)], 96)
    bead = lathe(arc_points((0.0, -0.05), 0.02, -90.0, 90.0, 24), 48)
    lamp = lathe(arc_points((0.0, 0.0), 0.015, -90.0, 90.0, 16), 48)
    shining = replace(GLOW, base_colour_rgb=(1.0, 1.0, 1.0))
    rows = []
    for name, parts in {
        "white cup": (),
        "with a glass ball": ((bead, glass),),
        "with a pane over it": ((disc(0.1, -0.095), pane),),
        "with paper over it": ((disc(0.1, -0.095), paper),),
    }.items():
        body = lamp_body((cup, WHITE), (lamp, shining), *parts)
        found = measure(
            body, [GlowingSource(LM)], replace(COARSE, gamma_step_deg=5.0), symmetry=Symmetry.ROUND
        )
        rows.append(flux("G5", "nothing is absorbed", found, LM, f"{name}, "))
        table = found.distribution.luminous_flux_lm()
        place = f"{name}, integral of the table [lm]"
        rows.append(Row("G5", place, LM, "nothing is absorbed", table, None, PERCENT))
    return rows


def panes() -> list[Row]:
    """A bulb above a pane, by Stokes's sum over both polarisations; a disc on a thick one."""
    pane = Material("pane", roughness=0.0, ior=1.52, transmission=1.0)
    body = lamp_body((disc(5.0, -0.1, sides=60), pane))
    half = closed_distribution([0.0], [0.0, 89.0, 89.5, 180.0], [[1.0, 1.0, 0.0, 0.0]])
    bulb = BulbSource(LM, half, (0.0, 0.0, 0.0))
    found = measure(body, [bulb], replace(COARSE, gamma_step_deg=10.0), symmetry=Symmetry.ROUND)
    angles = np.array([0.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0])
    straight = LM / half.luminous_flux_lm()
    passed = pane_transmittance(np.cos(np.radians(angles)), 1.52)
    right = {(0.0, float(g)): straight * float(t) for g, t in zip(angles, passed, strict=True)}
    rows = at("G6", "Fresnel and Stokes, n = 1.52", found, right, "pane, ")
    slab = Material("slab", roughness=0.0, ior=1.52, transmission=1.0, thin=False)
    block = lathe([(0.0, -0.02), (4.0, -0.02), (4.0, -0.01), (0.0, -0.01)], 60)
    found = measure(
        lamp_body((disc(0.02), GLOW), (block, slab)), [GlowingSource(LM)], COARSE, symmetry=Symmetry.ROUND
    )
    x, w = np.polynomial.legendre.leggauss(64)
    cosine = (x + 1) / 2
    inside = np.sqrt(1 - (1 - cosine**2) / 1.52**2)
    across = ((cosine - 1.52 * inside) / (cosine + 1.52 * inside)) ** 2
    along = ((1.52 * cosine - inside) / (1.52 * cosine + inside)) ** 2
    once = (across + along) / 2
    share = float((w * cosine * (1 - once) / (1 + once)).sum())
    source = "(1 - R) / (1 + R), R unpolarised, over a Lambertian source"
    down = found.distribution.downward_flux_lm()
    return [*rows, Row("G6", "block of glass, flux below [lm]", LM * share, source, down, None, PERCENT)]


GONIOMETER_CASES = (
    Case("G1", "Lambertian disc and sphere", "Lambert's law", disc_and_sphere),
    Case("G2", "Rectangular tube of mirrors", "image sources", mirror_tube),
    Case("G3 slot", "Rectangle behind a slot", "configuration factors", slot),
    Case("G3 hole", "Disc behind a round hole", "configuration factors", round_hole),
    Case("G4", "Bulb in an opal sphere", "integrating sphere", opal_sphere),
    Case("G5", "Bodies that absorb nothing", "conservation of energy", furnace),
    Case("G6", "Clear glass", "Fresnel's equations", panes),
)
