"""Ways in which a sound text file goes wrong: every one takes the file's bytes and a random generator."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], bytes]

_NUMBER = re.compile(rb"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_NUMBERS_OF_ALL_KINDS = (
    *(b"0", b"1", b"-1", b"2", b"3", b"4", b"90", b"180", b"270", b"360", b"-0", b"+5", b"05", b".5", b"7."),
    *(b"1e3", b"1e308", b"1e-320", b"-1e9", b"99999999999", b"1500", b"2250001", b"nan", b"inf", b"-inf"),
    *(b"0x10", b"1_000", b"1,5", b"1.234,5", b"1e", b"--1", b"1-", b"", b"\xb2", b"\xd9\xa1", b"many"),
)
_MAX_COPIED = 200


def flip_bytes(data: bytes, random: Random) -> bytes:
    """One to four bytes become others."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut_the_end(data: bytes, random: Random) -> bytes:
    """The file ends early, often by a few bytes only."""
    most = len(data) if random.random() < 0.5 else 40
    return data[: -random.randint(1, min(most, len(data)))]


def cut_a_piece(data: bytes, random: Random) -> bytes:
    """A piece is missing."""
    start = random.randrange(len(data))
    return data[:start] + data[start + random.randint(1, _MAX_COPIED) :]


def double_a_piece(data: bytes, random: Random) -> bytes:
    """A piece stands there twice."""
    start = random.randrange(len(data))
    piece = data[start : start + random.randint(1, _MAX_COPIED)]
    return data[:start] + piece + data[start:]


def swap_lines(data: bytes, random: Random) -> bytes:
    """Two lines have changed places."""
    lines = data.splitlines(keepends=True)
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


def remove_lines(data: bytes, random: Random) -> bytes:
    """One to three lines are missing."""
    lines = data.splitlines(keepends=True)
    start = random.randrange(len(lines))
    del lines[start : start + random.randint(1, 3)]
    return b"".join(lines)


def double_lines(data: bytes, random: Random) -> bytes:
    """One to three lines stand there twice."""
    lines = data.splitlines(keepends=True)
    start = random.randrange(len(lines))
    return b"".join([*lines[:start], *lines[start : start + random.randint(1, 3)], *lines[start:]])


def add_blank_lines(data: bytes, random: Random) -> bytes:
    """A blank line, or one of blanks, somewhere."""
    lines = data.splitlines(keepends=True)
    lines.insert(random.randrange(len(lines) + 1), random.choice((b"\r\n", b"\n", b"  \r\n", b"\t\n")))
    return b"".join(lines)


def edit_a_number(data: bytes, random: Random) -> bytes:
    """One number becomes another, or nearly one."""
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    # the first numbers of a file are its counts and factors: they are chosen as often as all the rest
    match = random.choice(found[:60] if random.random() < 0.5 else found)
    return data[: match.start()] + _another(match.group(), random) + data[match.end() :]


def edit_numbers(data: bytes, random: Random) -> bytes:
    """Several numbers become others."""
    for _ in range(random.randint(2, 5)):
        data = edit_a_number(data, random)
    return data


def swap_numbers(data: bytes, random: Random) -> bytes:
    """Two numbers have changed places."""
    found = list(_NUMBER.finditer(data))
    if len(found) < 2:
        return data
    first, second = sorted(random.sample(found, 2), key=lambda match: match.start())
    return b"".join(
        [
            data[: first.start()],
            second.group(),
            data[first.end() : second.start()],
            first.group(),
            data[second.end() :],
        ]
    )


def other_separators(data: bytes, random: Random) -> bytes:
    """Numbers parted by other characters, from some place on."""
    start = random.randrange(len(data))
    old, new = random.choice(
        ((b" ", b","), (b" ", b";"), (b" ", b"\t"), (b".", b","), (b",", b"."), (b"\n", b" "), (b" ", b""))
    )
    return data[:start] + data[start:].replace(old, new)


def other_encoding(data: bytes, random: Random) -> bytes:
    """Another encoding, other line ends, a mark at the start, a mark of the end within."""
    text = data.decode("cp1252", errors="replace")
    how = random.randrange(8)
    if how < 3:
        encoding = ("utf-16", "utf-16-le", "utf-8-sig")[how]
        return text.encode(encoding)
    if how == 3:
        return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r")
    if how == 4:
        return data.replace(b"\r\n", b"\n").replace(b"\n", b"\n\r")
    start = random.randrange(len(data))
    piece = (b"\x1a", b"\x00", bytes([random.randrange(128, 256)]))[how - 5]
    return data[:start] + piece + data[start:]


def other_header(data: bytes, random: Random) -> bytes:
    """The first lines become those of other files."""
    lines = data.splitlines(keepends=True)
    number = random.randrange(min(12, len(lines)))
    lines[number] = random.choice(
        (
            *(b"IESNA91\r\n", b"IESNA:LM-63-1995\r\n", b"IES:LM-63-2019\r\n", b"a lamp\r\n", b"\r\n"),
            *(b"TILT=NONE\r\n", b"TILT = none\r\n", b"TILT=INCLUDE\r\n", b"TILT=../x.tlt\r\n", b"TILT=\r\n"),
            *(
                b"[MORE] x\r\n",
                b"[_UNITS] mW/sr\r\n",
                b"[TEST\r\n",
                b"3\r\n",
                b"0\r\n",
                b"x" * 5000 + b"\r\n",
            ),
        )
    )
    return b"".join(lines)


def several(data: bytes, random: Random) -> bytes:
    """Two or three of the above, one after the other."""
    for mutation in random.sample(SINGLE, random.randint(2, 3)):
        if data:
            data = mutation(data, random)
    return data


def _another(number: bytes, random: Random) -> bytes:
    how = random.randrange(8)
    if how == 0:
        return random.choice(_NUMBERS_OF_ALL_KINDS)
    if how == 1:
        return b"-" + number
    if how == 2:
        return number.replace(b".", b"", 1)
    if how == 3:
        return number + random.choice((b"0", b"1", b".", b"e1", b"E-2", b",5", b".5"))
    if how == 4 and len(number) > 1:
        at = random.randrange(len(number))
        return number[:at] + number[at + 1 :]
    value = float(number)
    if how == 5:
        return f"{value + random.choice((-1, 1)):g}".encode()
    if how == 6:
        return f"{value * random.choice((0.1, 0.9, 1.1, 2, 10, 1000)):g}".encode()
    return number[:-1] + str(random.randrange(10)).encode()


SINGLE: tuple[Mutation, ...] = (
    flip_bytes,
    cut_the_end,
    cut_a_piece,
    double_a_piece,
    swap_lines,
    remove_lines,
    double_lines,
    add_blank_lines,
    edit_a_number,
    edit_a_number,
    edit_a_number,
    edit_numbers,
    swap_numbers,
    other_separators,
    other_encoding,
    other_header,
)
OF_TEXTS: tuple[Mutation, ...] = (*SINGLE, several, several)
