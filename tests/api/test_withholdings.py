"""Payment held back over the API: beside the sanction, told to the unit, released after correction, never netted."""

from __future__ import annotations

import json

import pytest

from schema.ids import own_id
from tests.api.caller import Json, noon
from tests.api.region import Region

REASON = "Rättelse dröjer."
HELD = {
    "number": 1,
    "month": "2025-04",
    "amount": "50000.00",
    "decidedOn": "2025-04-14",
    "balance": "50000.00",
    "reason": REASON,
    "releases": [],
}
STEP = """query($id: ID!) { case(id: $id) { nextStep {
  command input missing deciders { id } obligation { kind label } available { allowed refusal { code } }
  preview { ... on Preview { events { text } totalBefore totalAfter case { obligations { kind } } } }
} } }"""


async def held(kalmar: Region, unit: str) -> str:
    """A case whose plan never came, with a sanction of April 2025 and something withheld of April's payment."""
    case = await kalmar.sanctioned(unit)
    await kalmar.act("withholdPayment", case)
    return case


async def corrected(kalmar: Region, unit: str) -> str:
    case = await held(kalmar, unit)
    for name in ("receivePlan", "decidePlan", "recordFollowUp"):
        await kalmar.act(name, case)
    return case


@pytest.mark.requirement("HV-33", "AM-18", "RM-08", "HV-02")
async def test_what_is_withheld_stands_beside_the_sanction_and_the_unit_reads_why(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 8)})
    case = await kalmar.sanctioned(unit)
    before = (await kalmar.sight(kalmar.finance, case, now=noon("2025-06-01")))["sanction"]
    changed = await kalmar.act("withholdPayment", case)
    assert (changed["withholdings"], changed["withheldTotal"]) == ([HELD], "50000.00")
    assert [(one["type"], one["actedAs"]["id"]) for one in changed["events"]][-1] == (
        "PaymentWithheld",
        "region_principal",
    )
    for person in (kalmar.head(unit), kalmar.finance):
        seen = await kalmar.sight(person, case, now=noon("2025-06-01"))
        assert seen["sanction"] == before, "not an öre of it is netted"
        assert (seen["withholdings"], seen["withheldTotal"]) == ([HELD], "50000.00")
        (told,) = [one for one in seen["timeline"] if "hålls" in one["text"]]
        assert told["text"] == "Av ersättningen för 2025-04 hålls 50000,00 kr inne (beslut 1)."
        assert "«Utöver ovanstående äger Region Kalmar län rätt att hålla inne" in told["explanation"]["text"]
    assert before["total"] == "64258.06"  # 21 of 31 days of March, April and May at 3 kronor for 8000


@pytest.mark.requirement("HV-33")
async def test_the_reason_is_sealed_and_no_other_unit_sees_any_of_it(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await held(kalmar, unit)
    assert await kalmar.sight(kalmar.head(await kalmar.unit()), case, now=noon("2025-06-01")) is None
    stored = await kalmar.api.admin.fetch(
        "select convert_to(body, 'UTF8') as octets, audience from trappa.event where stream_id = $1 union all"
        " select ciphertext, audience from trappa.event_personal where stream_id = $1",
        own_id("Case", case),
    )
    assert not any(REASON.encode() in row["octets"] for row in stored)
    adviser = await kalmar.sight(kalmar.person("medical_adviser"), case, now=noon("2025-06-01"))
    assert (adviser["withholdings"], adviser["withheldTotal"]) == ([], None), "who reads no ledger"


@pytest.mark.requirement("HV-33", "AM-18")
async def test_after_correction_the_next_step_is_to_release_it_and_then_to_close(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 8)})
    case = await corrected(kalmar, unit)
    now = noon("2025-07-22")
    refused = await kalmar.api.refused(kalmar.handler, "closeCase", {"caseId": case, "closedOn": "2025-07-22"}, now=now)
    assert (refused["code"], refused["allowed"], refused["source"]["clause"]) == (
        "PAYMENT_WITHHELD",
        ["RELEASE_PAYMENT"],
        "Innehållen ersättning",
    )
    assert "50000,00 kr är innehållet" in refused["message"]
    found = (await kalmar.api.ask(kalmar.principal, STEP, {"id": case}, now=now))["case"]["nextStep"]
    seen = await kalmar.sight(kalmar.principal, case, now=now)
    assert found == {
        "command": "releasePayment",
        "input": {
            "caseId": case,
            "expectedVersion": seen["version"],
            "decidedOn": "2025-07-22",
            "of": 1,
            "amount": "50000.00",
        },
        "missing": [],
        "deciders": [{"id": "region_principal"}],
        "obligation": {
            "kind": "RELEASE_PAYMENT",
            "label": "Innehållen ersättning för 2025-04 ska betalas ut: 50000,00 kr",
        },
        "available": [{"allowed": True, "refusal": None}],
        "preview": {
            "events": [{"text": "Innehållen ersättning betalas ut: 50000,00 kr av beslut 1."}],
            "totalBefore": seen["sanction"]["total"],
            "totalAfter": seen["sanction"]["total"],
            "case": {"obligations": [{"kind": "CLOSE"}]},
        },
    }
    changed = await kalmar.api.done(kalmar.principal, "releasePayment", found["input"], now=now)
    assert changed["withheldTotal"] == "0.00"
    assert changed["withholdings"] == [
        {**HELD, "balance": "0.00", "releases": [{"number": 1, "decidedOn": "2025-07-22", "amount": "50000.00"}]}
    ]
    closed = await kalmar.act("closeCase", case)
    assert (closed["state"]["id"], closed["closingGround"]) == ("CLOSED", "CORRECTED")


