"""Talking to a server: its answers as data, its refusals and silences as plain sentences."""

from http import HTTPStatus
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx

from docprocessor.cli.ending import Failed

T = TypeVar("T")
ANSWER_SECONDS: Final = 30
# A large file is hashed and stored before it is accepted.
ACCEPT_SECONDS: Final = 600


class Unreachable(Failed):
    """Nobody answers; trying again may help."""


class Refused(Failed):
    """The server answered with a problem."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Server:
    """A DocProcessor server, spoken to with a key."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        if not key:
            raise Failed("There is no API key: give --key, or set DOCPROCESSOR_API_KEY.")
        headers = {"X-API-KEY": key, "Accept": "application/json", "User-Agent": "docprocessor"}
        try:
            self._client = httpx.Client(base_url=self.url, headers=headers, timeout=ANSWER_SECONDS)
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise Failed(f"{self.url} with this key cannot be spoken to: {error}.") from None

    def get(self, path: str, *, params: Any = None, etag: str = "") -> httpx.Response:
        """Ask for something; the answer is 200, or 304 where `etag` says what is known already.

        Raises Unreachable and Refused.
        """
        return self._ask("GET", path, params=params, headers={"If-None-Match": etag} if etag else {})

    def post(self, path: str, **content: Any) -> dict[str, Any]:
        """Have something done; returns what is answered. Raises Unreachable and Refused."""
        timeout = httpx.Timeout(ANSWER_SECONDS, read=ACCEPT_SECONDS)
        return self._answer(self._ask("POST", path, timeout=timeout, **content), dict)

    def read(self, path: str, *, params: Any = None) -> dict[str, Any]:
        """Return what stands at an address. Raises Unreachable and Refused."""
        return self._answer(self.get(path, params=params), dict)

    def read_list(self, path: str) -> list[dict[str, Any]]:
        """Return a whole list that stands at an address. Raises Unreachable and Refused."""
        return self._answer(self.get(path), list)

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            response = self._client.request(method, path, **request)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise Failed(f"{self.url} is not an address; one is http://localhost:8000.") from None
        except httpx.TimeoutException:
            raise Unreachable(f"{self.url} does not answer in time.") from None
        except httpx.TransportError as error:
            raise Unreachable(f"Nothing answers at {self.url}: {_cause(error)}.") from None
        if response.is_success or response.status_code == HTTPStatus.NOT_MODIFIED:
            return response
        raise Refused(response.status_code, self._sentences(response))

    def _answer(self, response: httpx.Response, shape: type[T]) -> T:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, shape):
            raise Failed(self._not_ours(response))
        return answer

    def _sentences(self, response: httpx.Response) -> str:
        """Return what a problem document (RFC 9457) says, one fault a line."""
        try:
            problem = response.json()
        except ValueError:
            problem = None
        if not isinstance(problem, dict) or not problem.get("detail"):
            return self._not_ours(response)
        detail = str(problem["detail"])
        errors = problem.get("errors") or {}
        more = [f"{name}: {each}" for name, messages in errors.items() for each in messages if each not in detail]
        return "\n".join([detail, *(f"  {each}" for each in more)])

    def _not_ours(self, response: httpx.Response) -> str:
        phrase = f"{response.status_code} {response.reason_phrase}".strip()
        return f"{self.url} answers {phrase}, but not as DocProcessor does."


def import_path(job: str, what: str = "") -> str:
    """Return the address of an import, or of something that can be done with it."""
    return _path("imports", job, what)


def job_path(job: str, what: str = "") -> str:
    """Return the address of a job of any kind, or of something that can be done with it."""
    return _path("jobs", job, what)


def _path(kind: str, job: str, what: str) -> str:
    return f"/api/{kind}/{quote(job, safe='')}/" + (f"{what}/" if what else "")


def _cause(error: BaseException) -> str:
    """Return the system's own word for why, which httpx puts a number before."""
    while error.__cause__ is not None:
        error = error.__cause__
    return getattr(error, "strerror", None) or str(error).partition("] ")[2] or str(error) or "the connection was lost"
