"""A region with a shipped package, whose cases people of the region, of its units and of its counterparts act in."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, field

from infra.auth.issuers import Issuer
from infra.cli.issuers import register_all
from service.rules.stated import Given
from tests.api.caller import Answer, Api, Json, Person, noon
from tests.api.declared import entry, of_region, package_text
from tests.api.region import Region, untouched
from tests.core.declared import package
from tests.rig.identity import IdentityProvider, key_server

CASE = """
  id state { id } sideTracks { track { id } state { id } } opening { id }
  openingEntries { field { id } text value }
  steps { act { id } shared lacking { id } entries { field { id } text value } }
"""
CHANGED = f"{{ __typename ... on CaseChanged {{ case {{ {CASE} }} }} ... on Refusal {{ code path }} }}"
INPUTS = {
    "openCase": "OpenCaseInput",
    "takeStep": "TakeStepInput",
    "completeTask": "CompleteTaskInput",
    "recordConsultation": "RecordConsultationInput",
}


@dataclass(frozen=True)
class Who:
    """Somebody by role: of the region, of a unit (its global id), or of a counterpart (its id in the catalogue)."""

    role: str
    unit: str | None = None
    counterpart: str | None = None


@dataclass
class Parties:
    region: Region
    package: str
    servers: ExitStack
    providers: dict[str, IdentityProvider] = field(default_factory=dict)
    people: dict[Who, tuple[Person, dict[str, str]]] = field(default_factory=dict)

    @classmethod
    async def of(cls, api: Api, name: str, servers: ExitStack) -> Parties:
        """A region of its own with the package, and with a counterpart's issuers closed with `servers`."""
        return cls(await untouched(api, of_region(package_text(name), "08")), name, servers)

    async def opened(self, who: Who, day: str, outcome: str, unit: str | None = None, **stated: Given) -> Json:
        """The case, or the refusal."""
        declared = {"outcome": outcome, "openedOn": day, "entries": self._entries(stated)}
        procedure = package(self.package).procedure
        return await self.command(
            who, "openCase", {"procedure": procedure, "unitId": unit, "declared": declared}, day=day
        )

    async def taken(self, who: Who, day: str, case: Json, act: str, **stated: Given) -> Json:
        """The case after the act, or the refusal; `outcome`, `track`, `reason` and `dueMonths` are the act's own."""
        names = ("outcome", "track", "reason", "dueMonths")
        own: Json = {name: stated.pop(name) for name in names if name in stated}
        given = {"caseId": case["id"], "act": act, "takenOn": day, "entries": self._entries(stated), **own}
        return await self.command(who, "takeStep", given, day=day)

    async def command(self, who: Who, name: str, given: Json, *, day: str) -> Json:
        document = f"mutation($given: {INPUTS[name]}!) {{ {name}(input: $given) {CHANGED} }}"
        found = (await self.send(who, document, {"given": given}, day)).data[name]
        return found["case"] if found["__typename"] == "CaseChanged" else found

    async def sees(self, who: Who, case: Json, day: str) -> Json:
        """The case as it is shown; None where it is not."""
        document = f"query($id: ID!) {{ case(id: $id) {{ {CASE} }} }}"
        return (await self.send(who, document, {"id": case["id"]}, day)).data["case"]

    async def send(self, who: Who, document: str, variables: Json, day: str) -> Answer:
        person, headers = await self._person(who)
        return await self.region.api.send(person, document, variables, now=noon(day), headers=headers)

    async def _person(self, who: Who) -> tuple[Person, dict[str, str]]:
        if who not in self.people:
            if who.counterpart is None:
                self.people[who] = (self.region.person(who.role, unit=who.unit), {})
            else:
                token = await self._seated(who.role, who.counterpart)
                self.people[who] = (Person(token=token), {"trappa-region": self.region.code})
        return self.people[who]

    async def _seated(self, role: str, counterpart: str) -> str:
        """A token of somebody whom the region has given a seat of the counterpart's."""
        audience, now = self.region.api.served.audience, time.time()
        provider = self.providers.get(counterpart)
        if provider is None:
            provider = self.providers[counterpart] = self.servers.enter_context(key_server()).provider()
            keys = f"{provider.iss}/jwks"
            own = Issuer(provider.iss, None, None, audience, ("ES256",), keys, counterpart=counterpart)
            await register_all(self.region.api.served.where, [own])
        seat = {"issuer": provider.iss, "subject": role, "name": "Kim", "roles": [role]}
        await self.region.api.done(self.region.administrator, "grantSeat", seat, now=noon("2025-01-02"))
        return provider.token(aud=audience, iat=now, exp=now + 600, sub=role)

    def _entries(self, stated: dict[str, Given]) -> list[Json]:
        rules = package(self.package)
        return [{"field": name, **entry(rules.field(name).kind, value)} for name, value in stated.items()]
