"""A wall between this process and every network: from then on no socket can be made (Linux, seccomp filters).

The filter is a program of a few steps that the kernel runs at each system call (seccomp(2), BPF). It needs no
privileges, holds for all threads and for whatever is started later, and cannot be taken down again.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER, FOR_ALL_THREADS = 1, 1
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
LOAD, JUMP_IF_EQUAL, JUMP_IF_NOT_LESS, ANSWER = 0x20, 0x15, 0x35, 0x06
NUMBER_AT, ARCHITECTURE_AT = 0, 4  # in what the kernel tells of a call (struct seccomp_data)
IO_URING_SETUP = 425  # through which sockets could be made beside the filter
OTHER_TABLE = 0x40000000  # calls of the x32 table have this bit
# of each machine: the kernel's name of it, its calls "seccomp" and "socket"
MACHINES = {"x86_64": (0xC000003E, 317, 41), "aarch64": (0xC00000B7, 277, 198)}


def deny_network() -> bool:
    """Let every later call for a socket fail with EPERM; answers whether this kernel does so.

    Where it does not (another system, another machine, a kernel without filters) nothing is changed.
    """
    machine = MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    architecture, seccomp, socket = machine
    steps = ctypes.create_string_buffer(_filter(architecture, socket))
    program = struct.pack("HxxxxxxP", len(steps) // 8, ctypes.addressof(steps))  # struct sock_fprog
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(library.syscall(seccomp, SECCOMP_SET_MODE_FILTER, FOR_ALL_THREADS, program) == 0)


def _filter(architecture: int, socket: int) -> bytes:
    """Steps of the filter (struct sock_filter): a call of another machine's table is refused too."""
    steps = (
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (JUMP_IF_EQUAL, 0, 5, architecture),
        (LOAD, 0, 0, NUMBER_AT),
        (JUMP_IF_NOT_LESS, 3, 0, OTHER_TABLE),
        (JUMP_IF_EQUAL, 2, 0, socket),
        (JUMP_IF_EQUAL, 1, 0, IO_URING_SETUP),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, REFUSE),
    )
    return b"".join(struct.pack("HBBI", *step) for step in steps)
