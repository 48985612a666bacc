"""What a material's name in a building file means among the measured ones of our shelf."""

from __future__ import annotations

import re

# Words of a material's name, of which the longest that occurs counts; what of our shelf stands for it.
MEANINGS = (
    (("gypsum", "gips", "plasterboard", "drywall", "plâtre", "石膏"), "gypsum-plaster"),
    (("acoustic", "akustik", "ceiling tile", "suspended ceiling", "吸音"), "acoustic-tile"),
    (("concrete block", "masonry unit", "cinder", "breeze"), "cinder-block"),
    (("concrete", "beton", "béton", "screed", "estrich", "cement", "混凝土"), "raw-concrete"),
    (("brick", "ziegel", "brique", "ladrillo", "砖"), "red-brick"),
    (("walnut", "nussbaum", "noyer", "胡桃"), "walnut-board"),
    (("oak", "eiche", "chêne", "橡木"), "oak-board"),
    (("maple", "ahorn", "érable"), "maple-board"),
    (("pine", "spruce", "fichte", "kiefer", "timber", "lumber", "松木"), "pine-board"),
    (("bamboo", "bambus", "竹"), "bamboo-board"),
    (("plywood", "sperrholz", "osb", "胶合板"), "plywood-pine"),
    (("parquet", "parkett", "wood flooring", "wood floor", "木地板"), "wood-floor"),
    (("laminate", "laminat"), "laminate-floor-pale"),
    (("linoleum", "vinyl", "pvc"), "vinyl-arena"),
    (("carpet", "teppich", "moquette", "地毯"), "carpet"),
    (("terrazzo", "水磨石"), "terrazzo"),
    (("marble", "marmor", "marbre", "大理石"), "marble-white"),
    (("granite", "granit", "花岗"), "granite-tile"),
    (("ceramic", "porcelain", "fliese", "keramik", "carrelage", "瓷砖"), "ceramic-tiles"),
    (("stone", "naturstein", "pierre"), "stone-wall"),
    (("white paint", "paint white", "dispersionsfarbe", "乳胶漆"), "white-painted-wall"),
    (("plaster", "putz", "render", "enduit", "抹灰"), "white-plaster"),
)


def shelf_name_of(name: str) -> str | None:
    """The material of our shelf that a name most likely means; None where it says nothing that can be seen.

    Examples
    --------
    >>> shelf_name_of("Concrete - Cast In Situ"), shelf_name_of("Plasterboard"), shelf_name_of("Eiche geölt")
    ('raw-concrete', 'gypsum-plaster', 'oak-board')
    >>> shelf_name_of("Vapor Retarder"), shelf_name_of("Masonry - Brick"), shelf_name_of("Cloak room")
    (None, 'red-brick', None)
    """
    plain = " ".join(re.sub(r"[_\-/,:]+", " ", name).casefold().split())
    best: tuple[int, str] | None = None
    for words, meaning in MEANINGS:
        for word in words:
            begins = "" if not re.search("[a-z]", word) else r"(?<![^\W\d_])"  # Chinese has no gaps
            if (best is None or len(word) > best[0]) and re.search(begins + re.escape(word), plain):
                best = (len(word), meaning)
    return None if best is None else best[1]
