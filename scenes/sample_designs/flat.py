"""A flat of six rooms, five about a hall, doors open, thirty luminaires."""

from __future__ import annotations

from scenes.sample_designs.design import (
    Design,
    burning,
    task_area,
    view,
    work_plane,
)
from scenes.sample_designs.flat_lights import flat_lights
from scenes.sample_designs.flat_rooms import WORKTOP_M, flat_rooms

FLAT = Design(
    name="flat",
    title={"en": "Flat of six rooms", "zh": "六间房的公寓"},
    note={
        "en": "Living room, kitchen, bedroom, child's room, bathroom and hall, doors open.",
        "zh": "客厅、厨房、卧室、儿童房、浴室与玄关，灯光穿过敞开的门。",
    },
    rooms=flat_rooms(),
    placements=flat_lights(),
    scenes={
        "evening": burning(
            800, living=0.6, reading=0.8, table=0.8, kitchen=0.2, bedroom=0.6, child=0.6, hall=0.5, bath=0.4
        ),
        "bright": burning(
            300, living=1.0, reading=1.0, table=1.0, kitchen=1.0, bedroom=1.0, child=1.0, hall=1.0, bath=1.0
        ),
        "night": burning(600, hall=0.1, bath=0.1),
    },
    planes=[
        *(
            work_plane(f"{room.lower()} at 0.75 m", room=room)
            for room in ("Living", "Kitchen", "Bedroom", "Child", "Bathroom")
        ),
        work_plane("hall floor", room="Hall", height_m=0.0),
        task_area("reading on the sofa", (0.6, 2.45), (0.4, 0.4), 0.75, room="Living"),
        task_area("worktop", *WORKTOP_M, 0.92, room="Kitchen"),
        task_area("vanity", (8.92, 7.35), (0.4, 0.8), 0.9, room="Bathroom"),
        task_area("pillows for reading", (1.3, 8.75), (1.4, 0.5), 0.75, room="Bedroom"),
        task_area("desk", (5.65, 8.95), (1.1, 0.45), 0.76, room="Child"),
    ],
    views=[
        view("living", (5.0, 4.15), (1.95, 1.28, 1.12), fov_deg=82),
        view("kitchen", (5.6, 4.2), (8.3, 1.5, 1.1), fov_deg=80),
        view("bedroom", (0.85, 6.4), (2.6, 9.2, 1.0), fov_deg=80),
        view("hall", (2.75, 5.27), (8.0, 5.25, 1.3), fov_deg=75),
    ],
)
