"""A catalogue as shops have them: mixed photometry and tables in four languages, with gaps and errors.

Among them are GLDF files, GLB and OBJ models, twins of two formats, two lights of one name, and skus that
differ only in their separators.

Everything is drawn from a seed. The photometric files are copies of real ones, under other names; photographs
are drawn from bodies of our own. `expected` of each sku says whether it has light that can be read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from assets.body import read_body
from assets.our_bodies import BODY, OUR_BODIES
from assets.read_luminaire_file import read_luminaire_file
from assets.read_photometry import read_photometry
from assets.write_glb import Finish, Part, glb_bytes
from assets.write_photometry import write_photometry
from kit.errors import UnsoundInput

SOUND = (
    *("rab_downlight_axial_feet.ies", "rab_highbay_bilateral_cp1252.ies", "maxwell_CIE_axes.ies"),
    *("lm63_1986_noheader_feet.ies", "pair_isym3.ies", "pair_isym3.ldt", "erco_uplight_qt32.ldt"),
    *("radiance_mgflib_examp1.ies", "erco_stella_1986_mult.ies", "ovni_indoor_cp1252_mult.ies"),
    *("floodlight_12w_says_1000lm.ies", "mini_spot_360_25planes.ies", "bulb_axial_absolute.ies"),
    *("lightlab_track_spot.ies", "bega_pendant_wide.ies", "two_lamp_sets_isym3.ldt"),
    *("floor_uplight_isym0.ldt", "fluorescent_2lamp_isym4.ldt", "tulux_two_modes_isym4.ldt"),
    *("erco_absolute_isym1_mc1.ldt", "regent_indirect_isym0.ldt", "trilux_wall_isym3.ldt"),
    *("signify_linear_isym4.ldt", "derived/cr_only.ies", "derived/decimal_comma.ldt"),
    *("openings/sphere_opening.ies", "openings/point_opening.ies"),
    *("openings/round_opening_with_height.ies", "openings/ellipse_opening_along_length.ies"),
    *("ugr/sample_02.ldt", "ugr/sample_04.ldt", "ugr/sample_07.ldt"),
)
REFUSED = (
    *("malformed_converter_output.ies", "derived/truncated.ies"),
    *("derived/nan_inf.ies", "derived/huge_counts.ies"),
)
GLDF = ("gldf/philips_sp542p.gldf", "gldf/trilux_belviso_floor.gldf", "gldf/minimal_ldc.gldf")
REFUSED_UP_TO, MISSING_UP_TO = 0.015, 0.03  # shares of the skus whose file is damaged, or that have none
LANGUAGES = ("en", "de", "fr", "zh")
# one kind a line: category and mounting in English, German, French and Chinese
KINDS = [
    tuple(tuple(pair.split("/")) for pair in line.split("; "))
    for line in """\
