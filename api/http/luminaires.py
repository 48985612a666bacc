"""The catalogue over HTTP."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from api import luminaires
from api.http.caching import UNCHANGED, unless_known
from api.http.handed_in import FOLLOWING, BulbSku, VariantKey, Wired
from api.http.luminaire_answers import LuminaireAnswer, at_prices_of_now, luminaire_answer
from api.http.openapi import refusals
from api.http.schemas import Answer, TwoLanguages
from api.records.files import sha256_of
from api.search_luminaires import search_luminaires
from api.wiring import Wiring
from assets.luminaire import Luminaire
from assets.search.wish import Wish

router = APIRouter(prefix="/v1/luminaires", tags=["luminaires"])


def _chosen(wiring: Wired, sku: str, variant: VariantKey = None, bulb: BulbSku = None) -> Luminaire:
    return luminaires.luminaire(wiring, sku, variant=variant, bulb=bulb)


ChosenLuminaire = Annotated[Luminaire, Depends(_chosen)]


class WishInSearch(Answer):
    """A part of the search that was read as a wish, and what it means, by the names of the parameters."""

    text: str = Field(examples=["at least 300 lx on a desk from 1.2 m"])
    means: dict[str, Any] = Field(examples=[{"lux_at_least": 300, "lux_over": "desk", "from_m": 1.2}])


class UnclearWish(Answer):
    """A part of the search that was read as a wish and lacks something; it bounds nothing."""

    text: str
    lacks: TwoLanguages


class UnderstoodSearch(Answer):
    """What the search was taken to say: nothing is guessed in silence."""

    words: list[str]
    wishes: list[WishInSearch]
    unclear: list[UnclearWish]


class ByLight(Answer):
    """What was asked for by light or height, for one luminaire."""

    illuminance_lx: float | None = Field(None, description="Direct, straight below, at full output.")
    from_m: float | None = None
    over: Literal["point", "desk"] | None = None
    method: Literal["far field", "over the opening"] | None = Field(
        None, description="The distance law, or, nearer than 5 openings, summed over the opening's parts."
    )
    reaches_down_m: float | None = Field(None, description="Below ceiling or mounting point, hung shortest.")
    height_m: float | None = None
    depth_above_m: float | None = Field(None, description="What a recessed one needs above the ceiling.")


class LuminaireList(Answer):
    """One page of luminaires."""

    items: list[LuminaireAnswer]
    next: str | None
    total: int = Field(description="How many fit, on all pages.")
    facets: dict[str, dict[str, int | float] | None] = Field(
        description="How many would fit with each value of a filter, all others kept; of numbers the range."
    )
    by_light: dict[str, ByLight] = Field(description="By sku, where light or a ceiling was asked for.")
    understood: UnderstoodSearch


class ListWish(Wish):
    """The query of the list."""

    sort: Annotated[str, Field(max_length=20)] | None = Field(
        None,
        description="sku, relevance, name, price, flux, efficacy or power; with `-` before it from the"
        " largest down. Left out: by relevance where there are words, else by sku.",
    )
    limit: int = Field(50, ge=1, le=100, description="How many items at most.")
    after: Annotated[str, Field(max_length=1000)] | None = Field(None, description=FOLLOWING)


def _answer(wiring: Wiring, luminaire: Luminaire) -> dict[str, Any]:
    return at_prices_of_now(
        luminaire_answer(luminaire, luminaires.fitting_bulbs(wiring, luminaire)), wiring.prices
    )


@router.get("", response_model=LuminaireList, responses={**UNCHANGED, **refusals(400, 503)})
def list_luminaires(
    wiring: Wired, request: Request, response: Response, wish: Annotated[ListWish, Query()]
) -> Any:
    """Luminaires that fit words and bounds, with counts for further bounds."""
    page = search_luminaires(wiring, wish, sort=wish.sort, limit=wish.limit, after=wish.after)
    answer = {
        "items": [_answer(wiring, luminaire) for luminaire in page.luminaires],
        **{name: getattr(page.found, name) for name in ("next", "total", "facets", "by_light", "understood")},
    }
    return unless_known(request, response, answer, etag=_etag_of(answer))


@router.get("/{sku}", response_model=LuminaireAnswer, responses={**UNCHANGED, **refusals(400, 404)})
def read_luminaire(
    wiring: Wired,
    sku: str,
    request: Request,
    response: Response,
    variant: VariantKey = None,
    bulb: BulbSku = None,
) -> Any:
    """One luminaire, as it comes or with a variant and a bulb."""
    answer, etag = whole_answer(wiring, sku, variant=variant, bulb=bulb)
    return unless_known(request, response, answer, etag=etag)


def whole_answer(
    wiring: Wiring, sku: str, *, variant: str | None = None, bulb: str | None = None
) -> tuple[dict[str, Any], str]:
    """A luminaire as the API shows it, and its ETag, which is that of its files, too."""
    answer = _answer(wiring, luminaires.luminaire(wiring, sku, variant=variant, bulb=bulb, with_body=False))
    return answer, _etag_of({**answer, "files": luminaires.files_sha256(wiring.catalogue, sku)})


def _etag_of(answer: dict[str, Any]) -> str:
    return sha256_of(json.dumps(answer, sort_keys=True).encode())[:32]
