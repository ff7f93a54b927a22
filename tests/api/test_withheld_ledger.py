"""The ledger of payment held back: of a unit and of the region, month by month, now and as it was known."""

from __future__ import annotations

import pytest

from tests.api.caller import Json, Person, noon
from tests.api.region import Region

ASKED = """query($unit: ID, $from: Month!, $until: Month!, $at: DateTime) {
  withheld(unitId: $unit, from: $from, until: $until, knownAt: $at) {
    unit { id name } from until knownAt total months { month withheld released balance }
    entries { caseId unitId number month decidedOn amount }
  }
}"""
YEAR = {"from": "2025-01", "until": "2025-12"}
NOW = noon("2025-12-01")


async def asked(region: Region, person: Person, unit: str | None, **changed: Json) -> Json:
    given = {"unit": unit, **YEAR, **changed}
    return (await region.api.ask(person, ASKED, given, now=NOW))["withheld"]


async def held(region: Region, unit: str) -> str:
    """A case with 50 000 kr of April and 1 000,50 kr of May held back in April, of which 12 345,67 went out in May."""
    case = await region.until("sendCorrectionRequest", unit)
    await region.act("withholdPayment", case)
    await region.act("withholdPayment", case, month="2025-05", amount="1000.50")
    may = {"now": noon("2025-05-02"), "decidedOn": "2025-05-02"}
    await region.act("releasePayment", case, **may, amount="12345.67")
    return case


@pytest.mark.requirement("HV-33", "AM-18")
async def test_a_units_ledger_has_each_decision_and_release_and_a_balance_for_each_month(kalmar: Region) -> None:
    unit = await kalmar.unit("Ängö")
    case = await held(kalmar, unit)
    entry = {"caseId": case, "unitId": unit, "decidedOn": "2025-04-14"}
    expected = {
        "unit": {"id": unit, "name": "Ängö"},
        **YEAR,
        "knownAt": None,
        "total": "38654.83",
        "months": [
            {"month": "2025-04", "withheld": "50000.00", "released": "12345.67", "balance": "37654.33"},
            {"month": "2025-05", "withheld": "1000.50", "released": "0.00", "balance": "1000.50"},
        ],
        "entries": [
            {**entry, "number": 1, "month": "2025-04", "amount": "50000.00"},
            {**entry, "number": 1, "month": "2025-04", "amount": "-12345.67", "decidedOn": "2025-05-02"},
            {**entry, "number": 2, "month": "2025-05", "amount": "1000.50"},
        ],
    }
    for person in (kalmar.finance, kalmar.head(unit)):
        assert await asked(kalmar, person, unit) == expected
    may = await asked(kalmar, kalmar.finance, unit, **{"from": "2025-05"})
    assert (may["total"], [one["month"] for one in may["months"]]) == ("1000.50", ["2025-05"])


@pytest.mark.requirement("HV-33", "EX-11")
async def test_what_was_known_then_is_what_had_been_decided_by_then(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await held(kalmar, unit)
    for at, total in (("2025-04-14T00:00:00Z", "0.00"), ("2025-04-30T00:00:00Z", "51000.50"), (NOW, "38654.83")):
        assert (await asked(kalmar, kalmar.finance, unit, at=at))["total"] == total


@pytest.mark.requirement("HV-33", "XC-02")
async def test_the_regions_ledger_is_the_sum_of_its_units_and_a_units_head_sees_its_own(alone: Region) -> None:
    one, other = await alone.unit(), await alone.unit()
    for unit in (one, other):
        await held(alone, unit)
    region = await asked(alone, alone.finance, None)
    assert (region["unit"], region["total"]) == (None, "77309.66")
    assert region["months"] == [
        {"month": "2025-04", "withheld": "100000.00", "released": "24691.34", "balance": "75308.66"},
        {"month": "2025-05", "withheld": "2001.00", "released": "0.00", "balance": "2001.00"},
    ]
    assert {entry["unitId"] for entry in region["entries"]} == {one, other}
    own = await asked(alone, alone.head(one), None)
    assert (own["total"], {entry["unitId"] for entry in own["entries"]}) == ("38654.83", {one})
    assert await asked(alone, alone.head(one), other) is None


async def test_it_is_read_in_one_statement_and_by_nobody_without_the_ledger(alone: Region) -> None:
    unit = await alone.unit()
    await held(alone, unit)
    for whose in (unit, None):
        async with alone.api.statements() as sent:
            await asked(alone, alone.finance, whose)
        assert len([one for one in sent if "answer" in one]) == 1
    assert await asked(alone, alone.person("medical_adviser"), unit) is None


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"from": "2025-12", "until": "2025-01"}, "span -10 months; allowed: 1-240"),
        ({"from": "2000-01", "until": "2025-01"}, "span 301 months; allowed: 1-240"),
        ({"at": "2026-01-01T00:00:00Z"}, "knownAt lies in the future"),
        ({"unit": "x"}, "unitId is not the id of a care unit"),
    ],
    ids=str,
)
async def test_what_cannot_be_asked_is_told(kalmar: Region, changed: Json, problem: str) -> None:
    given = {"unit": None, **YEAR, **changed}
    answer = await kalmar.api.send(kalmar.finance, ASKED, given, now=NOW)
    (error,) = answer.body["errors"]
    assert (problem in error["message"], error["extensions"]["code"]) == (True, "BAD_USER_INPUT")


@pytest.mark.requirement("XC-08", "HV-33")
@pytest.mark.parametrize("of_unit", [True, False])
async def test_an_auditor_who_reads_it_is_noted_with_each_case_in_it(alone: Region, *, of_unit: bool) -> None:
    unit = await alone.unit()
    case, auditor = await held(alone, unit), alone.person("auditor")
    log = "query($c: ID) { readLog(first: 50, caseId: $c) { nodes { caseId } } }"

    async def noted() -> list[Json]:
        return (await alone.api.ask(auditor, log, {"c": case}, now=NOW))["readLog"]["nodes"]  # type: ignore[no-any-return]

    before = await noted()
    assert (await asked(alone, auditor, unit if of_unit else None))["total"] != "0.00"
    assert await noted() == [{"caseId": case}, *before]
