"""Variants and bulbs: what may be chosen, and that light, power, colour, body, price and sku follow."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from library_with_choices import BULBS, bulb, make_library_with_choices

from assets.catalogue import Catalogue, read_catalogue
from assets.library_options import WrittenOptions
from assets.luminaire import Luminaire
from assets.options import check_options, variants_of
from kit.errors import UnsoundInput
from orders.lines import lines_of
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
        ('price_delta = "-10.00"', 'price_delta = "-189.00"', "PRICE_NOT_POSITIVE"),  # it costs 189.00
        ('price_delta = "-10.00"', 'price_delta = "-999.00"', "PRICE_NOT_POSITIVE"),
        ('amount = "189.00"', 'amount = "0.00"', "LUMINAIRE_VALUE"),
        ("standby_w = 0.5", "bulbs = 3", "CHOICE_WITHOUT_EFFECT"),  # it has no lampholder
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
        (bulb("a60-806-2700", cap="E14"), "BULB_CAP"),  # the one that it comes with
        (bulb("a60-806-2700", power_w=13, length_mm=150), "BULB_TOO_STRONG"),
        (BULBS + bulb("with-file", photometry="gone.ldt"), "BULB_PHOTOMETRY"),
    ],
)
def test_faults_of_bulbs_are_told(tmp_path: Path, bulbs: str, code: str) -> None:
    library = make_library_with_choices(tmp_path)
    (library / "bulbs" / "bulbs.toml").write_text(bulbs, encoding="utf-8")
    with pytest.raises(UnsoundInput) as refused:
        read_catalogue(library)
    assert code in [problem.code for problem in refused.value.problems]


HEADS = """
[[options.option]]
key = "heads"
kind = "heads"
name = {en = "Heads", zh = "灯头"}
[[options.option.choice]]
key = "two"
name = {en = "two", zh = "两头"}
[[options.option.choice]]
key = "six"
name = {en = "six", zh = "六头"}
price_delta = "80.00"
bulbs = 6
MORE
"""


def with_heads(folder: Path, more: str = "", light: str = "shade") -> Path:
    library = make_library_with_choices(folder, light=light)
    toml = library / MUSHROOM / "luminaire.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + HEADS.replace("MORE", more), encoding="utf-8")
    return library


@pytest.mark.parametrize("light", ["shade", "bulb"])
def test_heads_take_bulbs_and_light_power_and_order_follow(tmp_path: Path, light: str) -> None:
    catalogue = read_catalogue(with_heads(tmp_path, "flux_factor = 0.9", light))
    for bulb_sku, power_w in ((None, 7.0), ("g95-1055-4000", 8.5)):
        two, six = sound(catalogue, MUSHROOM, None, bulb_sku), sound(catalogue, MUSHROOM, "six", bulb_sku)
        assert flux_lm(six) == pytest.approx(0.9 * 3 * flux_lm(two), rel=1e-12)
        assert (two.power_w, six.power_w) == (2 * power_w, 6 * power_w)
    hung = [{"id": "p", "luminaire": MUSHROOM, "variant": "six", "position_m": [2, 2, 1]}]
    room = {"outline_m": [[0, 0], [4, 0], [4, 4], [0, 4]], "height_m": 2.7}
    configuration = read_configuration({"lampyris": 1, "room": room, "placements": hung})
    assert [line.quantity for line in lines_of(configuration, catalogue)] == [1, 6]


def test_a_choice_that_names_its_own_file_states_the_light_of_all_its_bulbs(tmp_path: Path) -> None:
    library = with_heads(tmp_path, 'photometry = "photometry-six.ldt"')
    shutil.copyfile(library / MUSHROOM / "photometry.ldt", library / MUSHROOM / "photometry-six.ldt")
    catalogue = read_catalogue(library)
    assert flux_lm(sound(catalogue, MUSHROOM, "six")) == pytest.approx(flux_lm(catalogue.find(MUSHROOM)))


@pytest.mark.parametrize(
    ("more", "light"),
    [
        ("power_factor = 3.0", "shade"),
        ("standby_w = 0.5", "shade"),
        ("cct_k = 3000", "shade"),
        ("cct_range_k = [2700, 4000]", "shade"),
        ("dim_to_warm = {warmest_k = 1800}", "shade"),
        ("colour_rendering_index = 95", "shade"),
        ("minimum_dimming = 0.1", "bulb"),
        ('photometry = "photometry-six.ldt"', "bulb"),
    ],
)
def test_what_the_bulb_says_no_choice_says(tmp_path: Path, more: str, light: str) -> None:
    with pytest.raises(UnsoundInput) as refused:
        read_catalogue(with_heads(tmp_path, more, light))
    (problem,) = refused.value.problems
    assert problem.code == "CHOICE_WITHOUT_EFFECT"
    assert problem.where.startswith(f"{MUSHROOM}: options.heads.six.")


def options_of(*numbers: int) -> WrittenOptions:
    """So many choices in each option."""
    name = {"en": "x", "zh": "某"}
    option = [
        {
            "key": f"o{i}",
            "kind": "other",
            "name": name,
            "choice": [{"key": f"c{i}-{j}", "name": name} for j in range(number)],
        }
        for i, number in enumerate(numbers)
    ]
    return WrittenOptions.model_validate({"option": option})


def test_more_variants_than_can_be_sold_are_refused_before_any_is_made() -> None:
    assert check_options(options_of(50, 10), "x") == []
    assert len(list(variants_of(options_of(50, 10)))) == 500
    for numbers in ((50, 11), (50,) * 10):
        options = options_of(*numbers)
        assert [problem.code for problem in check_options(options, "x")] == ["TOO_MANY_VARIANTS"]
        assert len(list(variants_of(options))) == 500  # and it comes to an end


def test_the_files_of_bulbs_are_those_that_were_read(tmp_path: Path) -> None:
    library = make_library_with_choices(tmp_path)
    catalogue = read_catalogue(library)
    (library / "bulbs" / "bulbs.toml").write_text("edited", encoding="utf-8")
    assert catalogue.bulb_files() == {"bulbs.toml": BULBS.encode()}
