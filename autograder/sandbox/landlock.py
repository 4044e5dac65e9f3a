"""Landlock, by its three system calls: from here on this process reaches only the files that are named. Linux."""

from __future__ import annotations

import ctypes
import functools
import os
import stat
import struct
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""The same numbers on every processor: they were given after Linux had made them one."""

ASK_VERSION, PATH_BENEATH = 1, 1
EXECUTE, WRITE, READ, READ_DIR, REMOVE_DIR, REMOVE_FILE, _, MAKE_DIR, MAKE_FILE = (1 << bit for bit in range(9))
REFER, TRUNCATE, IOCTL = 1 << 13, 1 << 14, 1 << 15
ALL_OF_ABI_1 = (1 << 13) - 1
FOR_FILES = EXECUTE | WRITE | READ | TRUNCATE | IOCTL
NO_TCP = 0b11
NO_SOCKETS_AND_SIGNALS_OUTSIDE = 0b11


def restrict(readable: Iterable[str], writable: Iterable[str], devices: Iterable[str]) -> None:
    """Allow reading below some paths, reading and writing below others, and nothing else. Raises ``OSError``.

    Links, pipes and sockets cannot be made even where files can. What a newer kernel can forbid on top is forbidden.
    """
    version = _call(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)
    files = ALL_OF_ABI_1
    for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL)):
        files |= right if version >= since else 0
    attributes = struct.pack(
        "QQQ", files, NO_TCP if version >= 4 else 0, NO_SOCKETS_AND_SIGNALS_OUTSIDE if version >= 6 else 0
    )
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _call(CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    try:
        change = WRITE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_FILE | REFER | TRUNCATE
        for paths, rights in ((readable, 0), (writable, change), (devices, WRITE)):
            for path in paths:
                _allow(rules, path, files & (READ | READ_DIR | rights))
        _call(RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        below = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(below).st_mode):
            rights &= FOR_FILES
        _call(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, below), 0)
    finally:
        os.close(below)


@functools.cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def _call(number: int, *arguments: object) -> int:
    result = int(_libc().syscall(number, *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result
