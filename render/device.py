"""Chooses CPU or GPU once, and says how to mend what is missing."""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import glob
import os
import re
from importlib.metadata import version
from typing import Any

from kit.errors import MachineLacks

ENGINE = "2"  # raised whenever the same input gives other numbers
OLDEST_LLVM = 16  # older ones abort the process inside Dr.Jit's code generator
LIBRARY_FOLDERS = ("/usr/lib/*-linux-gnu", "/usr/lib/llvm-*/lib", "/usr/lib64", "/usr/local/lib")
HOW_TO_MEND = "install it with: apt-get install libllvm19 libatomic1 (or any LLVM from 16 on)"


def _llvm_libraries() -> list[tuple[int, str]]:
    """LLVM libraries on this machine as (major version, path), newest first."""
    found: dict[int, str] = {}
    for folder in LIBRARY_FOLDERS:
        for path in sorted(glob.glob(f"{folder}/libLLVM*.so*")):
            match = re.search(r"libLLVM[-.](?:so\.)?(\d+)", os.path.basename(path))
            if match:
                found.setdefault(int(match[1]), path)
    return sorted(found.items(), reverse=True)


@functools.cache
def variant() -> str:
    """The Mitsuba variant of this machine: ``cuda_ad_rgb`` where there is a GPU, else ``llvm_ad_rgb``.

    Raises
    ------
    MachineLacks
        When there is neither a GPU nor an LLVM library that is new enough.
    """
    if ctypes.util.find_library("cuda") and _has_gpu():
        return "cuda_ad_rgb"
    libraries = [(major, path) for major, path in _llvm_libraries() if major >= OLDEST_LLVM]
    if not libraries:
        raise MachineLacks(f"no LLVM library of version {OLDEST_LLVM} or newer was found; {HOW_TO_MEND}")
    # Dr.Jit reads its library from here only; whoever set it before knows better
    os.environ.setdefault("DRJIT_LIBLLVM_PATH", libraries[0][1])
    return "llvm_ad_rgb"


def _has_gpu() -> bool:
    """Whether the CUDA driver finds a device."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
        count = ctypes.c_int(0)
        return driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0 and count.value > 0
    except OSError:
        return False


@functools.cache
def mitsuba() -> Any:
    """The Mitsuba module with its variant chosen.

    Raises
    ------
    MachineLacks
        When this machine cannot run it.
    """
    name = variant()
    try:
        import mitsuba as mi

        mi.set_variant(name)
    # where one of its own libraries is missing, Dr.Jit fails with a bare NameError
    except (ImportError, NameError, OSError) as failure:
        raise MachineLacks(f"the ray caster could not start: {failure}; {HOW_TO_MEND}") from failure
    return mi


def require_device() -> None:
    """Raise MachineLacks unless light can be worked out on this machine."""
    mitsuba()


def engine_version() -> str:
    """What made a number: the engine and the libraries it stands on."""
    return f"lampyris-{ENGINE} mitsuba-{version('mitsuba')} drjit-{version('drjit')}"
