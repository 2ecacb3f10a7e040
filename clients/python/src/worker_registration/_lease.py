"""How long the lease of the worker can be relied on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Callable, Optional

#: Part of a lease that is left when it counts as lost, so that jobs can be stopped in time.
_MARGIN_PART = 0.2
_LONGEST_MARGIN = 30.0


@dataclass(frozen=True)
class Moment:
    """A moment by the clocks of this machine, in seconds."""

    #: Never set. Counts the time of a suspend where the system has a clock that does.
    running: float
    #: The time of day, which may be set. Only this clock notices that a virtual machine was paused.
    wall: float


def now() -> Moment:
    boot_time: Optional[int] = getattr(time, "CLOCK_BOOTTIME", None)
    running = time.monotonic() if boot_time is None else time.clock_gettime(boot_time)
    return Moment(running, time.time())


class Lease:
    """Counted from when the request was sent: the service renewed the lease after that, so it ends later."""

    def __init__(self, margin: Optional[float], clock: Callable[[], Moment] = now) -> None:
        self._margin = margin
        self._clock = clock
        self._lock = threading.Lock()
        self._sent_at: Optional[Moment] = None
        self._length: Optional[float] = None
        self._lost = False

    @property
    def length(self) -> Optional[float]:
        return self._length

    @property
    def is_held(self) -> bool:
        """Reads the clocks at the moment of the call: after a suspend no timer has fired yet."""
        with self._lock:
            if self._sent_at is None or self._lost:
                return False
            at = self._clock()
            elapsed = max(at.running - self._sent_at.running, at.wall - self._sent_at.wall)
            return self._length is None or elapsed < self._usable(self._length)

    def renewed(self, sent_at: Moment, length: Optional[float]) -> bool:
        """Returns whether the lease had been lost."""
        with self._lock:
            was_lost, self._lost = self._lost, False
            self._sent_at, self._length = sent_at, length
            return was_lost

    def newly_lost(self) -> Optional[float]:
        """Returns in how many seconds a lease expires that was not renewed, once."""
        with self._lock:
            if self._sent_at is None or self._length is None or self._lost:
                return None
            elapsed = self._clock().running - self._sent_at.running
            if elapsed < self._usable(self._length):
                return None
            self._lost = True
            return max(0.0, self._length - elapsed)

    def _usable(self, length: float) -> float:
        margin = min(length * _MARGIN_PART, _LONGEST_MARGIN) if self._margin is None else self._margin
        return length - min(margin, length)
