"""What routes get handed in: the wiring, a page's bounds, a JSON body as it was sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from api.http.errors import Refused
from api.wiring import Wiring


def _wiring(request: Request) -> Wiring:
    wiring: Wiring = request.app.state.wiring
    return wiring


def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON."""
    given = request.headers.get("content-type", "")
    kind = given.partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        found = given[:60] or "nothing"
        raise Refused(415, "WRONG_CONTENT_TYPE", f"Content-Type is {found}; application/json was expected.")


async def _json_body(request: Request) -> bytes:
    require_json(request)
    return await request.body()


Wired = Annotated[Wiring, Depends(_wiring)]
JsonBody = Annotated[bytes, Depends(_json_body)]
Limit = Annotated[int, Query(ge=1, le=100, description="How many items at most.")]
FOLLOWING = "`next` of the page before; left out, the first page."
After = Annotated[
    str | None, Query(pattern=r"^(rm|cf|pv|qt|or)_[0-9A-HJKMNP-TV-Z]{26}$", description=FOLLOWING)
]
VariantKey = Annotated[
    str | None, Query(max_length=400, description="Keys of choices joined by +, such as black+dali.")
]
BulbSku = Annotated[str | None, Query(max_length=64, description="Sku of a bulb that fits.")]
