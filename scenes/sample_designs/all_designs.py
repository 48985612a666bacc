"""Every furnished sample, in the order in which they are shown."""

from __future__ import annotations

from scenes.sample_designs.attic import ATTIC
from scenes.sample_designs.bathroom import BATHROOM
from scenes.sample_designs.bedroom import BEDROOM
from scenes.sample_designs.design import Design
from scenes.sample_designs.flat import FLAT
from scenes.sample_designs.kitchen_dining import KITCHEN_DINING
from scenes.sample_designs.shop import SHOP
from scenes.sample_designs.study import STUDY

DESIGNS: tuple[Design, ...] = (BEDROOM, KITCHEN_DINING, BATHROOM, STUDY, ATTIC, SHOP, FLAT)
