"""Variants and bulbs: what may be chosen, and that light, power, colour, body, price and sku follow."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from library_with_choices import BULBS, bulb, make_library_with_choices

from assets.catalogue import Catalogue, read_catalogue
from assets.luminaire import Luminaire
from kit.errors import UnsoundInput
from scenes.configuration import read_configuration
from scenes.placement import place_luminaires

PENDANT, MUSHROOM = "pendant-globe-300", "table-mushroom-280"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return read_catalogue(make_library_with_choices(tmp_path_factory.mktemp("choices")))


def flux_lm(luminaire: Luminaire) -> float:
    return luminaire.photometry.distribution.luminous_flux_lm()


def sound(catalogue: Catalogue, sku: str, variant: str | None = None, bulb: str | None = None) -> Luminaire:
    luminaire, problems = catalogue.configured(sku, variant, bulb, "placements[0]")
    assert problems == []
    return luminaire


def codes(catalogue: Catalogue, sku: str, variant: str | None = None, bulb: str | None = None) -> list[str]:
    return [problem.code for problem in catalogue.configured(sku, variant, bulb, "placements[0]")[1]]


def test_a_finish_changes_the_body_the_price_and_the_sku(catalogue: Catalogue) -> None:
    plain, black = catalogue.find(PENDANT), sound(catalogue, PENDANT, "black")
    assert (black.variant, black.article) == ("black", f"{PENDANT}-black")
    assert (black.variant_name, black.variant_name_zh) == ("black", "黑色")
    assert plain.price is not None
    assert black.price is not None
    assert black.price.amount == plain.price.amount - Decimal("10.00")
    assert plain.body is not None
    assert black.body is not None
    changed = {
        a.name
        for a, b in zip(plain.body.materials, black.body.materials, strict=True)
        if a.reflectance_rgb != b.reflectance_rgb
    }
    assert changed == {"brushed brass"}
    assert black.body.appearance is not None
    looks = {each.name: each for each in black.body.appearance.materials}
    assert looks["brushed brass"].base_colour_rgb == (0.02, 0.03, 0.04)
    assert looks["brushed brass"].metallic == 0.0
    assert flux_lm(black) == flux_lm(plain)


def test_light_and_power_follow_the_factors(catalogue: Catalogue) -> None:
    plain, bright = catalogue.find(PENDANT), sound(catalogue, PENDANT, "bright")
    assert flux_lm(bright) == pytest.approx(1.5 * flux_lm(plain), rel=1e-12)
    assert plain.power_w is not None
    assert bright.power_w == pytest.approx(1.6 * plain.power_w)


def test_keys_in_any_order_are_one_article_and_one_object(catalogue: Catalogue) -> None:
    one, other = sound(catalogue, PENDANT, "dali+black"), sound(catalogue, PENDANT, " black + dali ")
    assert one is other
    assert one.variant == "black+dali"
    assert one.article == f"{PENDANT}-black-dali"
    assert one.price is not None
    assert one.price.amount == Decimal("189.00") - Decimal("10.00") + Decimal("35.50")
    assert (one.standby_w, one.product.dimming) == (0.5, ("dali-2",))
    assert sound(catalogue, PENDANT, "brass+phase") is catalogue.find(PENDANT)


def test_what_does_not_go_together_is_told(catalogue: Catalogue) -> None:
    assert codes(catalogue, PENDANT, "black+bright") == ["VARIANT_EXCLUDED"]
    assert codes(catalogue, PENDANT, "black+brass") == ["VARIANT_CHOSEN_TWICE"]
    assert codes(catalogue, PENDANT, "blak") == ["UNKNOWN_VARIANT"]
    _, (problem,) = catalogue.configured(PENDANT, "blak", None, "placements[7]")
    assert problem.where == "placements[7].variant"
    assert "black" in problem.hint
    assert codes(catalogue, MUSHROOM, "black") == ["UNKNOWN_VARIANT"]
    assert codes(catalogue, PENDANT, None, "a60-806-2700") == ["NO_BULB_TAKEN"]


def test_a_stand_in_is_said_once_where_it_hangs(tmp_path: Path) -> None:
    library = make_library_with_choices(tmp_path)
    toml = library / PENDANT / "luminaire.toml"
    toml.write_text("stand_in = true\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    hung = [{"id": f"p{i}", "luminaire": PENDANT, "position_m": [1.5 + i, 2, 2.7]} for i in range(2)]
    room = {"outline_m": [[0, 0], [4, 0], [4, 4], [0, 4]], "height_m": 2.7}
    document = read_configuration({"lampyris": 1, "room": room, "placements": hung})
    placed, problems = place_luminaires(document, catalogue=read_catalogue(library), read_file=lambda _: b"")
    assert len(placed) == 2
    assert [(problem.code, problem.where) for problem in problems] == [
        ("BODY_STAND_IN", "placements[0].luminaire")
    ]


def test_every_article_has_a_price_and_is_listed_once(catalogue: Catalogue) -> None:
    articles = list(catalogue.entry(PENDANT).articles())
    # 2 finishes x 3 drivers, less the pair that is excluded
    assert [article.variant for article in articles] == ["", "dali", "bright", "black", "black+dali"]
    for article in articles:
        assert sound(catalogue, PENDANT, article.variant).article == article.sku
        assert catalogue.prices[article.sku] == article.price
    assert {"a60-806-2700", f"{PENDANT}-black-dali"} <= set(catalogue.article_skus)


def test_light_follows_the_bulb(catalogue: Catalogue) -> None:
    plain = catalogue.find(MUSHROOM)
    other = sound(catalogue, MUSHROOM, None, "g95-1055-4000")
    assert plain.bulb is not None
    assert plain.bulb.sku == "a60-806-2700"
    assert (plain.power_w, plain.cct_k) == (14.0, 2700.0)  # two bulbs of 7 W
    assert flux_lm(other) == pytest.approx(flux_lm(plain) * 1055 / 806, rel=1e-12)
    assert (other.power_w, other.cct_k, other.minimum_dimming) == (17.0, 4000.0, 0.1)
    assert (other.photometry.power_w, other.photometry.cct_k) == (17.0, 4000.0)
    same = np.allclose(
        other.photometry.distribution.intensity_cd * 806, plain.photometry.distribution.intensity_cd * 1055
    )
    assert same, "the shade forms the light: its shape stays"


@pytest.mark.parametrize(
    ("sku", "code"),
    [
        ("e14-470", "BULB_CAP"),
        ("st64-470", "BULB_SHAPE"),
        ("g95-long", "BULB_TOO_LONG"),
        ("g95-wide", "BULB_TOO_WIDE"),
        ("a60-1521", "BULB_TOO_STRONG"),
        ("a60-cool-only", "BULB_TOO_HOT"),
        ("moon", "UNKNOWN_BULB"),
    ],
)
def test_a_bulb_that_does_not_fit_is_told_why(catalogue: Catalogue, sku: str, code: str) -> None:
    luminaire, problems = catalogue.configured(MUSHROOM, None, sku, "placements[0]")
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where == "placements[0].bulb"
    assert luminaire is not None
    assert luminaire.bulb is not None
    assert luminaire.bulb.sku == "a60-806-2700", "it is shown with the bulb it comes with"


def test_a_reflector_lamp_forms_the_light_itself(tmp_path: Path) -> None:
    catalogue = read_catalogue(make_library_with_choices(tmp_path, light="bulb"))
    spot = sound(catalogue, MUSHROOM, None, "a60-spot")
    assert flux_lm(spot) == pytest.approx(2 * 806 * 0.8, rel=1e-9)
    assert spot.photometry.distribution.beam_angle_deg() == pytest.approx(36.0, abs=0.5)


@pytest.mark.parametrize(
    ("found", "instead", "code"),
    [
        ('key = "dali"', 'key = "black"', "CHOICE_KEY_TWICE"),
        ('choices = ["black", "bright"]', 'choices = ["black", "blue"]', "UNKNOWN_CHOICE_KEY"),
        ('key = "black"\n', 'key = "black"\nstandby_w = 0.1\n', "CHOICES_COLLIDE"),
        ("[[options.exclude]]", '[options.skus]\n"black+moon" = "x"\n[[options.exclude]]', "UNKNOWN_VARIANT"),
        ("[[options.exclude]]", f'[options.skus]\nblack = "{MUSHROOM}"\n[[options.exclude]]', "SKU_TWICE"),
        ('price_delta = "35.50"', "price_delta = 35.5", "LUMINAIRE_VALUE"),
        ('price_delta = "35.50"', 'body = "../body.glb"', "LUMINAIRE_VALUE"),
    ],
)
def test_faults_of_options_are_told(tmp_path: Path, found: str, instead: str, code: str) -> None:
    library = make_library_with_choices(tmp_path)
    toml = library / PENDANT / "luminaire.toml"
    text = toml.read_text(encoding="utf-8")
    assert text.count(found) == 1
    toml.write_text(text.replace(found, instead), encoding="utf-8")
    with pytest.raises(UnsoundInput) as refused:
        read_catalogue(library)
    assert code in [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("bulbs", "code"),
    [
        ("[[bulb]\n", "BULBS_NOT_TOML"),
        (bulb("a60-806-2700", cap="E99"), "BULB_VALUE"),
        (BULBS + bulb("e14-470"), "SKU_TWICE"),
        (bulb("other"), "UNKNOWN_BULB"),
        (BULBS + bulb("with-file", photometry="gone.ldt"), "BULB_PHOTOMETRY"),
    ],
)
def test_faults_of_bulbs_are_told(tmp_path: Path, bulbs: str, code: str) -> None:
    library = make_library_with_choices(tmp_path)
    (library / "bulbs" / "bulbs.toml").write_text(bulbs, encoding="utf-8")
    with pytest.raises(UnsoundInput) as refused:
        read_catalogue(library)
    assert code in [problem.code for problem in refused.value.problems]
