"""For every command of the contract: who gives it, on what, and when, so that it can be carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from tests.api import drafts
from tests.api.caller import Json, Person, noon
from tests.api.declared import Staged, adopted
from tests.api.region import IMPULSE, OF_THE_PRINCIPAL, PROCEDURE, SIGNAL, Region, registration, seated
from tests.core.fourth import DAY, OPENING, TEXT

ALONE = {"settleMonth", "changeClaimMapping", "adoptRuleset", "moveCaseToRuleset", "takeStep", "completeTask"}
"""What concerns all of a region."""
INFORMANT = "010-123 45 67"
_NUMBERS = count(1)
_BEFORE: Mapping[str, str | None] = {
    "recordSignal": None,
    "classifyCase": None,
    "sendCorrectionRequest": "classifyCase",
    "receivePlan": "sendCorrectionRequest",
    "requestSupplement": "receivePlan",
    "receiveSupplement": "receivePlan",
    "decidePlan": "receivePlan",
    "closeCase": "recordFollowUp",
    "decideSanction": "sendCorrectionRequest",
    "recordConsultation": "sendCorrectionRequest",
    "requestPlan": None,
    "startInDepth": None,
    "extendPlanDue": "sendCorrectionRequest",
    "refrainFromSanction": "sendCorrectionRequest",
    "decideNoMeasure": "classifyCase",
    "reopenCase": "closeCase",
    "withholdPayment": "sendCorrectionRequest",
    "takeTerminationPosition": "sendCorrectionRequest",
    "flagRecurrence": "sendCorrectionRequest",
    "releasePayment": "sendCorrectionRequest",
    "moveCaseToRuleset": "sendCorrectionRequest",
}
"""Up to which command a case has come before another one."""
_FOLLOWS: Mapping[str, str] = {"receiveSupplement": "requestSupplement", "releasePayment": "withholdPayment"}
"""What is done right before."""


@dataclass(frozen=True)
class Situation:
    """A command that is about to be given; the unit and the case are those that it concerns."""

    region: Region
    name: str
    person: Person
    given: Mapping[str, Json]
    now: str
    unit: str | None = None
    case: str | None = None

    async def preview(self, **changed: Json) -> Json:
        given = {**self.given, **changed}
        return await self.region.api.preview(self.person, self.name, given, now=self.now)

    async def outcome(self, **changed: Json) -> Json:
        given = {**self.given, **changed}
        return await self.region.api.command(self.person, self.name, given, now=self.now)


async def situation(region: Region, name: str) -> Situation:
    if name in {"grantSeat", "limitSeat", "revokeSeat", "changeClaimMapping"}:
        return await _of_access(region, name)
    if name in drafts.OF_RULES:
        return await _of_ruleset(region, name)
    if name in {"takeStep", "completeTask"}:
        return await _of_declared(region, name)
    unit = await region.unit()
    await region.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 8)}, now=noon("2025-08-31"))
    match name:
        case "registerUnit":
            given = registration("Ängö", f"SE2321000073-P{next(_NUMBERS)}")
            return Situation(region, name, region.handler, given, noon("2025-01-02"))
        case "recordListedCounts":
            await region.sanctioned(unit)
            counts = [{"month": "2025-03", "listed": 7900}, {"month": "2025-04", "listed": 8100}]
            return Situation(region, name, region.finance, {"unitId": unit, "counts": counts}, noon("2025-05-20"), unit)
        case "addAgreement" | "endAgreement" | "transferUnit" | "renameUnit" | "moveUnit":
            return await _of_register(region, name, unit)
        case "settleMonth":
            case = await region.sanctioned(unit)
            return Situation(region, name, region.finance, {"month": "2025-03"}, noon("2025-05-02"), unit, case)
        case "openCase":
            impulse = {**IMPULSE, "informant": INFORMANT}
            given = {"procedure": PROCEDURE, "unitId": unit, "impulse": impulse, "happening": "Kö till telefonen"}
            return Situation(region, name, region.handler, given, noon("2025-03-03"), unit)
        case _:
            return await _on_case(region, name, unit)


async def _of_register(region: Region, name: str, unit: str) -> Situation:
    """A unit with a sanction that runs, under its one agreement."""
    await region.sanctioned(unit)
    agreement = (await region.agreements(unit))[0]["id"]
    past = {"kind": "LOU", "legalBasis": "LOU", "validFrom": "2023-01-01", "validUntil": "2024-01-01"}
    place = {"street": "Storgatan 1", "postalCode": "39233", "city": "Kalmar"}
    given: Mapping[str, Json] = {
        "addAgreement": {"agreement": past},
        "endAgreement": {"agreementId": agreement, "endsOn": "2025-05-01", "reason": "NOTICE"},
        "transferUnit": {"provider": {"name": "Annat AB", "orgnr": "556036-0793"}, "from": "2025-05-01"},
        "renameUnit": {"name": "Östra hälsocentralen", "from": "2025-05-01"},
        "moveUnit": {"address": place, "from": "2025-05-01"},
    }[name]
    return Situation(region, name, region.handler, {"unitId": unit, **given}, noon("2025-05-20"), unit)


async def _on_case(region: Region, name: str, unit: str) -> Situation:
    given, now = region.usual(name), region.sent(name)
    if name == "moveCaseToRuleset":
        given |= {"rulesetId": await drafts.first_of_two(region)}
    match name:
        case "recordImpulse":
            case = await region.opened(unit, signal=SIGNAL)
            given |= {"impulse": {**IMPULSE, "informant": INFORMANT}}
        case "splitCase":
            case = await region.several(unit)
        case "recordFollowUp":
            # Approved on a day that is past by then: what was owed since is owed no more.
            case = await region.sanctioned(unit)
            for earlier in ("receivePlan", "decidePlan"):
                await region.act(earlier, case)
            now = noon("2025-07-25")
        case "terminateAgreement":
            # The agreement has ended by then: what was owed since is owed no more.
            case = await region.until("sendCorrectionRequest", unit, score=(4, 4))
            await region.act("takeTerminationPosition", case)
            now = noon("2025-07-25")
        case _:
            black = name in {"sendCorrectionRequest", "requestSupplement"}
            case = await region.until(_BEFORE[name], unit, score=(4, 4) if black else (2, 2))
    if name in _FOLLOWS:
        await region.act(_FOLLOWS[name], case)
    if name == "flagRecurrence":
        given |= {"earlier": [await region.earlier(unit)]}
    person = _acting(region, name, unit)
    return Situation(region, name, person, {**given, "caseId": case}, now, unit, case)


def _acting(region: Region, name: str, unit: str) -> Person:
    if name in {"receivePlan", "receiveSupplement"}:
        return region.head(unit)
    if name == "recordConsultation":
        return region.person("medical_adviser")
    return region.principal if name in OF_THE_PRINCIPAL else region.office


async def _of_declared(region: Region, name: str) -> Situation:
    """A case of a procedure whose acts its ruleset declares; its checklist begins with great gravity."""
    unit = await region.unit()
    own = Staged(region, await adopted(region, TEXT), unit)
    await own.open("handler", DAY, "VISIT", **OPENING)
    if name == "takeStep":
        given = own.step(DAY, "WEIGH", "LOW", reason="Litet.", GRAVITY=("LIGHT",))
    else:
        await own.take("handler", DAY, "WEIGH", "HIGH", reason="Stort.", GRAVITY=("GRAVE",))
        given = {"caseId": own.case, "checklist": "GRAVE_CASE", "task": "CALL", "doneOn": DAY}
    return Situation(region, name, own.person("handler"), given, noon(DAY), unit, own.case)


async def _of_access(region: Region, name: str) -> Situation:
    now, subject = noon("2025-06-02"), f"foreseen {next(_NUMBERS)}"
    match name:
        case "grantSeat":
            given: Json = {"issuer": region.iss, "subject": subject, "name": "Kim Kimsson", "roles": ["handler"]}
        case "changeClaimMapping":
            mapping = {"rolesClaim": "roles", "allowedRoles": ["coordination_office", "seat_administrator"]}
            given = {"issuer": region.iss, "mapping": mapping}
        case _:
            given = {"seatId": await seated(region, "handler", subject)}
            if name == "limitSeat":
                given |= {"validUntil": "2025-07-01T00:00:00+02:00"}
    return Situation(region, name, region.administrator, given, now)


async def _of_ruleset(region: Region, name: str) -> Situation:
    """A draft that was begun on the shipped package; its next version is what is adopted."""
    match name:
        case "startRulesetDraft":
            given: Json = {"label": f"nästa {next(_NUMBERS)}", "package": drafts.PACKAGE}
            return Situation(region, name, region.editor, given, drafts.TODAY)
        case "saveRulesetSection" | "sendRulesetToConsultation" | "withdrawRuleset":
            draft, person = await drafts.ready(region), region.editor
        case "commentOnRuleset":
            draft, person = await drafts.out(region), region.handler
        case _:
            draft, person = await drafts.out(region), region.approver
    version = {"expectedVersion": draft["version"]}
    given = {
        "saveRulesetSection": {"section": "references", "content": None, **version},
        "commentOnRuleset": {"comment": "Räkna i arbetsdagar."},
        "returnRuleset": {"reason": "Remissen gav mycket att ändra."},
        "withdrawRuleset": {"reason": "En annan väg valdes."},
    }.get(name, version)
    return Situation(region, name, person, {"draftId": draft["id"], **given}, drafts.TODAY)
