"""Which storey a plan shows, by its title: ground floor, 1er étage, 2. OG, 一层平面图."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kit.problems import Problem, info
from scenes.readers.drawings.drawing import Drawing

NUMBER = r"(?:\d{1,2}(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
STOREY = re.compile(
    r"(?:lower |upper |raised )?ground floor|(?:lower |sub-?)?basement(?: level)?|"
    r"(?:attic|loft|mezzanine|penthouse|cellar)(?= (?:floor|level|plan|storey))|"
    rf"\b{NUMBER} (?:floor|storey|story)\b|\b(?:floor|level|storey) (?:\d{{1,2}}|[a-z]\d?)\b(?![.,]\d)|"
    r"\berdgescho(?:ss|ß)|\b\d{1,2}\. ?(?:obergescho(?:ss|ß)|untergescho(?:ss|ß)|og\b|ug\b|stock\b)|"
    r"\b(?:obergescho(?:ss|ß)|untergescho(?:ss|ß)|kellergescho(?:ss|ß)|dachgescho(?:ss|ß))|\bhochparterre\b|"
    r"(?-i:\b(?:EG|OG|UG|DG|KG)\b)|\brez[- ]de[- ](?:chauss[ée]e|jardin)\b|"
    r"\b(?:1er|\d{1,2}(?:e|[èe]me|nd)|premier|deuxi[èe]me|troisi[èe]me) [ée]tage\b|\bsous[- ]sol\b|"
    r"\bplanta (?:baja|alta|primera|segunda|tercera|s[óo]tano)\b|\b(?:primer|segundo|tercer) piso\b|"
    r"\bpiano (?:terra|primo|secondo|terzo|interrato)\b|\br[ée]s-do-ch[ãa]o\b|\bbegane grond\b|"
    r"(?:地下|负)?(?:[一二三四五六七八九十]{1,3}|\d{1,2}|首|底|顶|夹)(?:层|楼)|标准层|(?:地下室|阁楼)(?=平面)",
    re.IGNORECASE,
)
MOST_TEXTS = 2000


def storey_in(text: str) -> str:
    """The storey that a text names, as it writes it; empty where it names none.

    Examples
    --------
    >>> storey_in("GROUND FLOOR PLAN 1:100"), storey_in("Plan du 1er étage"), storey_in("一层平面图")
    ('GROUND FLOOR', '1er étage', '一层')
    >>> storey_in("Grundriss 2. OG"), storey_in("Floor plan"), storey_in("Attic bedroom")
    ('2. OG', '', '')
    """
    found = STOREY.search(" ".join(text.replace("_", " ").split()))
    return found.group(0) if found else ""


def storey_of(drawing: Drawing, title: str, around: Iterable[str]) -> tuple[str, list[Problem]]:
    """The storey of a plan: of its title, of its largest lettering, or of what stands around it.

    Parameters
    ----------
    title
        Name of the drawing on its sheet.
    around
        Texts and names of paper layouts, and the name of the file, nearest first.
    """
    own = [(t.height, storey_in(t.text)) for t in drawing.labels[:MOST_TEXTS]]
    written = [(height, name) for height, name in own if name]
    tallest = max((height for height, _ in written), default=0.0)
    large = list(dict.fromkeys(name for height, name in written if height >= 0.8 * tallest))
    named = storey_in(title)
    if named:
        return named, []
    if large:
        return large[0], _told(large)
    beside = list(dict.fromkeys(name for text in around if (name := storey_in(text))))
    return (beside[0], _told(beside)) if beside else ("", [])


def _told(names: Sequence[str]) -> list[Problem]:
    if len({name.casefold() for name in names}) < 2:
        return []
    message = (
        f"The texts name several storeys: {', '.join(map(repr, names[:6]))}; "
        f"the plan is taken as {names[0]!r}."
    )
    return [info("STOREY_UNCLEAR", "storeys", message, "It only names the storey; nothing else changes.")]
