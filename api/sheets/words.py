"""The words of data sheets, in English and Simplified Chinese."""

from __future__ import annotations

from assets.polar import Language

__all__ = ["WORDS", "Language", "said"]

WORDS: dict[str, tuple[str, str]] = {
    # headings
    "sheet": ("Data sheet", "产品规格书"),
    "article": ("Article", "货号"),
    "light": ("Light", "光"),
    "electrical": ("Electrical", "电气"),
    "body": ("Body and mounting", "外形与安装"),
    "keeping": ("Life and service", "寿命与服务"),
    "dimensions": ("Dimensions in mm", "尺寸（mm）"),
    "distribution": ("Luminous intensity", "配光曲线"),
    "cone": ("Light cone", "光锥图"),
    "glare": ("Unified glare rating (UGR)", "统一眩光值（UGR）"),
    "choices": ("To choose from", "可选项"),
    "articles": ("Articles", "货号一览"),
    "spare": ("Spare parts", "备件"),
    # pictures
    "lit": ("lit", "点亮"),
    "unlit": ("unlit", "未点亮"),
    "computed": (
        "Lit and unlit; pictures computed from body and photometry.",
        "点亮与未点亮；图片由模型与光度数据计算得出。",
    ),
    "no_picture": ("No body is known, so there is no picture.", "没有外形模型，因此没有图片。"),
    "stand_in": (
        "Stand-in: the body shown is not the maker's; it has the stated size and stands for the luminaire.",
        "替代外形：图中并非厂家实物外形，仅按所示尺寸代表本灯具。",
    ),
    # light
    "luminous_flux": ("Luminous flux", "光通量"),
    "power": ("Power", "功率"),
    "efficacy": ("Efficacy", "光效"),
    "cct": ("Colour temperature", "色温"),
    "cri": ("Colour rendering Ra", "显色指数 Ra"),
    "beam": ("Beam angle", "光束角"),
    "all_round": ("all round", "全方向"),
    "field": ("Field angle", "十分之一光束角"),
    "peak": ("Peak intensity", "峰值光强"),
    "tolerance": ("Tolerance of the flux", "光通量公差"),
    "white": ("not stated", "未给出"),
    "tunable": ("tunable", "可调"),
    "warm_dim": ("warmer when dimmed, down to {k} K", "调光时变暖，最低 {k} K"),
    "source_of_light": ("Light source", "光源"),
    "bulbs_sold_apart": ("{count} × {name} ({sku}), cap {cap}", "{count} × {name}（{sku}），灯头 {cap}"),
    "bulb_price": ("Price of a bulb", "单个灯泡价格"),
    # electrical
    "standby": ("Stand-by", "待机功率"),
    "class": ("Safety class", "防触电等级"),
    "driver": ("Driver", "驱动"),
    "dimming": ("Dimming", "调光"),
    "minimum": ("Dims down to", "最低调光"),
    "energy_class": ("Energy class of the light source", "光源能效等级"),
    # body
    "mounting": ("Mounting", "安装方式"),
    "needs": ("Needs on site", "安装要求"),
    "size": ("Size", "尺寸"),
    "size_said": ("{x} × {y} × {z} mm (W × D × H)", "{x} × {y} × {z} mm（宽 × 深 × 高）"),
    "hanging": ("Hanging length", "吊挂长度"),
    "hanging_said": ("{least}–{most} m, shown {default} m", "{least}–{most} m，图示 {default} m"),
    "cut_out": ("Cut-out", "开孔"),
    "cut_out_round": ("⌀ {d} mm, {depth} mm deep", "⌀ {d} mm，深 {depth} mm"),
    "cut_out_long": ("{x} × {y} mm, {depth} mm deep", "{x} × {y} mm，深 {depth} mm"),
    "cable": ("Cable", "电缆"),
    "weight": ("Weight", "重量"),
    "materials": ("Materials", "材料"),
    "ip": ("Protection", "防护等级"),
    # keeping
    "lifetime": ("Lifetime L70", "寿命 L70"),
    "bulb_lifetime": ("Lifetime of the bulb", "灯泡寿命"),
    "warranty": ("Warranty", "质保"),
    "years": ("{n} years", "{n} 年"),
    "price": ("Price", "价格"),
    "price_without_bulb": ("Price, without bulb", "价格（不含灯泡）"),
    # tables
    "more": ("and {n} more", "另有 {n} 种"),
    "as_it_comes": ("as it comes", "标准配置"),
    "ceiling": ("ceiling", "顶棚"),
    "walls": ("walls", "墙面"),
    "floor": ("floor", "地面"),
    "crosswise": ("seen crosswise", "横向观察"),
    "endwise": ("seen endwise", "纵向观察"),
    "reflectances": ("reflectances in %", "反射比（%）"),
    "glare_method": (
        "CIE 117 and CIE 190, tabular method; luminaires {spacing} H apart, H = 2 m above the eye.",
        "CIE 117 与 CIE 190 表格法；灯具间距 {spacing} H，H = 眼睛以上 2 m。",
    ),
    "not_rated": ("The tabular method does not rate this luminaire.", "表格法不适用于本灯具。"),
    # source
    "photometry": ("Photometric file", "光度文件"),
    "engine": ("Made by Lampyris, engine {version}", "由 Lampyris 生成，引擎版本 {version}"),
    "attached": ("attached to this PDF", "已附于本 PDF"),
    # mountings
    "ceiling-mounting": ("on the ceiling", "吸顶"),
    "recessed-mounting": ("recessed in the ceiling", "嵌入天花板"),
    "pendant-mounting": ("hanging", "吊装"),
    "wall-mounting": ("on the wall", "壁装"),
    "floor-mounting": ("standing on the floor", "落地"),
    "table-mounting": ("standing on a table", "台面放置"),
    "any-mounting": ("not stated", "未给出"),
    # dimming
    "none-dimming": ("not dimmable", "不可调光"),
    "phase-cut-dimming": ("phase cut", "切相"),
    "1-10v-dimming": ("1–10 V", "1–10 V"),
    "dali-2-dimming": ("DALI-2", "DALI-2"),
    "zigbee-dimming": ("Zigbee", "Zigbee"),
    "push-dimming": ("push button", "按键"),
    "switch-steps-dimming": ("in steps, by the switch", "开关分段"),
    "on-luminaire-dimming": ("on the luminaire", "灯具自带"),
}


def listed(words: list[str], language: Language) -> str:
    """Words one after the other."""
    return ("、" if language == "zh" else ", ").join(words)


def said(key: str, language: Language, **values: object) -> str:
    """One of the words, its places filled."""
    text = WORDS[key][0 if language == "en" else 1]
    return text.format(**values) if values else text
