"""Registers a worker, and again when an answer requires it."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import replace
from typing import Any, Callable, Dict, List, Optional, Protocol
from urllib.parse import quote

from ._http import HttpClient, Unreachable
from ._lease import Moment, now
from ._options import Options
from ._protocol import AgentError, Body, Meaning, is_credential, meaning_of, object_in, text_in, texts_in
from ._state_file import KeptState

#: The lease must not expire during the wait for one answer: an answer may take one part of this many.
_PART_OF_LEASE = 4
_TIMEOUT = 10.0
#: A lost heartbeat makes the worker late until it is repeated.
_HEARTBEAT_TIMEOUT = 5.0
#: How many times a call registers the worker again before it concludes that this does not help.
_CALL_REGISTRATIONS = 2


class Refused(Exception):
    """A refusal that a retry does not change."""

    def __init__(self, error: AgentError) -> None:
        super().__init__(error.message)
        self.error = error


class Halted(Exception):
    """The agent stopped, or the time of a call is over."""


class Callbacks(Protocol):
    def registered(self, body: Body, sent_at: Moment, released: List[str]) -> None: ...

    def kept(self, state: KeptState) -> None: ...

    def problem(self, error: AgentError) -> None: ...

    def over(self, kind: str, error: AgentError) -> None: ...


class Registration:
    """Keeps one worker registered, one registration at a time. Safe for several threads."""

    def __init__(
        self,
        options: Options,
        http: HttpClient,
        state: KeptState,
        running: Callable[[], List[str]],
        callbacks: Callbacks,
        halt: threading.Event,
    ) -> None:
        self._options = options
        self._http = http
        self._state = state
        self._running = running
        self._callbacks = callbacks
        self._halt = halt
        self._lock = threading.Lock()
        self.in_progress = False
        #: Grows with each registration, so that an older answer does not cause another one.
        self.count = 0
        self.ended: Optional[AgentError] = None
        self.lease: Optional[float] = None

    @property
    def state(self) -> KeptState:
        return self._state

    def path(self, below: str) -> str:
        return f"/{quote(self._options.worker_id, safe='')}{below}"

    def register(self, token_ended: bool = False, before: Optional[int] = None) -> None:
        """Registers, or waits for a registration under way, however long that takes. Raises Refused or Halted."""
        with self._lock:
            if before is not None and self.count != before:
                return
            self.in_progress = True
            try:
                self._register_once(token_ended)
            finally:
                self.in_progress = False

    def settled(self, timeout: float) -> None:
        """Waits for a registration under way, up to `timeout`."""
        if self._lock.acquire(timeout=timeout):
            self._lock.release()

    def ask(self, method: str, path: str, body: Any, is_heartbeat: bool = False) -> Meaning:
        """Sends one request as the worker; an unavailable service means `later`."""
        return self._ask(method, self.path(path), body, self._state.access_token, is_heartbeat)

    def call(self, method: str, path: str, body: Any, timeout: Optional[float]) -> Body:
        """Retries until there is an answer, across registrations and outages. Raises Refused or Halted."""
        until = None if timeout is None else time.monotonic() + timeout
        failures = registered = 0
        while True:
            if self.ended is not None:
                raise Refused(self.ended)
            before = self.count
            meaning = self.ask(method, path, body)
            if meaning.kind == "done":
                return meaning.body
            if meaning.kind in ("token-ended", "token-invalid", "not-registered"):
                registered += 1
                if registered > _CALL_REGISTRATIONS:
                    raise Refused(meaning.error)
                self.recover(meaning, before)
            elif meaning.kind == "later":
                failures += 1
                self._wait(self.pause_after(failures, meaning.retry_after), until)
            else:
                if meaning.kind != "refused":
                    self.end(meaning.kind, meaning.error)
                raise Refused(meaning.error)

    def recover(self, meaning: Meaning, before: int) -> None:
        """Registers again, unless that was done since `before`."""
        if meaning.kind == "token-invalid" and self.count == before and not self.in_progress:
            self._keep(access_token=None)
        self.register(meaning.kind != "not-registered", before)

    def renewed(self, access_token: Optional[str], lease: Optional[float]) -> None:
        self.lease = lease
        if access_token is not None and is_credential(access_token):
            self._keep(access_token=access_token)

    def end(self, kind: str, error: AgentError) -> None:
        if self.ended is not None:
            return
        self.ended = error
        # A later start uses the join token, if there is one.
        if error.code == "credentials_revoked":
            self._keep(access_token=None)
        self._callbacks.over(kind, error)

    def pause_after(self, failures: int, at_least: Optional[float] = None, longest: float = float("inf")) -> float:
        """Between zero and a bound that doubles with each failure, so that a fleet does not return all at once."""
        bound = min(self._options.longest_pause, longest, 0.5 * 2.0 ** min(failures - 1, 32))
        return max(at_least or 0.0, random.random() * bound)

    def _register_once(self, token_ended: bool) -> None:
        if token_ended:
            self._require_still_ours()
        if not self._state.answered:
            self._keep()
        released: List[str] = []
        failures = 0
        while True:
            if self.ended is not None:
                raise Refused(self.ended)
            sent_at = now()
            credential = self._state.access_token or self._options.join_token or self._options.key
            meaning = self._ask("POST", "/register", self._body(), credential)
            if meaning.kind == "done" and _is_registration(meaning.body):
                released += texts_in(meaning.body, "releasedJobs")
                if self._accept(meaning.body, sent_at, released):
                    return
                continue
            error = meaning.error
            if meaning.kind == "done":
                error = AgentError("The answer to a registration is not one of the service", "unreadable", 200)
            elif meaning.kind in ("token-ended", "token-invalid") and self._state.access_token is not None:
                self._callbacks.problem(error)
                self._keep(access_token=None)
                continue
            elif meaning.kind in ("superseded", "deregistered"):
                self.end(meaning.kind, error)
                raise Refused(error)
            elif meaning.kind != "later":
                self._require_retry_helps(error)
            self._callbacks.problem(error)
            failures += 1
            self._wait(self.pause_after(failures, meaning.retry_after), None)

    def _accept(self, body: Body, sent_at: Moment, released: List[str]) -> bool:
        """Returns False if the worker has to register once more, with a boot id of its own."""
        token = text_in(object_in(body, "credentials"), "accessToken")
        worker_id = text_in(object_in(body, "worker"), "id")
        if self._state.next_boot_id is not None:
            boot_id = self._state.next_boot_id
            self._keep(boot_id=boot_id, next_boot_id=None, id=worker_id, access_token=token, answered=False)
            return False
        self._keep(id=worker_id, access_token=token, answered=True)
        self.count += 1
        self.in_progress = False
        self._callbacks.registered(body, sent_at, released)
        return True

    def _body(self) -> Dict[str, Any]:
        body = {**self._options.description, "bootId": self._state.boot_id}
        return {**body, "activeJobs": self._running()} if self._options.count_jobs else body

    def _require_retry_helps(self, error: AgentError) -> None:
        """A refused first registration is the program's fault; later, an operator may admit the worker again."""
        if self.count == 0:
            raise Refused(error)
        # The own token proves the identity, unless another process registered with it.
        if error.code == "own_token_required" and self._state.access_token is not None:
            self.end("superseded", error)
            raise Refused(error)

    def _require_still_ours(self) -> None:
        """A worker that slept while its token expired may have been taken over; in the open mode `bootId` tells."""
        meaning = self._ask("POST", self.path("/heartbeat"), {"bootId": self._state.boot_id}, None)
        if meaning.kind in ("superseded", "deregistered"):
            self.end(meaning.kind, meaning.error)
            raise Refused(meaning.error)

    def _ask(self, method: str, path: str, body: Any, credential: Optional[str], is_heartbeat: bool = False) -> Meaning:
        if self._halt.is_set():
            raise Halted
        share = max(1.0, (self.lease or float("inf")) / _PART_OF_LEASE)
        try:
            usual = _HEARTBEAT_TIMEOUT if is_heartbeat else _TIMEOUT
            timeout = min(usual if self._options.timeout is None else self._options.timeout, share)
            return meaning_of(self._http.ask(method, path, body, credential, timeout, minimal=is_heartbeat))
        except Unreachable as error:
            return Meaning("later", {}, AgentError(error.message, "unreachable"), error.retry_after)

    def _wait(self, seconds: float, until: Optional[float]) -> None:
        left = seconds if until is None else min(seconds, until - time.monotonic())
        if self._halt.wait(max(0.0, left)) or (until is not None and time.monotonic() >= until):
            raise Halted

    def _keep(self, **changed: Any) -> None:
        self._state = replace(self._state, **changed)
        self._callbacks.kept(self._state)


def _is_registration(body: Body) -> bool:
    token = text_in(object_in(body, "credentials"), "accessToken")
    has_token = token is not None and is_credential(token)
    return has_token and text_in(object_in(body, "worker"), "id") is not None
