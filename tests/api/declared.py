"""A case of a procedure whose acts its ruleset declares, played over the API by the persons who would do each step."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from infra.auth.issuers import Issuer
from infra.cli.issuers import register_all
from service.rules.commands import CompleteTask, OpenDeclared, RecordConsultation, TakeStep
from service.rules.load import load_ruleset
from service.rules.ruleset import Ruleset
from service.rules.stated import Given
from tenants.catalog import roles
from tests.api.caller import Json, Person, noon
from tests.api.region import Region
from tests.core.declared import Told
from tests.rig.identity import IdentityProvider

READER = "handler"
"""Who looks how a case stands: of the staff, with every case of theirs."""
STANDING = """
  query Standing($id: ID!) { case(id: $id) {
    version closedOn state { id } sideTracks { track { id } state { id } closed }
    tasks { checklist { id } task { id } status dueOn owners { id } }
    obligations { kind rule dueOn overdue }
  } }
"""


def package_text(name: str) -> str:
    """The text of a shipped package, by its file's name without ending."""
    return (files("tenants") / "packages" / f"{name}.yaml").read_text(encoding="utf-8")


def of_region(text: str, code: str) -> str:
    """The same ruleset as that region's own."""
    return re.sub(r'^region: "\d\d"', f'region: "{code}"', text, flags=re.MULTILINE)


async def adopted(region: Region, text: str) -> Ruleset:
    """The ruleset of the text, adopted as the region's own before all that the tests do."""
    own = of_region(text, region.code)
    ruleset = load_ruleset(own, file="package", roles=roles())
    await region.api.served.adopt(region.code, own)
    return ruleset


async def counterpart(
    region: Region, provider: IdentityProvider, organisation: str, *held: str, subject: str = "somebody"
) -> Person:
    """Somebody of a counterpart with these roles, seated in the region by its administrator."""
    audience = region.api.served.audience
    issuer = Issuer(provider.iss, None, None, audience, ("ES256",), f"{provider.iss}/jwks", counterpart=organisation)
    await register_all(region.api.served.where, [issuer])
    granted = {"issuer": provider.iss, "subject": subject, "name": "Kim", "roles": list(held)}
    await region.api.done(region.administrator, "grantSeat", granted, now=noon("2025-01-02"))
    now = time.time()
    token = provider.token(aud=audience, iat=now, exp=now + 7200, sub=subject)
    return Person(held, region.code, token=token, name=f"{organisation} {subject}")


