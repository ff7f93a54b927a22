"""Units and listed counts: what is no unit, no agreement and no count, and regions that have no say."""

from __future__ import annotations

import pytest

from tests.api.caller import Json, noon
from tests.api.documents import command_document
from tests.api.region import IMPULSE, PROCEDURE, Region, registration
from tests.api.test_refused_acts import refused

TODAY = noon("2025-12-01")
FULL_WIDTH = "".join(chr(ord(digit) + 0xFEE0) for digit in "2321000073")
"""Digits to Python's int(), and none of an HSA-id's."""
AGREEMENT = registration("x", "x")["agreement"]
UNITS: dict[str, tuple[dict[str, Json], str]] = {
    "an HSA-id of another form": ({"hsaId": "SE232100-0073-A"}, "hsaId"),
    "an HSA-id in other digits": ({"hsaId": f"SE{FULL_WIDTH}-A"}, "hsaId"),
    "an HSA-id and a line more": ({"hsaId": "SE2321000073-A\n"}, "hsaId"),
    "no name": ({"name": "  "}, "name"),
    "a name that cannot be printed": ({"name": "a\u200b\u0007"}, "name"),
    "a name without end": ({"name": "a" * 201}, "name"),
    "an orgnr that does not add up": ({"provider": {"name": "x", "orgnr": "232100-0074"}}, "provider.orgnr"),
    "an orgnr in other digits": ({"provider": {"name": "x", "orgnr": "٢٣٢١٠٠٠٠٧٣"}}, "provider.orgnr"),
    "an orgnr that is a person's number": ({"provider": {"name": "x", "orgnr": "121212-1212"}}, "provider.orgnr"),
    "a coordination number for an orgnr": ({"provider": {"name": "x", "orgnr": "7010632391"}}, "provider.orgnr"),
    "a provider without a name": ({"provider": {"name": "", "orgnr": "2321000073"}}, "provider.name"),
    "an agreement that ends before it begins": (
        {"agreement": {**AGREEMENT, "validUntil": "2024-01-01"}},
        "agreement.validUntil",
    ),
    "an agreement of no kind": ({"agreement": {**AGREEMENT, "kind": " "}}, "agreement.kind"),
    **{
        f"{told} for {name}": ({"agreement": {**AGREEMENT, name: given}}, f"agreement.{name}")
        for name in ("kind", "legalBasis", "externalReference")
        for told, given in {
            "a person's number": "avtal 121212-1212",
            "an address": "anna@region.invalid",
            "a sentence": "Avtalet gäller, se nedan!",
            "more than a reference": "a" * 81,
            "other digits": "bilaga \uff11\uff15",
            "nothing": "  ",
        }.items()
    },
}


@pytest.mark.parametrize("given", UNITS.values(), ids=UNITS.keys())
async def test_no_unit_is_registered_with(kalmar: Region, given: tuple[dict[str, Json], str]) -> None:
    changed, path = given
    asked = {**registration("Ängö", "SE2321000073-NEW"), **changed}
    found = await refused(kalmar.api, kalmar.handler, "registerUnit", asked, now=TODAY)
    assert (found["__typename"], found["code"], found["path"]) == ("InvalidInput", "INVALID_INPUT", path)
    assert found["allowed"]


async def test_a_sole_traders_number_is_told_from_a_mistyped_one(kalmar: Region) -> None:
    asked = registration("Ängö", "SE2321000073-SOLE", provider={"name": "x", "orgnr": "121212-1212"})
    for language, told in (("sv", "enskild"), ("en", "sole trader")):
        found = await kalmar.api.refused(kalmar.handler, "registerUnit", asked, now=TODAY, language=language)
        assert told in found["message"]
        assert "1212" not in str(found)


async def test_a_refused_reference_names_what_is_allowed(kalmar: Region) -> None:
    asked = registration("Ängö", "SE2321000073-REF", agreement={**AGREEMENT, "externalReference": "19121212-1212"})
    found = await refused(kalmar.api, kalmar.handler, "registerUnit", asked, now=TODAY)
    letters = "bokstäver, siffror, mellanslag och . / - : ( ) §"
    assert found["allowed"] == ["1-80 tecken", letters, "högst 5 siffror i rad"]
    assert "1212" not in str(found)


async def test_references_in_use_are_taken(kalmar: Region) -> None:
    for number, reference in enumerate(("bilaga 15", "Dnr RJL 2024/1234 (§ 7)", "K-17:2", " A.1 ")):
        agreement = {**AGREEMENT, "kind": "HÄLSOVAL", "legalBasis": "LOV", "externalReference": reference}
        asked = registration("Ängö", f"SE2321000073-R{number}", agreement=agreement)
        answer = await kalmar.api.send(kalmar.handler, command_document("registerUnit"), {"given": asked}, now=TODAY)
        assert "unit" in str(answer.data)
        assert "code" not in str(answer.data)


async def test_a_unit_is_registered_once(kalmar: Region) -> None:
    await kalmar.unit(hsa_id="SE2321000073-ONCE")
    again = registration("Another name", "se2321000073-once")
    found = await refused(kalmar.api, kalmar.handler, "registerUnit", again, now=TODAY)
    assert (found["__typename"], found["code"], found["path"]) == ("RuleRefused", "UNIT_ALREADY_REGISTERED", "hsaId")


