"""A region at work: its persons, and a case brought to any point of its procedure in as few words as that takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from infra.dev.issuer import issuer_url
from schema.ids import global_id
from tenants.registry import regions
from tests.api.caller import Api, Json, Person, noon
from tests.api.documents import ONE_CASE

PROCEDURE = "halsoval-uppfoljning"
NO_CASE = global_id("Case", UUID(int=0))
NO_UNIT = global_id("CareUnit", UUID(int=0))
NO_RULESET = global_id("Ruleset", UUID(int=0))
"""Well-formed ids of nothing."""
SIGNAL = {"signalledOn": "2025-03-03", "onTemplate": True, "riskOfDeviation": True, "partyAtRisk": True}
IMPULSE = {"knownOn": "2025-03-03", "kind": "DATA_ANALYSIS"}
BLIND = {
    *("ruleset_editor", "ruleset_approver", "seat_administrator", "indicator_reporter", "indicator_approver"),
    *("national_reader", "national_publisher", "platform_operator"),
}
"""Roles that read no case: to them it does not exist."""
_NUMBERS = count(1)

STEPS: list[tuple[str, str, Mapping[str, Any]]] = [
    ("classifyCase", "2025-03-05", {"classifiedOn": "2025-03-05"}),
    (
        "sendCorrectionRequest",
        "2025-03-11",
        {
            "sentAt": "2025-03-11T09:00:00+01:00",
            "channel": "LETTER",
            "receipt": "SIGNED_RECEIPT",
            "planDueOn": "2025-04-11",
        },
    ),
    (
        "receivePlan",
        "2025-05-02",
        {
            "receivedOn": "2025-05-02",
            "onTemplate": True,
            "timetable": True,
            "signedOn": "2025-05-01",
            "signedByUnitHead": True,
        },
    ),
    ("decidePlan", "2025-05-09", {"verdict": "APPROVED", "decidedOn": "2025-05-09", "followUpOn": "2025-07-21"}),
    ("recordFollowUp", "2025-07-21", {"carriedOut": True, "intendedEffect": True, "decidedOn": "2025-07-21"}),
    ("closeCase", "2025-07-25", {"closedOn": "2025-07-25"}),
]
"""A case's smallest way through the procedure: the command, the day it is sent, its input."""
ASIDE: list[tuple[str, str, Mapping[str, Any]]] = [
    (
        "requestPlan",
        "2025-03-04",
        {
            "sentAt": "2025-03-04T09:00:00+01:00",
            "channel": "EMAIL",
            "receipt": "READ_RECEIPT",
            "planDueOn": "2025-04-04",
            "note": "En plan för telefonköerna.",
        },
    ),
    ("startInDepth", "2025-03-04", {"startedOn": "2025-03-04", "note": "Hela bemanningen ses över."}),
    ("splitCase", "2025-03-06", {"happenings": [2], "splitOn": "2025-03-06"}),
    (
        "extendPlanDue",
        "2025-04-10",
        {"agreedOn": "2025-04-10", "planDueOn": "2025-04-25", "note": "Chefen är på tjänsteresa."},
    ),
    ("refrainFromSanction", "2025-04-14", {"decidedOn": "2025-04-14", "reason": "Brevet låg kvar på posten."}),
    ("decideNoMeasure", "2025-03-06", {"decidedOn": "2025-03-06", "reason": "Enheten har redan rättat sig."}),
    ("reopenCase", "2025-07-28", {"reopenedOn": "2025-07-28", "reason": "Avslutades av misstag."}),
    ("recordSignal", "2025-03-04", {"signal": SIGNAL}),
    ("recordImpulse", "2025-03-04", {"impulse": IMPULSE}),
    ("decideSanction", "2025-04-14", {"decidedOn": "2025-04-14"}),
    (
        "requestSupplement",
        "2025-05-05",
        {"requestedOn": "2025-05-05", "dueOn": "2025-05-19", "note": "Tidsplanen saknar datum för två åtgärder."},
    ),
    ("receiveSupplement", "2025-05-12", {"receivedOn": "2025-05-12"}),
    (
        "recordConsultation",
        "2025-04-14",
        {"on": "DECIDE_SANCTION", "consultedOn": "2025-04-14", "standpoint": "SUPPORTS", "note": "Inget att invända."},
    ),
    (
        "withholdPayment",
        "2025-04-14",
        {"month": "2025-04", "amount": "50000.00", "decidedOn": "2025-04-14", "note": "Rättelse dröjer."},
    ),
    ("releasePayment", "2025-07-22", {"of": 1, "amount": "50000.00", "decidedOn": "2025-07-22"}),
    (
        "takeTerminationPosition",
        "2025-04-14",
        {"outcome": "TERMINATE", "decidedOn": "2025-04-14", "note": "Förtroendet är förbrukat."},
    ),
    (
        "terminateAgreement",
        "2025-04-16",
        {"decidedOn": "2025-04-16", "endsOn": "2025-07-01", "externalReference": "Bilaga 15"},
    ),
    (
        "flagRecurrence",
        "2025-04-14",
        {"earlier": [NO_CASE], "flaggedOn": "2025-04-14", "note": "Samma brist som förra året."},
    ),
    (
        "moveCaseToRuleset",
        "2025-04-14",
        {"rulesetId": NO_RULESET, "movedOn": "2025-04-14", "reason": "De nya reglerna är tydligare."},
    ),
]
"""What may be done beside it."""
OF_THE_PRINCIPAL = {"withholdPayment", "releasePayment", "terminateAgreement"}
"""What the region alone decides, as party to the agreement."""
INPUTS = {name: given for name, _, given in (*STEPS, *ASIDE)}


