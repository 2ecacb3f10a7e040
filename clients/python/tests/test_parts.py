from __future__ import annotations

import json
import logging
import os
import tempfile
import unittest
from typing import List

from worker_registration._asked import AskedOfWorker
from worker_registration._events import Event, Events
from worker_registration._lease import Lease, Moment
from worker_registration._protocol import Answer, meaning_of, retry_after_of, sendable_reason, terms_of
from worker_registration._state_file import KeptState, StateFile


class ProtocolTest(unittest.TestCase):
    def test_what_an_answer_means(self) -> None:
        for status, code, kind in (
            (401, "token_expired", "token-ended"),
            (401, "invalid_token", "token-invalid"),
            (401, "credentials_revoked", "deregistered"),
            (403, "not_your_worker", "refused"),
            (404, "worker_not_registered", "not-registered"),
            (409, "superseded", "superseded"),
            (409, "worker_takes_no_job", "refused"),
            (410, "worker_deregistered", "deregistered"),
            (429, "too_many_requests", "later"),
            (503, "database_unavailable", "later"),
            (404, None, "later"),
            (403, "forbidden of https://example.com/problems", "later"),
        ):
            with self.subTest(code=code):
                code, _, kind_of_problem = (code or "").partition(" of ")
                body = {"message": "m", **({"code": code} if code else {})}
                if kind_of_problem:
                    body["type"] = kind_of_problem
                self.assertEqual(meaning_of(Answer(status, body)).kind, kind)

    def test_retry_after_in_seconds_or_as_a_date(self) -> None:
        self.assertEqual(retry_after_of("2"), 2.0)
        self.assertEqual(retry_after_of("Thu, 01 Jan 1970 00:00:00 GMT"), 0.0)
        for nonsense in ("soon", "nan", "Thu, 01 Jan 99999 00:00:00 GMT"):
            self.assertIsNone(retry_after_of(nonsense))
        for far in ("1e300", "inf", "Thu, 01 Jan 2999 00:00:00 GMT"):
            self.assertEqual(retry_after_of(far), 3600.0)

    def test_bounds_the_interval(self) -> None:
        for given, interval in ((1e300, 86_400.0), (0.001, 0.05), (-1, 30.0), (float("nan"), 30.0)):
            self.assertEqual(terms_of({"heartbeat": {"intervalSeconds": given}}, None).interval, interval)

    def test_shortens_a_reason_to_what_the_service_accepts(self) -> None:
        self.assertEqual(sendable_reason("x\0\ud800" + "\U0001f600" * 600), "x\ufffd?" + "\U0001f600" * 498)

    def test_the_length_of_a_lease_of_an_older_server(self) -> None:
        heartbeat = {"intervalSeconds": 30, "leaseExpiresAt": "2026-01-01T00:05:00.000Z"}
        self.assertEqual(terms_of({"heartbeat": heartbeat}, "2026-01-01T00:00:00.000Z").lease, 300.0)
        self.assertIsNone(terms_of({"heartbeat": heartbeat}, "nonsense").lease)


class AskedTest(unittest.TestCase):
    def test_orders_are_new_once(self) -> None:
        asked = AskedOfWorker()
        self.assertEqual(asked.new_commands(["drain"]), ["drain"])
        self.assertEqual(asked.new_commands(["drain", "dance"]), [])
        self.assertTrue(asked.rests)
        self.assertEqual(asked.new_commands([]), ["activate"])
        self.assertFalse(asked.rests)

    def test_a_revoked_job_is_dropped_once_it_no_longer_runs(self) -> None:
        asked = AskedOfWorker()
        self.assertEqual(asked.new_revoked(["a", "b"]), ["a", "b"])
        self.assertEqual(asked.new_revoked(["a", "b"]), [])
        self.assertEqual(asked.dropped(["a"]), ["b"])
        asked.new_revoked([])
        self.assertEqual(asked.new_revoked(["a"]), ["a"])


class EventsTest(unittest.TestCase):
    def test_logs_a_problem_that_persists_every_half_minute(self) -> None:
        at = 1000.0
        logger = logging.getLogger("worker_registration")
        level = logger.level
        self.addCleanup(logger.setLevel, level)
        events = Events("w-1", lambda: at)
        logged = []
        for at in (1000.0, 1029.0, 1030.0, 1059.0, 1060.0):
            with self.assertLogs(logger, logging.WARNING) as log:
                logger.warning("one line at least")
                events.emit(Event("problem", "no server", code="unreachable"))
            logged.append(len(log.output) - 1)
        self.assertEqual(logged, [1, 0, 1, 0, 1])


class LeaseTest(unittest.TestCase):
    def test_is_lost_before_it_ends_by_any_clock_and_regained(self) -> None:
        at = Moment(0, 0)
        lease = Lease(None, lambda: at)
        lease.renewed(at, 100)
        at = Moment(79, 79)
        self.assertTrue(lease.is_held)
        self.assertIsNone(lease.newly_lost())
        at = Moment(79, 81)
        self.assertFalse(lease.is_held)
        at = Moment(80, 80)
        self.assertEqual(lease.newly_lost(), 20)
        self.assertIsNone(lease.newly_lost())
        self.assertTrue(lease.renewed(at, 100))
        self.assertTrue(lease.is_held)


class StateFileTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "below", "state.json")
        self.said: List[str] = []

    def file(self, worker_id: str = "w-1") -> StateFile:
        return StateFile(self.path, worker_id, self.said.append)

    def test_keeps_a_state_for_its_owner(self) -> None:
        state = KeptState("w-1", "boot-1", True, "id-1", "token-1")
        self.file().write(state)
        self.assertEqual(self.file().read(), state)
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)
        self.assertEqual(self.said, [])

    def test_moves_a_file_of_another_worker_aside(self) -> None:
        self.file().write(KeptState("w-1", "boot-1"))
        self.assertIsNone(self.file("w-2").read())
        self.assertIn("belongs to worker w-1", self.said[0])
        self.assertEqual(len(os.listdir(os.path.dirname(self.path))), 1)

    def test_leaves_the_token_of_another_process_alone(self) -> None:
        mine, theirs = self.file(), self.file()
        mine.write(KeptState("w-1", "boot-1", True))
        theirs.write(KeptState("w-1", "boot-2", True, None, "theirs"))
        mine.write(KeptState("w-1", "boot-1", True, None, "mine"))
        with open(self.path, encoding="utf-8") as file:
            self.assertEqual(json.load(file)["accessToken"], "theirs")


if __name__ == "__main__":
    unittest.main()
