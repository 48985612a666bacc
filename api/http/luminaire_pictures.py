"""Pictures of luminaires over HTTP: kept ones at once, others as soon as somebody has made them."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import luminaire_pictures as pictures
from api.http.caching import cached, has_already, kept
from api.http.errors import Refused
from api.http.handed_in import Wired
from api.http.luminaires import ChosenLuminaire
from api.http.openapi import refusals
from api.http.turns import InTurn
from api.wiring import Wiring
from kit.errors import UnsoundInput
from kit.problems import Problem, Severity

router = APIRouter(prefix="/v1/luminaires", tags=["luminaires"])
MEDIA_TYPES = {"png": "image/png", "webp": "image/webp", "avif": "image/avif"}
LONGEST_WAIT_S = 40.0
LOOK_EVERY_S = 0.2
SAY_SO_EVERY_S = 2.0  # that somebody waits
Angle = Annotated[
    int,
    Query(
        ge=0,
        lt=360,
        multiple_of=pictures.STEP_DEG,
        description="How far round; 0 is the first picture of the turntable, half from the front.",
    ),
]
Width = Annotated[
    int, Query(ge=16, le=pictures.LARGE_PX, description="Width in pixels; the height is the same.")
]
_waiting = asyncio.Semaphore(64)  # who waits holds no thread, only a connection


@router.get(
    "/{sku}/picture.{ending}",
    response_class=Response,
    responses={**kept("image/*", "The picture"), **refusals(400, 404, 503)},
)
async def luminaire_picture(
    wiring: Wired,
    turns: InTurn,
    luminaire: ChosenLuminaire,
    ending: Literal["png", "webp", "avif"],
    request: Request,
    w: Width = pictures.LARGE_PX,
    angle_deg: Angle = 0,
    lit: Annotated[bool, Query(description="Whether it burns.")] = True,
) -> Response:
    """The luminaire alone in a studio, lit or unlit; made when first asked for, which takes a while."""
    wish = pictures.picture_of(luminaire, lit=lit, angle_deg=angle_deg, width_px=w)
    key = await run_in_threadpool(pictures.picture_key, wiring, wish)
    etag = f"{key[:32]}-{w}-{ending}"
    if has_already(request.headers.get("if-none-match", ""), f'"{etag}"'):
        return cached(request, b"", MEDIA_TYPES[ending], etag=etag)
    stored = await stored_picture(wiring, wish, key, request)
    content = stored
    if not pictures.is_as_kept(stored, w, ending):
        content = await turns.scaled.made(pictures.scaled_picture, stored, w, ending)
    return cached(request, content, MEDIA_TYPES[ending], etag=etag)


async def stored_picture(
    wiring: Wiring, wish: pictures.LuminairePicture, key: str, request: Request
) -> bytes:
    """The picture as it is kept, made first where it is not; raises as `_made` does."""
    stored = await run_in_threadpool(pictures.kept_picture, wiring, key)
    if stored is not None:
        return stored
    if _waiting.locked():
        raise Refused(503, "PICTURES_BUSY", "Too many pictures are waited for; ask again in a moment.")
    async with _waiting:
        return await _made(wiring, wish, key, request)


async def _made(wiring: Wiring, wish: pictures.LuminairePicture, key: str, request: Request) -> bytes:
    """Have the picture made and wait for it, as long as the asker does.

    Raises
    ------
    UnsoundInput
        When nothing is to be seen of the luminaire.
    Refused
        503 when it could not be made, or is not there in time.
    """
    await run_in_threadpool(_raise_failure, wiring, key)
    await run_in_threadpool(pictures.ask_for_picture, wiring, wish, key)
    now = said_at = time.monotonic()
    give_up_at = now + LONGEST_WAIT_S
    while now < give_up_at and not await request.is_disconnected():
        stored = await run_in_threadpool(pictures.kept_picture, wiring, key)
        if stored is not None:
            return stored
        await run_in_threadpool(_raise_failure, wiring, key)
        if now - said_at >= SAY_SO_EVERY_S:
            await run_in_threadpool(pictures.go_on_waiting, wiring, wish, key)
            said_at = now
        await asyncio.sleep(LOOK_EVERY_S)
        now = time.monotonic()
    raise Refused(503, "PICTURE_NOT_READY", "The picture is still being made; ask again in a moment.")


def _raise_failure(wiring: Wiring, key: str) -> None:
    failure = pictures.failure_of(wiring, key)
    if failure is None:
        return
    if failure.problems:
        raise UnsoundInput(
            [Problem(**{**each, "severity": Severity(each["severity"])}) for each in failure.problems]
        )
    raise Refused(503, failure.code, failure.message)
