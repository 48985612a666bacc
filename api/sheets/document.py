"""A luminaire's data sheet as plain data: every text as it will stand there, nothing to be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from api.sheets import facts
from api.sheets.words import Language, listed, said
from assets.catalogue import Article, CatalogueEntry
from assets.library_options import WrittenChoice, WrittenOption, WrittenOptions
from assets.luminaire import Luminaire
from assets.options import JOIN, choices_of
from assets.price import Price
from render.glare_rating import glare_rating_document
from render.glare_table import rating_text

MOST_ARTICLES = 40  # shown one by one
FEW_ARTICLES = 10  # shown with the names of their choices
WORDS = (
    *("distribution", "cone", "glare", "choices", "articles", "dimensions", "not_rated"),
    *("ceiling", "walls", "floor", "crosswise", "endwise"),
)


@dataclass(frozen=True)
class SheetSource:
    """What a sheet is made from beside the luminaire itself.

    Parameters
    ----------
    entry
        Of the catalogue; None for a bare file.
    photometry_name, photometry_sha256
        The photometric file, and its hash.
    engine_version
        Of the engine that made pictures and figures.
    prices
        Of articles and bulbs by sku as they are asked now; one that is not named costs what its maker wrote.
    """

    entry: CatalogueEntry | None
    photometry_name: str
    photometry_sha256: str
    engine_version: str
    prices: Mapping[str, Price] = field(default_factory=dict)


def sheet_document(
    luminaire: Luminaire, source: SheetSource, language: Language, *, with_pictures: bool
) -> dict[str, Any]:
    """Everything that a sheet says, ready to be set; see `sheet.typ` for where it stands.

    Parameters
    ----------
    luminaire
        With its variant and bulb.
    with_pictures
        Whether ``lit.png`` and ``unlit.png`` are there.
    """
    luminaire = _priced(luminaire, source.prices)
    chinese = language == "zh"
    name = luminaire.name_zh if chinese else luminaire.name
    article = luminaire.article or luminaire.sku
    articles = _articles_asked(source)
    more = len(articles) - MOST_ARTICLES
    return {
        "lang": language,
        "title": f"{name} – {said('sheet', language)}",
        "author": luminaire.photometry.manufacturer,
        "head": luminaire.photometry.manufacturer or said("sheet", language),
        "article": f"{said('article', language)} {article}" if article else "",
        "foot": _source(luminaire, source, language),
        "name": name,
        "variant": luminaire.variant_name_zh if chinese else luminaire.variant_name,
        "description": luminaire.description_zh if chinese else luminaire.description,
        "pictures": _pictures(name, language) if with_pictures else None,
        "no_picture": said("no_picture", language),
        "stand_in": said("stand_in", language) if luminaire.stand_in else None,
        "key": facts.key_figures(luminaire, language),
        "left": _groups(
            language,
            light=facts.light_rows(luminaire, language),
            electrical=facts.electrical_rows(luminaire, language),
        ),
        "right": _groups(
            language,
            body=facts.body_rows(luminaire, language),
            keeping=facts.keeping_rows(luminaire, language),
            spare=_spare_parts(luminaire, language),
        ),
        "glare": _glare(luminaire, language),
        "options": _options(luminaire, {each.variant: each.price for each in articles}, language),
        "articles": _articles(source.entry, articles[:MOST_ARTICLES], language),
        "articles_named": len(articles) <= FEW_ARTICLES or not _says_choices(articles),
        "more_articles": said("more", language, n=more) if more > 0 else "",
        "words": {key: said(key, language) for key in WORDS},
    }


def _priced(luminaire: Luminaire, prices: Mapping[str, Price]) -> Luminaire:
    """The luminaire and its bulb at the prices that are asked."""
    bulb = luminaire.bulb
    if bulb is not None:
        bulb = replace(bulb, price=prices.get(bulb.sku, bulb.price))
    price = prices.get(luminaire.article or luminaire.sku, luminaire.price)
    return replace(luminaire, price=price, bulb=bulb)


def _articles_asked(source: SheetSource) -> list[Article]:
    """What can be ordered, at the prices that are asked."""
    articles = source.entry.articles() if source.entry is not None else ()
    return [replace(each, price=source.prices.get(each.sku, each.price)) for each in articles]


def _pictures(name: str, language: Language) -> list[dict[str, str]]:
    return [
        {"file": f"{key}.png", "alt": f"{name}, {said(key, language)}", "caption": said("computed", language)}
        for key in ("lit", "unlit")
    ]


def _groups(language: Language, **groups: facts.Rows) -> list[dict[str, Any]]:
    return [{"title": said(key, language), "rows": rows} for key, rows in groups.items() if rows]


def _glare(luminaire: Luminaire, language: Language) -> dict[str, Any]:
    document = glare_rating_document(luminaire)
    found: dict[str, Any] = {
        "reasons": [each[language] for each in document["reasons"]],
        "cautions": [each[language] for each in document["cautions"]],
        "method": said("glare_method", language, spacing=f"{document['spacing_h']:g}")
        + " "
        + said("reflectances", language),
        "reflectances": [
            [round(100 * part) for part in reflectances] for reflectances in document["reflectances"]
        ],
        "rows": None,
    }
    if document["applies"]:
        rows = zip(document["rooms_h"], document["crosswise"], document["endwise"], strict=True)
        found["rows"] = [
            {
                "room": f"{width:g}H × {depth:g}H",
                "ratings": [rating_text(value) for value in (*crosswise, *endwise)],
            }
            for (width, depth), crosswise, endwise in rows
        ]
    return found


def _options(
    luminaire: Luminaire, prices: Mapping[str, Price | None], language: Language
) -> list[dict[str, Any]]:
    chosen, _ = choices_of(luminaire.options, luminaire.variant, "variant")
    keys = {choice.key for choice in chosen}
    return [
        {
            "name": getattr(option.name, language),
            "choices": [
                {
                    "name": getattr(choice.name, language),
                    "delta": _delta(luminaire, prices, option, choice),
                    "chosen": choice.key in keys,
                }
                for choice in option.choice
            ],
        }
        for option in luminaire.options.option
    ]


def _delta(
    luminaire: Luminaire, prices: Mapping[str, Price | None], option: WrittenOption, choice: WrittenChoice
) -> str:
    """What a choice alone adds to the price of the luminaire as it comes, with its sign.

    Of the prices that are asked for both; where one of them is no article, as its maker wrote it.
    """
    if luminaire.price is None:
        return ""
    first = option.choice[0]
    difference = choice.delta() - first.delta()
    default, other = prices.get(""), prices.get("" if choice == first else choice.key)
    if default is not None and other is not None and default.currency == other.currency:
        difference = other.amount - default.amount
    if difference == 0:
        return ""
    sign = "+" if difference > 0 else "\u2212"
    return f"{sign}{abs(difference)}{facts.SPACE}{luminaire.price.currency}"


def _articles(
    entry: CatalogueEntry | None, articles: Sequence[Article], language: Language
) -> list[dict[str, str]]:
    if entry is None:
        return []
    options = entry.written.options
    return [
        {
            "sku": each.sku,
            "name": _variant_name(options, each.variant, language) or said("as_it_comes", language),
            "price": facts.money(each.price),
        }
        for each in articles
    ]


def _variant_name(options: WrittenOptions, variant: str, language: Language) -> str:
    chosen, _ = choices_of(options, variant, "variant")
    pairs = zip(options.option, chosen, strict=True)
    names = [getattr(choice.name, language) for option, choice in pairs if choice != option.choice[0]]
    return listed(names, language)


def _says_choices(articles: Sequence[Article]) -> bool:
    """Whether each number is made from the choices' keys, so that it can stand alone."""
    return all(key in each.sku for each in articles for key in each.variant.split(JOIN))


def _spare_parts(luminaire: Luminaire, language: Language) -> facts.Rows:
    rows = []
    for part in luminaire.product.spare_parts:
        name = getattr(part.name, language)
        price = "" if part.price is None else f", {part.price.amount}{facts.SPACE}{part.price.currency}"
        rows.append((name, f"{part.sku}{price}"))
    return rows


def _source(luminaire: Luminaire, source: SheetSource, language: Language) -> list[str]:
    photometry = luminaire.photometry
    kind = f"{photometry.format} {photometry.version}".strip()
    file = listed([f"{source.photometry_name} ({kind})", said("attached", language)], language)
    engine = said("engine", language, version=source.engine_version)
    return [f"{said('photometry', language)}: {file}", f"SHA-256 {source.photometry_sha256}. {engine}"]