class Staged:
    """One case. What is stated is given by field; texts as what is told."""

    def __init__(
        self, region: Region, ruleset: Ruleset, unit: str | None, others: Mapping[str, Person] | None = None
    ) -> None:
        self.region = region
        self.ruleset = ruleset
        self.unit = unit
        self.others = dict(others or {})
        self.case = ""

    def person(self, role: str) -> Person:
        """Who holds the role: of the region's staff, of the unit, or one of the others."""
        if role in self.others:
            return self.others[role]
        if roles()[role].side == "party":
            assert self.unit is not None
            return self.region.person(role, unit=self.unit)
        return self.region.person(role)

    async def open(self, role: str, day: str, outcome: str | None = None, **stated: Given) -> Json:
        case = await self.region.api.done(
            self.person(role), "openCase", self.opening(day, outcome, **stated), now=noon(day)
        )
        self.case = str(case["id"])
        return case

    def opening(self, day: str, outcome: str | None = None, **stated: Given) -> dict[str, Json]:
        declared = {"outcome": outcome, "openedOn": day, "entries": self.entries(stated)}
        return {"procedure": self.ruleset.procedure, "unitId": self.unit, "declared": declared}

    async def take(
        self, role: str, day: str, act: str, outcome: str | None = None, track: str | None = None, **stated: Any
    ) -> Json:
        """The case after the act; `reason`, `due_on` and `due_months` stand beside the fields."""
        given = self.step(day, act, outcome, track, **stated)
        return await self.region.api.done(self.person(role), "takeStep", given, now=noon(day))

    def step(
        self, day: str, act: str, outcome: str | None = None, track: str | None = None, **stated: Any
    ) -> dict[str, Json]:
        beside = {"reason": "reason", "due_on": "dueOn", "due_months": "dueMonths"}
        given = {beside[name]: stated.pop(name) for name in list(stated) if name in beside}
        named = {"caseId": self.case, "act": act, "outcome": outcome, "track": track, "takenOn": day}
        return {**named, **given, "entries": self.entries(stated)}

    async def tick(self, role: str, day: str, checklist: str, task: str, **changed: Json) -> Json:
        given = {"caseId": self.case, "checklist": checklist, "task": task, "doneOn": day, **changed}
        return await self.region.api.done(self.person(role), "completeTask", given, now=noon(day))

    async def consult(self, role: str, day: str, act: str, standpoint: str = "SUPPORTS") -> Json:
        given = {"caseId": self.case, "act": act, "consultedOn": day, "standpoint": standpoint, "note": "Hört."}
        return await self.region.api.done(self.person(role), "recordConsultation", given, now=noon(day))

    async def refused(self, code: str, role: str, command: str, given: Mapping[str, Json], day: str) -> Json:
        """The refusal of that code, of which nothing was written and which its preview foretold word for word."""
        outcome = await self.region.api.refused(self.person(role), command, given, now=noon(day))
        assert outcome["code"] == code, outcome
        return outcome

    async def refused_step(
        self,
        code: str,
        role: str,
        day: str,
        act: str,
        outcome: str | None = None,
        track: str | None = None,
        **stated: Any,
    ) -> Json:
        return await self.refused(code, role, "takeStep", self.step(day, act, outcome, track, **stated), day)

    async def standing(self, role: str, day: str) -> Json:
        """Where the case stands, as the role sees it on that day."""
        asked = await self.region.api.ask(self.person(role), STANDING, {"id": self.case}, now=noon(day))
        return asked["case"]

    async def state(self, role: str, day: str) -> str:
        return str((await self.standing(role, day))["state"]["id"])

    async def tracks(self, role: str, day: str) -> dict[str, str]:
        found = (await self.standing(role, day))["sideTracks"]
        return {one["track"]["id"]: one["state"]["id"] for one in found}

    async def open_to(self, role: str, day: str) -> set[str]:
        """The acts that the role may do now, by their ids."""
        asked = "query($id: ID!) { case(id: $id) { availableActions { action allowed } } }"
        found = await self.region.api.ask(self.person(role), asked, {"id": self.case}, now=noon(day))
        return {one["action"] for one in found["case"]["availableActions"] if one["allowed"]}

    def entries(self, stated: Mapping[str, Given]) -> list[Json]:
        """The fields as the contract takes them, each by its kind."""
        kinds = {one.id: one.kind for one in self.ruleset.fields}
        return [{"field": name, **entry(kinds.get(name, "TEXT"), value)} for name, value in stated.items()]


def entry(kind: str, value: Given) -> dict[str, Json]:
    """What is stated of a field of the kind, as the contract takes it."""
    match value:
        case bool():
            return {"truth": value}
        case int():
            return {"whole": value}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return {"options": list(value)}
        case dict():
            return {"counts": [{"member": member, "number": number} for member, number in value.items()]}
        case str():
            named = {"REFERENCE": "reference", "DATE": "day"}.get(kind, "text")
            return {"options": [value]} if kind == "CHOICE" else {named: value}


async def replayed(case: Staged, story: Sequence[Told]) -> None:
    """Does over the API what a story of the core did, and finds the case where the story left it, act by act."""
    for told in story:
        who, now, name = case.person(told.role), noon(told.day), ""
        match told.command:
            case OpenDeclared() as opening:
                case.unit = case.unit if opening.unit_id is not None else None
                entries = case.entries({**opening.values, **dict.fromkeys(opening.told, "Ord.")})
                declared = {"outcome": opening.outcome, "openedOn": told.day, "entries": entries}
                given = {"procedure": case.ruleset.procedure, "unitId": case.unit, "declared": declared}
                case.case = str((await case.region.api.done(who, "openCase", given, now=now))["id"])
            case TakeStep() as step:
                beside: dict[str, Any] = {"reason": "Skäl."} if step.reasoned else {}
                beside |= {"due_on": step.due_on and step.due_on.isoformat(), "due_months": step.due_months}
                stated = {**step.values, **dict.fromkeys(step.told, "Ord."), **beside}
                name, given = "takeStep", case.step(told.day, step.act, step.outcome, step.track, **stated)
            case CompleteTask() as done:
                name, given = "completeTask", {"checklist": done.checklist, "task": done.task, "doneOn": told.day}
                given |= {"caseId": case.case, "outcome": done.outcome, "reason": "Skäl." if done.reasoned else None}
            case RecordConsultation() as said:
                name, given = "recordConsultation", {"act": said.on, "consultedOn": told.day, "caseId": case.case}
                given |= {"standpoint": said.standpoint}
            case other:
                raise AssertionError(other)
        if name:
            await case.region.api.done(who, name, given, now=now)
        seen = await case.standing(READER, told.day)
        tracks = {one["track"]["id"]: one["state"]["id"] for one in seen["sideTracks"]}
        assert (seen["state"]["id"], tracks) == (told.state, dict(told.tracks)), told