def levels(severity: int, deviation: int) -> list[Json]:
    return [{"scale": "severity", "value": severity}, {"scale": "deviation", "value": deviation}]


@dataclass(frozen=True)
class Region:
    """A region's persons over the API."""

    api: Api
    code: str = "08"
    handler: Person = field(init=False)
    office: Person = field(init=False)
    finance: Person = field(init=False)

    def __post_init__(self) -> None:
        for name, role in (("handler", "handler"), ("office", "coordination_office"), ("finance", "finance_officer")):
            object.__setattr__(self, name, self.person(role))

    def person(self, *roles: str, unit: str | None = None, name: str | None = None) -> Person:
        return Person(roles, self.code, unit, name)

    def head(self, unit: str, name: str | None = None) -> Person:
        """The unit's head (verksamhetschef)."""
        return self.person("unit_head", unit=unit, name=name)

    async def unit(self, name: str = "Ängö hälsocentral", hsa_id: str | None = None, until: str | None = None) -> str:
        """The global id of a new care unit; `until` is the first day on which its agreement no longer holds."""
        given = registration(name, hsa_id or f"SE2321000073-T{next(_NUMBERS)}")
        given["agreement"] = {**given["agreement"], "validUntil": until}
        unit = await self.api.done(self.handler, "registerUnit", given, now=noon("2025-01-02"))
        return str(unit["id"])

    async def earlier(self, unit: str) -> str:
        """The global id of a case of the unit's that was opened in February 2025."""
        return await self.opened(unit, now=noon("2025-02-03"), impulse={**IMPULSE, "knownOn": "2025-02-03"})

    async def agreements(self, unit: str) -> list[Json]:
        """The unit's agreements as they stand, the earliest first."""
        asked = "query($id: ID!) { unit(id: $id) { agreements { id validFrom validUntil endReason } } }"
        found = (await self.api.ask(self.handler, asked, {"id": unit}))["unit"]["agreements"]
        return list(found)

    async def opened(self, unit: str, *, now: str | None = None, **given: Json) -> str:
        """The global id of a new case, by an impulse of 3 March 2025 where nothing else is said."""
        asked = {"procedure": PROCEDURE, "unitId": unit, **(given or {"impulse": IMPULSE})}
        case = await self.api.done(self.handler, "openCase", asked, now=now or noon("2025-03-03"))
        return str(case["id"])

    async def counted(self, unit: str, counts: Mapping[str, int], *, now: str = noon("2025-12-01")) -> None:
        given = {"unitId": unit, "counts": [{"month": month, "listed": listed} for month, listed in counts.items()]}
        await self.api.done(self.handler, "recordListedCounts", given, now=now)

    async def act(
        self, name: str, case: str, *, now: str | None = None, by: Person | None = None, **given: Json
    ) -> Json:
        """The case after a command of whoever usually gives it, with its usual input where nothing else is said."""
        asked = {**self.usual(name), "caseId": case, **given}
        usual = self.principal if name in OF_THE_PRINCIPAL else self.office
        return await self.api.done(by or usual, name, asked, now=now or self.sent(name))

    async def until(self, last: str | None, unit: str, *, score: tuple[int, int] = (2, 2)) -> str:
        """A case brought along its smallest way up to the command `last`, itself done."""
        case = await self.opened(unit)
        for name, _, _ in STEPS[: 0 if last is None else [step[0] for step in STEPS].index(last) + 1]:
            changed: dict[str, Json] = {"levels": levels(*score)} if name == "classifyCase" else {}
            await self.act(name, case, **changed)
        return case

    async def several(self, unit: str) -> str:
        """A case in which two events were classified each by itself, yellow and red."""
        case = await self.opened(unit)
        happenings = [
            {"levels": levels(2, 2), "description": "Telefonen svarar inte."},
            {"levels": levels(3, 3), "description": "Provsvar har kommit bort."},
        ]
        await self.act("classifyCase", case, levels=None, happenings=happenings)
        return case

    async def sanctioned(self, unit: str, *, score: tuple[int, int] = (2, 2)) -> str:
        """A case whose plan never came and whose sanction was decided on 14 April 2025."""
        case = await self.until("sendCorrectionRequest", unit, score=score)
        await self.act("decideSanction", case)
        return case

    async def sanctioned_with(self, counts: Mapping[str, int], name: str = "Ängö hälsocentral") -> tuple[str, str]:
        """A unit with these counts and its case, sanctioned from 11 March 2025 on at 3 kr."""
        unit = await self.unit(name)
        await self.counted(unit, counts, now=noon("2025-05-01"))
        return unit, await self.sanctioned(unit)

    async def settle(self, month: str, *, now: str, **given: Json) -> Json:
        return await self.api.done(self.finance, "settleMonth", {"month": month, **given}, now=now)

    async def sight(self, person: Person, case: str, *, now: str) -> Json:
        """All that the person sees of the case."""
        return (await self.api.ask(person, ONE_CASE, {"id": case}, now=now))["case"]

    @property
    def principal(self) -> Person:
        """The region as party to the agreement."""
        return self.person("region_principal")

    @property
    def editor(self) -> Person:
        return self.person("ruleset_editor")

    @property
    def approver(self) -> Person:
        return self.person("ruleset_approver")

    @property
    def administrator(self) -> Person:
        return self.person("seat_administrator")

    @property
    def iss(self) -> str:
        return issuer_url(self.api.served.base_url, self.code)

    @staticmethod
    def usual(name: str) -> dict[str, Json]:
        given = dict(INPUTS[name])
        return {**given, "levels": levels(2, 2)} if name == "classifyCase" else given

    @staticmethod
    def sent(name: str) -> str:
        return noon(next(day for step, day, _ in (*STEPS, *ASIDE) if step == name))


