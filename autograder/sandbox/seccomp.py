"""The system calls that a worker may make, by name; libseccomp turns them into the kernel's filter. Linux.

libseccomp is called directly: of its functions seven are needed, and the packages that wrap it are not kept any more.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
from typing import Any

LIBRARY = "libseccomp.so.2"

FILES = """
    open openat creat close close_range read write readv writev pread64 pwrite64 preadv preadv2 pwritev pwritev2 lseek
    stat lstat fstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getcwd chdir fchdir
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 truncate ftruncate fallocate fadvise64 chmod fchmod
    fchmodat umask utime utimes utimensat getdents getdents64 flock fsync fdatasync sync_file_range sendfile
    copy_file_range dup dup2 dup3"""
WAITING = """
    pipe pipe2 poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    eventfd eventfd2 nanosleep clock_nanosleep pause"""
MEMORY_AND_THREADS = """
    brk mmap mprotect munmap mremap madvise mincore msync futex set_robust_list get_robust_list rseq membarrier
    set_tid_address sched_yield sched_getaffinity arch_prctl gettid exit exit_group restart_syscall"""
SIGNALS_AND_CLOCKS = """
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack alarm getitimer
    setitimer time times gettimeofday clock_gettime clock_getres"""
WHO_AM_I = """
    getpid getppid getpgid getpgrp getsid getuid geteuid getgid getegid getresuid getresgid getgroups uname sysinfo
    getrlimit getrusage getrandom"""
SPEAKING = """
    sendto recvfrom shutdown getsockname getpeername getsockopt"""
"""On the descriptors a worker has. It cannot make a socket but a pair that ends in itself, and connect to nothing."""

ALLOWED = (FILES + WAITING + MEMORY_AND_THREADS + SIGNALS_AND_CLOCKS + WHO_AM_I + SPEAKING).split()

A_THREAD, NEW_NAMESPACES = 0x00010000, 0x7E020080
UNIX = 1
WITH_ARGUMENT: dict[str, tuple[int, tuple[int, ...]]] = {
    "socketpair": (0, (UNIX,)),
    "prlimit64": (2, (0,)),  # to read a limit, not to set one
    "prctl": (0, (3, 15, 16, 0x53564D41)),  # whether it can be looked into; a thread's name; a name for memory
    "ioctl": (1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),  # is it a terminal, how large; bytes there; flags
    "fcntl": (1, (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)),  # copies, flags, locks; never: signals to an owner
}
"""Calls that are allowed only with certain values in one argument: its place, and the values."""

OTHER_ANSWERS = {
    "clone3": errno.ENOSYS,  # its flags are in memory, where no filter can look: libc then takes `clone`
    **dict.fromkeys(("getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr"), errno.ENOTSUP),
    **dict.fromkeys(("setxattr", "lsetxattr", "fsetxattr"), errno.ENOTSUP),  # shutil.copy2 can live with that one
}
"""What is refused with another error than "not permitted"."""

ALLOW, KILL_PROCESS, FAIL_WITH = 0x7FFF0000, 0x80000000, 0x00050000
EQUAL, MASKED_EQUAL = 4, 7
BAD_ARCHITECTURE = 2
SET_SECCOMP, FILTER_MODE = 22, 2
SOMEBODY = 0x5EED1DEA
"""Stands for the process's own number in the filter that is made once; no process has a number so high."""


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def filter_calls() -> None:
    """Allow the calls above from now on and no others. ``no_new_privs`` must be set. Raises ``OSError``."""
    own = os.getpid().to_bytes(4, "little")
    program = make_program().replace(SOMEBODY.to_bytes(4, "little"), own)
    libc = ctypes.CDLL(None, use_errno=True)
    packed = _Program(len(program) // 8, program)
    if libc.prctl(SET_SECCOMP, FILTER_MODE, ctypes.byref(packed), 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp: {os.strerror(code)}")


@functools.cache
def make_program() -> bytes:
    """Return the filter as the kernel's instructions. Made once, before the forks. Raises ``OSError``."""
    library = _library()
    context = library.seccomp_init(FAIL_WITH | errno.EPERM)
    if not context:
        raise OSError(errno.EINVAL, "libseccomp knows nothing of this processor")
    context = ctypes.c_void_p(context)
    try:
        _check(library.seccomp_attr_set(context, BAD_ARCHITECTURE, KILL_PROCESS))
        add = functools.partial(_add, library, context)
        for name in ALLOWED:
            add(name, ALLOW)
        for name, (place, values) in WITH_ARGUMENT.items():
            for value in values:
                add(name, ALLOW, _Comparison(place, EQUAL, value, 0))
        for name in ("kill", "tgkill"):
            add(name, ALLOW, _Comparison(0, EQUAL, SOMEBODY, 0))
        add("clone", ALLOW, _Comparison(0, MASKED_EQUAL, A_THREAD | NEW_NAMESPACES, A_THREAD))
        for name, code in OTHER_ANSWERS.items():
            add(name, FAIL_WITH | code)
        return _export(library, context)
    finally:
        library.seccomp_release(context)


def _library() -> Any:
    library = ctypes.CDLL(LIBRARY)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_attr_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32]
    library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_void_p,
    ]
    library.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.seccomp_release.argtypes = [ctypes.c_void_p]
    return library


def _add(library: Any, context: Any, name: str, action: int, *comparisons: _Comparison) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:  # this processor does not have it, or this libseccomp does not know it yet
        return
    array = (_Comparison * len(comparisons))(*comparisons)
    _check(library.seccomp_rule_add_array(context, action, number, len(comparisons), array))


def _export(library: Any, context: Any) -> bytes:
    read, write = os.pipe()
    try:
        _check(library.seccomp_export_bpf(context, write))
        os.close(write)
        write = -1
        with os.fdopen(read, "rb") as file:
            return file.read()
    finally:
        if write >= 0:
            os.close(write)
            os.close(read)


def _check(result: int) -> None:
    if result < 0:
        raise OSError(-result, f"libseccomp: {os.strerror(-result)}")
