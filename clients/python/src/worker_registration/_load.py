"""The share of processors and memory that this process uses, in percent."""

from __future__ import annotations

import os
import time
from typing import Dict, Optional


class ProcessLoad:
    """Measures since the last read; the first time, since construction."""

    def __init__(self) -> None:
        self._busy = time.process_time()
        self._at = time.monotonic()

    def read(self) -> Dict[str, float]:
        busy, at = time.process_time(), time.monotonic()
        possible = (at - self._at) * _processors()
        load = {"cpuUsage": _percent(busy - self._busy, possible)}
        self._busy, self._at = busy, at
        used, whole = _resident_bytes(), _memory_bytes()
        if used is not None and whole is not None:
            load["memoryUsage"] = _percent(used, whole)
        return load


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _resident_bytes() -> Optional[float]:
    """None where the system has no /proc."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return float(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def _memory_bytes() -> Optional[float]:
    """A container may have less than the machine."""
    try:
        whole = float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:
            return min(whole, float(file.read()))
    except (OSError, ValueError):
        return whole


def _percent(part: float, whole: float) -> float:
    return 0.0 if whole <= 0 else round(min(100.0, max(0.0, 100 * part / whole)), 1)