async def untouched(api: Api, text: str | None = None) -> Region:
    """A region that no test has had, with Kalmar's ruleset, or its changed `text`, as its own."""
    free = [one.code for one in regions() if one.code != "07" and one.code not in api.adopted]
    if not free:
        return await untouched(await api.next(), text)
    await api.adopt(free[0], text)
    return Region(api, free[0])


async def seated(region: Region, role: str, subject: str, **changed: Json) -> str:
    """The global id of a seat granted to whom the region's issuer calls `subject`."""
    given = {"issuer": region.iss, "subject": subject, "name": f"Namn {subject}", "roles": [role], **changed}
    seat = await region.api.done(region.administrator, "grantSeat", given, now=noon("2025-01-02"))
    return str(seat["id"])


def registration(name: str, hsa_id: str, **changed: Json) -> dict[str, Json]:
    """The input of registerUnit: a unit of the region's own, its agreement from 2024 on."""
    return {
        "hsaId": hsa_id,
        "name": name,
        "provider": {"name": "Region Kalmar län", "orgnr": "232100-0073"},
        "agreement": {"kind": "HALSOVAL", "legalBasis": "LOV", "validFrom": "2024-01-01"},
        **changed,
    }


def option(case: Json, command: str) -> Json:
    """What the case says of the command to whoever asked for `availableActions`."""
    return next(one for one in case["availableActions"] if one["command"] == command)
