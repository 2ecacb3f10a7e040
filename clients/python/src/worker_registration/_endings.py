"""What an agent does when its process ends."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from typing import Any, Callable, Dict

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Endings:
    """Deregisters the worker when the program ends, and drains it on signals. A forked child does neither."""

    def __init__(self, stop: Callable[[bool, str], object], leave: Callable[[str], object]) -> None:
        self._stop = stop
        self._leave = leave
        self._pid = 0
        self._previous: Dict[int, Any] = {}
        self._asked = False
        self._stopped = False

    def begin(self, handle_signals: bool) -> None:
        self._pid = os.getpid()
        self._asked = self._stopped = False
        if handle_signals:
            if threading.current_thread() is not threading.main_thread():
                raise RuntimeError("handle_signals: start the agent in the main thread, where Python sets handlers")
            # An end on another thread left the handlers in place.
            if not self._previous:
                self._previous = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        atexit.register(self._at_exit)

    def end(self) -> None:
        atexit.unregister(self._at_exit)
        # After a signal, the handlers end the program first.
        if not self._asked and threading.current_thread() is threading.main_thread():
            self._restore()

    def _at_exit(self) -> None:
        if os.getpid() == self._pid:
            # Without its message, which may contain secrets.
            error = getattr(sys, "last_type", None)
            how = "" if error is None else f" by an uncaught {error.__name__}"
            self._leave(f"The program ended{how}")

    def _on_signal(self, number: int, frame: Any) -> None:
        """Drains at the first signal, cuts the drain short at the second, and then ends the program."""
        if self._stopped or os.getpid() != self._pid:
            previous = self._previous.get(number)
            self._restore()
            if callable(previous) and previous is not signal.default_int_handler:
                previous(number, frame)
            elif previous != signal.SIG_IGN:
                raise SystemExit(0)
            return
        is_first, self._asked = not self._asked, True
        threading.Thread(target=self._end_by, args=(number, is_first), daemon=True).start()

    def _end_by(self, number: int, is_first: bool) -> None:
        self._stop(is_first, signal.Signals(number).name)
        if is_first:
            self._stopped = True
            # Python runs handlers in the main thread only.
            os.kill(os.getpid(), number)

    def _restore(self) -> None:
        for number, previous in self._previous.items():
            signal.signal(number, previous)
        self._previous = {}
