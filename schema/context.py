"""What resolvers get: who asks, in which language, and one way to read, which joins all reads into one statement."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from service.authorize import Actor, sees_actor
from service.domain.dates import local_date
from service.domain.facts import PersonalRef
from service.ports import Reader
from service.reads import Read
from service.usecases.commanding import Services
from service.usecases.views import Known, Row, RulesetCache, known

Language = Literal["sv", "en"]
Words = tuple[str, str]
"""A term in Swedish and English."""


@dataclass
class Context:
    """One request's context. `unseal` gives the texts of a personal record's row, none where its key is erased."""

    actor: Actor
    services: Services
    reader: Reader
    rulesets: RulesetCache
    language: Language
    region: Words
    role_words: Mapping[str, Words]
    counterpart_words: Mapping[str, Words]
    unseal: Callable[[str, Row], Mapping[str, str]]
    one_at_a_time: Lock = field(default_factory=Lock)
    loader: DataLoader[tuple[Read, ...], Mapping[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.loader = DataLoader(load_fn=self._load, cache=False)

    async def _load(self, asked: list[tuple[Read, ...]]) -> list[Mapping[str, Any]]:
        """All reads the document's root fields asked for, in one statement."""
        reads = [read for group in asked for read in group]
        rows = await self.reader.read(reads, self.actor)
        return [{read.key: rows[read.key] for read in group} for group in asked]

    async def load(self, *reads: Read) -> Mapping[str, Any]:
        return await self.loader.load(reads)

    def shown_actor(self, event: Row) -> strawberry.ID | None:
        """Who acted in an event's row; None where the viewer may not know."""
        acted_as = event["body"].get("acted_as")
        seen = sees_actor(self.actor, UUID(event["actor_id"]), acted_as, self.services.catalogue)
        return strawberry.ID(event["actor_id"]) if seen else None

    def opened(self, records: Sequence[Row]) -> Mapping[str, str]:
        """The texts of the one record among `records`, none where there is none that the viewer may see."""
        return self.unseal(self.actor.tenant_id, records[0]) if records else {}

    def written(self, row: Row, reference: PersonalRef | None, name: str = "text") -> str | None:
        """The text that an event of a case refers to; `row` is the case's, with its personal records.

        None where there is none, the viewer may not see the record, or its key is erased.
        """
        if reference is None:
            return None
        records = (one for one in row["personal"] if one["record_id"] == str(reference.record_id))
        return next((self.unseal(self.actor.tenant_id, one).get(name) for one in records), None)

    @property
    def now(self) -> datetime:
        return self.services.clock.now()

    def say(self, sv: str, en: str) -> str:
        return sv if self.language == "sv" else en


@dataclass
class Scope:
    """The facts that the views under one root field share; parsed only where a field asks for them."""

    context: Context
    rulesets: Sequence[Row] = ()
    settlements: Sequence[Row] = ()
    known_at: datetime | None = None
    until: date | None = None

    @cached_property
    def today(self) -> date:
        """The day to which amounts count: today, or earlier where only earlier months are asked for."""
        today = local_date(self.known_at or self.context.now)
        return today if self.until is None else min(today, self.until)

    @cached_property
    def known(self) -> Known:
        staff = self.context.actor.scope == "STAFF"
        return known(self.rulesets, self.settlements, self.context.rulesets, self.today, staff=staff)


Info = strawberry.Info[Context, None]


def scope_of(context: Context, rows: Mapping[str, Any], key: str, known_at: datetime | None = None) -> Scope:
    """The scope of a root field from the rows that were read for it."""
    return Scope(context, rows.get(f"{key}:rulesets", ()), rows.get(f"{key}:settlements", ()), known_at)
