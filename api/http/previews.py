"""Previews over HTTP; nothing is rendered here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import configurations, pictures, previews, scene_files
from api.http.caching import cached, kept
from api.http.handed_in import After, Limit, Wired, require_json
from api.http.live_events import live_events
from api.http.openapi import refusals
from api.http.schemas import PreviewAnswer, PreviewList, PreviewWish
from api.http.turns import InTurn, ServiceTurns
from api.records.previews import PreviewRecord
from api.render_work import BAKED, DRAFT, DRAFT_LUMINANCE
from api.wiring import Wiring

router = APIRouter(prefix="/v1", tags=["previews"])
MEDIA_TYPES = {"png": "image/png", "webp": "image/webp", "avif": "image/avif"}
PICTURE = {**kept("image/*", "The picture"), **refusals(400, 404, 503)}
Ending = Literal["png", "webp", "avif"]
Width = Annotated[
    int | None, Query(ge=16, le=8192, description="Width in pixels; never more than was rendered.")
]
Exposure = Annotated[
    float | None,
    Query(ge=-20, le=30, allow_inf_nan=False, description="EV at ISO 100; left out, the preview's own."),
]
White = Annotated[
    str | None,
    Query(
        max_length=40,
        description="What is shown as white: auto, none, or a colour temperature in K such as 3000,"
        " with a Duv behind a comma if wished: 3000,-0.003.",
    ),
]
ToneChoice = Annotated[
    Literal["neutral", "agx", "none"] | None, Query(description="How tones are mapped; left out, neutral.")
]
QuantityChoice = Annotated[
    Literal["lx", "cd"], Query(description="Illuminance of what is seen, or its luminance.")
]


def _showing(ev: Exposure = None, white: White = None, tone: ToneChoice = None) -> pictures.Showing:
    pictures.require_white(white)
    return pictures.Showing(ev, white, tone)


ShowingWish = Annotated[pictures.Showing, Depends(_showing)]


def preview_answer(record: PreviewRecord) -> dict[str, Any]:
    """A preview as the API shows it."""
    place = f"/v1/previews/{record.id}"
    return {
        "id": record.id,
        "configuration_id": record.configuration_id,
        "configuration_version": record.configuration_version,
        "scene": record.scene,
        "view": record.view,
        "quality": record.quality,
        "seed": record.seed,
        "light": record.light,
        "state": record.state,
        "progress": record.progress,
        "step": record.step,
        "error": record.error,
        "problems": record.problems,
        "ev": record.ev,
        "created_at": record.created_at,
        "finished_at": record.finished_at,
        "links": {
            "self": place,
            "events": f"{place}/events",
            "draft": f"{place}/draft.png" if DRAFT in record.files else None,
            "picture": f"{place}/picture.png",
            "luminance": f"{place}/picture.exr",
            "false_colour": f"{place}/false-colour.png",
            "lux_map": f"{place}/lux-map.svg",
            "measures": f"{place}/measures",
            "scene": f"{place}/scene.glb",
            "light": f"{place}/light" if record.light else None,
            "baked": f"{place}/baked.glb" if record.light and not _unpainted(record) else None,
        },
    }


def _unpainted(record: PreviewRecord) -> bool:
    """Whether a preview is done and its room could not be painted."""
    return record.finished_at is not None and BAKED not in record.files


@router.post(
    "/configurations/{configuration_id}/previews",
    status_code=202,
    response_model=PreviewAnswer,
    responses=refusals(400, 404),
    dependencies=[Depends(require_json)],
)
def request_preview(
    wiring: Wired, configuration_id: str, wish: PreviewWish, response: Response
) -> dict[str, Any]:
    """Ask for a picture and numbers of a version; they are worked out by and by."""
    record = previews.request_preview(
        wiring,
        configuration_id,
        scene=wish.scene,
        view=wish.view,
        quality=wish.quality,
        seed=wish.seed,
        version=wish.configuration_version,
        light=wish.light,
    )
    response.headers["Location"] = f"/v1/previews/{record.id}"
    return preview_answer(record)


@router.get(
    "/configurations/{configuration_id}/previews", response_model=PreviewList, responses=refusals(404)
)
def list_previews(
    wiring: Wired, configuration_id: str, limit: Limit = 20, after: After = None
) -> dict[str, Any]:
    """Previews of a configuration, newest first."""
    configurations.configuration(wiring, configuration_id)
    page = previews.previews(wiring, limit=limit, after=after, configuration_id=configuration_id)
    return {"items": [preview_answer(record) for record in page.items], "next": page.next}


@router.get("/previews/{preview_id}", response_model=PreviewAnswer, responses=refusals(404))
def read_preview(wiring: Wired, preview_id: str) -> dict[str, Any]:
    """How far a preview is."""
    return preview_answer(previews.preview(wiring, preview_id))


@router.delete("/previews/{preview_id}", response_model=PreviewAnswer, responses=refusals(404))
def cancel_preview(wiring: Wired, preview_id: str) -> dict[str, Any]:
    """Cancel a preview; one that is finished stays as it is."""
    return preview_answer(previews.cancel_preview(wiring, preview_id))


def _existing(wiring: Wired, preview_id: str) -> PreviewRecord:
    return previews.preview(wiring, preview_id)


@router.get(
    "/previews/{preview_id}/events",
    response_class=Response,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Events named `preview`"},
        **refusals(404),
    },
)
async def preview_events(wiring: Wired, record: Annotated[PreviewRecord, Depends(_existing)]) -> Response:
    """Server-sent events: the preview whenever it has changed, until it is finished."""

    def look() -> tuple[dict[str, Any], bool]:
        found = previews.preview(wiring, record.id)
        return preview_answer(found), found.is_final

    return live_events("preview", look)


@router.get(
    "/previews/{preview_id}/draft.png",
    response_class=Response,
    responses={**kept("image/png", "The draft"), **refusals(400, 404, 503)},
)
async def preview_draft(
    wiring: Wired, turns: InTurn, preview_id: str, request: Request, showing: ShowingWish
) -> Response:
    """A first picture, there while the picture itself is still worked on; of the same exposure and size."""

    def answer() -> Response:
        if showing == pictures.AS_IT_WAS:
            content = previews.preview_file(wiring, preview_id, DRAFT)
        else:
            content = pictures.preview_shown(wiring, preview_id, showing, name=DRAFT_LUMINANCE)
        return cached(request, content, "image/png", for_ever=True)

    return await _as_wished(turns, showing)(answer)


@router.get(
    "/previews/{preview_id}/picture.exr",
    response_class=Response,
    responses={**kept("image/x-exr", "Linear luminance in cd/m2"), **refusals(404)},
)
def preview_luminance(wiring: Wired, preview_id: str, request: Request) -> Response:
    """The picture as OpenEXR: linear luminance in cd/m2, before exposure, white, tones and bloom."""
    content = previews.preview_file(wiring, preview_id, "picture.exr")
    return cached(request, content, "image/x-exr", for_ever=True)


@router.get("/previews/{preview_id}/picture.{ending}", response_class=Response, responses=PICTURE)
async def preview_picture(
    wiring: Wired,
    turns: InTurn,
    preview_id: str,
    ending: Ending,
    request: Request,
    showing: ShowingWish,
    w: Width = None,
) -> Response:
    """The picture, as PNG, WebP or AVIF, in any smaller width, with another exposure, white or tone."""

    def answer() -> Response:
        if showing == pictures.AS_IT_WAS:
            content = pictures.preview_picture(wiring, preview_id, "picture.png", ending=ending, width_px=w)
        else:
            content = pictures.preview_shown(wiring, preview_id, showing, ending=ending, width_px=w)
        return cached(request, content, MEDIA_TYPES[ending], for_ever=True)

    return await _as_wished(turns, showing)(answer)


@router.get("/previews/{preview_id}/false-colour.{ending}", response_class=Response, responses=PICTURE)
async def preview_false_colour(
    wiring: Wired,
    turns: InTurn,
    preview_id: str,
    ending: Ending,
    request: Request,
    w: Width = None,
    quantity: QuantityChoice = "lx",
) -> Response:
    """Illuminance [lx] or luminance [cd/m2] in false colours, with its scale."""

    def answer() -> Response:
        content = pictures.preview_false_colour(wiring, preview_id, quantity, ending=ending, width_px=w)
        return cached(request, content, MEDIA_TYPES[ending], for_ever=True)

    return await (run_in_threadpool if quantity == "lx" else turns.shown_anew.made)(answer)


Answer = Callable[[], Response]


def _as_wished(turns: ServiceTurns, showing: pictures.Showing) -> Callable[[Answer], Awaitable[Response]]:
    """How an answer is made: at once as the picture was stored, otherwise when it is its turn."""
    return run_in_threadpool if showing == pictures.AS_IT_WAS else turns.shown_anew.made


@router.get(
    "/previews/{preview_id}/lux-map.svg",
    response_class=Response,
    responses={**kept("image/svg+xml", "The lux map"), **refusals(404)},
)
def preview_lux_map(
    wiring: Wired,
    preview_id: str,
    request: Request,
    plane: Annotated[
        str | None, Query(max_length=100, description="A level plane; left out, the first that is.")
    ] = None,
) -> Response:
    """The room in plan with its illuminance as false colours and isolux lines."""
    drawn = pictures.preview_lux_map(wiring, preview_id, plane)
    return cached(request, drawn.encode(), "image/svg+xml")


@router.get(
    "/previews/{preview_id}/measures",
    response_class=Response,
    responses={
        **kept("application/json", "The numbers, as `lampyris simulate --json` prints them"),
        **refusals(404),
    },
)
def preview_measures(wiring: Wired, preview_id: str, request: Request) -> Response:
    """The numbers."""
    content = previews.preview_file(wiring, preview_id, "measures.json")
    return cached(request, content, "application/json", for_ever=True)


@router.get(
    "/previews/{preview_id}/scene.glb",
    response_class=Response,
    responses={
        **kept("model/gltf-binary", "The room with its luminaires and lights in the preview's scene"),
        **refusals(400, 404),
    },
)
def preview_scene(wiring: Wired, preview_id: str, request: Request) -> Response:
    """The lit room as a 3D file; it is there before the picture is."""
    return cached(request, scene_files.preview_scene(wiring, preview_id), "model/gltf-binary")


@router.get(
    "/previews/{preview_id}/baked.glb",
    response_class=Response,
    responses={
        **kept("model/gltf-binary", "The room with the light of the preview's scene painted on"),
        **refusals(404),
    },
)
def preview_baked(wiring: Wired, preview_id: str, request: Request) -> Response:
    """The room as it looks, for any viewer: where light was asked for."""
    content = previews.preview_file(wiring, preview_id, "baked.glb")
    return cached(request, content, "model/gltf-binary", for_ever=True)


@router.get(
    "/previews/{preview_id}/light",
    response_class=Response,
    responses={**kept("application/json", "The manifest of the light layers"), **refusals(404)},
)
def preview_light(wiring: Wired, preview_id: str, request: Request) -> Response:
    """What lights the room in a browser: its manifest, where it was asked for."""
    return _light(wiring, preview_id, "manifest.json", request)


@router.get(
    "/previews/{preview_id}/light/{name}",
    response_class=Response,
    responses={
        **kept("application/octet-stream", "A layer, the atlas, probes or the room's model"),
        **refusals(404),
    },
)
def preview_light_file(wiring: Wired, preview_id: str, name: str, request: Request) -> Response:
    """One of the files that the manifest names."""
    return _light(wiring, preview_id, name, request)


def _light(wiring: Wiring, preview_id: str, name: str, request: Request) -> Response:
    content = previews.preview_file(wiring, preview_id, f"light/{name}")
    known = {"json": "application/json", "glb": "model/gltf-binary"}
    media_type = known.get(name.rpartition(".")[2], "application/octet-stream")
    return cached(request, content, media_type, for_ever=True)
