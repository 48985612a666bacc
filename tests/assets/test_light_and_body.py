"""Light against body and mounting: formulas of lobes, and luminaires whose light cannot be theirs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assets.catalogue import read_catalogue
from assets.light_and_body import check_light_and_body, flux_share_towards, glowing_areas_m2
from assets.luminaire import Mounting
from assets.our_light import opal_globe, scaled_to, spot
from assets.photometry import closed_distribution

CATALOGUE = read_catalogue()


def lobes(*, up, forward):
    """cos^4 about axes that lean forward to +y by a tangent: a share up, the rest down."""
    c, gamma = (
        np.radians(np.arange(0.0, 360.0, 5.0))[:, None],
        np.radians(np.arange(0.0, 181.0, 3.0))[None, :],
    )
    y, down = np.sin(gamma) * np.sin(c), np.cos(gamma) * np.ones_like(c)
    length = np.hypot(1.0, forward)
    below, above = (np.maximum((sign * down + forward * y) / length, 0.0) ** 4 for sign in (1.0, -1.0))
    table = (1.0 - up) * below + up * above
    return closed_distribution(np.degrees(c[:, 0]), np.degrees(gamma[0]), table)


def codes(luminaire):
    return [problem.code for problem in check_light_and_body(luminaire)]


def lit(sku, distribution, **changes):
    luminaire = CATALOGUE.find(sku)
    photometry = replace(luminaire.photometry, distribution=scaled_to(distribution, 800.0))
    return replace(luminaire, photometry=photometry, **changes)


def test_our_own_agree():
    found = {luminaire.sku: codes(luminaire) for luminaire in CATALOGUE.luminaires}
    assert {sku: said for sku, said in found.items() if said} == {}


def test_flux_shares_of_known_lights():
    ball = opal_globe(globe_radius_m=0.1, cap_radius_m=0.0)
    assert flux_share_towards(ball, 270.0) == pytest.approx(0.5, abs=1e-6)
    # I = max(cos(angle to +y), 0): all of it in the half space about C90
    c_deg, gamma_deg = np.arange(0.0, 360.0, 5.0), np.arange(0.0, 181.0, 5.0)
    ahead = np.sin(np.radians(gamma_deg))[None, :] * np.sin(np.radians(c_deg))[:, None]
    lobe = closed_distribution(c_deg, gamma_deg, np.maximum(ahead, 0.0))
    assert flux_share_towards(lobe, 90.0) == pytest.approx(1.0, abs=1e-3)
    assert flux_share_towards(lobe, 270.0) == pytest.approx(0.0, abs=1e-3)
    assert flux_share_towards(lobe, 0.0) == pytest.approx(0.5, abs=1e-3)


def test_light_into_the_wall_and_the_ceiling():
    away = lobes(up=0.4, forward=0.5)
    assert codes(lit("wall-updown-120", away)) == []
    assert codes(lit("wall-updown-120", away.turned(180.0))) == ["LIGHT_INTO_WALL"]
    upwards = lobes(up=0.9, forward=0.0)
    assert "LIGHT_INTO_CEILING" in codes(lit("downlight-recessed-90", upwards))
    assert "LIGHT_INTO_CEILING" in codes(lit("ceiling-disc-400", upwards))


def test_light_from_where_nothing_glows():
    upwards = lobes(up=1.0, forward=0.0)
    body = CATALOGUE.find("downlight-recessed-90").body
    glows = np.array([material.glows for material in body.materials])[body.material_of_triangle]
    corners = body.vertices_m[body.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    kept = ~glows | (normal[:, 2] < 0.0)  # of the lens only what faces down
    triangles, materials = body.triangles[kept], body.material_of_triangle[kept]
    cut = replace(body, triangles=triangles, material_of_triangle=materials, appearance=None)
    free = {"body": cut, "mounting": Mounting.ANY}
    assert codes(lit("downlight-recessed-90", upwards, **free)) == ["GLOW_FACES_AWAY"]
    assert codes(lit("downlight-recessed-90", spot(beam_angle_deg=60.0), **free)) == []


def test_a_body_in_the_wrong_unit_glows_too_little():
    luminaire = CATALOGUE.find("pendant-globe-300")
    body = replace(luminaire.body, vertices_m=luminaire.body.vertices_m * 0.001)
    assert codes(replace(luminaire, body=body)) == ["GLOW_TOO_SMALL"]


def test_glowing_areas_of_a_ball():
    area, down, up = glowing_areas_m2(CATALOGUE.find("pendant-globe-300").body)
    # a sphere of 0.3 m: surface pi d^2; seen from below and above pi d^2 / 4
    assert area == pytest.approx(np.pi * 0.09, rel=0.05)
    assert down == pytest.approx(np.pi * 0.09 / 4, rel=0.05)
    assert up == pytest.approx(down, rel=0.2)
