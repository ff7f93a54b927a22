"""The API as its users meet it: GraphQL over HTTP, one person and one instant per request."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx2

from infra.cli.demo.people import Person, token_of
from infra.cli.failures import CommandFailed
from infra.dev.issuer import DevKeys
from infra.settings import DEV_AUDIENCE

_PATIENCE = 60.0


class Client:
    """Also a context manager. Tokens are made once per person."""

    def __init__(self, base_url: str, keys: DevKeys) -> None:
        self._base_url = base_url
        self._keys = keys
        self._tokens: dict[Person, str] = {}
        self._http = httpx2.Client(base_url=base_url, timeout=_PATIENCE, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def token(self, person: Person) -> str:
        if person not in self._tokens:
            self._tokens[person] = token_of(person, self._keys, self._base_url, DEV_AUDIENCE, time.time())
        return self._tokens[person]

    def ask(
        self,
        person: Person,
        document: str,
        variables: Mapping[str, Any],
        now: datetime | None = None,
        *,
        path: str = "/graphql",
    ) -> Mapping[str, Any]:
        """The response, `data` and perhaps `errors`; CommandFailed where there is no GraphQL answer."""
        headers = {"authorization": f"Bearer {self.token(person)}"}
        if now is not None:
            headers["trappa-now"] = now.isoformat()
        try:
            answer = self._http.post(path, json={"query": document, "variables": variables}, headers=headers)
            found: Mapping[str, Any] = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise CommandFailed("API_UNREACHABLE", f"{self._base_url}{path}: {error}") from error
        return found

    def file(self, person: Person, path: str, now: datetime) -> tuple[Mapping[str, str], bytes]:
        """Headers and content of a file; CommandFailed where there is none to have."""
        headers = {"authorization": f"Bearer {self.token(person)}", "trappa-now": now.isoformat()}
        try:
            answer = self._http.get(path, headers=headers)
        except httpx2.HTTPError as error:
            raise CommandFailed("API_UNREACHABLE", f"{self._base_url}{path}: {error}") from error
        if answer.status_code != HTTPStatus.OK:
            raise CommandFailed("FILE_REFUSED", f"{self._base_url}{path}: {answer.text}")
        return answer.headers, answer.content


def error_code(answer: Mapping[str, Any]) -> str | None:
    """The code of the first GraphQL error, None where there is none."""
    errors = answer.get("errors")
    if not errors:
        return None
    code: str = errors[0].get("extensions", {}).get("code", "GRAPHQL_ERROR")
    return code
