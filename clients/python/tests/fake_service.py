"""A server that gives prepared answers, and remembers the requests."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Callable, Dict, List, Optional, Type


@dataclass
class Reply:
    status: int
    body: Any
    headers: Dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    method: str
    path: str
    authorization: Optional[str]
    body: Any


REGISTERED = Reply(
    201,
    {
        "outcome": "created",
        "worker": {"id": "id-1"},
        "credentials": {"accessToken": "token-1"},
        "heartbeat": {"intervalSeconds": 0.05, "leaseSeconds": 60},
    },
)
RENEWED = Reply(200, {"heartbeat": {"intervalSeconds": 0.05, "leaseSeconds": 60}, "commands": [], "revokedJobs": []})


def problem(status: int, code: str, **headers: str) -> Reply:
    return Reply(status, {"code": code, "message": code, "status": status}, headers)


class FakeService:
    """Registrations and heartbeats are answered from their lists, and with success once those are empty."""

    def __init__(self) -> None:
        self.registrations: List[Reply] = []
        self.heartbeats: List[Reply] = []
        self.asked: List[Asked] = []
        #: Answers the ends of jobs.
        self.ended: Callable[[], Reply] = lambda: Reply(200, {"success": True})
        self.news = threading.Condition()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = json.loads(text) if text else None
                reply = service._reply(Asked(self.command, self.path, self.headers.get("Authorization"), body))
                content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                self.send_response(reply.status)
                for name, value in {**reply.headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(content)

            do_DELETE = do_POST

            def log_message(self, *_words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def of(self, ending: str) -> List[Asked]:
        return [asked for asked in self.asked if asked.path.endswith(ending)]

    def wait_for(self, ending: str, times: int) -> List[Asked]:
        with self.news:
            if not self.news.wait_for(lambda: len(self.of(ending)) >= times, 30):
                raise AssertionError(f"{len(self.of(ending))} requests to {ending}, not {times}")
            return self.of(ending)

    def _reply(self, asked: Asked) -> Reply:
        with self.news:
            self.asked.append(asked)
            self.news.notify_all()
            if asked.path.endswith("/register"):
                return self.registrations.pop(0) if self.registrations else REGISTERED
            if asked.path.endswith("/heartbeat"):
                return self.heartbeats.pop(0) if self.heartbeats else RENEWED
        return self.ended() if asked.method == "DELETE" else Reply(200, {"success": True})

    def __enter__(self) -> FakeService:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
