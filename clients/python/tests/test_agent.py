from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import warnings
from typing import Any, Callable, Iterator, cast
from unittest import mock

from worker_registration import AgentError, Event, EventName, JobLost, Options, SchedulerClient, WorkerAgent

from .fake_service import FakeService, REGISTERED, Reply, RENEWED, problem

logging.getLogger("worker_registration").setLevel(logging.CRITICAL)


class AgentTest(unittest.TestCase):
    def setUp(self) -> None:
        self.service = FakeService()
        self.service.__enter__()
        self.addCleanup(self.service.__exit__, None, None, None)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state_file = os.path.join(folder.name, "state.json")

    def agent(self, **given: Any) -> WorkerAgent:
        options = Options(**{"server": self.service.url, "worker_id": "w-1", "longest_pause": 0.01, **given})
        agent = WorkerAgent(options)
        self.addCleanup(agent.stop)
        return agent

    def test_sends_a_heartbeat_after_each_interval_of_the_service(self) -> None:
        agent = self.agent(tags=["gpu"], join_token="wrj_1")
        agent.start()
        registered, beat = self.service.of("/register")[0], self.service.wait_for("/w-1/heartbeat", 3)[0]
        self.assertEqual(registered.authorization, "Bearer wrj_1")
        self.assertEqual(registered.body["tags"], ["gpu"])
        self.assertEqual(registered.body["activeJobs"], [])
        self.assertEqual(beat.authorization, "Bearer token-1")
        self.assertEqual({"status": "ACTIVE", "currentJobCount": 0}.items() - beat.body.items(), set())
        self.assertTrue(agent.accepts_work)

    def test_sends_the_same_again_after_the_wait_that_a_server_asked_for(self) -> None:
        self.service.registrations += [problem(503, "database_unavailable", Retry_After="0"), Reply(502, b"<html>")]
        self.agent().start()
        bodies = [asked.body for asked in self.service.of("/register")]
        self.assertEqual(bodies, [bodies[0]] * 3)

    def test_waits_as_long_as_retry_after_says(self) -> None:
        self.service.registrations.append(problem(429, "too_many_requests", Retry_After="3600"))
        with self.assertRaises(TimeoutError):
            self.agent().start(timeout=0.3)
        self.assertEqual(len(self.service.of("/register")), 1)

    def test_tries_the_next_server(self) -> None:
        with FakeService() as unused:
            dead = unused.url
        self.agent(server=[dead, self.service.url]).start()
        self.assertEqual(len(self.service.of("/register")), 1)

    def test_registers_again_with_its_expired_token_and_without_an_invalid_one(self) -> None:
        self.service.heartbeats += [problem(401, "token_expired"), RENEWED, RENEWED, problem(401, "invalid_token")]
        self.agent(join_token="wrj_1").start()
        tokens = [asked.authorization for asked in self.service.wait_for("/register", 3)]
        self.assertEqual(tokens, ["Bearer wrj_1", "Bearer token-1", "Bearer wrj_1"])

    def test_registers_without_a_kept_token_that_is_refused(self) -> None:
        self.agent(state_file=self.state_file).start()
        self.service.registrations.append(problem(401, "invalid_token"))
        self.agent(state_file=self.state_file, join_token="wrj_1").start(timeout=30)
        tokens = [asked.authorization for asked in self.service.of("/register")]
        self.assertEqual(tokens, [None, "Bearer token-1", "Bearer wrj_1"])

    def test_registers_with_its_running_jobs_when_its_record_is_gone(self) -> None:
        agent = self.agent()
        agent.start()
        with agent.job("job-1"):
            self.service.heartbeats.append(problem(404, "worker_not_registered"))
            self.assertEqual(self.service.wait_for("/register", 2)[1].body["activeJobs"], ["job-1"])

    def test_is_not_fooled_by_a_proxy(self) -> None:
        self.service.heartbeats += [Reply(404, b"not here"), Reply(403, {"error": "denied"}), Reply(200, b"<html>")]
        agent = self.agent()
        agent.start()
        self.service.wait_for("/w-1/heartbeat", 5)
        self.assertEqual(agent.state, "registered")
        self.assertEqual(len(self.service.of("/register")), 1)

    def test_stops_its_jobs_when_another_process_has_taken_over(self) -> None:
        agent = self.agent()
        agent.start()
        with self.assertRaises(JobLost) as lost, agent.job("job-1") as job:
            self.service.heartbeats.append(problem(409, "superseded"))
            self.assertTrue(job.lost.wait(30))
            job.raise_if_lost()
        self.assertEqual(lost.exception.code, "superseded")
        self.assertEqual(agent.wait(30), "superseded")
        self.assertEqual(self.service.of("/deregister"), [])

    def test_refuses_jobs_once_it_has_stopped_until_it_starts_again(self) -> None:
        answers = {
            "superseded": problem(409, "superseded"),
            "deregistered": problem(401, "credentials_revoked"),
            "stopped": None,
        }
        for ended, answer in answers.items():
            with self.subTest(ended), self.agent() as agent:
                if answer is None:
                    agent.stop()
                else:
                    self.service.heartbeats.append(answer)
                self.assertEqual(agent.wait(30), ended)
                with self.assertRaises(JobLost) as refused, agent.job("late"):
                    self.fail("the job ran")
                self.assertEqual(refused.exception.code, ended)
                self.assertEqual(agent.running_jobs, [])
                agent.start()
                with agent.job("next") as job:
                    job.raise_if_lost()

    def test_loses_its_jobs_when_another_process_takes_over_while_it_drains(self) -> None:
        agent = self.agent()
        agent.start()
        with agent.job("job-1") as job:
            stopping = threading.Thread(target=lambda: agent.stop(drain=True))
            stopping.start()
            self.service.wait_for("/deregister", 1)
            self.service.heartbeats.append(problem(409, "superseded"))
            self.assertTrue(job.lost.wait(30))
        stopping.join()
        self.assertEqual(job.reason and job.reason.code, "superseded")

    def test_can_start_again_after_it_was_deregistered(self) -> None:
        agent = self.agent()
        agent.start()
        self.service.heartbeats.append(problem(410, "worker_deregistered"))
        self.assertEqual(agent.wait(30), "deregistered")
        agent.start()
        first, second = self.service.of("/register")
        self.assertEqual(second.authorization, "Bearer token-1")
        self.assertNotEqual(first.body["bootId"], second.body["bootId"])

    def test_raises_what_the_service_says_of_its_description(self) -> None:
        self.service.registrations.append(problem(400, "bad_request"))
        with self.assertRaises(AgentError) as refused:
            self.agent().start()
        self.assertEqual((refused.exception.code, refused.exception.status), ("bad_request", 400))

    def test_repeats_a_registration_without_an_answer_with_the_same_boot_id_after_a_restart(self) -> None:
        self.service.registrations += [problem(503, "database_unavailable", Retry_After="3600")]
        with self.assertRaises(TimeoutError):
            self.agent(state_file=self.state_file).start(timeout=0.1)
        self.agent(state_file=self.state_file).start()
        unanswered, same, own = [asked.body["bootId"] for asked in self.service.of("/register")]
        self.assertEqual(unanswered, same)
        self.assertNotEqual(same, own)

    def test_loses_its_lease_before_it_ends_and_regains_it(self) -> None:
        heard = []
        lost, regained = threading.Event(), threading.Event()
        short = {"intervalSeconds": 0.05, "leaseSeconds": 1}
        self.service.registrations.append(Reply(201, {**REGISTERED.body, "heartbeat": short}))
        self.service.heartbeats += [problem(503, "database_unavailable", Retry_After="2")]
        agent = self.agent()

        def hear(_event: Event) -> None:
            heard.append(agent.accepts_work)
            lost.set()

        agent.on("lease-lost", hear)
        agent.on("lease-regained", lambda event: regained.set())
        agent.start()
        self.assertTrue(lost.wait(30) and regained.wait(30))
        self.assertEqual(heard, [False])
        self.assertTrue(agent.accepts_work)

    def test_survives_a_listener_that_fails(self) -> None:
        heard: "list[Event]" = []
        done = threading.Event()
        agent = self.agent()
        agent.on("registered", lambda event: 1 / 0)
        agent.on("registered", heard.append)
        agent.on("registered", lambda event: done.set())
        agent.start()
        self.assertTrue(done.wait(30))
        self.assertEqual(heard[0].outcome, "created")

    def test_reports_an_error_at_once(self) -> None:
        self.service.registrations.append(
            Reply(201, {**REGISTERED.body, "heartbeat": {"intervalSeconds": 3600, "leaseSeconds": 9000}})
        )
        agent = self.agent()
        agent.start()
        agent.report(status="ERROR", message="The disk is full")
        body = self.service.wait_for("/heartbeat", 1)[0].body
        self.assertEqual((body["status"], body["message"]), ("ERROR", "The disk is full"))

    def test_deregisters_when_the_program_ends_by_itself_or_by_an_error(self) -> None:
        program = (
            "import sys; from worker_registration import Options, WorkerAgent\n"
            f"WorkerAgent(Options(server={self.service.url!r}, worker_id='w-1')).start()\n"
        )
        for ending in ("", "1 / 0"):
            subprocess.run([sys.executable, "-c", program + ending], stderr=subprocess.DEVNULL, timeout=60)
        reasons = [asked.body["reason"] for asked in self.service.of("/deregister")]
        self.assertEqual(reasons, ["The program ended", "The program ended by an uncaught ZeroDivisionError"])

    def test_refuses_job_ids_that_the_service_would_refuse_before_it_sends_them(self) -> None:
        agent = self.agent()
        agent.start()
        ids: "list[Any]" = ["", " ", None, 5, "a\0", "\ud800", "x" * 201, "\U0001f600" * 101]
        scheduler = SchedulerClient(self.service.url)
        calls: list[Callable[[str], object]] = [
            agent.job,
            agent.take_job,
            agent.end_job,
            scheduler.claim,
            lambda job_id: scheduler.assign("w-1", job_id),
            lambda job_id: scheduler.end("w-1", job_id),
            lambda job_id: self.agent(active_jobs=[job_id]),
        ]
        for job_id in ids:
            for number, call in enumerate(calls):
                with self.subTest(job_id, call=number), self.assertRaisesRegex(ValueError, "^job id: must "):
                    call(job_id)
        self.assertEqual([asked.path for asked in self.service.asked if "/jobs" in asked.path], [])
        with agent.job("x" * 200), agent.job("\U0001f600" * 100):
            self.assertEqual(len(agent.running_jobs), 2)

    def test_refuses_options_that_cannot_work(self) -> None:
        nan = float("nan")
        cases: "list[dict[str, Any]]" = [
            {"server": "localhost:8080"},
            {"server": "http://127.0.0.1:99999"},
            {"server": "http://127.0.0.1/a b"},
            {"server": []},
            {"active_jobs": "a"},
            {"tags": "gpu"},
            {"worker_id": ""},
            {"key": "a b"},
            {"capabilities": {"cuda": nan}},
            {"capabilities": {"cuda": object()}},
            *({name: value} for name in ("interval", "timeout", "longest_pause") for value in (0, -1, nan, 1e300, "1")),
            {"lease_margin": -1},
        ]
        for given in cases:
            with self.subTest(given), self.assertRaises(ValueError):
                self.agent(**given)

    def test_refuses_requests_that_cannot_be_sent(self) -> None:
        agent = self.agent()
        agent.start()
        with SchedulerClient(self.service.url) as scheduler:
            for call in (agent.call, scheduler.call):
                for given in (("GET", "health"), ("GET", "/a b"), ("GET", "/\u00e4"), ("G ET", "/health"), ("", "/health")):
                    with self.subTest(given), self.assertRaises(ValueError):
                        call(*given)
                with self.assertRaises(TypeError):
                    call("POST", "/jobs", {"jobId": object()})
            with self.assertRaisesRegex(ValueError, "^tags: must be a list"):
                scheduler.claim("job-1", tags="gpu")
        with self.assertRaisesRegex(ValueError, "no event 'job_revoked'"):
            agent.on(cast(EventName, "job_revoked"), print)
        self.assertEqual([asked.path for asked in self.service.asked if not asked.path.endswith("/heartbeat")], [asked.path for asked in self.service.of("/register")])

    def test_writes_no_credential(self) -> None:
        options = Options(server="http://127.0.0.1:1", worker_id="w", join_token="secret-1", key="secret-2")
        self.assertNotIn("secret", repr(options))
        with self.assertRaises(ValueError) as caught:
            SchedulerClient("http://127.0.0.1:1", "secret\n")
        self.assertNotIn("secret", str(caught.exception))

    def test_reports_a_fault_of_its_own_instead_of_waiting_forever(self) -> None:
        agent = self.agent()
        with mock.patch("worker_registration._registration.Registration._body", side_effect=MemoryError("no memory")):
            with self.assertRaisesRegex(AgentError, "no memory"):
                agent.start(timeout=30)

    def test_sends_no_token_that_a_header_cannot_carry(self) -> None:
        self.service.registrations.append(Reply(201, {**REGISTERED.body, "credentials": {"accessToken": "a\nb"}}))
        self.service.heartbeats.append(Reply(200, {**RENEWED.body, "accessToken": "a b"}))
        self.agent().start()
        beats = self.service.wait_for("/heartbeat", 3)
        self.assertEqual({beat.authorization for beat in beats}, {"Bearer token-1"})

    def test_says_what_is_not_an_answer_of_the_service(self) -> None:
        agent = self.agent()
        agent.start()
        with SchedulerClient(self.service.url) as scheduler:
            for take in (lambda: agent.take_job("job-1"), lambda: scheduler.claim("job-1"), lambda: scheduler.assign("w-1", "job-1")):
                with self.assertRaisesRegex(AgentError, "no fence"):
                    take()

    def test_leaves_whatever_its_reason(self) -> None:
        agent = self.agent()
        agent.start()
        agent.stop(reason="x" * 2000)
        self.assertEqual(self.service.of("/deregister")[0].body["reason"], "x" * 1000)

    def test_gives_back_the_handlers_of_signals_after_a_second_start(self) -> None:
        mine = lambda *_: None
        self.addCleanup(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, mine))
        agent = self.agent(handle_signals=True)
        agent.start()
        self.service.heartbeats.append(problem(409, "superseded"))
        self.assertEqual(agent.wait(30), "superseded")
        agent.start()
        agent.stop()
        self.assertIs(signal.getsignal(signal.SIGTERM), mine)

    def test_bounds_an_answer_that_comes_slowly(self) -> None:
        for start in (b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"HTTP/1.1 200 OK\r\nx: "):
            with self.subTest(start), dripping(start) as url, self.assertRaisesRegex(AgentError, "timed out"):
                with SchedulerClient(url, timeout=0.2) as scheduler:
                    scheduler.call("GET", "/health", patience=0)

    def test_closes_its_connections(self) -> None:
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            with SchedulerClient(self.service.url) as scheduler:
                scheduler.call("POST", "/jobs/claim", {})
            agent = self.agent()
            agent.start()
            agent.stop()
            del scheduler, agent
            gc.collect()
        self.assertEqual([str(each.message) for each in seen], [])


@contextlib.contextmanager
def dripping(start: bytes) -> Iterator[str]:
    """A server that sends one byte at a time, without an end."""

    def feed(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.recv(65536)
            connection.sendall(start)
            while not ended.wait(0.01):
                connection.sendall(b"x")

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=feed, args=(server.accept()[0],), daemon=True).start()

    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        ended.set()
        server.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    unittest.main()
