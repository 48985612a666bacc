"""Who may use what: each fence names a library and the only files that may import it, with the reason."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kit", "assets", "scenes", "render", "orders", "api")

FENCES: dict[tuple[str, ...], tuple[str, ...]] = {
    # libraries -> the files or folders that may import them
    ("fastapi", "starlette", "multipart", "python_multipart"): ("api/http/",),
    ("uvicorn",): ("api/cli/serve.py",),
    ("sqlalchemy", "alembic", "sqlite3"): (
        "api/records/",
        "orders/backends/sandbox.py",  # the embedded store keeps a database of its own, as a real one would
        "orders/backends/sandbox_books.py",  # the same database: its tables, read and written
    ),
    ("mitsuba", "drjit"): ("render/",),
    ("pyrender", "OpenGL"): (),  # our files are drawn with them in tests, as by a viewer of somebody else
    ("pyoidn",): ("render/denoise.py", "render/warm.py"),
    ("PIL",): (
        "render/image.py",  # pictures that we write
        "assets/texture_image.py",  # pictures within models that people bring
        "render/gltf/images.py",  # pictures within models that we write
    ),
    ("DracoPy",): ("scenes/readers/draco.py",),  # an extra: imported only where a file is compressed
    ("open3d", "pye57", "laspy"): ("scenes/readers/",),  # large; imported when a scan is read
    ("fast_simplification",): ("assets/simplify.py",),  # keeps its mesh in a global: one lock around it
    ("dbos",): ("api/workflows/",),
    ("httpx", "urllib.request", "http.client", "socket", "ssl", "smtplib", "ftplib", "requests", "aiohttp"): (
        "orders/backends/feeds.py",  # price and stock feeds, from the one address that is set for each
        # the connector to a store's system, once there is one, belongs to orders/backends/
        "api/cli/demo_client.py",  # talks to the service that the demo started, on the loopback only
        "api/cli/serve.py",  # binds the port on which the service listens; opens no connection
    ),
    ("rich", "typer"): ("api/cli/",),
    ("ezdxf",): ("scenes/readers/dxf.py", "scenes/readers/drawings/"),  # drawings behind it know no DXF
    ("ifcopenshell",): ("scenes/readers/",),  # hundreds of megabytes, of the extra `bim`
    ("typst",): ("api/sheets/fonts.py", "api/sheets/pdf.py"),  # it reads files: only from folders we fill
    ("pxr",): ("scenes/readers/usdz_parts.py",),  # what it may open is checked there before it opens it
    ("javaobj",): ("scenes/readers/sweet_home_java.py",),  # homes of before 2017; reads data, loads no class
    ("pickle", "marshal", "shelve"): (),  # reading them runs what is in them
}

IMPORTING_CALLS = ("__import__", "importlib.import_module", "import_module")
UNKNOWN = "a module whose name is worked out"
ENVIRONMENT = ("api/settings.py",)
ENVIRONMENT_ALSO = {
    "render/device.py": "the ray caster's libraries take their paths and thread counts from the environment",
}


def python_files() -> list[Path]:
    """Every Python file of the rooms."""
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def relative(path: Path) -> str:
    """The path as it is written in this file."""
    return path.relative_to(ROOT).as_posix()


def running_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node below `tree` except what stands under `if TYPE_CHECKING:`, which never runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from running_nodes(node)


@cache
def imported_names(path: Path) -> list[tuple[str, int]]:
    """Every imported module's full name with its line, wherever in the file it is imported."""
    found: list[tuple[str, int]] = []
    for node in running_nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, node.lineno))
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in IMPORTING_CALLS:
            first = node.args[0] if node.args else None
            known = isinstance(first, ast.Constant) and isinstance(first.value, str)
            found.append((ast.literal_eval(first) if first and known else UNKNOWN, node.lineno))
    return found


@pytest.mark.parametrize(("libraries", "allowed"), FENCES.items(), ids=[names[0] for names in FENCES])
def test_only_these_files_import(libraries: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    trespassers = sorted(
        {
            f"{relative(path)}:{line} imports {name}"
            for path in python_files()
            if not relative(path).startswith(allowed or ("nowhere",))
            for name, line in imported_names(path)
            if any(name == library or name.startswith(library + ".") for library in libraries)
        }
    )
    assert trespassers == []


def test_fences_name_files_that_are_there() -> None:
    allowed = {place for places in FENCES.values() for place in places} | {*ENVIRONMENT, *ENVIRONMENT_ALSO}
    assert [place for place in sorted(allowed) if not (ROOT / place).exists()] == []


def test_no_import_hides_its_name() -> None:
    hidden = [
        f"{relative(path)}:{line}"
        for path in python_files()
        for name, line in imported_names(path)
        if name == UNKNOWN
    ]
    assert hidden == []


def reads_environment(path: Path) -> list[int]:
    """Lines on which `os.environ`, `os.getenv` or `os.putenv` is used."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "putenv", "environb"):
            lines.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            lines += [node.lineno for alias in node.names if alias.name in ("environ", "getenv", "putenv")]
    return lines


def test_only_settings_read_the_environment() -> None:
    allowed = (*ENVIRONMENT, *ENVIRONMENT_ALSO)
    trespassers = [
        f"{relative(path)}:{line}"
        for path in python_files()
        if relative(path) not in allowed
        for line in reads_environment(path)
    ]
    assert trespassers == []


def test_rooms_are_the_ones_in_this_folder() -> None:
    for room in ROOMS:
        found = importlib.util.find_spec(room)
        assert found is not None
        assert found.origin is not None
        assert Path(found.origin).resolve() == ROOT / room / "__init__.py", (
            f"{room} is shadowed by {found.origin}"
        )


def test_no_file_is_named_after_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "common", "manager", "base", "core", "misc"}
    assert [relative(path) for path in python_files() if path.stem in empty_names] == []


def test_lampyris_prints_only_in_the_command_line() -> None:
    prints = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files()
        if not relative(path).startswith("api/cli/")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    allowed = ("assets/make_", "scenes/make_", "scenes/samples/make_")  # scripts that set-up runs
    assert [place for place in prints if not place.startswith(allowed)] == []
