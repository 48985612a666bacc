"""What the names of layers, blocks and texts say, in the languages that drawings come in."""

from __future__ import annotations

import re
from functools import lru_cache

from scenes.pieces.likeness import kind_called

WALL = re.compile(
    r"wall|mur(?!al)|wand|w[aä]nde|mauer|pared|tabique|parede|pareti|muro|墙|牆|strukt|structur|partition|стен|stena|vegg|vägg|"
    r"zwischenw|cloison|a[-_ ]?bdry|concrete|beton|column|st[uü]tze|柱",
    re.IGNORECASE,
)
NOT_WALL = re.compile(
    r"furn|m(?:o|ö|oe)bel|meuble|mobil|家具|chair|desk|dim(?!mer)|bema(ss|ß)|cota|标注|text|note|anno|title|border|"
    r"frame|"
    r"hatch|patt|schraff|填充|poch|grid|axis|achse|轴|elec|power|light|leucht|switch|plumb|sanit|hot|cold|water|hvac|"
    r"duct|pipe|roof|ceil|dash|hidden|hide|defpoint|viewport|plant|veget|tree|landsc|stair|trepp|tile|floor.?fin|"
    r"header|beam|joist|rafter|foundation|virtual|storage|equip|applian|kitchen|thin$|symbol|room|raum|area|zone",
    re.IGNORECASE,
)
DOOR = re.compile(
    r"door|(?<![a-z])t[uü]r(?!q)|porte(?!r)|puerta|porta(?!l)|门|門|двер|\bdr\d|d[oø]r\b", re.IGNORECASE
)
WINDOW = re.compile(
    r"wind(?!en)|glaz|fenster|fen[eê]tre|ventana|janela|finestra|窗|окн|f[oö]nster|sill", re.IGNORECASE
)
JAMB = re.compile(r"jamb|zarge|dormant", re.IGNORECASE)
LIGHT = re.compile(
    r"light(?!ning)|leucht|lampe|lumin|lamp\b|éclair|eclair|luz|灯|燈|照明|свет|e-?lite|ljus", re.IGNORECASE
)
NOT_LIGHT = re.compile(r"switch|schalt|interrupt|开关|power|socket|steck|receptac|fan", re.IGNORECASE)
CEILING_OR_WALL_LIGHT = re.compile(r"clg|ceil|decke|plafon|吊|顶|wall|wand|mur|壁", re.IGNORECASE)
NOT_A_NAME = re.compile(
    r"existing$|^up$|^dn$|^down$|^\W*$|^\d|[\"'″′]|\bx\s*\d|typ\b|above|under|scale|plan\b|section|elevation|drawn|"
    r"plus or minus|dia\b|gfci|^.{1,2}$|sheet|ref\b|note",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"\bplan\b|grundriss|level|storey|stor?y|floor|section|elevation|ansicht|schnitt|roof|平面|立面|剖面|"
    r"étage|niveau|planta|coupe|\belec|\bfram|\bnotes|legend|schedule",
    re.IGNORECASE,
)
FLOOR_PLAN = re.compile(
    r"floor|grundriss|ground|gf\b|level|平面|étage|planta|storey|apartment|flat\b", re.IGNORECASE
)
NOT_FLOOR_PLAN = re.compile(
    r"section|elevation|ansicht|schnitt|roof|立面|剖面|coupe|fram|notes|legend|schedule|site|detail|elec",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"furn|m(?:o|ö|oe)bel|meuble|mobil|家具|sanit|洁具|fixture|fixt|equip|applian|kitchen|k(?:u|ü|ue)che|einricht",
    re.IGNORECASE,
)
VOID = re.compile(
    r"^\W*(?:key|legend|legende|légende|leyenda|legenda|图例|圖例|凡例)\W*$|"
    r"\b(lift|elevator|shaft|riser|void|duct)\b|aufzug|schacht|luftraum|ascenseur|gaine|ascensor|电梯|管井|风井|井道|上空",
    re.IGNORECASE,
)
AREA = re.compile(
    r"(?<![\d.,])(\d{1,4}(?:[.,]\d{1,3})?)\s*(m2|m²|m\^2|㎡|qm|sq\.?\s?m|平方米|平米|sq\.?\s?ft|sf\b|ft2|ft²)",
    re.IGNORECASE,
)
SQUARE_FEET = re.compile(r"f", re.IGNORECASE)


