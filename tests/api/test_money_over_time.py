"""Settlements compared, their seals, and sums over time over the API: figures, whose they are, one statement each."""

from __future__ import annotations

from uuid import UUID

import pytest

from schema.ids import global_id
from tests.api.caller import Json, Person, noon
from tests.api.region import Region

LATER = noon("2025-09-01")
COMPARISON = """query($from: Month!, $to: Month!) { settlementComparison(from: $from, to: $to) {
  from { month total seal } to { month total seal } difference
  units { unit { id name } before after difference lines {
    caseId reasons difference before { amount explanation { text } } after { month amount correction }
  } }
} }"""
AMOUNTS = """query($u: ID, $at: DateTime) { amounts(unitId: $u, from: "2025-02", until: "2025-04", knownAt: $at) {
  from until knownAt total months { month settled pendingCorrections unsettled awaitedLines total }
  units { unit { id hsaId name } total months { month total } }
} }"""


async def compared(region: Region, person: Person, first: str = "2025-03", second: str = "2025-04") -> Json:
    answer = await region.api.ask(person, COMPARISON, {"from": first, "to": second}, now=LATER)
    return answer["settlementComparison"]


async def amounts(region: Region, person: Person, unit: str | None = None, at: str | None = None) -> Json:
    return (await region.api.ask(person, AMOUNTS, {"u": unit, "at": at}, now=LATER))["amounts"]


def rows(found: Json) -> list[tuple[Json, ...]]:
    return [tuple(one.values()) for one in found["months"]]


def totals(found: Json) -> dict[str, str | None]:
    return {one["month"]: one["total"] for one in found["months"]}


@pytest.mark.requirement("AM-01", "HV-25")
async def test_two_settlements_compared_say_what_differs_for_each_unit_and_why(alone: Region) -> None:
    unit, case = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 8000}, "Ängö")
    await alone.settle("2025-03", now=noon("2025-05-02"))
    await alone.counted(unit, {"2025-03": 7900, "2025-04": 8100}, now=noon("2025-05-20"))
    other, fresh = await alone.sanctioned_with({"2025-03": 0, "2025-04": 1000}, "Öster")
    await alone.settle("2025-04", now=noon("2025-05-25"))
    async with alone.api.statements() as sent:
        found = await compared(alone, alone.finance)
    assert len(sent) == 1
    assert (found["from"]["total"], found["to"]["total"]) == ("16258.06", "27096.78")
    assert found["difference"] == "10838.72"
    assert [(one["unit"]["id"], one["before"], one["after"], one["difference"]) for one in found["units"]] == [
        (unit, "16258.06", "24096.78", "7838.72"),
        (other, "0.00", "3000.00", "3000.00"),
    ]
    first, second = (
        [(one["caseId"], one["reasons"], one["difference"]) for one in each["lines"]] for each in found["units"]
    )
    assert first == [(case, ["CORRECTION"], "-203.22"), (case, ["DAYS", "LISTED_COUNT"], "8041.94")]
    assert second == [(fresh, ["CORRECTION"], "0.00"), (fresh, ["NEW_LINE"], "3000.00")]
    assert found["units"][0]["lines"][1]["before"]["amount"] == "16258.06"
    assert "8000 listade × 3,00 kr × 21/31" in found["units"][0]["lines"][1]["before"]["explanation"]["text"]
    assert await compared(alone, alone.finance, "2025-03", "2025-03") == {
        "from": found["from"],
        "to": found["from"],
        "difference": "0.00",
        "units": [],
    }
    assert await compared(alone, alone.finance, "2025-03", "2025-05") is None


async def test_a_party_compares_what_is_its_own(alone: Region) -> None:
    unit, _ = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 8000}, "Ängö")
    await alone.sanctioned_with({"2025-03": 1000, "2025-04": 1000}, "Öster")
    for month in ("2025-03", "2025-04"):
        await alone.settle(month, now=noon("2025-05-02"))
    own = await compared(alone, alone.head(unit))
    assert [one["unit"]["id"] for one in own["units"]] == [unit]
    assert (own["from"]["total"], own["to"]["total"], own["difference"]) == ("16258.06", "24000.00", "7741.94")
    assert (own["from"]["seal"], own["to"]["seal"]) == (None, None)


