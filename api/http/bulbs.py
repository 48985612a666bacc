"""Bulbs over HTTP."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.http.caching import UNCHANGED, unless_known
from api.http.handed_in import Wired
from api.http.luminaire_answers import BulbList, bulb_answer, price_answer
from api.records.files import sha256_of

router = APIRouter(prefix="/v1/bulbs", tags=["luminaires"])


@router.get("", response_model=BulbList, responses=UNCHANGED)
def list_bulbs(wiring: Wired, request: Request, response: Response) -> Any:
    """The bulbs that luminaires without light sources of their own take."""
    answer = {
        "items": [
            bulb_answer(bulb) | {"price": price_answer(wiring.prices.get(bulb.sku))}
            for bulb in wiring.catalogue.bulbs.values()
        ],
        "next": None,
    }
    etag = sha256_of(json.dumps(answer, sort_keys=True).encode())[:32]
    return unless_known(request, response, answer, etag=etag)
