"""How cost grows with triangles, patches, luminaires and points: measured, and drawn as one plot."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.rooms import living_room, office
from benchmarks.timing import median_of
from render.options import DRAFT, RenderOptions
from render.simulate import simulate
from scenes.scene import Scene

RUNS = 3
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 430, 70, 20, 170, 50
COLOURS = ("#b5442e", "#2e6fb5", "#3c8f4a", "#8a5fb0", "#a08020")


@dataclass(frozen=True)
class Curve:
    """Seconds over counts of one thing."""

    name: str
    counts: list[int]
    seconds: list[float]


def measure_growth(progress: Callable[[str], None]) -> list[Curve]:
    """A curve for each thing that cost depends on."""
    room = living_room()

    def timed(scene: Scene, options: RenderOptions = DRAFT) -> tuple[float, int]:
        seconds, field = median_of(lambda: simulate(scene, options), runs=RUNS, warm=1)
        return seconds, field.patches.count

    curves = []
    progress("cost over triangles")
    sizes = [4_000, 16_000, 60_000, 250_000, 1_000_000]
    curves.append(Curve("triangles", sizes, [timed(living_room(size))[0] for size in sizes]))
    progress("cost over patches")
    found = [timed(room, replace(DRAFT, patch_size_m=size)) for size in (0.4, 0.2, 0.1, 0.06)]
    curves.append(Curve("patches", [count for _, count in found], [seconds for seconds, _ in found]))
    progress("cost over luminaires")
    numbers = [2, 8, 32, 128]
    curves.append(
        Curve("luminaires with desks", numbers, [timed(office(number, 100.0))[0] for number in numbers])
    )
    progress("cost over luminaires in one room")
    furnished = office(numbers[-1], 100.0)
    seconds = [timed(_with_luminaires(furnished, number))[0] for number in numbers]
    curves.append(Curve("luminaires, one room", numbers, seconds))
    progress("cost over points")
    points = [100, 1_000, 10_000]
    curves.append(Curve("points", points, [timed(_with_points(room, count))[0] for count in points]))
    return curves


def _with_luminaires(scene: Scene, count: int) -> Scene:
    """The room with so many of its luminaires, spread over it."""
    kept = scene.luminaires[:: len(scene.luminaires) // count][:count]
    weights = {None: {placed.id: scene.weights[None][placed.id] for placed in kept}}
    return replace(scene, luminaires=kept, weights=weights, hours_per_year={})


def _with_points(scene: Scene, count: int) -> Scene:
    """The room with its grid's points repeated or cut to that many."""
    plane = scene.planes[0]
    chosen = np.arange(count) % len(plane.points_m)
    repeated = replace(
        plane,
        points_m=plane.points_m[chosen],
        normals=plane.normals[chosen],
        file_points_m=plane.file_points_m[chosen],
        inside_object=plane.inside_object[chosen],
    )
    return replace(scene, planes=(repeated,))


def draw_growth(curves: list[Curve]) -> str:
    """The curves on logarithmic axes, as SVG."""
    low_x, high_x = _decades([count for curve in curves for count in curve.counts])
    low_y, high_y = _decades([second for curve in curves for second in curve.seconds])

    def x(value: float) -> float:
        return LEFT + (math.log10(value) - low_x) / (high_x - low_x) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - low_y) / (high_y - low_y) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>'
    ]
    for decade in range(low_x, high_x + 1):
        at = x(10**decade)
        parts.append(_line(at, TOP, at, HEIGHT - BOTTOM, "#ddd"))
        parts.append(_text(at, HEIGHT - BOTTOM + 18, f"{10**decade:,}", "middle"))
    for decade in range(low_y, high_y + 1):
        at = y(10.0**decade)
        parts.append(_line(LEFT, at, WIDTH - RIGHT, at, "#ddd"))
        parts.append(_text(LEFT - 8, at + 4, f"{10.0**decade:g} s", "end"))
    for curve, colour in zip(curves, COLOURS, strict=True):
        places = [(x(count), y(second)) for count, second in zip(curve.counts, curve.seconds, strict=True)]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}"/>' for a, b in places]
        label = f"{curve.name}, {curve.seconds[-1]:.2g} s"
        parts.append(_text(places[-1][0] + 9, places[-1][1] + 4, label, "start", colour))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "how many", "middle"))
    return "\n".join(parts) + "\n</svg>\n"


def _decades(values: list[float] | list[int]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'
