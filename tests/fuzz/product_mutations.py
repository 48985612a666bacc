"""Ways in which a product file goes wrong: one of its members, a member of its model, or the ZIP itself."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from random import Random

from gldf_files import zipped
from mutations import OF_TEXTS, flip_bytes

MODEL = ".l3d"


def damage_a_member(data: bytes, random: Random) -> bytes:
    """A member, or a member of a model, is damaged as texts are."""
    members = dict(_members(data))
    name = random.choice(sorted(members))
    if name.endswith(MODEL):
        inner = dict(_members(members[name]))
        part = random.choice(sorted(inner))
        members[name] = zipped(inner | {part: _damaged(inner[part], random)})
    else:
        members[name] = _damaged(members[name], random)
    return zipped(members)


def remove_or_rename_a_member(data: bytes, random: Random) -> bytes:
    """A member is missing, or has another name."""
    members = dict(_members(data))
    name = random.choice(sorted(members))
    content = members.pop(name)
    if random.random() < 0.7:
        members[
            random.choice((name.upper(), name + "x", "../" + name, name.replace("/", "\\"), "x" * 600))
        ] = content
    return zipped(members)


def _damaged(content: bytes, random: Random) -> bytes:
    return random.choice(OF_TEXTS)(content, random) if content else content


@lru_cache(maxsize=64)
def _members(data: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist() if not name.endswith("/"))


OF_PRODUCTS = (*(damage_a_member,) * 8, remove_or_rename_a_member, flip_bytes)
