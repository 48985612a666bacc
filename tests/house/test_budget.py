"""Sizes and manners: files and functions stay short, public names are explained, nothing large is tracked."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kit", "assets", "scenes", "render", "orders", "api")
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60  # code, without its docstring
PARAMETERS = 8
BYTES_OF_A_TRACKED_FILE = 1_000_000

# What may be larger, each with its reason.
LARGER_FILES: dict[str, str] = {}
LARGER_FUNCTIONS: dict[str, str] = {
    "scenes/make_samples.py configuration": "the sample's document, written out as it stands",
}
MORE_PARAMETERS: dict[str, str] = {
    "api/cli/simulate.py simulate": "one parameter per option of the command, as the contract lists them",
    "api/cli/picture.py picture": "one parameter per option of the command, as the contract lists them",
    "api/cli/luminaire.py luminaire": "one parameter per option of the command",
    "api/cli/order.py order": "one parameter per option of the command, as the contract lists them",
}
LARGER_TRACKED: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files() -> list[Path]:
    """Every Python file of the rooms."""
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def relative(path: Path) -> str:
    """The path from the repository's root."""
    return path.relative_to(ROOT).as_posix()


def functions() -> Iterator[tuple[str, Function]]:
    """Every function of the rooms, named `file name`."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{relative(path)} {node.name}", node


def code_lines(function: Function) -> int:
    """Lines of a function without its decorators and its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def beyond(sizes: dict[str, int], *, limit: int, excepted: dict[str, str]) -> dict[str, int]:
    """Those that are over the limit and not listed as exceptions."""
    return {name: size for name, size in sizes.items() if size > limit and name not in excepted}


def test_files_are_short() -> None:
    sizes = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert beyond(sizes, limit=LINES_OF_A_FILE, excepted=LARGER_FILES) == {}


def test_functions_are_short() -> None:
    sizes = {name: code_lines(node) for name, node in functions()}
    assert beyond(sizes, limit=LINES_OF_A_FUNCTION, excepted=LARGER_FUNCTIONS) == {}


def test_functions_have_few_parameters() -> None:
    def count(node: Function) -> int:
        named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        return len([argument for argument in named if argument.arg not in ("self", "cls")])

    sizes = {name: count(node) for name, node in functions()}
    assert beyond(sizes, limit=PARAMETERS, excepted=MORE_PARAMETERS) == {}


def public_definitions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """The module, and its public classes, functions and methods."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    yield relative(path), module
    for node in module.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{relative(path)} {node.name}", node
            for inner in node.body if isinstance(node, ast.ClassDef) else []:
                if isinstance(inner, Function) and not inner.name.startswith("_"):
                    yield f"{relative(path)} {node.name}.{inner.name}", inner


def is_overload(node: ast.AST) -> bool:
    """Whether a function only states types (`typing.overload`)."""
    return isinstance(node, Function) and any("overload" in ast.unparse(item) for item in node.decorator_list)


def test_public_names_are_explained() -> None:
    silent = [
        name
        for path in python_files()
        for name, node in public_definitions(path)
        if isinstance(node, Function | ast.ClassDef | ast.Module)
        and not is_overload(node)
        and not (ast.get_docstring(node) or "").strip()
    ]
    assert silent == []


def test_nothing_large_is_tracked() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing is tracked")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = [name.decode() for name in listed.split(b"\0") if name]
    large = [
        name
        for name in names
        if (ROOT / name).is_file() and (ROOT / name).stat().st_size > BYTES_OF_A_TRACKED_FILE
    ]
    assert [name for name in large if name not in LARGER_TRACKED] == []


def test_exceptions_to_the_budget_are_still_needed() -> None:
    names = {name for name, _ in functions()} | {relative(path) for path in python_files()}
    listed = {*LARGER_FILES, *LARGER_FUNCTIONS, *MORE_PARAMETERS}
    assert [name for name in listed if name not in names] == []