# What French, Spanish, Italian and Portuguese drawings call furniture, and what it is called on our shelf
ELSEWHERE = {
    "lit": "bed", "cama": "bed", "letto": "bed", "canape": "sofa", "canapé": "sofa", "divano": "sofa",
    "fauteuil": "armchair", "sillon": "armchair", "sillón": "armchair", "poltrona": "armchair",
    "chaise": "chair", "silla": "chair", "sedia": "chair", "cadeira": "chair", "mesa": "dining table",
    "tavolo": "dining table", "bureau": "desk", "escritorio": "desk", "scrivania": "desk",
    "armoire": "wardrobe", "armario": "wardrobe", "placard": "wardrobe", "armadio": "wardrobe",
    "lavabo": "vanity", "vasque": "vanity", "lavandino": "vanity", "evier": "kitchen run",
    "évier": "kitchen run",
    "fregadero": "kitchen run", "cuisine": "kitchen run", "cocina": "kitchen run", "cucina": "kitchen run",
    "baignoire": "bath", "bañera": "bath", "banera": "bath", "vasca": "bath", "douche": "shower",
    "ducha": "shower", "doccia": "shower", "inodoro": "wc", "vater": "wc", "frigo": "fridge",
    "nevera": "fridge", "four": "stove", "lave linge": "washing machine", "lavadora": "washing machine",
    "lavatrice": "washing machine", "lave vaisselle": "dishwasher", "locker": "wardrobe",
    "wash hand basin": "vanity", "whb": "vanity", "urinal": "wc", "hob": "stove", "worktop": "kitchen run",
}  # fmt: skip


def means_light(layer: str, name: str) -> bool:
    """Whether a block stands for a lamp, by its layer or its name."""
    names = (layer, name)
    return any(LIGHT.search(each) for each in names) and not any(NOT_LIGHT.search(each) for each in names)


# Blocks that are written on a plan, and rooms that are called by what stands in them
WRITTEN = re.compile(
    r"(?<![^\W\d_])(?:tags?|notes?|texts?|titles?|labels?|legends?|schedules?|anno\w*|dims?|keynotes?|stamps?|"
    r"raumstempel|beschriftung|legende|hinweise?|etiquettes?|leyenda)(?![^\W\d_])|标注|注释|图例|说明|表格"
)
ROOM_OF = re.compile(r"(?<![^\W\d_])[^\W\d_]+ rooms?(?![^\W\d_])")


@lru_cache(maxsize=4096)
def kind_in(name: str) -> str | None:
    """The piece of our shelf that a block's name means; None where it means none.

    Examples
    --------
    >>> kind_in("SOFA-3S"), kind_in("LIT 160"), kind_in("Bett160x200"), kind_in("A$C3F2")
    ('sofa', 'bed', 'bed', None)
    >>> kind_in("TABLE_NOTES"), kind_in("BED ROOM TAG"), kind_in("Dining room chair")
    (None, None, 'chair')
    """
    words = " ".join(re.sub(r"[\W\d_]+", " ", name.lower()).split())
    if WRITTEN.search(words):
        return None
    without_room = ROOM_OF.sub(" ", words)
    if without_room != words:
        words = name = without_room
    for word, kind in ELSEWHERE.items():
        if re.search(rf"(?<![^\W\d_]){word}s?(?![^\W\d_])", words):
            return kind
    return kind_called(name)


def stated_area_m2(text: str) -> float | None:
    """An area with its unit within a text [m2].

    Examples
    --------
    >>> stated_area_m2("Kitchen 12,5 m²"), stated_area_m2("A = 100 sq ft"), stated_area_m2("12.50")
    (12.5, 9.290304, None)
    """
    found = AREA.search(text)
    if not found:
        return None
    value = float(found[1].replace(",", "."))
    return value * 0.3048**2 if SQUARE_FEET.search(found[2]) else value


def name_in(text: str) -> str:
    """What remains of a label without areas and numbers; empty where it names no room.

    Examples
    --------
    >>> name_in("KITCHEN 12,5 m²"), name_in("2'8X6'8"), name_in("客厅 20㎡"), name_in("08520")
    ('KITCHEN', '', '客厅', '')
    """
    text = AREA.sub("", text).strip(" :=,;-()[]")
    text = re.sub(r"\b[AF]\s*[:=]\s*$", "", text).strip(" :=,;-")
    has_cjk = re.search(r"[\u4e00-\u9fff]", text)
    if NOT_A_NAME.search(text) and not (has_cjk and len(text) > 1):
        return ""
    return text[:40]
