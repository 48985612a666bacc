"""Which bodies our own luminaires have: the files of each sku, and the designs that make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from assets.designs.arc import arc_floor
from assets.designs.ceiling_disc import ceiling_disc
from assets.designs.chandelier import globe_chandelier
from assets.designs.dome import dome_pendant
from assets.designs.downlight import recessed_downlight
from assets.designs.drum import drum_pendant
from assets.designs.globe import globe_pendant
from assets.designs.lantern import wall_lantern
from assets.designs.linear import linear_pendant
from assets.designs.mirror import mirror_light
from assets.designs.mushroom import mushroom_table
from assets.designs.spot import surface_spot
from assets.designs.task import desk_task
from assets.designs.track import track_spots
from assets.designs.updown import updown_wall
from assets.designs.uplight import floor_uplight
from assets.write_glb import Part

Design = Callable[[], list[Part]]

BODY = "body.glb"

OUR_BODIES: Mapping[str, Mapping[str, Design]] = {
    "ceiling-disc-400": {
        BODY: ceiling_disc,
        "body-300.glb": partial(ceiling_disc, 0.3, 0.064),
        "body-500.glb": partial(ceiling_disc, 0.5, 0.072),
    },
    "chandelier-globes-6": {
        BODY: globe_chandelier,
        "body-4.glb": partial(globe_chandelier, 4, 0.66),
        "body-8.glb": partial(globe_chandelier, 8, 0.92),
    },
    "downlight-recessed-90": {BODY: recessed_downlight},
    "floor-arc-1900": {BODY: arc_floor},
    "floor-uplight-1800": {BODY: floor_uplight},
    "lantern-wall-360": {BODY: wall_lantern},
    "pendant-dome-400": {BODY: dome_pendant},
    "pendant-drum-450": {
        BODY: drum_pendant,
        "body-350.glb": partial(drum_pendant, 0.35, 0.22),
        "body-600.glb": partial(drum_pendant, 0.6, 0.28),
    },
    "pendant-globe-300": {BODY: globe_pendant},
    "pendant-linear-1200": {
        BODY: linear_pendant,
        "body-900.glb": partial(linear_pendant, 0.9),
        "body-1500.glb": partial(linear_pendant, 1.5),
    },
    "spot-surface-80": {BODY: surface_spot},
    "table-mushroom-280": {BODY: mushroom_table},
    "table-task-440": {BODY: desk_task},
    "track-spots-3": {
        BODY: track_spots,
        "body-1.glb": partial(track_spots, 1),
        "body-2.glb": partial(track_spots, 2),
        "body-4.glb": partial(track_spots, 4),
    },
    "wall-mirror-600": {
        BODY: mirror_light,
        "body-400.glb": partial(mirror_light, 0.4),
        "body-900.glb": partial(mirror_light, 0.9),
    },
    "wall-updown-120": {BODY: updown_wall},
}
