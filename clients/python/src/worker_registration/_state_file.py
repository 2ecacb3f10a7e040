"""The state of a worker that outlives its process."""

from __future__ import annotations

import json
import os
import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Callable, Optional, Set

from ._protocol import is_credential

_VERSION = 1


@dataclass(frozen=True)
class KeptState:
    """What lets the next process be recognised as the same worker."""

    worker_id: str
    #: Of the process that registered last, or was about to.
    boot_id: str
    #: Whether its registration was answered. If not, it may still have been accepted, and only `boot_id` proves it.
    answered: bool = False
    id: Optional[str] = None
    access_token: Optional[str] = field(default=None, repr=False)
    #: If `boot_id` is that of the previous process: the one with which this process registers next. Never saved.
    next_boot_id: Optional[str] = None


def state_to_begin(worker_id: str, kept: Optional[KeptState]) -> KeptState:
    """Returns the state of a process that starts: what the previous one left, and a new `boot_id`."""
    fresh = str(uuid.uuid4())
    if kept is None:
        return KeptState(worker_id, fresh)
    # The process that sent an unanswered registration may still be running: its boot_id serves for the first one only.
    if not kept.answered:
        return replace(kept, next_boot_id=kept.next_boot_id or fresh)
    return replace(kept, boot_id=fresh, answered=False)


class StateFile:
    """A file that only its owner can read, replaced atomically. The Node.js agent reads and writes the same form."""

    def __init__(self, path: str, worker_id: str, say: Callable[[str], None]) -> None:
        self._path = path
        self._worker_id = worker_id
        self._say = say
        #: Of the processes that this one knows: itself and the previous one.
        self._boot_ids: Set[str] = set()

    def read(self) -> Optional[KeptState]:
        """Returns None if there is no file. An unusable file is moved aside, never overwritten."""
        try:
            with open(self._path, encoding="utf-8") as file:
                state = _parsed(file.read())
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            self._say(f"The state file {self._path} cannot be read: {error}")
            return None
        if state is not None and state.worker_id == self._worker_id:
            self._boot_ids.add(state.boot_id)
            return state
        fault = "is not a state file" if state is None else f"belongs to worker {state.worker_id}"
        aside = f"{self._path}.unused-{time.time_ns() // 1_000_000}"
        try:
            os.replace(self._path, aside)
            self._say(f"The state file {self._path} {fault}; it was moved to {aside}")
        except OSError as error:
            self._say(f"The state file {self._path} {fault}, and cannot be moved aside: {error}")
        return None

    def write(self, state: KeptState) -> None:
        """Replaces the file. A failure is reported and affects only the next start."""
        if self._is_of_another():
            self._say(f"The state file {self._path} is used by another process; each worker needs its own file")
            return
        self._boot_ids.add(state.boot_id)
        temporary = f"{self._path}.{os.getpid()}.tmp"
        try:
            os.makedirs(os.path.dirname(os.path.abspath(self._path)), exist_ok=True)
            if os.path.lexists(temporary):
                os.unlink(temporary)
            # Created exclusively: it has its mode from the first byte on, and follows no link.
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(_text_of(state))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._path)
        except OSError as error:
            self._say(f"The state file {self._path} cannot be written: {error}")

    def _is_of_another(self) -> bool:
        """Whether another process registered as this worker with the same file; its token must not be lost."""
        if not self._boot_ids:
            return False
        try:
            with open(self._path, encoding="utf-8") as file:
                there = _parsed(file.read())
        except (OSError, UnicodeDecodeError):
            return False
        return there is not None and there.answered and there.boot_id not in self._boot_ids


def _text_of(state: KeptState) -> str:
    fields = {
        "version": _VERSION,
        "workerId": state.worker_id,
        "bootId": state.boot_id,
        "answered": state.answered,
        "id": state.id,
        "accessToken": state.access_token,
    }
    return json.dumps({name: value for name, value in fields.items() if value is not None}, indent=2) + "\n"


def _parsed(text: str) -> Optional[KeptState]:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    if not isinstance(value, dict) or value.get("version") != _VERSION:
        return None
    worker_id, boot_id, answered = value.get("workerId"), value.get("bootId"), value.get("answered")
    if not isinstance(worker_id, str) or not isinstance(boot_id, str) or not isinstance(answered, bool):
        return None
    kept_id, token = value.get("id"), value.get("accessToken")
    return KeptState(
        worker_id,
        boot_id,
        answered,
        kept_id if isinstance(kept_id, str) else None,
        token if isinstance(token, str) and is_credential(token) else None,
    )
