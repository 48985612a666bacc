"""What holds things: wardrobes, sideboards, bedside tables, shelves with books."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenes.pieces.parts import APART_M, Part, bar, block

Size = tuple[float, float, float]
Options = Mapping[str, float]

DOOR_WIDTH_M = 0.5
FRONT_M = 0.019  # thickness of doors and drawer fronts
GAP_M = 0.003  # between them


def fronts(
    role: str,
    across: tuple[float, float],
    heights: tuple[float, float],
    face_y: float,
    count: tuple[int, int],
) -> list[Part]:
    """Doors or drawers before a face that looks along -y: `count` columns and rows with gaps between."""
    (x0, x1), (z0, z1) = across, heights
    columns, rows = count
    width, tall = (x1 - x0) / columns, (z1 - z0) / rows
    return [
        block(
            role,
            (x0 + i * width + GAP_M / 2, face_y - FRONT_M, z0 + j * tall + GAP_M / 2),
            (x0 + (i + 1) * width - GAP_M / 2, face_y - APART_M, z0 + (j + 1) * tall - GAP_M / 2),
            0.0025,
        )
        for i in range(columns)
        for j in range(rows)
    ]


def upright_handle(x: float, middle_z: float, face_y: float, length: float) -> Part:
    """A bar handle before a door."""
    return block(
        "metal",
        (x - 0.006, face_y - FRONT_M - 0.02, middle_z - length / 2),
        (x + 0.006, face_y - FRONT_M - 0.004, middle_z + length / 2),
        0.003,
    )


def level_handle(x: float, z: float, face_y: float, length: float) -> Part:
    """A bar handle before a drawer."""
    return block(
        "metal",
        (x - length / 2, face_y - FRONT_M - 0.02, z - 0.005),
        (x + length / 2, face_y - FRONT_M - 0.004, z + 0.005),
        0.003,
    )


def wardrobe(size: Size, options: Options) -> list[Part]:
    """A wardrobe: a carcass on a plinth, a door about every half metre, handles in pairs."""
    w, d, h = size
    doors = int(options.get("doors") or np.clip(round(w / DOOR_WIDTH_M), 1, 16))
    plinth, face = min(0.07, 0.06 * h), -d / 2 + 0.039
    parts = [
        block(
            "front", (-w / 2 + 0.01, face + 0.03, 0.0), (w / 2 - 0.01, d / 2 - 0.01, plinth - APART_M), 0.002
        ),
        block("front", (-w / 2, face, plinth), (w / 2, d / 2, h), 0.003),
        *fronts("front", (-w / 2 + 0.001, w / 2 - 0.001), (plinth + 0.001, h - 0.001), face, (doors, 1)),
    ]
    width = w / doors
    for k in range(doors):
        right = (k % 2 == 0 and k + 1 < doors) or (doors == 1)
        x = -w / 2 + (k + 1) * width - 0.04 if right else -w / 2 + k * width + 0.04
        parts.append(upright_handle(x, min(1.05, 0.5 * h), face, min(0.24, 0.2 * h)))
    return parts


def sideboard(size: Size, options: Options) -> list[Part]:
    """A low cabinet on slim legs: doors, and drawers in the middle where it is wide."""
    w, d, h = size
    legs = min(0.14, 0.22 * h) if options.get("legs", 1) else 0.03
    face = -d / 2 + 0.039
    parts = [block("wood", (-w / 2, face, legs), (w / 2, d / 2, h), 0.003)]
    count = int(options.get("doors") or np.clip(round(w / 0.55), 1, 10))
    inner = (-w / 2 + 0.018, w / 2 - 0.018)
    width = (inner[1] - inner[0]) / count
    role = "wood" if options.get("plain") else "front"
    for k in range(count):
        across = (inner[0] + k * width, inner[0] + (k + 1) * width)
        drawers = count >= 3 and k == count // 2
        rows = 3 if drawers and h - legs > 0.4 else 2 if drawers else 1
        parts += fronts(role, across, (legs + 0.018, h - 0.018), face, (1, rows))
        middle = sum(across) / 2
        tall = (h - legs - 0.036) / rows
        for row in range(rows):
            z = legs + 0.018 + (row + 1) * tall - 0.045
            parts.append(level_handle(middle, z, face, min(0.14, 0.4 * width)))
    if legs > 0.05:
        for x in np.linspace(-w / 2 + 0.1, w / 2 - 0.1, max(2, round(w / 1.4) + 1)).tolist():
            for y in (-d / 2 + 0.09, d / 2 - 0.05):
                parts.append(bar("metal", (x, y, 0.0), (x, y, legs - APART_M), 0.009, end_radius_m=0.013))
    else:
        parts.append(
            block("metal", (-w / 2 + 0.03, face + 0.03, 0), (w / 2 - 0.03, d / 2 - 0.02, legs - APART_M), 0.0)
        )
    return parts


def bedside_table(size: Size, options: Options) -> list[Part]:
    """A small cabinet on legs: a drawer over an open compartment."""
    w, d, h = size
    legs, side, face = min(0.16, 0.3 * h), 0.018, -d / 2 + 0.02
    drawer = legs + 0.5 * (h - legs)
    parts = [
        block("wood", (-w / 2, face, h - side), (w / 2, d / 2, h), 0.003),
        block(
            "wood", (-w / 2 + side + APART_M, face, legs), (w / 2 - side - APART_M, d / 2, legs + side), 0.002
        ),
        block(
            "wood",
            (-w / 2 + side + APART_M, face + 0.01, drawer),
            (w / 2 - side - APART_M, d / 2, h - side - APART_M),
            0.0,
        ),
        block(
            "wood",
            (-w / 2 + side + APART_M, d / 2 - 0.012, legs + side + APART_M),
            (w / 2 - side - APART_M, d / 2, drawer - APART_M),
            0.0,
        ),
        *fronts(
            "front",
            (-w / 2 + side + 0.002, w / 2 - side - 0.002),
            (drawer, h - side - 0.002),
            face + 0.008,
            (1, 1),
        ),
        level_handle(0.0, (drawer + h - side) / 2, face + 0.022, 0.3 * w),
    ]
    for sign in (-1, 1):
        x = sign * (w / 2 - side / 2)
        parts.append(
            block("wood", (x - side / 2, face, legs), (x + side / 2, d / 2, h - side - APART_M), 0.002)
        )
        for y in (-d / 2 + 0.055, d / 2 - 0.035):
            parts.append(
                bar(
                    "wood",
                    (sign * (w / 2 - 0.035), y, 0.0),
                    (sign * (w / 2 - 0.045), y, legs - APART_M),
                    0.009,
                    end_radius_m=0.014,
                )
            )
    return parts


def drawers(size: Size, options: Options) -> list[Part]:
    """A chest of drawers on a plinth."""
    w, d, h = size
    face, plinth = -d / 2 + 0.039, 0.05
    rows = int(options.get("rows") or np.clip(round((h - plinth) / 0.22), 1, 8))
    columns = max(1, round(w / 0.85))
    parts = [
        block("wood", (-w / 2 + 0.02, face + 0.03, 0), (w / 2 - 0.02, d / 2 - 0.01, plinth - APART_M), 0.0),
        block("wood", (-w / 2, face, plinth), (w / 2, d / 2, h), 0.003),
        *fronts("front", (-w / 2 + 0.015, w / 2 - 0.015), (plinth + 0.015, h - 0.02), face, (columns, rows)),
    ]
    tall, width = (h - 0.035 - plinth) / rows, (w - 0.03) / columns
    for column in range(columns):
        for row in range(rows):
            x = -w / 2 + 0.015 + (column + 0.5) * width
            parts.append(
                level_handle(x, plinth + 0.015 + (row + 1) * tall - 0.05, face, min(0.2, 0.4 * width))
            )
    return parts


MOST_BOOKS = 110


def bookshelf(size: Size, options: Options) -> list[Part]:
    """Open shelves between two sides with a back, and books on them unless `books` is 0."""
    w, d, h = size
    bays = max(1, round(w / 0.9))
    boards = int(options.get("boards") or np.clip(round(h / 0.36), 1, 9)) + 1
    side, board = 0.022, 0.022
    bevel = 0.002 if bays * boards <= 24 else 0.0  # edges of a long wall of shelves are seen from afar
    parts = [block("wood", (-w / 2 + APART_M, d / 2 - 0.01, 0.05), (w / 2 - APART_M, d / 2, h - 0.001), 0.0)]
    posts = np.linspace(-w / 2 + side / 2, w / 2 - side / 2, bays + 1)
    for x in posts.tolist():
        parts.append(block("wood", (x - side / 2, -d / 2, 0), (x + side / 2, d / 2 - 0.0115, h), bevel))
    heights = np.linspace(min(0.06, 0.1 * h), h - board, boards)
    for a, b in zip((posts[:-1] + side / 2).tolist(), (posts[1:] - side / 2).tolist(), strict=True):
        for z in heights.tolist():
            parts.append(
                block(
                    "wood", (a + APART_M, -d / 2 + 0.006, z), (b - APART_M, d / 2 - 0.0115, z + board), bevel
                )
            )
    if options.get("books", 1):
        parts += _books(posts, heights, (side, board), d)
    return parts


def _books(posts: np.ndarray, heights: np.ndarray, thick: tuple[float, float], d: float) -> list[Part]:
    """Rows of books that leave some of each board free; the same ones every time."""
    random = np.random.default_rng(7)
    side, board = thick
    rows = (len(posts) - 1) * (len(heights) - 1)
    each = max(2, min(12, MOST_BOOKS // max(rows, 1)))
    roles = ("book", "book 2", "book 3", "book 4")
    parts = []
    for a, b in zip((posts[:-1] + side / 2).tolist(), (posts[1:] - side / 2).tolist(), strict=True):
        for low, high in zip((heights[:-1] + board).tolist(), heights[1:].tolist(), strict=True):
            free, room = b - a, high - low
            if room < 0.12:
                continue
            filled = free * random.uniform(0.35, 0.85)
            at = a + 0.012 + (random.random() < 0.4) * (free - filled - 0.024)
            for width in (random.dirichlet(np.full(each, 6.0)) * filled).tolist():
                tall, deep = room * random.uniform(0.58, 0.86), min(0.21, 0.8 * d) * random.uniform(0.8, 1.0)
                front = min(-d / 2 + 0.02 + random.uniform(0.0, 0.02), d / 2 - 0.02 - deep)
                role = roles[int(random.choice(4, p=[0.3, 0.25, 0.1, 0.35]))]
                parts.append(
                    block(
                        role, (at, front, low + APART_M), (at + width - 0.0015, front + deep, low + tall), 0.0
                    )
                )
                at += width
    return parts
