"""What a material's name in a building file means among the measured ones of our shelf."""

from __future__ import annotations

import re

# What is glass, or wool within a wall, is no surface of any kind that is named beside it
NO_SURFACE = re.compile(
    r"(?<!fiber)(?<!fibre)(?:glass|glas|verre|vidrio|vetro)(?![^\W\d_])(?! (?:fib|faser|mat))|"
    r"glasbaustein|玻璃|(?:stone|rock|mineral|glass) ?wool|"
    r"wool (?:stone|rock|mineral)|(?:stein|mineral|glas)wolle|laine de|"
    r"岩棉|矿棉"
)
DARK = re.compile(
    r"(?<![^\W\d_])(?:black|dark|schwarz\w*|dunkel\w*|dunkl\w*|noire?|negr[oa]|ner[oa]|anthra\w*)(?![^\W\d_])|黑|深色"
)
# What stands for the dark ones of a kind: the darkest that is measured; of others nothing is known
DARKER = {
    "marble-white": "stone-tile-grey",
    "granite-tile": "stone-tile-grey",
    "stone-wall": "stone-tile-grey",
    "oak-board": "dark-oak-planks",
    "wood-floor": "parquet-dark",
    "carpet": "dark-carpet",
    "walnut-board": "walnut-board",
}
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
    >>> shelf_name_of("Laminated glass"), shelf_name_of("Stone wool"), shelf_name_of("Marble, black")
    (None, None, 'stone-tile-grey')
    """
    plain = " ".join(re.sub(r"[_\-/,:]+", " ", name).casefold().split())
    if NO_SURFACE.search(plain):
        return None
    best: tuple[int, str] | None = None
    for words, meaning in MEANINGS:
        for word in words:
            begins = "" if not re.search("[a-z]", word) else r"(?<![^\W\d_])"  # Chinese has no gaps
            if (best is None or len(word) > best[0]) and re.search(begins + re.escape(word), plain):
                best = (len(word), meaning)
    if best is None:
        return None
    return DARKER.get(best[1]) if DARK.search(plain) else best[1]
