"""Persons who call the service over HTTP: what they send, what they get, and what was written meanwhile."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx2

from infra.db import tables
from schema.ids import own_id
from tests.api.documents import COMMANDS, MUTATIONS, command_document, preview_document
from tests.api.fields import is_field
from tests.api.serving import Served

Json = Any
Plain = asyncpg.Connection


def noon(day: str) -> str:
    """An instant of the day in Stockholm, in summer and in winter."""
    return f"{day}T12:00:00+01:00"


@dataclass(frozen=True)
class Person:
    """Who calls: the region, the roles held there, and for a party its care unit. The name tells actors apart.

    With a `token` of another provider's it is that which says so.
    """

    roles: Collection[str] = ()
    region: str | None = "08"
    unit: str | None = None
    name: str | None = None
    token: str | None = None

    @property
    def unit_id(self) -> uuid.UUID | None:
        return None if self.unit is None else own_id("CareUnit", self.unit)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: httpx2.Headers
    body: Json

    @property
    def data(self) -> Json:
        """What was asked for; fails where anything of it was refused."""
        assert self.status == 200, (self.status, self.body)
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.body.get("errors", [])]


class Api:
    """The service's HTTP surface, and the superuser's view of what lies behind it."""

    def __init__(self, served: Served, client: httpx2.AsyncClient, admin: Plain) -> None:
        self.served = served
        self.client = client
        self.admin = admin
        self._tokens: dict[Any, str] = {}
        self.adopted: set[str] = set()
        self.follow: Callable[[], Awaitable[Api]] | None = None
        self._next: Api | None = None

    def token_of(self, person: Person) -> str:
        if person.token is not None:
            return person.token
        key = (tuple(sorted(person.roles)), person.region, person.unit, person.name)
        if key not in self._tokens:
            self._tokens[key] = self.served.token(
                person.roles, region=person.region, unit_id=person.unit_id, subject=person.name
            )
        return self._tokens[key]

    async def send(
        self,
        person: Person,
        document: str,
        variables: Mapping[str, Json] | None = None,
        *,
        now: str | None = None,
        language: str | None = None,
        headers: Mapping[str, str] | None = None,
        operation: str | None = None,
    ) -> Answer:
        """A document, sent at the instant `now` (the real one without)."""
        sent = {"authorization": f"Bearer {self.token_of(person)}", "content-type": "application/json"}
        if now is not None:
            sent["trappa-now"] = now
        if language is not None:
            sent["accept-language"] = language
        # In ASCII: what UTF-8 cannot say arrives as it was meant, too.
        named = {} if operation is None else {"operationName": operation}
        body = json.dumps({"query": document, "variables": variables or {}, **named})
        answer = await self.client.post("/graphql", content=body, headers={**sent, **(headers or {})})
        return Answer(answer.status_code, answer.headers, answer.json())

    async def ask(
        self,
        person: Person,
        document: str,
        variables: Mapping[str, Json] | None = None,
        *,
        now: str | None = None,
        language: str | None = None,
        headers: Mapping[str, str] | None = None,
        operation: str | None = None,
    ) -> Json:
        sent = self.send(person, document, variables, now=now, language=language, headers=headers, operation=operation)
        return (await sent).data

    async def command(
        self, person: Person, name: str, given: Mapping[str, Json], *, now: str, language: str | None = None
    ) -> Json:
        """The command's outcome, success or refusal."""
        answer = await self.ask(person, command_document(name), {"given": given}, now=now, language=language)
        return answer[name]

    async def done(self, person: Person, name: str, given: Mapping[str, Json], *, now: str) -> Json:
        """What the command changed: the case, the unit or the settlement."""
        outcome = await self.command(person, name, given, now=now)
        assert outcome["__typename"] == MUTATIONS[name].success, outcome
        return outcome[MUTATIONS[name].changed]

    async def preview(
        self, person: Person, name: str, given: Mapping[str, Json], *, now: str, language: str | None = None
    ) -> Json:
        """What the command would come to: its effect, or its refusal."""
        answer = await self.ask(person, preview_document(name), {"given": given}, now=now, language=language)
        return answer["preview"][name]

    async def refused(
        self, person: Person, name: str, given: Mapping[str, Json], *, now: str, language: str | None = None
    ) -> Json:
        """The command's refusal, of which nothing was written, and which its preview foretold word for word.

        Where it names a field, the command's input has that.

        A preview looks at no command before, so that nothing is foretold of one with an id.
        """
        async with self.nothing_written():
            foretold = await self.preview(person, name, given, now=now, language=language)
            outcome = await self.command(person, name, given, now=now, language=language)
        assert outcome["__typename"] != COMMANDS[name].success, outcome
        assert foretold == outcome or given.get("commandId"), (foretold, outcome)
        assert outcome["path"] is None or is_field(name, outcome["path"]), outcome
        return outcome

    async def written(self) -> Mapping[str, Any]:
        """How many rows every table has but the log of reads, and the head of every region's chain."""
        counts = " union all ".join(
            f"select '{table.name}' as name, count(*)::text as rows from trappa.{table.name}"
            for table in tables.metadata.sorted_tables
            if table is not tables.read_log
        )
        heads = "select 'head of ' || tenant_id, seq || ' ' || encode(hash, 'hex') from trappa.chain_head"
        return {row["name"]: row["rows"] for row in await self.admin.fetch(f"{counts} union all {heads}")}

    @asynccontextmanager
    async def nothing_written(self) -> AsyncIterator[None]:
        before = await self.written()
        yield
        assert await self.written() == before

    @asynccontextmanager
    async def statements(self) -> AsyncIterator[list[str]]:
        """The statements that the service sends within the block."""
        found: list[str] = []
        start = len(self.served.statements.seen)
        yield found
        found.extend(self.served.statements.seen[start:])

    async def next(self) -> Api:
        """Another service like this one, the same each time."""
        if self._next is None:
            assert self.follow is not None
            self._next = await self.follow()
        return self._next

    async def adopt(self, region: str, text: str | None = None) -> None:
        """Gives the region its ruleset, once: Kalmar's, or its changed `text`."""
        if region not in self.adopted:
            self.adopted.add(region)
            await self.served.adopt(region, text)


@asynccontextmanager
async def calling(served: Served, admin_url: str) -> AsyncIterator[Api]:
    """Callers of the service; `admin_url` reaches its database as superuser."""
    admin = await asyncpg.connect(admin_url)
    try:
        async with httpx2.AsyncClient(base_url=served.base_url, timeout=30, trust_env=False) as client:
            yield Api(served, client, admin)
    finally:
        await admin.close()