@pytest.mark.requirement("C4")
async def test_the_seal_of_a_settlement_is_that_of_its_file_wherever_it_is_asked_for(alone: Region) -> None:
    await alone.sanctioned_with({"2025-03": 8000}, "Ängö")
    sealed = "{ ... on MonthSettled { settlement { seal } } }"
    document = f"mutation($given: SettleMonthInput!) {{ settleMonth(input: $given) {sealed} }}"
    done = await alone.api.ask(alone.finance, document, {"given": {"month": "2025-03"}}, now=noon("2025-05-02"))
    ask = '{ settlement(month: "2025-03") { seal } }'
    async with alone.api.statements() as sent:
        seal = (await alone.api.ask(alone.finance, ask, now=LATER))["settlement"]["seal"]
    assert len(sent) == 1
    token = alone.api.token_of(alone.finance)
    file = await alone.api.client.get(
        "/export/settlements/2025-03.json", headers={"authorization": f"Bearer {token}", "trappa-now": LATER}
    )
    assert seal == done["settleMonth"]["settlement"]["seal"] == file.headers["trappa-seal"]


@pytest.mark.requirement("AM-01", "AM-37", "C3")
async def test_sums_over_time_are_settled_pending_unsettled_or_awaited_as_they_were_known(alone: Region) -> None:
    unit, _ = await alone.sanctioned_with({"2025-03": 8000}, "Ängö")
    await alone.settle("2025-03", now=noon("2025-05-02"), leaveOut=[])
    other, _ = await alone.sanctioned_with({"2025-03": 1000, "2025-04": 1000}, "Öster")
    await alone.counted(unit, {"2025-03": 7900}, now=noon("2025-05-20"))
    async with alone.api.statements() as sent:
        found = await amounts(alone, alone.finance)
    assert len(sent) == 1
    assert rows(found) == [
        ("2025-02", "0.00", "0.00", "0.00", 0, "0.00"),
        ("2025-03", "16258.06", "1829.04", "0.00", 0, "18087.10"),
        ("2025-04", "0.00", "0.00", None, 1, None),
    ]
    assert found["total"] is None
    assert [(one["unit"]["id"], one["unit"]["name"], one["total"]) for one in found["units"]] == [
        (unit, "Ängö", None),
        (other, "Öster", "5032.26"),
    ]
    async with alone.api.statements() as sent:
        own = await amounts(alone, alone.finance, other)
    assert len(sent) == 1
    assert totals(own) == {"2025-02": "0.00", "2025-03": "2032.26", "2025-04": "3000.00"}
    assert own["units"] == [one for one in found["units"] if one["unit"]["id"] == other]

    then = await amounts(alone, alone.finance, at=noon("2025-05-01"))
    assert rows(then)[1] == ("2025-03", "0.00", "0.00", "18290.32", 0, "18290.32"), "before it was settled"
    earlier = await amounts(alone, alone.finance, at=noon("2025-04-20"))
    assert rows(earlier)[1] == ("2025-03", "0.00", "0.00", None, 2, None), "before any count was recorded"
    assert (await amounts(alone, alone.finance, at=noon("2025-04-10")))["units"] == [], "before any sanction"
    first = await amounts(alone, alone.finance, unit, at=noon("2025-05-19"))
    assert totals(first)["2025-03"] == "16258.06"
    assert (await amounts(alone, alone.finance, unit))["months"][1]["pendingCorrections"] == "-203.22"


async def test_the_ledger_and_the_sums_say_the_same_of_every_month(alone: Region) -> None:
    unit, _ = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 8000}, "Ängö")
    await alone.sanctioned(unit, score=(3, 4))
    await alone.settle("2025-03", now=noon("2025-05-02"))
    await alone.counted(unit, {"2025-03": 7900}, now=noon("2025-05-20"))
    ask = f'{{ ledger(unitId: "{unit}", from: "2025-02", until: "2025-04") {{ total months {{ month total }} }} }}'
    ledger = (await alone.api.ask(alone.finance, ask, now=LATER))["ledger"]
    found = await amounts(alone, alone.finance, unit)
    assert {one["month"]: one["total"] for one in ledger["months"]} == {
        month: total for month, total in totals(found).items() if month != "2025-02"
    }
    assert found["total"] == ledger["total"] == (await amounts(alone, alone.finance))["total"]


