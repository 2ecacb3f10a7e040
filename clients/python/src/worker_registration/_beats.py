"""Sends the heartbeats of a registered worker, one at a time."""

from __future__ import annotations

import random
import threading
from typing import Any, Callable, Dict, Optional

from ._lease import Moment, now
from ._protocol import AgentError, Body, Terms, terms_of, object_in, text_in
from ._registration import Registration


class Beats:
    def __init__(
        self,
        registration: Registration,
        body: Callable[[], Dict[str, Any]],
        taken: Callable[[Body, Terms, Moment, float], None],
        problem: Callable[[AgentError], None],
        longest_interval: Optional[float],
    ) -> None:
        self._registration = registration
        self._body = body
        self._taken = taken
        self._problem = problem
        self._longest_interval = longest_interval
        self._told_interval = 30.0
        self._failures = 0
        self._over = False
        self._wanted = 0
        self._done = 0
        self._news = threading.Condition()

    @property
    def interval(self) -> float:
        return min(self._told_interval, self._longest_interval or self._told_interval)

    def follow(self, interval: float) -> None:
        self._told_interval = interval

    def run(self) -> None:
        """Runs until `end`. Raises Refused or Halted."""
        # Not immediately: the registration renewed the lease, and the random pause spreads out a fleet that registered
        # together.
        pause = self.interval * random.random()
        while self._rest(pause):
            wanted = self._wanted
            pause = self._exchange()
            with self._news:
                self._done = wanted
                self._news.notify_all()

    def now(self, timeout: Optional[float] = 0.0) -> None:
        """Sends the next heartbeat immediately, and waits up to `timeout` for its answer."""
        with self._news:
            self._wanted += 1
            wanted = self._wanted
            self._news.notify_all()
            self._news.wait_for(lambda: self._over or self._done >= wanted, timeout)

    def end(self) -> None:
        with self._news:
            self._over = True
            self._news.notify_all()

    def _rest(self, seconds: float) -> bool:
        """Returns False when it is over."""
        with self._news:
            self._news.wait_for(lambda: self._over or self._wanted > self._done, seconds)
            return not self._over

    def _exchange(self) -> float:
        """Returns the pause until the next heartbeat."""
        before, sent_at = self._registration.count, now()
        meaning = self._registration.ask("POST", "/heartbeat", self._body(), is_heartbeat=True)
        if self._over:
            return 0.0
        if meaning.kind == "done":
            self._failures = 0
            terms = terms_of(meaning.body, text_in(object_in(meaning.body, "worker"), "lastHeartbeat"))
            self._told_interval = terms.interval
            self._registration.renewed(text_in(meaning.body, "accessToken"), terms.lease)
            self._taken(meaning.body, terms, sent_at, self.interval)
            return self.interval
        if meaning.kind in ("superseded", "deregistered"):
            self._registration.end(meaning.kind, meaning.error)
            return 0.0
        self._problem(meaning.error)
        if meaning.kind in ("token-ended", "token-invalid", "not-registered"):
            self._registration.recover(meaning, before)
            return self.interval
        self._failures += 1
        at_least = meaning.retry_after if meaning.kind == "later" else self.interval
        # At least as often as heartbeats: the lease may still be valid.
        return self._registration.pause_after(self._failures, at_least, self.interval)
