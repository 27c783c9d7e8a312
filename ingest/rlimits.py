"""Limits on time and memory: a child lowers what it inherited, never raises it, and says whose limit it met."""

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
# A parser that met the limit on memory has used most of it.
_SPENT = 0.8


def lower(kind: int, wanted: int) -> None:
    """Set a soft limit, at most to what was inherited; the hard limit stays, so that it may be set again."""
    soft, hard = _INHERITED[kind]
    resource.setrlimit(kind, (least(wanted, soft, hard), hard))


def seal(kind: int, wanted: int) -> None:
    """Set the soft and the hard limit, at most to what was inherited, for the rest of the process's life."""
    soft, hard = _INHERITED[kind]
    resource.setrlimit(kind, (least(wanted, soft, hard), least(wanted, hard)))


def least(*limits: int) -> int:
    """The lowest of some limits, of which RLIM_INFINITY is the highest."""
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=resource.RLIM_INFINITY)


def processor_seconds() -> int | None:
    """How much processor time the system gives a process; None where it sets no limit."""
    return _finite(least(*_INHERITED[resource.RLIMIT_CPU]))


def memory_bytes() -> int | None:
    """How much memory the system gives a process; None where it sets no limit."""
    return _finite(least(*(limit for kind in _MEMORY for limit in _INHERITED[kind])))


def met_by_death(code: int, seconds: float, wanted_bytes: int) -> Refused | None:
    """The inherited limit that ended a child with this code, where it is lower than what the child was to have."""
    time, memory = processor_seconds(), memory_bytes()
    ended = (-signal.SIGXCPU, -signal.SIGKILL)
    if time is not None and time <= seconds and (code == ended[0] or (code == ended[1] and memory is None)):
        return processor_limited(time)
    return memory_limited(memory) if memory is not None and memory < wanted_bytes else None


def met_in_memory(error: Exception, wanted_bytes: int) -> Refused | None:
    """The inherited limit on memory that an error comes from: lower than what this process was to have, and used up."""
    memory = memory_bytes()
    if memory is None or memory >= wanted_bytes:
        return None
    spent = isinstance(error, MemoryError) or _peak_bytes() >= _SPENT * memory
    return memory_limited(memory) if spent else None


def processor_limited(seconds: int) -> Refused:
    """A file that takes more time than the system gives."""
    told = f"processor time is limited to {seconds} s by the system"
    return Refused(Reason.TIMED_OUT, told, "raise the limit (ulimit -t), or split the file")


def memory_limited(size: int) -> Refused:
    """A file that takes more memory than the system gives."""
    told = f"memory is limited to {size / 1e6:,.0f} MB by the system"
    return Refused(Reason.TOO_LARGE, told, "raise the limit (ulimit -v or -d), or split the file")


def _finite(limit: int) -> int | None:
    return None if limit == resource.RLIM_INFINITY else limit


def _peak_bytes() -> int:
    """The largest size of the process's address space so far; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmPeak")), 0)