Pendant light/Suspended; Pendelleuchte/Pendel; Suspension/Suspendu; 吊灯/吊装
Downlight/Recessed; Einbaudownlight/Deckeneinbau; Spot encastré/Encastré; 筒灯/嵌入式
Ceiling light/Ceiling; Deckenleuchte/Decke; Plafonnier/Plafond; 吸顶灯/吸顶
Wall light/Wall; Wandleuchte/Wand; Applique/Mural; 壁灯/壁装
Floor lamp/Floor; Stehleuchte/Boden; Lampadaire/Au sol; 落地灯/落地
Table lamp/Table; Tischleuchte/Tisch; Lampe de table/À poser; 台灯/台式
Track spotlight/Track; Stromschienenstrahler/Stromschiene; Projecteur sur rail/Sur rail; 轨道射灯/轨道
Linear pendant/Suspended; Linear-Pendelleuchte/Pendel; Suspension linéaire/Suspendu; 线形灯/吊线
Globe pendant/Pendant; Kugel-Pendelleuchte/Pendel; Suspension boule/Suspendu; 球形吊灯/吊装
LED panel/Recessed; LED-Panel/Einbau; Dalle LED/Encastré; 面板灯/嵌入式""".splitlines()
]
HEADINGS = {
    "en": "SKU|Product name|Retail price|Category|Mounting|Diameter (mm)|Height (mm)|Finish|"
    "Luminous flux (lm)|Power (W)|CCT|IES file|Image|Stock|Our rating",
    "de": "Artikelnummer|Bezeichnung|Preis inkl. MwSt. €|Leuchtentyp|Montageart|Durchmesser [cm]|"
    "Höhe [cm]|Farbe|Lichtstrom lm|Leistung|Lichtfarbe|LDT-Datei|Bild|Bestand|Bemerkung intern",
    "fr": "Référence|Désignation|Prix TTC (EUR)|Type de luminaire|Type de montage|Diamètre (mm)|"
    "Hauteur (mm)|Finition|Flux lumineux (lm)|Puissance (W)|Température de couleur|"
    "Fichier photométrique|Visuel|Stock disponible|Notes",
    "zh": "货号|名称|售价（元）|灯具类型|安装方式|直径(mm)|高度(mm)|颜色|"
    "光通量(lm)|功率(W)|色温|IES文件|图片|库存|备注",
}
FINISHES = {
    "en": ["Black", "Brass", "White", "Chrome", "Oak", "Sage green", ""],
    "de": ["schwarz matt", "Messing gebürstet", "weiß", "verchromt", "Eiche", "anthrazit", ""],
    "fr": ["noir mat", "laiton brossé", "blanc", "chromé", "chêne", "vert", ""],
    "zh": ["黑色", "黄铜", "白色", "镀铬", "橡木", "墨绿", ""],
}
ENCODINGS = {"en": ("utf-8-sig", ","), "de": ("cp1252", ";"), "fr": ("utf-16", "\t"), "zh": ("gb18030", ",")}


@dataclass
class ShopCatalogue:
    """Where the catalogue is, and what is true of it."""

    sources: list[Path]
    photometry: dict[str, Path] = field(
        default_factory=dict
    )  # by sku: the real file of those with sound light
    skus: list[str] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)  # by sku: a body of our own, or a box


def make_catalogue(folder: Path, photometry: Path, *, count: int, seed: int = 7) -> ShopCatalogue:
    """Write the tables, files and an archive of a shop with `count` skus."""
    draw = random.Random(seed)
    files = folder / "files"
    files.mkdir(parents=True)
    made = ShopCatalogue([])
    photographs = _photographs()
    rows: dict[str, list[list[str]]] = {language: [] for language in HEADINGS}
    archived: list[tuple[str, bytes]] = []
    for number in range(count):
        language = LANGUAGES[number % 4]
        sku = _sku(number)
        made.skus.append(sku)
        source, name, stated = _light(draw, made, (number, sku), photometry)
        photograph, pictures = _photograph(draw, made, sku, photographs)
        placed = [*pictures, *([(name, source.read_bytes())] if name else [])]
        placed += [*_models(made, number, sku), *_same_name(made, number, sku, (source, name))]
        if number % 5 == 0:
            archived += placed
        else:
            for each, content in placed:
                (files / each).parent.mkdir(exist_ok=True)
                (files / each).write_bytes(content)
        rows[language].append(_cells(draw, (number, sku), language, source, (stated, photograph)))
    _spoil(draw, rows, made)
    for language, listed in rows.items():
        encoding, delimiter = ENCODINGS[language]
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows([HEADINGS[language].split("|"), *listed])
        (folder / f"shop-{language}.csv").write_bytes(out.getvalue().encode(encoding))
        made.sources.append(folder / f"shop-{language}.csv")
    with zipfile.ZipFile(folder / "more.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for each, content in archived:
            packed.writestr(f"data/{each}", content)
        packed.writestr("../outside.ies", b"never")
    (files / "readme.txt").write_text("hello", encoding="utf-8")
    (files / "orphan-0815.jpg").write_bytes(b"\xff\xd8\xff broken")
    made.sources += [files, folder / "more.zip"]
    return made


def _sku(number: int) -> str:
    """A number in one of four ways; some differ from others in separators or by what stands behind."""
    near = {4: f"EN-{1000 + number - 4}-1", 16: f"EN-1.{number:03d}5", 20: f"EN-1{number - 4:03d}.5"}
    english = near.get(number % 40, f"EN-{1000 + number}")
    return (english, f"DE.{2000 + number}-A", f"FR{3000 + number}", f"ZH_{4000 + number}")[number % 4]


def flux_lm_of(source: Path) -> float:
    """The luminous flux of a photometric file, or of the first variant of a GLDF [lm]."""
    content = source.read_bytes()
    if source.suffix == ".gldf":
        photometry = read_luminaire_file(content, source.name).variants[0].luminaire.photometry
    else:
        photometry = read_photometry(content, source.name)
    return photometry.distribution.luminous_flux_lm()


def _model(number: int) -> str | None:
    """For one of 25 skus the body of our own that is handed in as GLB, for another a box as OBJ."""
    return {11: list(MODELS)[number // 25 % 3], 13: "box"}.get(number % 25)


def _models(made: ShopCatalogue, number: int, sku: str) -> list[tuple[str, bytes]]:
    """The files of a sku's model."""
    model = _model(number)
    if model is None:
        return []
    made.models[sku] = model
    if model == "box":
        return [(f"{sku}.obj", BOX.replace("NAME", sku).encode()), (f"{sku}.mtl", MATERIALS)]
    return [(f"{sku}.glb", glb_bytes(OUR_BODIES[model][BODY](), sku))]


