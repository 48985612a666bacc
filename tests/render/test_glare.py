"""Unified glare ratings of observers in rooms.

V20 and V21 and the golden room's eye are from the research page on photometry (sections 6 and 7); other
expectations are the formula of CIE 117, worked out by hand here.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hand_made import block, box_room, hang, isotropic, lambertian, scene, square

from assets.body import Body, BodyMaterial
from assets.photometry import LuminousOpening, OpeningShape
from render.glare import NO_BACKGROUND, NOTHING_SEEN, rating_with_error, unified_glare_rating
from render.luminous_area import projected_area_m2
from render.measures import measure
from render.mixing import column_weights, luminance_of, mixed
from render.options import DRAFT
from render.position_index import position_index
from render.simulate import simulate
from scenes.scene import Observer

DISC = LuminousOpening(OpeningShape.DISC, (0.3, 0.3, 0.0))
EYE = (1.0, 3.0, 1.2)  # of V20 and V21 in a room of 8 x 6 x 2.8 m, looking along x


def observed(surfaces, luminaires, observers, **more):
    return dataclasses.replace(scene(surfaces, luminaires, **more), observers=tuple(observers))


def glare_by_hand(places, intensity_cd, opening):
    """Sum of L**2 omega / p**2 of downward Lambertian lamps at (R, T, H)."""
    places = np.array(places, float)
    r = np.linalg.norm(places, axis=1)
    area = projected_area_m2(opening, -places / r[:, None])
    luminance = intensity_cd * places[:, 2] / r / area
    return (luminance**2 * area / r**2 / position_index(places) ** 2).sum()


def test_v20_by_functions():
    glare = glare_by_hand([(2, 0, 1.6)], 2000 / np.pi, DISC)
    assert unified_glare_rating(glare, 30.0) == pytest.approx(17.955, abs=0.005)


def test_v21_by_functions():
    places = [(1.5, 1, 1.6), (1.5, -1, 1.6), (4, 1, 1.6), (4, -1, 1.6)]
    assert position_index(np.array(places)) == pytest.approx([7.32118, 7.32118, 2.22586, 2.22586], rel=1e-5)
    glare = glare_by_hand(places, 4000 / np.pi, square(0.6))
    assert unified_glare_rating(glare, 25.0) == pytest.approx(21.782, abs=0.005)


@pytest.fixture(scope="module")
def office():
    """V20 and V21 in one room, with a lamp behind the observers that makes their backgrounds right."""
    x, y, z = EYE
    lamps = [hang(lambertian(2000 / np.pi), (x + 2, y, z + 1.6), opening=DISC, id="disc")]
    for number, (forward, sideways) in enumerate([(1.5, 1), (1.5, -1), (4, 1), (4, -1)]):
        place = (x + forward, y + sideways, z + 1.6)
        lamps.append(hang(lambertian(4000 / np.pi), place, opening=square(0.6), id=f"panel {number}"))
    lamps.append(hang(isotropic(3000), (0.3, y, 2.0), id="behind"))
    observers = [
        Observer("ahead", EYE, (1, 0, 0)),
        Observer("back", EYE, (-1, 0, 0)),
    ]
    scenes = {
        "disc": {"disc": 1.0, "behind": 1.0},
        "panels": {f"panel {number}": 1.0 for number in range(4)} | {"behind": 1.0},
        "behind": {"behind": 0.5},
        "dark": {},
    }
    surfaces = box_room(8, 6, 2.8, floor=0.2, walls=0.5, ceiling=0.7)
    return simulate(observed(surfaces, lamps, observers, scenes=scenes, maintenance_factor=0.8), DRAFT)


def matched(field, name, background):
    """The field with the lamp behind dimmed so that "ahead" has that background in lighting scene `name`."""
    indirect = field.observer_light.indirect_lx.mean(axis=0)[0]
    weights = column_weights(field.scene, name)
    own = weights.copy()
    own[-1] = 0
    fill = luminance_of(mixed(indirect, weights - own))
    wanted = (math.pi * background - luminance_of(mixed(indirect, own))) / fill
    entries = dict(field.scene.weights[name])
    entries["behind"] = dataclasses.replace(entries["behind"], dimming=float(wanted))
    changed = dataclasses.replace(field.scene, weights=field.scene.weights | {name: entries})
    return dataclasses.replace(field, scene=changed)


@pytest.mark.parametrize(("name", "background", "expected"), [("disc", 30, 17.955), ("panels", 25, 21.782)])
def test_v20_and_v21_in_a_room(office, name, background, expected):
    ahead, back = measure(matched(office, name, background), name)["observers"]
    assert ahead["background_luminance_cd_m2"] == pytest.approx(background)
    assert ahead["ugr"] == ahead["ugr_within_table"] == pytest.approx(expected, abs=0.005)
    assert ahead["reason"] is None
    assert [cause["id"] for cause in back["luminaires"]] == ["behind"]
    assert back["ugr"] != pytest.approx(ahead["ugr"], abs=0.5)


def test_causes_are_told_with_their_figures(office):
    ahead = measure(office, "disc")["observers"][0]
    (cause,) = ahead["luminaires"]
    assert cause["id"] == "disc"
    assert cause["share"] == pytest.approx(1.0)
    assert cause["visible"] == 1.0
    assert cause["within_table"] is True
    assert cause["luminance_cd_m2"] == pytest.approx(9006.327, rel=1e-3)
    assert cause["solid_angle_sr"] == pytest.approx(0.0067313, rel=1e-3)
    assert cause["position_index"] == pytest.approx(5.09124, rel=1e-3)


def test_without_a_luminaire_in_view_there_is_no_rating(office):
    ahead, back = measure(office, "behind")["observers"]
    assert ahead["ugr"] is None
    assert ahead["ugr_standard_error"] is None
    assert ahead["reason"] == NOTHING_SEEN
    assert ahead["luminaires"] == []
    assert ahead["background_luminance_cd_m2"] > 0
    assert back["ugr"] is not None
    assert all(entry["ugr"] is None for entry in measure(office, "dark")["observers"])


def test_dimming_everything_alike_moves_every_rating_alike(office):
    document = measure(office, "panels")["observers"]
    entries = {
        id: dataclasses.replace(w, dimming=w.dimming / 4) for id, w in office.scene.weights["panels"].items()
    }
    changed = dataclasses.replace(office.scene, weights=office.scene.weights | {"panels": entries})
    dimmed = measure(dataclasses.replace(office, scene=changed), "panels")["observers"]
    for before, after in zip(document, dimmed, strict=True):
        assert after["ugr"] - before["ugr"] == pytest.approx(-8 * math.log10(4))
        assert after["ugr_standard_error"] == pytest.approx(before["ugr_standard_error"])


def test_the_installation_is_new(office):
    """The maintenance factor changes illuminances, not glare."""
    new = dataclasses.replace(office, scene=dataclasses.replace(office.scene, maintenance_factor=1.0))
    assert measure(new, "disc")["observers"] == measure(office, "disc")["observers"]


def test_glare_of_a_file_without_opening_is_told(office):
    problems = {problem["code"]: problem for problem in measure(office, "disc")["problems"]}
    assert "behind" in problems["GLARE_OPENING_UNKNOWN"]["message"]
    assert "GLARE_SOURCE_LARGE" not in problems


def test_background_is_indirect_light_over_pi_and_holds_no_direct_light():
    """Golden room V16 (two programs agree): 131.2 lx at the eye of which 97.605 lx are direct."""
    surfaces = box_room(4, 5, 2.7, floor=0.2, walls=0.5, ceiling=0.7)
    panel = hang(lambertian(4000 / np.pi), (2, 2.5, 2.7), opening=square(0.6))
    observers = [Observer("south", (2, 0.5, 1.2), (0, 1, 0)), Observer("north", (2, 4.5, 1.2), (0, -1, 0))]
    field = simulate(observed(surfaces, [panel], observers), DRAFT)
    background = (131.2 - 97.605) / np.pi
    rating = unified_glare_rating(glare_by_hand([(2, 0, 1.5)], 4000 / np.pi, square(0.6)), background)
    for entry in measure(field)["observers"]:
        assert entry["background_luminance_cd_m2"] == pytest.approx(background, rel=0.04)
        assert entry["ugr"] == pytest.approx(rating, abs=0.15)
        assert 0 < entry["ugr_standard_error"] < 0.1
        assert abs(entry["ugr"] - rating) < 4 * entry["ugr_standard_error"] + 0.03


def test_error_is_that_of_the_replicates():
    """A noise of 2 % of the background is 8 / ln 10 x 2 % of rating, shared out over the replicates."""
    rng = np.random.default_rng(3)
    errors, ratings = [], []
    for _ in range(2000):
        rating, error = rating_with_error(np.full(8, 500.0), rng.normal(20.0, 0.4, 8))
        ratings.append(rating)
        errors.append(error)
    expected = 8 / np.log(10) * 0.02 / np.sqrt(8)
    assert np.std(ratings) == pytest.approx(expected, rel=0.05)
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(expected, rel=0.05)
    both = rng.normal(1.0, 0.01, 8)
    assert rating_with_error(500 * both, 20 * both)[1] == pytest.approx(0.0, abs=1e-12)
    assert rating_with_error(np.array([500.0]), np.array([20.0]))[1] == 0.0


def plate_body(vertices_m):
    """A flat body of two triangles."""
    return Body(
        np.asarray(vertices_m, float),
        np.array([[0, 1, 2], [0, 2, 3]]),
        np.zeros(2, np.int64),
        (BodyMaterial("metal", (0.5, 0.5, 0.5)),),
    )


def with_body(placed, vertices_m):
    body = plate_body(vertices_m)
    luminaire = dataclasses.replace(placed.luminaire, body=body)
    return dataclasses.replace(placed, luminaire=luminaire, body_vertices_m=body.vertices_m)


@pytest.fixture(scope="module")
def hidden():
    """One panel at (6, 3, 2.8) seen by four eyes on the line y = 3, and things that stand in between.

    A partition to z = 2.4 at x 3.9 to 4; a shade that is the body of another luminaire at x = 5; and a
    plate under the panel that is its own body and hides nothing.
    """
    panel = hang(lambertian(1000), (6, 3, 2.8), opening=square(0.6), id="panel")
    panel = with_body(panel, [(5.6, 2.6, 2.75), (6.4, 2.6, 2.75), (6.4, 3.4, 2.75), (5.6, 3.4, 2.75)])
    other = hang(isotropic(400), (5, 5.5, 2.0), id="other")
    other = with_body(other, [(5, 1, 1.2), (5, 3, 1.2), (5, 3, 2.8), (5, 1, 2.8)])
    surfaces = (
        *box_room(8, 6, 2.8, floor=0.3, walls=0.5, ceiling=0.7),
        block("wall", (3.9, 0, 0), (4, 6, 2.4), 0.5),
    )
    eyes = {
        "behind the wall": (1.0, 4.0, 1.2),
        "free": (7.9, 3.0, 1.2),
        "half": (4.5, 3.0, 1.2),
        "behind the shade": (4.5, 2.0, 1.2),
    }
    directions = {"free": (-1, 0, 0)}
    observers = [Observer(name, eye, directions.get(name, (1, 0, 0))) for name, eye in eyes.items()]
    scenes = {"panel": {"panel": 1.0}}
    document = measure(simulate(observed(surfaces, [panel, other], observers, scenes=scenes), DRAFT), "panel")
    return {entry["name"]: entry for entry in document["observers"]}


def by_hand(entry, place):
    glare = glare_by_hand([place], 1000, square(0.6))
    return float(unified_glare_rating(glare, entry["background_luminance_cd_m2"]))


def test_a_partition_hides_what_is_behind_it(hidden):
    assert hidden["behind the wall"]["ugr"] is None
    assert hidden["behind the wall"]["reason"] == NOTHING_SEEN


def test_its_own_body_hides_no_luminaire(hidden):
    (cause,) = hidden["free"]["luminaires"]
    assert cause["visible"] == 1.0
    assert hidden["free"]["ugr"] == pytest.approx(by_hand(hidden["free"], (1.9, 0, 1.6)), abs=0.005)


def test_another_luminaires_body_hides(hidden):
    assert hidden["behind the shade"]["ugr"] is None


def test_half_a_luminaire_counts_half(hidden):
    """The shade ends at y = 3, in the middle of what the eye at y = 3 sees."""
    (cause,) = hidden["half"]["luminaires"]
    assert cause["visible"] == pytest.approx(0.5, abs=0.03)
    expected = by_hand(hidden["half"], (1.5, 0, 1.6)) - 8 * math.log10(2)
    assert hidden["half"]["ugr"] == pytest.approx(expected, abs=0.25)


@pytest.fixture(scope="module")
def unusual():
    """A line of light that passes overhead, a point, a globe at the eye, and black walls."""
    line = LuminousOpening(OpeningShape.RECTANGLE, (5.0, 0.08, 0.0))
    globe = LuminousOpening(OpeningShape.SPHERE, (0.3, 0.3, 0.3))
    lamps = [
        hang(lambertian(800), (3.0, 2.0, 2.8), opening=line, id="line"),
        hang(isotropic(4 * np.pi * 1000), (5.0, 3.0, 2.2), id="point"),
        hang(isotropic(4 * np.pi * 100), (1.6, 1.0, 1.2), opening=globe, id="globe"),
    ]
    scenes = {lamp.id: {lamp.id: 1.0} for lamp in lamps}
    observers = [Observer("eye", (1.0, 1.0, 1.2), (1, 0, 0))]
    surfaces = box_room(8, 6, 2.8, floor=0.2, walls=0.5, ceiling=0.7)
    return simulate(observed(surfaces, lamps, observers, scenes=scenes), DRAFT)


def test_a_long_luminaire_counts_piece_by_piece(unusual):
    (entry,) = measure(unusual, "line")["observers"]
    pieces = np.array([(x - 1.0, 1.0, 1.6) for x in np.linspace(0.5, 5.5, 4001)])
    pieces = pieces[pieces[:, 0] > 0]
    whole = LuminousOpening(OpeningShape.RECTANGLE, (5.0, 0.08, 0.0))
    glare = glare_by_hand(pieces, 800, whole) / 4001
    expected = unified_glare_rating(glare, entry["background_luminance_cd_m2"])
    assert entry["ugr"] == pytest.approx(expected, abs=0.05)


def test_a_point_counts_as_a_small_source(unusual):
    """CIE 147: 200 I**2 / r**2 for what is smaller than 0.005 m2."""
    (entry,) = measure(unusual, "point")["observers"]
    place = np.array([4.0, 2.0, 1.0])
    glare = 200 * 1000**2 / (place @ place) / position_index(place) ** 2
    expected = unified_glare_rating(glare, entry["background_luminance_cd_m2"])
    assert entry["ugr"] == pytest.approx(float(expected), abs=0.005)


def test_what_is_too_large_is_told(unusual):
    document = measure(unusual, "globe")
    problem = next(entry for entry in document["problems"] if entry["code"] == "GLARE_SOURCE_LARGE")
    assert problem["where"] == "observers[0]"
    assert "globe" in problem["message"]
    (entry,) = document["observers"]
    (cause,) = entry["luminaires"]
    # a ball's solid angle is 2 pi (1 - cos) of its half angle; pieces of a volume come near it
    assert cause["solid_angle_sr"] == pytest.approx(2 * np.pi * (1 - np.sqrt(1 - 0.25**2)), rel=0.05)
    assert entry["ugr"] > 20


def test_without_reflection_there_is_no_background():
    surfaces = box_room(4, 4, 3, floor=0, walls=0, ceiling=0)
    lamp = hang(lambertian(500), (3, 2, 3), opening=square(0.3))
    field = simulate(observed(surfaces, [lamp], [Observer("eye", (1, 2, 1.2), (1, 0, 0))]), DRAFT)
    (entry,) = measure(field)["observers"]
    assert entry["ugr"] is None
    assert entry["reason"] == NO_BACKGROUND


def test_without_observers_nothing_is_rated():
    surfaces = box_room(4, 4, 3, floor=0.5, walls=0.5, ceiling=0.5)
    assert measure(simulate(scene(surfaces, [hang(isotropic(100), (2, 2, 2))]), DRAFT))["observers"] == []
