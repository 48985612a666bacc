"""What a room is used for, from what a person called it, in five languages."""

from __future__ import annotations

import re

# Longer words first where one holds another; the first that begins a word of the name is taken.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("bathroom", ("bathroom", "bath", "shower", "toilet", "lavatory", "wc", "badezimmer", "bad",
                  "powder room", "dusche", "salle de bain", "baño", "浴室", "卫生间", "洗手间")),
    ("kitchen", ("kitchen", "kitchenette", "küche", "kueche", "cuisine", "cocina", "厨房")),
    ("dining", ("dining", "esszimmer", "salle à manger", "comedor", "餐厅")),
    ("bedroom", ("bedroom", "master bed", "bed", "schlafzimmer", "kinderzimmer", "nursery", "chambre",
                 "dormitorio", "卧室")),
    ("living", ("living", "lounge", "family room", "sitting room", "wohnzimmer", "wohnen", "salon", "séjour",
                "sala de estar", "客厅", "起居室")),
    ("meeting", ("meeting", "conference", "besprechung", "konferenz", "réunion", "reunión", "会议室")),
    ("study", ("study", "home office", "arbeitszimmer", "bureau à domicile", "书房")),
    ("office", ("office", "büro", "buero", "bureau", "oficina", "办公室")),
    ("shop", ("shop", "retail", "sales", "laden", "verkauf", "magasin", "tienda", "商店")),
    ("corridor", ("corridor", "hallway", "hall", "foyer", "entrance", "lobby", "landing", "stair", "flur",
                  "diele", "treppe", "korridor", "couloir", "entrée", "pasillo", "走廊", "玄关")),
)  # fmt: skip


def use_of_name(name: str) -> str:
    """The room's `use`, such as ``bedroom`` for "Bedroom 2"; empty where the name says none."""
    said = name.casefold()
    for use, words in WORDS:
        for word in words:
            if re.search(rf"(?<![^\W\d_]){re.escape(word)}", said) or (not word.isascii() and word in said):
                return use
    return ""
