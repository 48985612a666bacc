"""Every furnished sample, in the order in which they are shown."""

from __future__ import annotations

from scenes.sample_designs.design import Design

DESIGNS: tuple[Design, ...] = ()
