"""How wood looks: planks and boards with rings, fibres, pores and joints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.shelf_patterns import Drawing, Field, Rgb, blended, noise

Single = NDArray[np.float32]


@dataclass(frozen=True)
class Wood:
    """Colours of early and late wood, and how strongly its features show."""

    light_rgb: Rgb
    dark_rgb: Rgb
    rings: float
    pores: float


OAK = Wood((0.53, 0.385, 0.245), (0.30, 0.185, 0.10), rings=0.55, pores=0.5)
WALNUT = Wood((0.235, 0.145, 0.085), (0.085, 0.05, 0.03), rings=0.8, pores=0.35)

GROOVE_M = 0.0012  # half the width of a joint, with its bevel
GROOVE_DEPTH_M = 0.0004


def board(
    random: np.random.Generator, wood: Wood, *, shape: tuple[int, int], size_m: tuple[float, float]
) -> Drawing:
    """One wide board, grain along u."""
    share, relief = _grain(random, wood, shape, size_m)
    return Drawing(blended(wood.dark_rgb, wood.light_rgb, share), relief)


def planks(
    random: np.random.Generator,
    wood: Wood,
    *,
    shape: tuple[int, int],
    size_m: tuple[float, float],
    rows: int,
) -> Drawing:
    """A floor of planks along u, `rows` of them across v, two in each row."""
    share, relief = _grain(random, wood, shape, size_m)
    plank, edge_m = _layout(random, shape, size_m, rows)
    # each plank is cut from another place of the same wood
    shift = random.integers(0, [shape[0], shape[1]], size=(2 * rows, 2))
    down, across = np.arange(shape[0])[:, None], np.arange(shape[1])[None, :]
    place = (down + shift[plank, 0]) % shape[0], (across + shift[plank, 1]) % shape[1]
    tone = (1.0 + 0.16 * random.uniform(-1, 1, 2 * rows)).astype(np.float32)[plank]
    warmth = (1.0 + 0.035 * random.uniform(-1, 1, 2 * rows)).astype(np.float32)[plank]
    colour = blended(wood.dark_rgb, wood.light_rgb, share[place]) * tone[..., None]
    colour[..., 0] *= warmth
    colour[..., 2] /= warmth
    groove = np.clip(1 - edge_m / GROOVE_M, 0.0, 1.0).astype(np.float32)
    colour *= (1 - 0.75 * groove)[..., None]
    return Drawing(colour, relief[place] - GROOVE_DEPTH_M * groove)


def _grain(
    random: np.random.Generator, wood: Wood, shape: tuple[int, int], size_m: tuple[float, float]
) -> tuple[Single, Single]:
    """Share of light wood, 0..1, and relief [m]; fibres run along u."""
    px = shape[1] / size_m[0]
    bend = noise(random, shape, 0.05 * px, 0.55 * px)
    fine = noise(random, shape, 0.0025 * px, 0.12 * px)
    # rings cut at a slant: bands across v, bent by how the tree grew; whole turns, so that it repeats
    turns = max(1, round(size_m[1] / 0.045))
    v = np.arange(shape[0], dtype=np.float32)[:, None] / shape[0]
    wave = turns * v + 1.15 * bend + 0.12 * fine
    saw = wave - np.floor(wave)
    ring = np.where(saw < 0.85, saw / 0.85, (1 - saw) / 0.15)  # slowly darker, suddenly light again
    fibre = noise(random, shape, 0.0008 * px, 0.06 * px)
    broad = noise(random, shape, 0.07 * px, 0.5 * px)
    streak = noise(random, shape, 0.0006 * px, 0.012 * px)
    pore = np.clip(streak - 1.3, 0.0, 1.5)
    share = 0.66 - 0.5 * wood.rings * (ring - 0.4) + 0.09 * fibre + 0.08 * broad - wood.pores * pore
    return np.clip(share, 0.0, 1.0), -6e-5 * pore + 1.2e-5 * fibre


def _layout(
    random: np.random.Generator, shape: tuple[int, int], size_m: tuple[float, float], rows: int
) -> tuple[NDArray[np.int64], Field]:
    """Which plank each texel is of, and how far it is from the plank's edge [m]."""
    v = (np.arange(shape[0])[:, None] + 0.5) / shape[0] * rows
    u = (np.arange(shape[1])[None, :] + 0.5) / shape[1]
    row = v.astype(np.int64)
    # joints of neighbouring rows lie well apart
    first = ((0.37 * np.arange(rows) + random.uniform(-0.08, 0.08, rows)) % 1.0)[row]
    second = random.uniform(0.42, 0.58, rows)[row]
    along = (u - first) % 1.0
    plank = 2 * row + (along > second)
    to_joint = np.minimum(np.minimum(along, 1 - along), np.abs(along - second)) * size_m[0]
    to_side = np.minimum(v - row, 1 - (v - row)) / rows * size_m[1]
    return plank, np.minimum(to_joint, to_side)