@pytest.mark.requirement("AM-37", "C3")
async def test_neither_an_end_of_the_agreement_nor_a_name_counts_before_it_was_known(alone: Region) -> None:
    unit, _ = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 8000}, "Ängö")
    before = await amounts(alone, alone.finance, unit, noon("2025-05-10"))
    agreement = (await alone.agreements(unit))[0]["id"]
    ended = {"unitId": unit, "agreementId": agreement, "endsOn": "2025-04-01", "reason": "NOTICE"}
    await alone.api.done(alone.handler, "endAgreement", ended, now=noon("2025-05-20"))
    renamed = {"unitId": unit, "name": "Öster", "from": "2025-05-20"}
    await alone.api.done(alone.handler, "renameUnit", renamed, now=noon("2025-05-20"))
    for asked in (unit, None):
        async with alone.api.statements() as sent:
            then = await amounts(alone, alone.finance, asked, noon("2025-05-10"))
        assert len(sent) == 1
        assert (then["total"], [one["unit"]["name"] for one in then["units"]]) == ("40258.06", ["Ängö"])
        now = await amounts(alone, alone.finance, asked)
        assert (now["total"], [one["unit"]["name"] for one in now["units"]]) == ("16258.06", ["Öster"])
    assert totals(before) == {"2025-02": "0.00", "2025-03": "16258.06", "2025-04": "24000.00"}
    span = f'unitId: "{unit}", from: "2025-02", until: "2025-04", knownAt: "{noon("2025-05-10")}"'
    ask = f"{{ ledger({span}) {{ total }} }}"
    assert (await alone.api.ask(alone.finance, ask, now=LATER))["ledger"]["total"] == before["total"]


@pytest.mark.requirement("XC-07")
async def test_a_party_has_the_sums_of_its_own_unit_and_none_of_the_region(alone: Region) -> None:
    unit, _ = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 8000}, "Ängö")
    other, _ = await alone.sanctioned_with({"2025-03": 1000, "2025-04": 1000}, "Öster")
    head = alone.head(unit)
    assert totals(await amounts(alone, head, unit))["2025-03"] == "16258.06"
    for asked in (None, other, global_id("CareUnit", UUID(int=7))):
        assert await amounts(alone, head, asked) is None
    assert await amounts(alone, alone.finance, global_id("CareUnit", UUID(int=7))) is None


async def test_a_unit_without_sanctions_owes_nothing_in_any_month(alone: Region) -> None:
    unit = await alone.unit("Bergs")
    found = await amounts(alone, alone.finance, unit)
    assert set(totals(found).values()) == {"0.00"}
    assert [one["unit"]["id"] for one in found["units"]] == [unit]
    assert (await amounts(alone, alone.finance))["units"] == []


async def test_a_span_of_no_month_and_one_of_too_many_and_a_future_are_refused(alone: Region) -> None:
    asked = {
        'from: "2025-04", until: "2025-03"': "span 0 months; allowed: 1-240",
        'from: "2005-01", until: "2025-01"': "span 241 months; allowed: 1-240",
        'from: "2025-03", until: "2025-04", knownAt: "2030-01-01T00:00:00Z"': "knownAt lies in the future",
        'from: "2025-03", until: "2025-04", unitId: "x"': "unitId is not the id of a care unit",
    }
    for given, problem in asked.items():
        answer = await alone.api.send(alone.finance, f"{{ amounts({given}) {{ total }} }}", now=LATER)
        assert answer.codes == ["BAD_USER_INPUT"]
        assert problem in answer.body["errors"][0]["message"]
    three = " ".join(f'a{number}: amounts(from: "2025-03", until: "2025-04") {{ total }}' for number in range(3))
    answer = await alone.api.send(alone.finance, f"{{ {three} }}", now=LATER)
    assert answer.codes == ["DOCUMENT_TOO_COSTLY"]
