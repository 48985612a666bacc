"""Photometric files written from formulas: axially symmetric, absolute."""

from __future__ import annotations

import numpy as np


def lambert(intensity_cd):
    """I0 cos(gamma), downwards."""
    return lambda gamma: intensity_cd * np.where(gamma < np.pi / 2 - 1e-9, np.cos(gamma), 0)


def even(intensity_cd):
    """The same intensity everywhere."""
    return lambda gamma: np.full_like(gamma, intensity_cd)


def ies_file(of_gamma, *, step_deg=5.0, size_m=(0.0, 0.0)):
    """An LM-63-2002 file of a function of gamma in radians."""
    gamma = np.arange(0, 180 + step_deg / 2, step_deg)
    candela = np.maximum(of_gamma(np.radians(gamma)), 0)
    lines = [
        "IESNA:LM-63-2002",
        "[TEST] formula",
        "TILT=NONE",
        f"1 -1 1 {len(gamma)} 1 1 2 {size_m[0]} {size_m[1]} 0",
        "1 1 10",
        " ".join(f"{g:g}" for g in gamma),
        "0",
        " ".join(f"{c:.6f}" for c in candela),
    ]
    return "\n".join(lines).encode()


def ldt_file(of_gamma, *, step_deg=5.0):
    """An EULUMDAT file of a function of gamma in radians, of a point."""
    gamma = np.arange(0, 180 + step_deg / 2, step_deg)
    candela = np.maximum(of_gamma(np.radians(gamma)), 0)
    zones = np.diff(-np.cos(np.radians(gamma))) * (candela[:-1] + candela[1:]) / 2
    flux = 2 * np.pi * zones.sum()
    c_deg = np.arange(0, 360, 15)
    lines = ["Formula", 1, 1, len(c_deg), 15, len(gamma), step_deg, "report", "formula", "", "", "", *[0] * 9]
    lines += [100, 100, 1, 0, 1]  # downward and output ratios, factor, tilt, lamp sets
    lines += [-1, "formula", f"{flux:.6f}", "3000", "80", 10, *[0] * 10]
    lines += [*c_deg, *gamma, *(f"{value / flux * 1000:.8f}" for value in candela)]
    return "\r\n".join(str(line) for line in lines).encode()
