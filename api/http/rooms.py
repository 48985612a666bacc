"""Rooms and samples over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Header, Query, Request, UploadFile
from starlette.responses import Response

from api import rooms, scene_files
from api.http.caching import UNCHANGED, cached, kept, unless_known, version_to_replace
from api.http.handed_in import After, Limit, Wired
from api.http.openapi import refusals
from api.http.schemas import RoomAnswer, RoomList, SampleList
from api.http.turns import InTurn
from api.records.rooms import RoomRecord
from scenes.readers.reading import RoomOverrides
from scenes.readers.said import RoomCorrections
from scenes.samples import (
    sample_configuration,
    sample_names,
    sample_note,
    sample_picture,
    sample_room_file,
    sample_size,
    sample_title,
)

router = APIRouter(prefix="/v1", tags=["rooms"])
Units = Literal["auto", "m", "cm", "mm", "in", "ft"]
UpAxis = Literal["auto", "x", "y", "z"]


def room_answer(record: RoomRecord) -> dict[str, Any]:
    """A room as the API shows it."""
    place = f"/v1/rooms/{record.id}"
    return {
        "id": record.id,
        "filename": record.filename,
        "sha256": record.sha256,
        "created_at": record.created_at,
        "version": record.version,
        "said": record.overrides,
        "room": record.document,
        "links": {"self": place, "plan": f"{place}/plan.svg", "model": f"{place}/model.glb"},
    }


@router.post("/rooms", status_code=201, response_model=RoomAnswer, responses=refusals(400))
async def upload_room(
    wiring: Wired,
    turns: InTurn,
    response: Response,
    file: Annotated[UploadFile, File(description="A room in any format that is read.")],
    units: Annotated[Units, Form(description="The file's unit of length, where it does not say.")] = "auto",
    up: Annotated[UpAxis, Form(description="The file's upward axis, where it does not say.")] = "auto",
) -> dict[str, Any]:
    """Upload a room; the answer says what was understood, or every problem at once.

    A file of a known format that holds no sound room as it was read is kept too: the refusal names it as
    `room_id`, so that it can be corrected with PATCH.
    """
    said = RoomOverrides(units=units, up=up)

    def read_and_keep() -> RoomRecord:
        return rooms.upload_room(wiring, file.file.read(), file.filename or "", said=said)

    record = await turns.rooms.made(read_and_keep)
    response.headers["Location"] = f"/v1/rooms/{record.id}"
    return room_answer(record)


@router.get("/rooms", response_model=RoomList)
def list_rooms(wiring: Wired, limit: Limit = 20, after: After = None) -> dict[str, Any]:
    """Rooms that were uploaded, newest first."""
    page = rooms.rooms(wiring, limit=limit, after=after)
    return {"items": [room_answer(record) for record in page.items], "next": page.next}


@router.get("/rooms/{room_id}", response_model=RoomAnswer, responses={**UNCHANGED, **refusals(404)})
def read_room(wiring: Wired, room_id: str, request: Request, response: Response) -> Any:
    """One room."""
    record = rooms.room(wiring, room_id)
    return unless_known(request, response, room_answer(record), etag=str(record.version))


@router.patch("/rooms/{room_id}", response_model=RoomAnswer, responses=refusals(400, 404, 412))
async def correct_room(
    wiring: Wired,
    turns: InTurn,
    room_id: str,
    corrections: RoomCorrections,
    response: Response,
    if_match: Annotated[
        str | None, Header(description='The version that is corrected, such as `"1"`, or `*`.')
    ] = None,
) -> dict[str, Any]:
    """Correct how a room's file is read: one repair of a problem, or several at once.

    The file is read again. Where no room can be understood so, nothing is changed and every problem is told.
    Saved configurations keep the version in which they were saved.
    """
    version = None if if_match is None else version_to_replace(if_match)
    changes = corrections.model_dump(exclude_unset=True)
    record = await turns.rooms.made(rooms.correct_room, wiring, room_id, changes, version=version)
    response.headers["ETag"] = f'"{record.version}"'
    return room_answer(record)


@router.get(
    "/rooms/{room_id}/plan.svg",
    response_class=Response,
    responses={**kept("image/svg+xml", "The plan"), **refusals(404)},
)
def room_plan(
    wiring: Wired,
    room_id: str,
    request: Request,
    storey: Annotated[str | None, Query(max_length=200, description="One of the answer's storeys.")] = None,
) -> Response:
    """The plan of one storey; left out, that of the largest room."""
    return cached(request, rooms.room_plan(wiring, room_id, storey).encode(), "image/svg+xml")


@router.get(
    "/rooms/{room_id}/model.glb",
    response_class=Response,
    responses={**kept("model/gltf-binary", "The room with its furniture"), **refusals(400, 404)},
)
def room_model(wiring: Wired, room_id: str, request: Request) -> Response:
    """The room as a 3D file: metres, y up."""
    return cached(request, scene_files.room_model(wiring, room_id), "model/gltf-binary")


@router.get("/samples", response_model=SampleList)
def list_samples() -> dict[str, Any]:
    """Rooms and configurations to begin with."""
    items = [
        {
            "name": name,
            "title": sample_title(name),
            "note": sample_note(name),
            "rooms": sample_size(name)[0],
            "floor_area_m2": sample_size(name)[1],
            "configuration": sample_configuration(name),
            "room_filename": sample_room_file(name)[0],
            "links": {"picture": f"/v1/samples/{name}/picture.webp"},
        }
        for name in sample_names()
    ]
    return {"items": items, "next": None}


@router.get(
    "/samples/{name}/picture.webp",
    response_class=Response,
    responses={**kept("image/webp", "What the sample looks like, 480 pixels wide"), **refusals(404)},
)
def sample_picture_webp(name: str, request: Request) -> Response:
    """A picture of a sample with its luminaires lit."""
    return cached(request, sample_picture(name), "image/webp")


@router.post("/samples/{name}/room", status_code=201, response_model=RoomAnswer, responses=refusals(404))
def take_sample_room(wiring: Wired, name: str, response: Response) -> dict[str, Any]:
    """Take a sample's room as if it had been uploaded."""
    record = rooms.take_sample_room(wiring, name)
    response.headers["Location"] = f"/v1/rooms/{record.id}"
    return room_answer(record)
