"""Interprets answers as docs/errors.md and docs/identity.md of the service specify them."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, List, Literal, Mapping, Optional

Body = Mapping[str, Any]


class AgentError(Exception):
    """A request that failed. `code` is one of docs/errors.md, or `stopped` or `unreachable`."""

    def __init__(self, message: str, code: str, status: int = 0, remedy: Optional[str] = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.remedy = remedy


#: The service counts as JavaScript does: a character beyond U+FFFF is two.
_LONGEST_JOB_ID = 200


def require_job_id(job_id: str) -> str:
    """Raises ValueError for an id that the service would refuse."""
    if not isinstance(job_id, str) or job_id.strip() == "":
        raise ValueError(f"job id: must be text that is not blank; got {job_id!r}")
    if "\0" in job_id or any("\ud800" <= char <= "\udfff" for char in job_id):
        raise ValueError(f"job id: must not contain NUL characters or broken Unicode; got {job_id!r}")
    length = len(job_id.encode("utf-16-le")) // 2
    if length > _LONGEST_JOB_ID:
        raise ValueError(f"job id: must be at most {_LONGEST_JOB_ID} characters; got {length}")
    return job_id


_LONGEST_REASON = 1000


def sendable_reason(reason: str) -> str:
    """Returns what the service accepts of a text: a reason must not keep the worker registered."""
    clean = reason.replace("\0", "\ufffd").encode("utf-16-le", "replace")
    return clean[: 2 * _LONGEST_REASON].decode("utf-16-le", "ignore")


#: A token of a method in HTTP, and what a path may contain without being encoded.
_METHOD = re.compile("[A-Za-z]+")
_PATH = re.compile("/[!-~]*")


def require_request(method: str, path: str) -> None:
    """Raises ValueError for a request that cannot be sent."""
    if not _METHOD.fullmatch(method):
        raise ValueError(f"method: must be one of HTTP, such as GET; got {method!r}")
    if not _PATH.fullmatch(path):
        raise ValueError(f"path: must begin with / and be encoded as in a URL; got {path!r}")


def is_credential(value: str) -> bool:
    return value.isascii() and value.isprintable() and value != "" and " " not in value


def require_credential(name: str, value: Optional[str]) -> None:
    """Raises ValueError, without the value. An empty one counts as none."""
    if value and not is_credential(value):
        raise ValueError(f"{name} contains characters that no credential has")


def require_texts(name: str, value: object) -> None:
    """Raises ValueError for a text, which would count as a list of its characters."""
    if isinstance(value, str):
        raise ValueError(f"{name}: must be a list of texts; got {value!r}")


@dataclass(frozen=True)
class Answer:
    """The response of a server; `body` is None if it was not a JSON object."""

    status: int
    body: Optional[Body]
    retry_after: Optional[float] = None


#: What a response means for the worker that sent the request.
#: `token-ended` and `token-invalid`: register again, with the token or without it. `later`: retry the same request.
#: `refused`: a retry does not help until something else changes.
Kind = Literal[
    "done", "token-ended", "token-invalid", "not-registered", "superseded", "deregistered", "later", "refused"
]


@dataclass(frozen=True)
class Meaning:
    kind: Kind
    body: Body
    error: AgentError
    retry_after: Optional[float] = None


def meaning_of(answer: Answer) -> Meaning:
    error = _error_of(answer)
    kind = _kind_of(answer, error.code)
    return Meaning(kind, answer.body or {}, error, answer.retry_after)


def _kind_of(answer: Answer, code: str) -> Kind:
    if answer.status == 204 or (200 <= answer.status < 300 and answer.body is not None):
        return "done"
    # A proxy that is not ready, or a wrong address, answers 404 or 403 of its own: no reason to give up.
    if not _is_of_service(answer.body):
        return "later"
    if answer.status == 401 and code == "token_expired":
        return "token-ended"
    if answer.status == 401 and code in ("invalid_token", "credential_missing"):
        return "token-invalid"
    if code == "worker_not_registered":
        return "not-registered"
    if code == "superseded":
        return "superseded"
    if code in ("worker_deregistered", "credentials_revoked"):
        return "deregistered"
    if answer.status == 429 or answer.status >= 500:
        return "later"
    return "refused"


def is_servers_fault(answer: Answer) -> bool:
    """Whether another server may succeed: this one is unavailable, or a proxy in front of it answered."""
    if 200 <= answer.status < 300:
        return answer.status != 204 and answer.body is None
    return answer.status >= 500 or not _is_of_service(answer.body)


def _is_of_service(body: Optional[Body]) -> bool:
    """Whether an error comes from the service: its problems have a code of docs/errors.md."""
    given = body or {}
    code, kind = given.get("code"), given.get("type", _TYPES)
    is_ours = isinstance(kind, str) and kind.startswith(_TYPES)
    return is_ours and isinstance(code, str) and re.fullmatch("[a-z]+(_[a-z]+)*", code) is not None


def _error_of(answer: Answer) -> AgentError:
    body = answer.body or {}
    code = text_in(body, "code") or f"http_{answer.status}"
    message = text_in(body, "message") or f"The server answered {answer.status}"
    return AgentError(message, code, answer.status, text_in(body, "remedy"))


#: The prefix of the types of the service's problems.
_TYPES = "urn:worker-registration:"

#: A date in `Retry-After` is as wrong as the clock of this machine.
_LONGEST_RETRY_AFTER = 3600.0


def retry_after_of(header: Optional[str]) -> Optional[float]:
    """Parses seconds, or a date, which is compared with the clock of this machine."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return None
    return None if seconds != seconds else min(max(0.0, seconds), _LONGEST_RETRY_AFTER)


#: Python cannot wait for any number of seconds.
_LONGEST_INTERVAL = 86_400.0


@dataclass(frozen=True)
class Terms:
    """The interval of heartbeats and the length of the lease, in seconds."""

    interval: float
    lease: Optional[float]


def terms_of(body: Body, renewed_at: Optional[str]) -> Terms:
    heartbeat = object_in(body, "heartbeat")
    interval = _number_in(heartbeat, "intervalSeconds")
    lease = _number_in(heartbeat, "leaseSeconds") or _seconds_between(
        renewed_at, text_in(heartbeat, "leaseExpiresAt")
    )
    # An interval of zero would flood the service.
    seconds = interval if interval is not None and interval > 0 else 30.0
    return Terms(min(max(0.05, seconds), _LONGEST_INTERVAL), lease)


def _seconds_between(start: Optional[str], end: Optional[str]) -> Optional[float]:
    """Both times are of the service's clock, so the difference is right whatever this machine's clock says."""
    try:
        moments = [datetime.fromisoformat((each or "").replace("Z", "+00:00")) for each in (start, end)]
        seconds = (moments[1] - moments[0]).total_seconds()
    except (TypeError, ValueError):
        return None
    return seconds if seconds > 0 else None


def object_in(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def text_in(body: Body, name: str) -> Optional[str]:
    value = body.get(name)
    return value if isinstance(value, str) else None


def texts_in(body: Body, name: str) -> List[str]:
    value = body.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def fence_in(body: Body) -> int:
    """Raises AgentError if the answer is not one of the service."""
    fence = body.get("fence")
    if isinstance(fence, int) and not isinstance(fence, bool):
        return fence
    raise AgentError("The answer has no fence; it is not one of the service", "unreadable", 200)


def _number_in(body: Body, name: str) -> Optional[float]:
    value = body.get(name)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
