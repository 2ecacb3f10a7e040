"""Sends requests to the first server that answers."""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple, cast
from urllib.parse import SplitResult, urlsplit

from ._protocol import Answer, is_servers_fault, retry_after_of

#: More than any response of the service, and little enough to read whatever else answers.
_LONGEST_ANSWER_BYTES = 16 * 1024 * 1024


class Unreachable(Exception):
    """No server gave a usable answer; a retry may succeed, after `retry_after` if a server asked for that."""

    def __init__(self, message: str, retry_after: Optional[float]) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after


@dataclass
class _Server:
    base: SplitResult
    not_before: float = 0.0


class HttpClient:
    """The equivalent servers of one service: one is used until it fails, then the next. Follows no redirects."""

    def __init__(self, bases: Sequence[str], tls: Optional[ssl.SSLContext] = None) -> None:
        self._servers = [_Server(urlsplit(base)) for base in bases]
        self._tls = tls
        self._current = 0
        self._lock = threading.Lock()
        #: Open connections without a request.
        self._idle: List[Tuple[str, http.client.HTTPConnection]] = []
        self._closed = False

    def ask(
        self, method: str, path: str, body: Any, credential: Optional[str], timeout: float, minimal: bool = False
    ) -> Answer:
        """Sends the request to one server after the other, until one answers. Raises Unreachable."""
        failures: List[str] = []
        for index in self._in_turn():
            server = self._servers[index]
            try:
                answer = self._ask_one(server.base, method, path, body, _headers(credential, body, minimal), timeout)
            except (OSError, http.client.HTTPException) as error:
                failures.append(f"{server.base.geturl()}: {error or type(error).__name__}")
                continue
            if not is_servers_fault(answer):
                self._current = index
                return answer
            if answer.retry_after is not None:
                server.not_before = time.monotonic() + answer.retry_after
            said = (answer.body or {}).get("message", "")
            failures.append(f"{server.base.geturl()} answered {answer.status} {str(said)[:200]}".rstrip())
        wait = min(server.not_before for server in self._servers) - time.monotonic()
        raise Unreachable("; ".join(failures) or "Every server asked to wait", wait if wait > 0 else None)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for _netloc, connection in self._idle:
                connection.close()
            self._idle.clear()

    def _in_turn(self) -> List[int]:
        count = len(self._servers)
        turned = [(self._current + step) % count for step in range(count)]
        now = time.monotonic()
        return [index for index in turned if self._servers[index].not_before <= now]

    def _ask_one(
        self, base: SplitResult, method: str, path: str, body: Any, headers: Dict[str, str], timeout: float
    ) -> Answer:
        text = None if body is None else json.dumps(body, allow_nan=False).encode()
        while True:
            until = time.monotonic() + timeout
            connection = self._take(base.netloc)
            reused = connection is not None
            try:
                if connection is None:
                    connection = self._connection(base, timeout)
                    connection.connect()
                    connection.sock = _TimedSocket(connection.sock)
                cast(_TimedSocket, connection.sock).until = until
                connection.request(method, base.path + path, text, headers)
                response = connection.getresponse()
                content = _read(response)
            except BaseException as error:
                if connection is not None:
                    connection.close()
                # The server may close a kept connection at any time: every request of a worker may be repeated.
                is_closed = isinstance(error, (OSError, http.client.HTTPException))
                if reused and is_closed and not isinstance(error, socket.timeout):
                    continue
                raise
            self._keep(base.netloc, connection, response.will_close)
            return Answer(response.status, _parsed(content), retry_after_of(response.getheader("Retry-After")))

    def _take(self, netloc: str) -> Optional[http.client.HTTPConnection]:
        with self._lock:
            for index, (at, connection) in enumerate(self._idle):
                if at == netloc:
                    del self._idle[index]
                    return connection
        return None

    def _keep(self, netloc: str, connection: http.client.HTTPConnection, will_close: bool) -> None:
        with self._lock:
            if will_close or self._closed:
                connection.close()
            else:
                self._idle.append((netloc, connection))

    def _connection(self, base: SplitResult, timeout: float) -> http.client.HTTPConnection:
        host = base.hostname or ""
        if base.scheme == "https":
            return http.client.HTTPSConnection(host, base.port, timeout=timeout, context=self._tls)
        return http.client.HTTPConnection(host, base.port, timeout=timeout)


def _headers(credential: Optional[str], body: Any, minimal: bool) -> Dict[str, str]:
    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if credential is not None:
        headers["Authorization"] = f"Bearer {credential}"
    if minimal:
        headers["Prefer"] = "return=minimal"
    return headers


class _TimedSocket:
    """Ends a whole exchange at `until`. The timeout of a socket is that of each part, however many there are."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self.until = 0.0

    def limit(self) -> socket.socket:
        """Returns the socket, with what is left as its timeout."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        self._socket.settimeout(left)
        return self._socket

    def sendall(self, data: bytes) -> None:
        self.limit().sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedFile(self, self._socket.makefile("rb", buffering=0)))

    def close(self) -> None:
        self._socket.close()


class _TimedFile(io.RawIOBase):
    def __init__(self, timed: _TimedSocket, file: io.RawIOBase) -> None:
        self._timed = timed
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Optional[int]:
        self._timed.limit()
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


def _read(response: http.client.HTTPResponse) -> bytes:
    content = response.read(_LONGEST_ANSWER_BYTES + 1)
    if len(content) > _LONGEST_ANSWER_BYTES:
        raise OSError("The response does not end")
    return content


def _parsed(content: bytes) -> Optional[Dict[str, Any]]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
