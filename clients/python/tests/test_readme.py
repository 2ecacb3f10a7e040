"""The program of README.md."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from typing import List

from .fake_service import FakeService, RENEWED, Reply, problem

_FOLDER = os.path.join(os.path.dirname(__file__), "..")


class Program:
    def __init__(self, test: unittest.TestCase, server: str) -> None:
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        with open(os.path.join(_FOLDER, "README.md"), encoding="utf-8") as file:
            found = re.search("```python\n(.*?)```", file.read(), re.DOTALL)
        assert found is not None
        path = os.path.join(folder.name, "worker.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(found[1])
        self.process = subprocess.Popen(
            [sys.executable, path, "w-1", server, ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder.name,
            env={**os.environ, "PYTHONPATH": os.path.abspath(os.path.join(_FOLDER, "src"))},
        )
        test.addCleanup(self._end)
        self.output = ""
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def says(self, text: str) -> None:
        with self._news:
            if not self._news.wait_for(lambda: text in self.output, 30):
                raise AssertionError(f"no {text!r} in {self.output}")

    def tell(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def close_input(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def exit_code(self) -> int:
        return self.process.wait(30)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.output += line
                self._news.notify_all()

    def _end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdout.close()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass


class ReadmeTest(unittest.TestCase):
    def setUp(self) -> None:
        self.service = FakeService()
        self.service.__enter__()
        self.addCleanup(self.service.__exit__, None, None, None)

    def program(self) -> Program:
        program = Program(self, self.service.url)
        program.says("registered (created)")
        return program

    def test_records_the_end_of_a_job_that_a_signal_drains(self) -> None:
        program = self.program()
        answers: List[Reply] = [problem(503, "database_unavailable", Retry_After="0")]

        def ended() -> Reply:
            if not answers:
                return Reply(200, {"success": True})
            program.process.send_signal(signal.SIGTERM)
            self.service.wait_for("/deregister", 1)
            return answers.pop()

        self.service.ended = ended
        program.tell("\njob-1\n")
        self.assertEqual(program.exit_code(), 0)
        self.assertEqual(len(self.service.of("/jobs/job-1")), 2)
        drain = self.service.of("/deregister")[0].body
        self.assertEqual((drain["drain"], drain["reason"]), (True, "SIGTERM"))

    def test_continues_after_a_job_that_it_does_not_have(self) -> None:
        self.service.ended = lambda: problem(404, "job_not_assigned")
        program = self.program()
        program.tell("x" * 201 + "\n")
        program.says("must be at most 200 characters")
        program.tell("job-1\n")
        program.says("job-1: job_not_assigned")
        program.tell("job-2\n")
        program.says("job-2: part 2")
        program.close_input()
        self.assertEqual(program.exit_code(), 0)

    def test_runs_no_jobs_while_it_drains(self) -> None:
        renewal = {"heartbeat": {"intervalSeconds": 3600, "leaseSeconds": 9000}, "commands": ["drain"]}
        self.service.heartbeats.append(Reply(200, {**RENEWED.body, **renewal}))
        program = self.program()
        program.says("ordered to drain")
        program.tell("job-1\n")
        program.says("job-1 was not run")
        self.assertNotIn("part", program.output)

    def test_fails_once_its_registration_has_ended(self) -> None:
        program = self.program()
        self.service.heartbeats.append(problem(409, "superseded"))
        self.assertEqual(program.exit_code(), 1)
        program.says("the registration has ended: superseded")

    def test_ends_well_before_the_service_is_reachable(self) -> None:
        with FakeService() as unused:
            dead = unused.url
        program = Program(self, dead)
        program.says("Connection refused")
        program.process.send_signal(signal.SIGTERM)
        self.assertEqual(program.exit_code(), 0)


if __name__ == "__main__":
    unittest.main()
