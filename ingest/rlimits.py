"""Limits on time and memory: a child only lowers inherited limits, and reports whose limit was hit."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

from graph.errors import Reason, Refused

_INHERITED = {
    kind: resource.getrlimit(kind)
    for kind in (
        resource.RLIMIT_CPU,
        resource.RLIMIT_AS,
        resource.RLIMIT_DATA,
        resource.RLIMIT_FSIZE,
        resource.RLIMIT_CORE,
        resource.RLIMIT_NOFILE,
    )
}
_MEMORY = (resource.RLIMIT_AS, resource.RLIMIT_DATA)
# A parser stopped by the memory limit has used most of it.
_SPENT = 0.8


def lower_limit(kind: int, wanted: int) -> None:
    """Set a soft limit, capped by the inherited one; the hard limit stays, so that it can be set again."""
    soft, hard = _INHERITED[kind]
    resource.setrlimit(kind, (lowest_limit(wanted, soft, hard), hard))


def seal_limit(kind: int, wanted: int) -> None:
    """Set the soft and the hard limit, capped by the inherited ones, for the rest of the process's life."""
    soft, hard = _INHERITED[kind]
    resource.setrlimit(kind, (lowest_limit(wanted, soft, hard), lowest_limit(wanted, hard)))


def lowest_limit(*limits: int) -> int:
    """Return the lowest limit, with RLIM_INFINITY as the highest."""
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=resource.RLIM_INFINITY)


def processor_seconds() -> int | None:
    """Return the system's limit on processor time; None if there is none."""
    return _finite(lowest_limit(*_INHERITED[resource.RLIMIT_CPU]))


def memory_bytes() -> int | None:
    """Return the system's limit on memory; None if there is none."""
    return _finite(lowest_limit(*(limit for kind in _MEMORY for limit in _INHERITED[kind])))


def limit_behind_exit(code: int, seconds: float, wanted_bytes: int) -> Refused | None:
    """Return the inherited limit that ended a child with this code, if it is lower than the child's own."""
    time, memory = processor_seconds(), memory_bytes()
    ended = (-signal.SIGXCPU, -signal.SIGKILL)
    if time is not None and time <= seconds and (code == ended[0] or (code == ended[1] and memory is None)):
        return processor_refusal(time)
    return memory_refusal(memory) if memory is not None and memory < wanted_bytes else None


def limit_behind_error(error: Exception, wanted_bytes: int) -> Refused | None:
    """Return the inherited memory limit that caused an error: lower than this process's own, and used up."""
    memory = memory_bytes()
    if memory is None or memory >= wanted_bytes:
        return None
    spent = isinstance(error, MemoryError) or _peak_bytes() >= _SPENT * memory
    return memory_refusal(memory) if spent else None


def processor_refusal(seconds: int) -> Refused:
    """Return the refusal of a file that exceeds the system's limit on processor time."""
    told = f"processor time is limited to {seconds} s by the system"
    return Refused(Reason.TIMED_OUT, told, "raise the limit (ulimit -t), or split the file")


def memory_refusal(size: int) -> Refused:
    """Return the refusal of a file that exceeds the system's limit on memory."""
    told = f"memory is limited to {size / 1e6:,.0f} MB by the system"
    return Refused(Reason.TOO_LARGE, told, "raise the limit (ulimit -v or -d), or split the file")


def _finite(limit: int) -> int | None:
    return None if limit == resource.RLIM_INFINITY else limit


def _peak_bytes() -> int:
    """Return the peak size of the process's address space; 0 if the system does not report it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmPeak")), 0)
