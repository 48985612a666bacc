"""What a room is used for, from what a person called it, in five languages."""

from __future__ import annotations

import re
import unicodedata

CHILDREN = ("child", "kid", "nursery", "kinder", "enfant", "niñ", "infantil", "儿童", "孩", "婴儿")

# Longer words first where one holds another; the first that begins a word of the name is taken.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("bathroom", ("bathroom", "bath", "shower", "toilet", "lavatory", "wc", "badezimmer", "bad",
                  "powder room", "dusche", "salle de bain", "salle d'eau", "baño", "aseo", "浴室",
                  "卫生间", "洗手间", "厕所", "卫浴", "主卫", "客卫", "次卫", "公卫")),
    ("kitchen", ("kitchen", "kitchenette", "küche", "kueche", "cuisine", "cocina", "厨房")),
    ("dining", ("dining", "esszimmer", "salle à manger", "comedor", "餐厅", "饭厅")),
    ("bedroom", ("bedroom", "master bed", "bed", "schlafzimmer", "kinderzimmer", "nursery", "chambre",
                 "dormitorio", "guest room", "gästezimmer", "elternzimmer", "卧", "主人房", "老人房",
                 "客房")),
    ("living", ("living", "lounge", "family room", "sitting room", "wohnzimmer", "wohnen", "salon", "séjour",
                "sala de estar", "salón", "客厅", "起居室")),
    ("meeting", ("meeting", "conference", "besprechung", "konferenz", "réunion", "reunión", "会议室")),
    ("study", ("study", "home office", "arbeitszimmer", "bureau à domicile", "despacho", "书房")),
    ("office", ("office", "büro", "buero", "bureau", "oficina", "办公室")),
    ("shop", ("shop", "retail", "sales", "laden", "verkauf", "magasin", "tienda", "商店")),
    ("corridor", ("corridor", "hallway", "hall", "foyer", "entrance", "lobby", "landing", "stair", "flur",
                  "diele", "treppe", "korridor", "couloir", "entrée", "pasillo", "recibidor", "走廊", "玄关",
                  "门厅", "过道")),
    ("bedroom", (*CHILDREN, "habitación")),
)  # fmt: skip


def use_of_name(name: str) -> str:
    """The room's `use`, such as ``bedroom`` for "Bedroom 2"; empty where the name says none."""
    said = in_small_letters(name)
    for use, words in WORDS:
        for word in words:
            if re.search(rf"(?<![^\W\d_]){re.escape(word)}", said) or (not word.isascii() and word in said):
                return use
    return ""


def is_for_children(name: str) -> bool:
    """Whether a room's name says that children live in it."""
    said = in_small_letters(name)
    return any(word in said for word in CHILDREN)


def in_small_letters(name: str) -> str:
    """A name without capitals, its accents composed as those of the words here are."""
    return unicodedata.normalize("NFC", name).casefold()
