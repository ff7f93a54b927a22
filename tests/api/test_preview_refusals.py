"""Each way in which a command is refused, foretold by its preview field by field, in both languages.

`Api.refused` compares the two wherever a test has a command refused: here each way stands once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tests.api.caller import Api, Json, Person, noon
from tests.api.region import NO_CASE, Region, levels, untouched
from tests.api.serving import package

TODAY = noon("2025-12-01")
ROW = "  - action: DECIDE_SANCTION\n    roles: [coordination_office]\n"


@dataclass(frozen=True)
class Ground:
    """A region in which no sanction is decided before its legal counsel has been heard: a unit, and cases of it."""

    region: Region
    unit: str
    fresh: str
    sent: str
    closed: str


@pytest.fixture(scope="module")
async def ground(api: Api) -> Ground:
    text = package()
    assert text.count(ROW) == 1
    region = await untouched(api, text.replace(ROW, f"{ROW}    consult: [legal_counsel]\n"))
    unit = await region.unit()
    cases = [await region.until(last, unit) for last in (None, "sendCorrectionRequest", "closeCase")]
    return Ground(region, unit, *cases)


@dataclass(frozen=True)
class Way:
    """A command to one of the ground's cases: by whom, with what else than usual, and as what it is refused."""

    name: str
    case: str
    role: str
    kind: str
    code: str
    given: Mapping[str, Json] | None = None
    other_unit: bool = False


OFFICE, CLASSIFY = "coordination_office", "classifyCase"
WAYS = {
    "no mandate": Way(CLASSIFY, "fresh", "handler", "MandateMissing", "MANDATE_MISSING"),
    "no mandate for an auditor": Way(CLASSIFY, "fresh", "auditor", "MandateMissing", "MANDATE_MISSING"),
    "no permission": Way("settleMonth", "", OFFICE, "MandateMissing", "MANDATE_MISSING", {"month": "2025-03"}),
    "out of order": Way(CLASSIFY, "sent", OFFICE, "RuleRefused", "OUT_OF_ORDER"),
    "a closed case": Way(CLASSIFY, "closed", OFFICE, "RuleRefused", "CASE_CLOSED"),
    "an incomplete plan": Way(
        "receivePlan", "sent", OFFICE, "RuleRefused", "PLAN_INCOMPLETE", {"signedByUnitHead": False}
    ),
    "nobody consulted": Way("decideSanction", "sent", OFFICE, "RuleRefused", "CONSULTATION_MISSING"),
    "another version": Way(CLASSIFY, "fresh", OFFICE, "VersionConflict", "VERSION_CONFLICT", {"expectedVersion": 7}),
    "another version, to the unit": Way(
        "receivePlan", "sent", "unit_head", "VersionConflict", "VERSION_CONFLICT", {"expectedVersion": 3}
    ),
    "no such level": Way(CLASSIFY, "fresh", OFFICE, "InvalidInput", "LEVEL_OUTSIDE_SCALE", {"levels": levels(9, 9)}),
    "text at any length": Way(CLASSIFY, "fresh", OFFICE, "InvalidInput", "INVALID_INPUT", {"note": "x" * 4001}),
    "nothing": Way(CLASSIFY, "fresh", OFFICE, "NotFound", "NOT_FOUND", {"caseId": NO_CASE}),
    "no id": Way(CLASSIFY, "fresh", OFFICE, "NotFound", "NOT_FOUND", {"caseId": "x"}),
    "another unit's case": Way("receivePlan", "sent", "unit_head", "NotFound", "NOT_FOUND", other_unit=True),
    "a role that reads no case": Way(CLASSIFY, "fresh", "ruleset_editor", "NotFound", "NOT_FOUND"),
    "nobody's role": Way(CLASSIFY, "fresh", "no such role", "NotFound", "NOT_FOUND"),
}


@pytest.mark.requirement("XC-07", "XC-04")
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
async def test_a_preview_is_refused_as_its_command_is(ground: Ground, way: Way) -> None:
    region, unit = ground.region, ground.unit
    if way.other_unit:
        unit = await region.unit("Grannen")
    person: Person = region.head(unit) if way.role == "unit_head" else region.person(way.role)
    given: dict[str, Json] = dict(way.given or {})
    if way.case:
        given = {**region.usual(way.name), "caseId": getattr(ground, way.case), **given}
    found = [await region.api.refused(person, way.name, given, now=TODAY, language=one) for one in ("sv", "en")]
    assert {(one["__typename"], one["code"]) for one in found} == {(way.kind, way.code)}
    assert found[0]["message"] != found[1]["message"]
    foretold = await region.api.preview(person, way.name, given, now=TODAY)
    assert foretold == found[0]
