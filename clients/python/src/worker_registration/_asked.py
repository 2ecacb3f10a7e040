"""What is new in answers that repeat themselves: commands and revoked jobs."""

from __future__ import annotations

import json
from typing import Collection, List, Sequence, Set, Tuple

_KNOWN = ("drain", "maintenance", "stop")

#: A server accepts heartbeats of up to 64 KiB; a revoked job is repeated until a heartbeat confirms it.
_DROPPED_BYTES = 48 * 1024


class AskedOfWorker:
    def __init__(self) -> None:
        self._commands: Tuple[str, ...] = ()
        self._revoked: Set[str] = set()

    @property
    def rests(self) -> bool:
        """Whether an order keeps the worker from accepting jobs."""
        return bool(self._commands)

    def new_commands(self, commands: Sequence[str]) -> List[str]:
        """Returns commands that the previous answer did not have; `activate` if all were withdrawn."""
        known = tuple(command for command in commands if command in _KNOWN)
        before, self._commands = self._commands, known
        if before and not known:
            return ["activate"]
        return [command for command in known if command not in before]

    def new_revoked(self, job_ids: Sequence[str]) -> List[str]:
        fresh = [job_id for job_id in job_ids if job_id not in self._revoked]
        # The service stops repeating a job once it was dropped; it may then assign that job to this worker again.
        self._revoked = set(job_ids)
        return fresh

    def dropped(self, running: Collection[str]) -> List[str]:
        """Returns revoked jobs that no longer run, as many as a heartbeat has room for."""
        room = _DROPPED_BYTES
        dropped: List[str] = []
        for job_id in self._revoked:
            room -= len(json.dumps(job_id)) + 1
            if job_id not in running and room > 0:
                dropped.append(job_id)
        return dropped