@pytest.mark.requirement("AM-01", "HV-33")
async def test_the_unit_is_told_what_is_released_and_not_what_the_region_still_has_to_do(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await corrected(kalmar, unit)
    seen = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-07-22"))
    assert seen["obligations"] == []
    assert seen["withheldTotal"] == "50000.00"
    actions = {one["command"]: one["refusal"] for one in seen["availableActions"]}
    for command in ("withholdPayment", "releasePayment"):
        assert (actions[command]["code"], actions[command]["allowed"]) == ("MANDATE_MISSING", ["region_principal"])


REFUSED: dict[str, tuple[str, Json, str, str, list[str]]] = {
    "what was never withheld": ("releasePayment", {"of": 2}, "NOTHING_WITHHELD", "of", ["1"]),
    "an öre too much": ("releasePayment", {"amount": "50000.01"}, "MORE_THAN_WITHHELD", "amount", ["50000,00 kr"]),
    "nothing": ("releasePayment", {"amount": "0"}, "INVALID_INPUT", "amount", ["mer än 0 kr, högst 1000000000 kr"]),
    "a debt": ("withholdPayment", {"amount": "-1.00"}, "INVALID_INPUT", "amount", ["mer än 0 kr, högst 1000000000 kr"]),
    "without a reason": ("withholdPayment", {"note": " "}, "INVALID_INPUT", "note", ["1-4000 tecken"]),
    "a month before the case": (
        "withholdPayment",
        {"month": "2025-02"},
        "INVALID_INPUT",
        "month",
        ["2025-03..2026-04"],
    ),
    "tomorrow": ("withholdPayment", {"decidedOn": "2025-07-23"}, "ACT_IN_FUTURE", "decidedOn", []),
    "before the request": ("withholdPayment", {"decidedOn": "2025-03-10"}, "ACT_BEFORE_PREVIOUS", "decidedOn", []),
    "before it was held": ("releasePayment", {"decidedOn": "2025-04-13"}, "ACT_BEFORE_PREVIOUS", "decidedOn", []),
}


@pytest.mark.requirement("HV-33", "XC-07")
@pytest.mark.parametrize("name", REFUSED)
async def test_a_refusal_names_its_field_and_what_is_allowed_and_writes_nothing(kalmar: Region, name: str) -> None:
    command, changed, code, path, allowed = REFUSED[name]
    case = await held(kalmar, await kalmar.unit())
    given = {**kalmar.usual(command), "caseId": case, **changed}
    async with kalmar.api.nothing_written():
        found = await kalmar.api.refused(kalmar.principal, command, given, now=noon("2025-07-22"))
    assert (found["code"], found["path"], found["allowed"]) == (code, path, allowed)


@pytest.mark.parametrize("amount", ["1e3", "12,50", "1.234", "", " 1.00", "NaN", 5])
async def test_an_amount_that_is_none_is_told_at_its_place_and_not_repeated(kalmar: Region, amount: Json) -> None:
    given = {**kalmar.usual("withholdPayment"), "caseId": "x", "amount": amount}
    document = "mutation($given: WithholdPaymentInput!) { withholdPayment(input: $given) { __typename } }"
    answer = await kalmar.api.send(kalmar.principal, document, {"given": given})
    (error,) = answer.body["errors"]
    assert error["message"].startswith("$given.amount has a value it cannot have; allowed: Money!")
    assert json.dumps(amount) not in json.dumps(error) or amount in {"", 5}


async def test_two_who_release_the_same_at_once_release_it_once(kalmar: Region) -> None:
    case = await corrected(kalmar, await kalmar.unit())
    given = {**kalmar.usual("releasePayment"), "caseId": case, "expectedVersion": 8}
    first = await kalmar.api.command(kalmar.principal, "releasePayment", given, now=noon("2025-07-22"))
    second = await kalmar.api.command(kalmar.principal, "releasePayment", given, now=noon("2025-07-22"))
    assert [one["__typename"] for one in (first, second)] == ["CaseChanged", "VersionConflict"], (first, second)
    assert first["case"]["withheldTotal"] == "0.00"
