"""What our luminaires are made of: linear colours, gloss, and what passes of light."""

from __future__ import annotations

from assets.write_glb import Finish

# metals and lacquers
BRASS = Finish("brushed brass", (0.76, 0.54, 0.24), metallic=1.0, roughness=0.32)
STEEL = Finish("brushed steel", (0.58, 0.57, 0.55), metallic=1.0, roughness=0.32)
CHROME = Finish("polished chrome", (0.66, 0.67, 0.68), metallic=1.0, roughness=0.12)
ALUMINIUM = Finish("cast aluminium", (0.42, 0.42, 0.43), metallic=1.0, roughness=0.5)
BRONZE = Finish("dark bronze", (0.16, 0.115, 0.08), metallic=0.85, roughness=0.45)
BLACK = Finish("black lacquer", (0.022, 0.022, 0.024), metallic=0.0, roughness=0.42)
WHITE = Finish("white lacquer", (0.80, 0.80, 0.78), metallic=0.0, roughness=0.5)
SAGE = Finish("sage green lacquer", (0.19, 0.26, 0.20), metallic=0.0, roughness=0.45)
TERRACOTTA = Finish("terracotta lacquer", (0.42, 0.15, 0.085), metallic=0.0, roughness=0.4)
GRAPHITE = Finish("graphite lacquer", (0.052, 0.055, 0.058), metallic=0.0, roughness=0.5)

# what guides light
BAFFLE = Finish("matt black baffle", (0.03, 0.03, 0.03), metallic=0.0, roughness=0.9)

# stone, textile, plastic
MARBLE = Finish("white marble", (0.74, 0.73, 0.70), metallic=0.0, roughness=0.25)
TEXTILE = Finish("black textile cable", (0.03, 0.03, 0.03), metallic=0.0, roughness=0.95)
GRIP = Finish("black plastic", (0.028, 0.028, 0.03), metallic=0.0, roughness=0.55)
PORCELAIN = Finish("white lampholder", (0.78, 0.77, 0.74), metallic=0.0, roughness=0.4)
WIRE = Finish("steel wire", (0.45, 0.45, 0.45), metallic=1.0, roughness=0.4)

# what shines: its colour unlit, and that it glows; the white inside of a shade does in the light of its lens
_GLOW = (1.0, 0.93, 0.82)
REFLECTOR = Finish("matt white reflector", (0.86, 0.86, 0.84), roughness=0.9, emissive_rgb=_GLOW)
OPAL = Finish("opal glass", (0.85, 0.83, 0.79), roughness=0.3, emissive_rgb=_GLOW)
DIFFUSER = Finish("opal acrylic", (0.83, 0.83, 0.81), roughness=0.45, emissive_rgb=_GLOW)
BULB = Finish("bulb", (0.85, 0.84, 0.81), roughness=0.35, emissive_rgb=_GLOW)

# sheets that scatter light through: both skins of a wall together pass about a third, reflect about a half
LINEN = Finish(
    "natural linen",
    (0.80, 0.74, 0.64),
    roughness=0.95,
    ior=1.0,
    emissive_rgb=(1.0, 0.86, 0.66),
    diffuse_transmission=0.5,
    diffuse_transmission_rgb=(0.92, 0.83, 0.70),
)
LINEN_INSIDE = Finish(
    "linen lining",
    (0.86, 0.84, 0.80),
    roughness=0.95,
    ior=1.0,
    diffuse_transmission=0.5,
    diffuse_transmission_rgb=(0.94, 0.90, 0.84),
)
HEM = Finish("linen edge", (0.62, 0.55, 0.45), roughness=0.95, ior=1.0)
DROP = Finish(
    "opal acrylic disc",
    (0.93, 0.93, 0.92),
    roughness=0.6,
    emissive_rgb=_GLOW,
    diffuse_transmission=0.72,
    diffuse_transmission_rgb=(0.97, 0.96, 0.94),
)
CLEAR = Finish("clear glass", (0.98, 0.985, 0.98), roughness=0.0, transmission=1.0)
MIRROR = Finish("mirror", (0.90, 0.90, 0.90), metallic=1.0, roughness=0.02)