OURS = Path(__file__).resolve().parents[2] / "assets" / "library"
MODELS = {"table-mushroom-280": 5, "pendant-globe-300": 8, "spot-surface-80": 2}  # and which kind each is
BOX = """mtllib NAME.mtl
v -0.3 0.0 -0.3
v 0.3 0.0 -0.3
v 0.3 0.0 0.3
v -0.3 0.0 0.3
v -0.3 0.1 -0.3
v 0.3 0.1 -0.3
v 0.3 0.1 0.3
v -0.3 0.1 0.3
usemtl glow
f 1 2 3 4
usemtl housing
f 8 7 6 5
f 1 5 6 2
f 2 6 7 3
f 3 7 8 4
f 4 8 5 1
"""
MATERIALS = b"newmtl glow\nKd 1 1 1\nKe 1 1 1\nnewmtl housing\nKd 0.2 0.2 0.25\n"


def _same_name(
    made: ShopCatalogue, number: int, sku: str, light: tuple[Path, str]
) -> list[tuple[str, bytes]]:
    """Another light under the same name for one of 100 skus; twins as IES for others."""
    source, name = light
    if sku not in made.photometry or source.suffix == ".gldf":
        return []
    if number % 100 == 37:
        made.faults[sku].append("two lights of one name")
        del made.photometry[sku]
        return [(f"old/{name}", source.read_bytes().replace(b"1", b"2"))]
    if number % 10 == 1 and source.suffix == ".ldt" and sku in name:
        made.faults[sku].append("twins")
        twin = f"{Path(name).stem}.ies"
        return [(twin, write_photometry(read_photometry(source.read_bytes(), source.name), twin)[0])]
    return []