COUNTS: dict[str, tuple[list[Json], str, str, str | None]] = {
    "negative": ([{"month": "2025-03", "listed": -1}], "InvalidInput", "INVALID_INPUT", "counts[0].listed"),
    "too many": (
        [{"month": "2025-02", "listed": 1}, {"month": "2025-03", "listed": 1_000_001}],
        "InvalidInput",
        "INVALID_INPUT",
        "counts[1].listed",
    ),
    "none": ([], "InvalidInput", "INVALID_INPUT", "counts"),
    "one month twice": (
        [{"month": "2025-03", "listed": 1}, {"month": "2025-03", "listed": 2}],
        "InvalidInput",
        "INVALID_INPUT",
        "counts[1].month",
    ),
    "a month to come": (
        [{"month": "2025-12", "listed": 1}, {"month": "2026-01", "listed": 1}],
        "RuleRefused",
        "MONTH_IN_FUTURE",
        "counts[1].month",
    ),
}


@pytest.mark.parametrize("given", COUNTS.values(), ids=COUNTS.keys())
async def test_listed_counts_are_refused(kalmar: Region, given: tuple[list[Json], str, str, str | None]) -> None:
    counts, kind, code, path = given
    asked = {"unitId": await kalmar.unit(), "counts": counts}
    found = await refused(kalmar.api, kalmar.handler, "recordListedCounts", asked, now=TODAY)
    assert (found["__typename"], found["code"], found["path"]) == (kind, code, path)


@pytest.mark.parametrize(
    ("count", "code"),
    [
        ({"month": "2025-03", "listed": 1.5}, "GRAPHQL_INVALID"),
        ({"month": "2025-03", "listed": "8000"}, "GRAPHQL_INVALID"),
        ({"month": "2025-03", "listed": 2**31}, "GRAPHQL_INVALID"),
        ({"month": "2025-03", "listed": None}, "GRAPHQL_INVALID"),
        ({"month": "2025-3", "listed": 1}, "BAD_USER_INPUT"),
        ({"month": "2025-13", "listed": 1}, "BAD_USER_INPUT"),
        ({"month": "1025-12", "listed": 1}, "BAD_USER_INPUT"),
        ({"month": 202503, "listed": 1}, "BAD_USER_INPUT"),
    ],
)
async def test_what_is_no_count_and_no_month_is_an_error_with_a_code(kalmar: Region, count: Json, code: str) -> None:
    asked = {"given": {"unitId": await kalmar.unit(), "counts": [count]}}
    async with kalmar.api.nothing_written():
        answer = await kalmar.api.send(kalmar.handler, command_document("recordListedCounts"), asked, now=TODAY)
    assert (answer.codes, answer.body["data"]) == ([code], None)


@pytest.mark.requirement("XC-01")
async def test_another_region_finds_nothing_of_this_one(kalmar: Region, without_ruleset: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("sendCorrectionRequest", unit)
    theirs = without_ruleset.person("handler", "coordination_office", "finance_officer", name="everything")
    document = """query($case: ID!, $unit: ID!) {
      case(id: $case) { id } unit(id: $unit) { id } node(id: $unit) { id }
      ledger(unitId: $unit, from: "2025-03", until: "2025-04") { total }
      cases(first: 100) { nodes { id } } units(first: 100) { nodes { id } }
      ruleset(procedure: "halsoval-uppfoljning", at: "2025-03-01") { label }
    }"""
    seen = await kalmar.api.ask(theirs, document, {"case": case, "unit": unit})
    assert {key: seen[key] for key in ("case", "unit", "node", "ledger", "ruleset")} == dict.fromkeys(
        ("case", "unit", "node", "ledger", "ruleset")
    )
    assert case not in [one["id"] for one in seen["cases"]["nodes"]]
    assert unit not in [one["id"] for one in seen["units"]["nodes"]]
    commands = {
        "classifyCase": {**kalmar.usual("classifyCase"), "caseId": case},
        "decideSanction": {**kalmar.usual("decideSanction"), "caseId": case},
        "recordListedCounts": {"unitId": unit, "counts": [{"month": "2025-03", "listed": 1}]},
        "openCase": {"procedure": PROCEDURE, "unitId": unit, "impulse": IMPULSE},
    }
    for name, given in commands.items():
        found = await refused(kalmar.api, theirs, name, given, now=TODAY)
        assert (found["__typename"], found["code"]) == ("NotFound", "NOT_FOUND")


@pytest.mark.requirement("XC-01")
async def test_a_region_without_a_ruleset_registers_units_and_opens_no_case(without_ruleset: Region) -> None:
    unit = await without_ruleset.unit()
    await without_ruleset.counted(unit, {"2025-03": 8000})
    asked = {"procedure": PROCEDURE, "unitId": unit, "impulse": IMPULSE}
    found = await refused(without_ruleset.api, without_ruleset.handler, "openCase", asked, now=TODAY)
    assert (found["__typename"], found["code"], found["allowed"]) == ("RuleRefused", "NO_RULESET_IN_FORCE", [])
    assert found["message"] == "Inget regelverk för rutinen halsoval-uppfoljning gäller den 2025-03-03."
