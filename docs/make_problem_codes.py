"""Writes docs/problem-codes.md from the code: every code, how grave it is, where it arises, what it says.

Run it with `make problem-codes` after adding one; a test compares page and code.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("kit", "assets", "scenes", "render", "orders", "api")
PAGE = ROOT / "docs" / "problem-codes.md"
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
# the environment's, those of libraries and of glTF, a usage line's, STF's
NOT_CODES = ("LAMPYRIS_", "MI_", "DRJIT_", "COLOR_", "TEXCOORD_", "FILE_OR_", "R_")
SEVERITIES = ("error", "warning", "info")
STOPS = ("Conflict", "RenderFailed", "SimulationFailed")

HEAD = """\
# Problem codes

What can be wrong with what a person gave us. A code never changes its meaning; its sentence may be reworded.
Problems come all at once, each with `code`, `severity`, `where`, `message` and `hint`, over HTTP, from the
shell and on the page alike. An `error` stops the work, a `warning` and an `info` do not; `stop` marks the
codes of the exceptions that end a request (see the tree in `kit/errors.py`). In the sentences `…` stands for
a value that was found.

This page is written by `make problem-codes` from the calls in the code.

| code | severity | arises in | says |
|---|---|---|---|
"""


@dataclass(frozen=True, order=True)
class Use:
    """One place in the code that names a problem code."""

    code: str
    severity: str
    place: str
    says: str


def sentence(node: ast.expr) -> str:
    """A string expression as readers see it, with `…` for what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return sentence(node.left) + sentence(node.right)
    return ""


def is_code(node: ast.AST) -> bool:
    """Whether an expression is the literal of a problem code."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return CODE.fullmatch(node.value) is not None and not node.value.startswith(NOT_CODES)


def uses_of_call(node: ast.Call, place: str) -> list[Use]:
    """The codes among a call's arguments; what is said is the first sentence after the code."""
    called = ast.unparse(node.func).split(".")[-1]
    severity = called if called in SEVERITIES else "stop" if called in STOPS else "error"
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    found = []
    for position, argument in enumerate(arguments):
        later = [sentence(each) for each in arguments[position + 1 :]]
        if called in SEVERITIES and len(node.args) > 2:
            says = sentence(node.args[2])
        else:
            says = next((text for text in later if text.count(" ") > 2), "")
        found += [Use(part.value, severity, place, says) for part in choices(argument) if is_code(part)]
    return found


def choices(node: ast.expr) -> list[ast.expr]:
    """An expression, or all branches of a choice."""
    return choices(node.body) + choices(node.orelse) if isinstance(node, ast.IfExp) else [node]


def uses_in(path: Path) -> list[Use]:
    """Every problem code that one file names."""
    place = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[Use] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += uses_of_call(node, place)
        elif isinstance(node, ast.ClassDef):
            about = (ast.get_docstring(node) or "").split("\n")[0]
            for line in node.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code":
                    found.append(Use(ast.literal_eval(line.value), "stop", place, about))
    told = {use.code for use in found}
    rest = {node.value for node in ast.walk(tree) if is_code(node)} - told  # those in tables
    return found + [Use(code, "error", place, "") for code in sorted(rest)]


def page() -> str:
    """The whole page: one row per code, in alphabetical order."""
    uses: dict[str, list[Use]] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for use in uses_in(path):
                uses.setdefault(use.code, []).append(use)
    rows = []
    for code, places in sorted(uses.items()):
        severities = ", ".join(sorted({use.severity for use in places}))
        files = ", ".join(f"`{name}`" for name in sorted({use.place for use in places}))
        says = next((use.says for use in places if use.says), "").replace("|", "\\|").replace("\n", " ")
        rows.append(f"| `{code}` | {severities} | {files} | {says} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
