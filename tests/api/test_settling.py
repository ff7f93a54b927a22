"""Settling a region's month, correcting it, and the ledger as it was known at any time."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.caller import Json, noon
from tests.api.documents import SETTLEMENT
from tests.api.region import Region, registration

LEDGER = """query($u: ID!, $knownAt: DateTime) {
  ledger(unitId: $u, from: "2025-01", until: "2025-12", knownAt: $knownAt) {
    unit { id } from until knownAt total months { month total }
    lines { caseId month amount listed status correction settledIn explanation { text } }
  }
}"""
SETTLED = f"query($month: Month!) {{ settlement(month: $month) {{ {SETTLEMENT} }} }}"
SEPTEMBER = noon("2025-09-01")


async def refused(region: Region, month: str, *, now: str, **given: Json) -> Json:
    return await region.api.refused(region.finance, "settleMonth", {"month": month, **given}, now=now)


async def ledger(region: Region, unit: str, *, as_of: str | None = None, now: str = SEPTEMBER) -> Json:
    return (await region.api.ask(region.finance, LEDGER, {"u": unit, "knownAt": as_of}, now=now))["ledger"]


def lines(found: Json) -> list[tuple[str, str | None, str, bool]]:
    return [(one["month"], one["amount"], one["status"], one["correction"]) for one in found["lines"]]


@pytest.mark.requirement("AM-01", "XC-06")
async def test_a_settled_month_keeps_its_lines_and_a_later_count_corrects_it(alone: Region) -> None:
    unit, case = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 8000})
    settled = await alone.settle("2025-03", now=noon("2025-05-02"))
    assert (settled["total"], lines(settled)) == ("16258.06", [("2025-03", "16258.06", "SETTLED", False)])
    await alone.counted(unit, {"2025-03": 7900}, now=noon("2025-05-20"))

    before = await ledger(alone, unit, as_of=noon("2025-05-19"), now=SEPTEMBER)
    assert lines(before)[0] == ("2025-03", "16258.06", "SETTLED", False)
    assert not any(one["correction"] for one in before["lines"])
    after = await ledger(alone, unit, as_of=noon("2025-05-21"), now=SEPTEMBER)
    assert lines(after)[:2] == [
        ("2025-03", "16258.06", "SETTLED", False),
        ("2025-03", "-203.22", "PENDING_CORRECTION", True),
    ]
    assert after["months"][0] == {"month": "2025-03", "total": "16054.84"}

    second = await alone.settle("2025-04", now=noon("2025-05-25"))
    assert (second["settledOn"], second["total"]) == ("2025-05-25", "23796.78")
    assert lines(second) == [("2025-04", "24000.00", "SETTLED", False)]
    (correction,) = second["corrections"]
    assert (correction["month"], correction["amount"], correction["settledIn"]) == ("2025-03", "-203.22", "2025-04")
    assert correction["caseId"] == case
    now = await ledger(alone, unit, now=noon("2025-05-26"))
    assert lines(now)[:3] == [
        ("2025-03", "16258.06", "SETTLED", False),
        ("2025-03", "-203.22", "SETTLED", True),
        ("2025-04", "24000.00", "SETTLED", False),
    ]
    assert "kr är avräknat" in now["lines"][1]["explanation"]["text"]
    assert await ledger(alone, unit, as_of=noon("2025-05-19"), now=SEPTEMBER) == before, "the past stays as it was"


async def test_a_party_sees_its_own_lines_of_a_settlement_and_their_sum(alone: Region) -> None:
    first, _ = await alone.sanctioned_with({"2025-03": 8000})
    second, _ = await alone.sanctioned_with({"2025-03": 1000})
    bystander = await alone.unit()
    whole = await alone.settle("2025-03", now=noon("2025-05-02"))
    assert (whole["total"], len(whole["lines"])) == ("18290.32", 2)

    async def seen(person: object) -> Json:
        return (await alone.api.ask(person, SETTLED, {"month": "2025-03"}, now=SEPTEMBER))["settlement"]  # type: ignore[arg-type]

    assert await seen(alone.finance) == whole
    for unit, total in ((first, "16258.06"), (second, "2032.26")):
        part = await seen(alone.head(unit))
        assert (part["total"], [one["amount"] for one in part["lines"]]) == (total, [total])
        own = (await alone.api.ask(alone.head(unit), LEDGER, {"u": unit}, now=noon("2025-04-01")))["ledger"]
        assert own["total"] == total
    nothing = await seen(alone.head(bystander))
    assert (nothing["total"], nothing["lines"], nothing["corrections"]) == ("0.00", [], [])


async def test_a_month_is_settled_when_it_has_ended_and_once(alone: Region) -> None:
    await alone.sanctioned_with({"2025-03": 8000})
    found = await refused(alone, "2025-05", now="2025-05-31T21:59:59Z")
    assert (found["__typename"], found["code"], found["path"]) == ("RuleRefused", "MONTH_NOT_ENDED", "month")
    assert found["message"] == "Månaden 2025-05 är inte slut: den kan avräknas tidigast 2025-06-01."
    await alone.settle("2025-03", now=noon("2025-06-01"))
    found = await refused(alone, "2025-03", now=noon("2025-06-02"))
    assert (found["__typename"], found["code"], found["path"]) == ("RuleRefused", "MONTH_ALREADY_SETTLED", "month")


@pytest.mark.requirement("AM-09")
async def test_an_awaited_count_holds_the_month_unless_its_case_is_left_out_by_name(alone: Region) -> None:
    unit, case = await alone.sanctioned_with({"2025-04": 8000})
    _, other = await alone.sanctioned_with({"2025-03": 1000, "2025-04": 1000})
    awaited = await ledger(alone, unit, now=noon("2025-05-01"))
    assert awaited["total"] is None
    assert lines(awaited)[0] == ("2025-03", None, "AWAITING_LISTED_COUNT", False)
    found = await refused(alone, "2025-03", now=noon("2025-05-02"))
    assert (found["code"], found["allowed"]) == ("LISTED_COUNT_MISSING", ["RECORD_LISTED_COUNTS"])
    assert (found["cases"], "1 rad i 2025-03" in found["message"]) == ([case], True)
    found = await refused(alone, "2025-03", now=noon("2025-05-02"), leaveOut=[other])
    assert (found["code"], found["cases"], found["path"]) == ("LEFT_OUT_NOT_AWAITING", [other], "leaveOut")
    for one in ("x", unit):
        found = await refused(alone, "2025-03", now=noon("2025-05-02"), leaveOut=[one])
        assert (found["__typename"], found["path"]) == ("NotFound", "leaveOut")

    settled = await alone.settle("2025-03", now=noon("2025-05-02"), leaveOut=[case])
    assert [one["caseId"] for one in settled["lines"]] == [other]
    await alone.counted(unit, {"2025-03": 8000}, now=noon("2025-05-03"))
    second = await alone.settle("2025-04", now=noon("2025-05-04"))
    assert [(one["caseId"], one["amount"]) for one in second["corrections"]] == [(case, "16258.06")]


async def test_of_two_who_settle_one_month_one_does(alone: Region) -> None:
    await alone.sanctioned_with({"2025-03": 8000})
    people = [alone.person("finance_officer", name=f"number {number}") for number in range(3)]
    outcomes = await asyncio.gather(
        *(alone.api.command(one, "settleMonth", {"month": "2025-03"}, now=noon("2025-05-02")) for one in people)
    )
    assert sorted(one.get("code", "settled") for one in outcomes) == [*["MONTH_ALREADY_SETTLED"] * 2, "settled"]
    frozen = await alone.api.admin.fetchval(
        "select count(*) from trappa.settlement_line where tenant_id = $1", alone.code
    )
    assert frozen == 1


@pytest.mark.requirement("HV-25", "AM-03", "AM-37")
async def test_sanctions_of_two_cases_add_and_no_listed_person_costs_nothing(alone: Region) -> None:
    unit, _ = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 0})
    await alone.sanctioned(unit, score=(3, 4))
    found = await ledger(alone, unit, now=noon("2025-05-01"))
    assert found["months"] == [{"month": "2025-03", "total": "48774.19"}, {"month": "2025-04", "total": "0.00"}]
    assert [one["amount"] for one in found["lines"]].count("0.00") == 2


async def test_no_agreement_no_sanction_of_a_ledger_that_never_was(alone: Region) -> None:
    """A unit without a case has an empty ledger, a month without a settlement none."""
    given = registration("Nyhem", "SE2321000073-EMPTY")
    unit = (await alone.api.done(alone.handler, "registerUnit", given, now=noon("2025-01-02")))["id"]
    found = await ledger(alone, unit)
    assert (found["total"], found["lines"], found["months"]) == ("0.00", [], [])
    assert (await alone.api.ask(alone.finance, SETTLED, {"month": "2025-03"}))["settlement"] is None


@pytest.mark.requirement("AM-37")
async def test_the_end_of_the_agreement_ends_a_running_sanction(alone: Region) -> None:
    given = registration("Hamnens hälsocentral", "SE2321000073-SLUT1")
    given["agreement"] = {**given["agreement"], "validUntil": "2025-05-01"}
    unit = (await alone.api.done(alone.handler, "registerUnit", given, now=noon("2025-01-02")))["id"]
    case = await alone.sanctioned(unit)
    await alone.counted(unit, {"2025-03": 8000, "2025-04": 8000, "2025-05": 8000}, now=noon("2025-06-01"))
    seen = (await alone.sight(alone.office, case, now=noon("2025-07-01")))["sanction"]
    assert (seen["total"], seen["runs"], seen["endedOn"]) == ("40258.06", False, "2025-05-01")
    for month, total in (("2025-04", "24000.00"), ("2025-05", "0.00")):
        assert (await alone.settle(month, now=noon("2025-07-01")))["total"] == total


async def test_a_future_as_of_and_an_endless_range_are_refused(kalmar: Region) -> None:
    unit = await kalmar.unit()
    asked = 'ledger(unitId: $u, from: $f, until: "2025-05", knownAt: $a) { total }'
    document = f"query($u: ID!, $f: Month!, $a: DateTime) {{ {asked} }}"
    for given in ({"f": "2025-03", "a": "2025-06-01T00:00:00Z"}, {"f": "1900-01"}, {"f": "2025-06"}):
        answer = await kalmar.api.send(kalmar.handler, document, {"u": unit, **given}, now=noon("2025-05-03"))
        assert answer.codes == ["BAD_USER_INPUT"], given


async def test_the_cases_left_out_are_named_to_the_region_and_to_nobody_else(alone: Region) -> None:
    unit = await alone.unit()
    case = await alone.sanctioned(unit)
    ask = '{ settlement(month: "2025-03") { leftOut } }'
    await alone.settle("2025-03", now=noon("2025-05-02"), leaveOut=[case])
    for person, names in ((alone.finance, [case]), (alone.head(unit), [])):
        seen = await alone.api.ask(person, ask, now=noon("2025-05-02"))
        assert seen["settlement"]["leftOut"] == names
