"""How fabrics, carpet, leather, paper and opal shades look."""

from __future__ import annotations

import numpy as np

from assets.shelf_patterns import Drawing, cells, clouds, grey, noise

Shape = tuple[int, int]
Size = tuple[float, float]


def weave(
    random: np.random.Generator,
    *,
    shape: Shape,
    size_m: Size,
    threads: int,
    slub: float,
    depth_m: float,
    contrast: float,
) -> Drawing:
    """A plain weave of `threads` both ways; `slub` says how uneven its yarn is."""
    u = (np.arange(shape[1])[None, :] + 0.5) / shape[1] * threads
    v = (np.arange(shape[0])[:, None] + 0.5) / shape[0] * threads
    px = shape[1] / size_m[0]
    u = u + 0.12 * slub * noise(random, shape, 0.03 * px, 0.004 * px)
    v = v + 0.12 * slub * noise(random, shape, 0.004 * px, 0.03 * px)
    over = (np.floor(u) + np.floor(v)) % 2
    warp = np.sin(np.pi * (u % 1.0)) * (0.55 + 0.45 * np.sin(np.pi * (v % 1.0)))
    weft = np.sin(np.pi * (v % 1.0)) * (0.55 + 0.45 * np.sin(np.pi * (u % 1.0)))
    height = np.where(over > 0.5, warp, weft)
    yarn = np.where(
        over > 0.5, noise(random, shape, 0.05 * px, 0.0006 * px), noise(random, shape, 0.0006 * px, 0.05 * px)
    )
    tone = 1.0 + contrast * (height - 0.5) + 0.09 * slub * yarn + 0.04 * clouds(random, shape, 0.6)
    return Drawing(grey(np.maximum(tone, 0.05)), depth_m * height)


def carpet(random: np.random.Generator, *, shape: Shape, size_m: Size) -> Drawing:
    """Cut pile: tufts of slightly different tones."""
    px = shape[1] / size_m[0]
    tuft = noise(random, shape, 0.0016 * px, 0.0016 * px)
    pile = noise(random, shape, 0.05 * px, 0.08 * px)
    shade = 1 + 0.16 * tuft + 0.02 * pile + 0.05 * clouds(random, shape, 0.2)
    colour = np.stack([shade * (1 + 0.008 * pile), shade, shade * (1 - 0.008 * pile)], axis=2)
    return Drawing(np.maximum(colour, 0.05), 4.5e-4 * tuft)


def leather(random: np.random.Generator, *, shape: Shape, size_m: Size) -> Drawing:
    """Pebbled leather: rounded cells between fine creases."""
    px = shape[1] / size_m[0]
    border = cells(random, shape, round(shape[0] * shape[1] / (0.0032 * px) ** 2)) / (0.0011 * px)
    pebble = 1 - np.exp(-border)
    soft = noise(random, shape, 0.02 * px, 0.02 * px)
    tone = 0.80 + 0.22 * pebble + 0.02 * soft + 0.02 * clouds(random, shape, 0.4)
    colour = grey(tone)
    return Drawing(colour, 1.6e-4 * pebble + 2e-4 * soft, 0.42 + 0.22 * (1 - pebble))


def paper(random: np.random.Generator, *, shape: Shape, size_m: Size) -> Drawing:
    """Shade paper: long fibres of slightly different density."""
    px = shape[1] / size_m[0]
    fibre = noise(random, shape, 0.0004 * px, 0.006 * px) + noise(random, shape, 0.006 * px, 0.0004 * px)
    tone = 1 + 0.02 * fibre + 0.015 * clouds(random, shape, 0.8)
    return Drawing(grey(tone), 1.2e-5 * fibre)
