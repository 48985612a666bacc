"""What people and files call each kind of piece: English, German and Chinese, in small letters."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "sofa": "沙发",
    "armchair": "扶手椅",
    "chair": "椅子",
    "stool": "凳子",
    "bench": "长凳",
    "dining table": "餐桌",
    "coffee table": "茶几",
    "desk": "书桌",
    "office chair": "办公椅",
    "bed": "床",
    "bedside table": "床头柜",
    "wardrobe": "衣柜",
    "drawers": "斗柜",
    "bookshelf": "书架",
    "sideboard": "餐边柜",
    "tv bench": "电视柜",
    "bath": "浴缸",
    "shower": "淋浴房",
    "vanity": "浴室柜",
    "wc": "马桶",
    "kitchen run": "橱柜",
    "tall unit": "高柜",
    "fridge": "冰箱",
    "stove": "灶台",
    "washing machine": "洗衣机",
    "dishwasher": "洗碗机",
    "television": "电视",
    "rug": "地毯",
    "curtain": "窗帘",
    "plant": "绿植",
    "picture": "挂画",
    "pictures": "组画",
    "mirror": "镜子",
    "cushions": "靠垫",
    "fireplace": "壁炉",
    "stairs": "楼梯",
    "shop shelf": "货架",
    "shop counter": "收银台",
    "clothes rail": "挂衣架",
    "mannequin": "人台",
    "window frame": "窗框",
    "door leaf": "门扇",
    "standing person": "站立的人",
    "sitting person": "坐着的人",
}

WORDS: Mapping[str, tuple[str, ...]] = {
    "sofa": (
        "couch", "settee", "loveseat", "sofa bed", "futon", "canapé", "sofabett", "schlafsofa",
        "ecksofa", "zweisitzer", "dreisitzer", "长沙发", "双人沙发", "三人沙发", "沙发床",
    ),
    "armchair": (
        "easy chair", "lounge chair", "single seat", "recliner", "sessel", "ohrensessel", "单人沙发",
        "休闲椅", "躺椅",
    ),
    "chair": (
        "dining chair", "side chair", "kitchen chair", "stuhl", "esszimmerstuhl", "küchenstuhl",
        "餐椅", "椅",
    ),
    "stool": (
        "bar stool", "barstool", "hocker", "barhocker", "pouf", "ottoman", "footstool", "吧椅", "吧凳",
        "凳",
    ),
    "bench": (
        "sitzbank", "bank", "garderobenbank", "长椅", "换鞋凳",
    ),
    "dining table": (
        "table", "kitchen table", "conference table", "meeting table", "tisch", "esstisch",
        "küchentisch", "besprechungstisch", "konferenztisch", "桌子", "会议桌", "桌",
    ),
    "coffee table": (
        "side table", "end table", "couchtisch", "beistelltisch", "sofatisch", "咖啡桌", "边几",
        "边桌",
    ),
    "desk": (
        "writing desk", "work desk", "office desk", "workstation", "schreibtisch", "arbeitstisch",
        "办公桌", "写字台", "电脑桌",
    ),
    "office chair": (
        "swivel chair", "desk chair", "task chair", "bürostuhl", "drehstuhl", "转椅", "电脑椅",
    ),
    "bed": (
        "double bed", "single bed", "bett", "doppelbett", "einzelbett", "双人床", "单人床",
    ),
    "bedside table": (
        "nightstand", "night stand", "night table", "nachttisch", "nachtkästchen",
    ),
    "wardrobe": (
        "closet", "cupboard", "armoire", "built-in wardrobe", "kleiderschrank", "schrank",
        "einbauschrank", "大衣柜", "柜子", "壁柜",
    ),
    "drawers": (
        "chest of drawers", "dresser", "commode", "kommode", "五斗柜", "抽屉柜",
    ),
    "bookshelf": (
        "shelf", "bookcase", "shelving", "regal", "bücherregal", "büchergestell", "书柜", "架子",
    ),
    "sideboard": (
        "cabinet", "credenza", "buffet", "storage", "anrichte", "边柜", "储物柜",
    ),
    "tv bench": (
        "tv stand", "tv unit", "media unit", "lowboard", "tv-bank", "fernsehschrank", "tv-möbel",
    ),
    "bath": (
        "bathtub", "tub", "badewanne", "wanne",
    ),
    "shower": (
        "shower tray", "shower cabin", "dusche", "duschkabine", "duschwanne", "淋浴",
    ),
    "vanity": (
        "basin", "washbasin", "wash basin", "sink", "lavatory", "waschbecken", "waschtisch",
        "handwaschbecken", "洗手盆", "洗脸盆", "面盆", "洗手台",
    ),
    "wc": (
        "toilet", "water closet", "toilette", "klosett", "坐便器", "座便器",
    ),
    "kitchen run": (
        "kitchen", "kitchen unit", "kitchen counter", "kitchen cabinets", "küchenzeile", "küche",
        "整体橱柜", "厨房",
    ),
    "tall unit": (
        "larder", "pantry", "hochschrank", "vorratsschrank",
    ),
    "fridge": (
        "refrigerator", "freezer", "fridge freezer", "kühlschrank", "gefrierschrank",
        "kühl gefrierkombination", "电冰箱",
    ),
    "stove": (
        "cooker", "oven", "range", "herd", "backofen", "ofen", "炉灶", "烤箱", "灶",
    ),
    "washing machine": (
        "washer dryer", "washer", "dryer", "tumble dryer", "waschmaschine", "trockner",
        "wäschetrockner", "烘干机", "干衣机",
    ),
    "dishwasher": (
        "geschirrspüler", "spülmaschine", "geschirrspülmaschine",
    ),
    "television": (
        "tv", "tv set", "flat screen", "monitor", "fernseher", "bildschirm", "电视机", "显示器",
    ),
    "rug": (
        "carpet", "mat", "teppich", "läufer", "地垫", "毯子",
    ),
    "curtain": (
        "curtains", "drape", "drapes", "vorhang", "vorhänge", "gardine", "布帘",
    ),
    "plant": (
        "potted plant", "house plant", "houseplant", "flower pot", "pflanze", "zimmerpflanze",
        "topfpflanze", "盆栽", "植物", "花盆",
    ),
    "picture": (
        "painting", "poster", "frame", "picture frame", "bild", "gemälde", "rahmen", "画框", "装饰画",
    ),
    "pictures": (
        "gallery wall", "bilderwand", "照片墙",
    ),
    "mirror": (
        "wall mirror", "spiegel", "wandspiegel",
    ),
    "cushions": (
        "cushion", "pillow", "throw pillow", "kissen", "抱枕", "枕头",
    ),
    "fireplace": (
        "chimney", "hearth", "kamin",
    ),
    "stairs": (
        "stair", "staircase", "stairway", "treppe", "阶梯",
    ),
    "shop shelf": (
        "gondola", "gondola shelf", "display shelf", "store shelf", "verkaufsregal", "warenregal",
        "ladenregal", "商品架", "展示架",
    ),
    "shop counter": (
        "counter", "cash desk", "till", "checkout", "reception desk", "theke", "ladentheke",
        "verkaufstheke", "empfangstheke", "kasse", "柜台", "服务台", "前台",
    ),
    "clothes rail": (
        "clothes rack", "garment rack", "coat rack", "kleiderständer", "kleiderstange", "garderobe",
        "衣帽架", "晾衣架",
    ),
    "mannequin": (
        "dress form", "bust", "schaufensterpuppe", "schneiderbüste", "模特",
    ),
    "standing person": (
        "person", "human", "man", "woman", "people", "mensch", "人物", "人",
    ),
    "sitting person": (
        "seated person", "sitzender mensch", "坐姿人物",
    ),
}  # fmt: skip