def _light(
    draw: random.Random, made: ShopCatalogue, numbered: tuple[int, str], photometry: Path
) -> tuple[Path, str, str]:
    """The real file, the name it is handed in under (empty: not at all), and the name in the table."""
    number, sku = numbered
    faults = made.faults.setdefault(sku, [])
    chance = draw.random()
    source = photometry / (draw.choice(REFUSED) if chance < REFUSED_UP_TO else draw.choice(SOUND))
    if number % 25 == 3 and chance >= MISSING_UP_TO:
        source = photometry / GLDF[number // 25 % len(GLDF)]
    model = _model(number)
    if model and chance >= MISSING_UP_TO:
        ours = OURS / model / "photometry.ldt"
        source = photometry / "openings" / "point_opening.ies" if model == "box" else ours
    if REFUSED_UP_TO <= chance < MISSING_UP_TO:
        faults.append("no photometry")
        return source, "", ""
    if chance < REFUSED_UP_TO:
        faults.append("refused photometry")
    else:
        made.photometry[sku] = source
    if chance < 0.5:
        return source, f"{sku}{source.suffix}", ""
    if chance < 0.8:
        return source, f"light_{sku}_v2{source.suffix.upper()}", ""
    only_in_table = f"m{hashlib.sha256(sku.encode()).hexdigest()[:10]}{source.suffix}"
    return source, only_in_table, only_in_table


def _photograph(
    draw: random.Random, made: ShopCatalogue, sku: str, photographs: list[bytes]
) -> tuple[str, list[tuple[str, bytes]]]:
    """The name in the table, and the file."""
    if draw.random() < 0.7:
        content = draw.choice(photographs) if draw.random() > 0.05 else b"\xff\xd8\xff broken"
        name = f"{sku}-photo.jpg"
        return (name if draw.random() < 0.5 else ""), [(name, content)]
    if draw.random() < 0.3:
        made.faults[sku].append("photograph missing")
        return f"missing-{sku}.png", []
    return "", []


def _cells(
    draw: random.Random, numbered: tuple[int, str], language: str, source: Path, stated: tuple[str, str]
) -> list[str]:
    """A row as it should be; the size holds the opening of most files, and is a model's own where one is."""
    number, sku = numbered
    kinds, model = draw.choice(KINDS), _model(number)
    kind = (KINDS[MODELS.get(model, 2)] if model else kinds)[LANGUAGES.index(language)]
    diameter_mm, height_mm = _size_mm(draw, source)
    unit = 10 if language == "de" else 1
    price = draw.choice((19.9, 89, 249.5, 1299, 2490))
    german = f"{price:,.2f}".translate(str.maketrans(",.", ".,"))
    prices = {
        "en": f"${price:,.2f}",
        "de": german,
        "fr": f"{price:.2f} €".replace(".", ","),
        "zh": f"¥{price:.2f}",
    }
    names = {
        "en": f"Nova {kind[0]} {sku[-3:]}",
        "de": f"Nova {kind[0]} {sku[-4:]}",
        "fr": f"{kind[0]} Nova {sku[-3:]}",
        "zh": f"诺瓦{kind[0]}{sku[-3:]}",
    }
    size = [f"{diameter_mm / unit:g}", f"{height_mm / unit:g}"]
    if language == "de":
        size = [cell.replace(".", ",") for cell in size]
    if model:
        size = ["", ""]
    cct = draw.choice(("2700K", "3000 K", "4000", "2700-6500K", ""))
    look = draw.choice(FINISHES[language])
    return [sku, names[language], prices[language], *kind, *size, look, "", "", cct, *stated, "7", "x"]


def _size_mm(draw: random.Random, source: Path) -> tuple[int, int]:
    if draw.random() < 0.85:
        try:
            opening_m = read_photometry(source.read_bytes(), source.name).opening.size_m
        except UnsoundInput:
            opening_m = (0.1, 0.1, 0.0)
        across = max(opening_m[:2]) or 0.1
        return int(100 * across + 0.999) * 11 + 10, int(1000 * opening_m[2]) + draw.choice((60, 120, 200))
    return draw.choice((90, 160, 250, 400, 600)), draw.choice((60, 120, 300))


def _spoil(draw: random.Random, rows: dict[str, list[list[str]]], made: ShopCatalogue) -> None:
    """Gaps and errors as shops have them."""
    for listed in rows.values():
        again = []
        for row in listed:
            chance = draw.random()
            faults = made.faults[row[0]]
            if chance < 0.10:
                row[5] = row[6] = ""
                faults.append("no size")
            elif chance < 0.14:
                row[5] = "0,25" if "," in row[2] else "0.25"
                faults.append("metres among millimetres")
            elif chance < 0.18:
                row[2] = draw.choice(("", "on request", "-"))
                faults.append("no price")
            elif chance < 0.22:
                row[3] = row[4] = ""
                faults.append("no kind")
            elif chance < 0.25:
                again.append([*row[:1], row[1] + " (old)", *row[2:]])
                faults.append("twice")
            elif chance < 0.27:
                row[8] = "99999"
                faults.append("wrong flux")
            elif chance < 0.29:
                row[6] = "abc"
                faults.append("height no number")
        listed += again
        listed.append(["", "without a sku", *[""] * 13])


def _photographs() -> list[bytes]:
    """A few photographs of our own bodies in plain colours before plain backgrounds, as JPEG."""
    looks = {
        "pendant-dome-400": (0.5, 0.04, 0.03),
        "wall-updown-120": (0.08, 0.25, 0.12),
        "table-mushroom-280": (0.02, 0.02, 0.02),
    }
    return [
        jpeg_of(painted(photograph_of(OUR_BODIES[sku][BODY](), main_rgb=rgb))) for sku, rgb in looks.items()
    ]


def photograph_of(
    parts: list[Part], *, main_rgb: tuple[float, float, float], size_px: int = 240
) -> Image.Image:
    """A body drawn from the front and a little above: what does not glow in one linear colour."""
    body = read_body(glb_bytes([_coloured(part, main_rgb) for part in parts], "photograph"))
    tilt = np.deg2rad(15.0)
    right = body.vertices_m[:, 0]
    up = body.vertices_m[:, 2] * np.cos(tilt) - body.vertices_m[:, 1] * np.sin(tilt)
    away = body.vertices_m[:, 1] * np.cos(tilt) + body.vertices_m[:, 2] * np.sin(tilt)
    span = max(np.ptp(right), np.ptp(up)) * 1.15
    x = size_px * (0.5 + (right - (right.max() + right.min()) / 2) / span)
    y = size_px * (0.5 - (up - (up.max() + up.min()) / 2) / span)
    corners = body.vertices_m[body.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    shade = 0.65 + 0.35 * np.clip(normal @ np.array([-0.4, -0.6, 0.7]), 0.0, 1.0)
    picture = Image.new("RGB", (size_px, size_px), (236, 236, 238))
    brush = ImageDraw.Draw(picture)
    for triangle in np.argsort(-away[body.triangles].mean(axis=1)):
        rgb = np.array(body.materials[body.material_of_triangle[triangle]].reflectance_rgb) * shade[triangle]
        srgb = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * np.maximum(rgb, 0) ** (1 / 2.4) - 0.055)
        points = [(float(x[i]), float(y[i])) for i in body.triangles[triangle]]
        brush.polygon(points, fill=tuple(int(255 * part) for part in np.clip(srgb, 0, 1)))
    return picture


def painted(picture: Image.Image) -> Image.Image:
    """The same, as a camera brings it: with a little noise."""
    noise = np.random.default_rng(3).normal(0.0, 2.0, (*picture.size[::-1], 3))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))


def jpeg_of(picture: Image.Image) -> bytes:
    """The picture as JPEG."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _coloured(part: Part, rgb: tuple[float, float, float]) -> Part:
    glows = any(part.finish.emissive_rgb)
    finish = part.finish if glows else Finish("painted", rgb)
    return Part(part.node, part.solid, finish, part.crease_deg)
