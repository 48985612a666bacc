"""Gloss and glass against formulas that were worked out another way."""

from __future__ import annotations

import drjit as dr
import numpy as np
import pytest
from gltf_brdf import nodes, reflected_in_all, reflected_towards, value

from render.device import mitsuba
from render.pictures.gloss import (
    even_gloss,
    fresnel,
    glass_fresnel,
    gloss_value,
    kept_from_base,
    pane_fresnel,
    reflected,
    refracted,
)
from render.sampling import spread_numbers

COUNT = 1 << 16


def rays(angle_deg):
    """Unit rays that come down on the plane z = 0 at an angle from its normal."""
    mi = mitsuba()
    angle = np.radians(angle_deg)
    return mi.Vector3f(dr.full(mi.Float, np.sin(angle), COUNT), 0.0, -float(np.cos(angle)))


@pytest.mark.parametrize("roughness", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("angle_deg", [10.0, 60.0])
def test_drawn_reflections_carry_what_the_brdf_integrates_to(roughness, angle_deg):
    """The mean share of drawn rays is the integral of D V cos over the half space, by quadrature."""
    mi = mitsuba()
    normal = mi.Vector3f(0, 0, 1)
    numbers = spread_numbers(dr.arange(mi.UInt32, COUNT), mi.UInt32(5))
    _, share, _ = reflected(rays(angle_deg), normal, mi.Float(roughness), numbers)
    z = (np.arange(400) + 0.5) / 400
    turn = (np.arange(720) + 0.5) / 720 * 2 * np.pi
    zz, tt = (grid.ravel() for grid in np.meshgrid(z, turn, indexing="ij"))
    sine = np.sqrt(1 - zz**2)
    lit = mi.Vector3f(mi.Float(sine * np.cos(tt)), mi.Float(sine * np.sin(tt)), mi.Float(zz))
    angle = np.radians(angle_deg)
    seen = mi.Vector3f(-float(np.sin(angle)), 0.0, float(np.cos(angle)))
    value, _ = gloss_value(seen, lit, normal, mi.Float(roughness))
    integral = float((value.numpy() * zz).mean() * 2 * np.pi)
    assert float(dr.mean(share)[0]) == pytest.approx(integral, rel=0.01)
    assert integral < 1.0


def test_a_mirror_reflects_as_mirrors_do_and_loses_nothing():
    mi = mitsuba()
    numbers = spread_numbers(dr.arange(mi.UInt32, COUNT), mi.UInt32(5))
    direction, share, cosine = reflected(rays(30), mi.Vector3f(0, 0, 1), mi.Float(0.0), numbers)
    found = [float(component.numpy()[7]) for component in direction]
    assert found == pytest.approx([0.5, 0.0, np.sqrt(0.75)], abs=1e-5)
    assert float(dr.mean(share)[0]) == pytest.approx(1.0, abs=1e-5)
    assert float(dr.mean(cosine)[0]) == pytest.approx(np.sqrt(0.75), abs=1e-5)


def test_fresnel_of_glass():
    """4.26 % head-on for n = 1.52, nothing of one polarisation at Brewster's angle, all at 90°."""
    mi = mitsuba()
    head_on = glass_fresnel(mi.Float(1.0), mi.Float(1.52))
    assert head_on.numpy()[0] == pytest.approx((0.52 / 2.52) ** 2, rel=1e-5)
    brewster = np.arctan(1.5)
    s_only = np.sin(brewster - np.arcsin(np.sin(brewster) / 1.5)) ** 2 / 2
    found = glass_fresnel(mi.Float(float(np.cos(brewster))), mi.Float(1.5)).numpy()[0]
    assert found == pytest.approx(s_only, rel=1e-4)
    assert glass_fresnel(mi.Float(1e-5), mi.Float(1.5)).numpy()[0] > 0.99
    # from within: as from outside at the refracted angle, and everything beyond the critical angle
    within, outside = np.radians(30.0), np.arcsin(1.5 * np.sin(np.radians(30.0)))
    found = glass_fresnel(mi.Float(float(np.cos(within))), mi.Float(1 / 1.5)).numpy()[0]
    same = glass_fresnel(mi.Float(float(np.cos(outside))), mi.Float(1.5)).numpy()[0]
    assert found == pytest.approx(same, rel=1e-4)
    assert glass_fresnel(mi.Float(0.5), mi.Float(1 / 1.5)).numpy()[0] == 1.0
    # two boundaries and all orders between them: 7.69 % for n = 1.5
    assert pane_fresnel(mi.Float(1.0), mi.Float(1.5)).numpy()[0] == pytest.approx(0.08 / 1.04, rel=1e-4)
    assert fresnel(mi.Float(0.0), mi.Vector3f(0.04)).x[0] == pytest.approx(1.0)


def test_refraction_follows_snell_and_ends_at_the_critical_angle():
    mi = mitsuba()
    into, possible = refracted(rays(45), mi.Vector3f(0, 0, 1), mi.Float(1.5), mi.Bool(True))
    assert possible.numpy().all()
    assert into.x.numpy()[0] == pytest.approx(np.sin(np.radians(45)) / 1.5, abs=1e-6)
    _, possible = refracted(rays(42), mi.Vector3f(0, 0, 1), mi.Float(1.5), mi.Bool(False))
    assert not possible.numpy().any()  # the critical angle is 41.8°


def test_gloss_has_the_values_of_gltf():
    mi = mitsuba()
    v, light = np.sin(np.radians(70.0)), np.sin(np.radians(35.0))
    seen = mi.Vector3f(float(np.sqrt(1 - v * v)), 0.0, float(v))
    lit = mi.Vector3f(0.0, float(np.sqrt(1 - light * light)), float(light))
    found, cosine = gloss_value(seen, lit, mi.Vector3f(0, 0, 1), mi.Float(0.55))
    # a metal of colour 1 has nothing but its facets
    assert found.numpy()[0] == pytest.approx(
        value(v, light, v * light, base=1.0, roughness=0.55, metallic=1.0), rel=1e-4
    )
    assert cosine.numpy()[0] == pytest.approx(np.sqrt((1 + v * light) / 2), rel=1e-5)


def test_a_coat_keeps_from_its_base_what_the_brdf_says():
    mi = mitsuba()
    x, _ = nodes()
    whole, black = (reflected_towards(x, base=base, roughness=0.6, metallic=0.0) for base in (1.0, 0.0))
    found = kept_from_base(mi.Float(x), mi.Float(0.04)).numpy()
    assert found == pytest.approx(1 - (whole - black), abs=5e-5)
    assert kept_from_base(mi.Float(0.3), mi.Float(0.0)).numpy()[0] == 0.0


@pytest.mark.parametrize("roughness", [0.3, 0.42, 0.68, 0.77, 1.0])
def test_gloss_without_rays_reflects_as_much_as_with(roughness):
    mi = mitsuba()
    colours = (0.9, 0.5, 0.04)
    wanted = [reflected_in_all(base=base, roughness=roughness, metallic=1.0) for base in colours]
    x, w = nodes()
    found, _ = even_gloss(mi.Float(x), mi.Vector3f(*colours), mi.Float(roughness))
    means = [float((channel.numpy() * 2 * x) @ w) for channel in found]
    assert means == pytest.approx(wanted, abs=3e-3, rel=5e-3)
    cosine = np.array([0.05, 0.15, 0.3, 0.5, 0.8])
    towards = reflected_towards(cosine, base=0.04, roughness=roughness, metallic=1.0)
    at, _ = even_gloss(mi.Float(cosine), mi.Vector3f(0.04), mi.Float(roughness))
    assert at.x.numpy() == pytest.approx(towards, rel=0.03, abs=1e-3)
    nothing, _ = even_gloss(mi.Float(0.4), mi.Vector3f(0.0), mi.Float(roughness))
    assert [channel.numpy()[0] for channel in nothing] == [0, 0, 0]


@pytest.mark.parametrize("roughness", [0.35, 0.5])
@pytest.mark.parametrize("cosine", [0.15, 0.4])
def test_drawn_gloss_and_its_mean_fresnel_term_are_the_brdf(roughness, cosine):
    mi = mitsuba()
    numbers = spread_numbers(dr.arange(mi.UInt32, COUNT), mi.UInt32(5))
    angle_deg = float(np.degrees(np.arccos(cosine)))
    _, share, _ = reflected(rays(angle_deg), mi.Vector3f(0, 0, 1), mi.Float(roughness), numbers)
    _, fresnel_term = even_gloss(mi.Float(cosine), mi.Vector3f(0.04), mi.Float(roughness))
    wanted = reflected_towards(cosine, base=0.04, roughness=roughness, metallic=1.0)[0]
    assert float(dr.mean(share)[0]) * fresnel_term.x.numpy()[0] == pytest.approx(wanted, rel=0.03)
