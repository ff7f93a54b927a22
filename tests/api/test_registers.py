"""Registers over the API: agreements, owners, names and addresses of units, what became of them, and providers."""

from __future__ import annotations

import pytest

from infra.cli.replay import read_stored, replayed
from tenants.catalog import roles
from tests.api.caller import Json, noon
from tests.api.region import NO_UNIT, Region, registration
from tests.api.test_refused_acts import refused
from tests.api.test_settling import ledger

TODAY = noon("2025-12-01")
PLACE = {"street": "Storgatan 1", "postalCode": "39233", "city": "Kalmar"}
OWNER = {"name": "Nya Vården AB", "orgnr": "556036-0793"}
AGREED = {"kind": "HALSOVAL", "legalBasis": "LOV", "validFrom": "2025-05-01"}
THEN = """query($id: ID!, $at: DateTime) { unit(id: $id, knownAt: $at) {
  name provider { name orgnr } address { street postalCode city }
  agreements { validFrom validUntil endReason endReference } listedCounts { month listed }
  history { type on recordedAt text actedAs { id } actor { actorId } }
} }"""
PROVIDERS = """query($first: Int, $after: String) { providers(first: $first, after: $after) {
  nodes { orgnr name units { name hsaId } } pageInfo { hasNextPage endCursor }
} }"""


async def ended(region: Region, unit: str, on: str, *, now: str = TODAY, reason: str = "NOTICE") -> Json:
    agreement = (await region.agreements(unit))[-1]["id"]
    given = {"unitId": unit, "agreementId": agreement, "endsOn": on, "reason": reason, "externalReference": "Dnr 9"}
    return await region.api.done(region.handler, "endAgreement", given, now=now)


async def added(region: Region, unit: str, *, now: str = TODAY, **changed: Json) -> Json:
    given = {"unitId": unit, "agreement": {**AGREED, **changed}}
    return await region.api.done(region.handler, "addAgreement", given, now=now)


def periods(unit: Json) -> list[tuple[str, str | None, str | None]]:
    return [(one["validFrom"], one["validUntil"], one["endReason"]) for one in unit["agreements"]]


async def test_agreements_follow_one_another_and_none_overlaps(kalmar: Region) -> None:
    unit = await kalmar.unit()
    asked = {"unitId": unit, "agreement": AGREED}
    found = await refused(kalmar.api, kalmar.handler, "addAgreement", asked, now=TODAY)
    assert (found["code"], found["path"]) == ("AGREEMENTS_OVERLAP", "agreement.validFrom")
    assert found["message"] == (
        "Ett avtal från och med 2025-05-01 gäller samma dagar som enhetens avtal HALSOVAL, från och med 2024-01-01. "
        "Det ska ha upphört först."
    )
    after = await ended(kalmar, unit, "2025-05-01", reason="TRANSFERRED")
    assert periods(after) == [("2024-01-01", "2025-05-01", "TRANSFERRED")]
    both = await added(kalmar, unit)
    assert periods(both) == [("2024-01-01", "2025-05-01", "TRANSFERRED"), ("2025-05-01", None, None)]
    first = both["agreements"][0]["id"]
    late = {"unitId": unit, "agreementId": first, "endsOn": "2025-05-02", "reason": "EXPIRED"}
    found = await refused(kalmar.api, kalmar.handler, "endAgreement", late, now=TODAY)
    assert (found["code"], found["path"]) == ("AGREEMENTS_OVERLAP", "endsOn")
    early = await kalmar.api.done(kalmar.handler, "endAgreement", {**late, "endsOn": "2025-03-01"}, now=TODAY)
    assert periods(early)[0] == ("2024-01-01", "2025-03-01", "EXPIRED")


BAD: dict[str, tuple[str, dict[str, Json], str, str]] = {
    "a unit there is not": (
        "renameUnit",
        {"unitId": NO_UNIT, "name": "A", "from": "2025-03-01"},
        "NOT_FOUND",
        "unitId",
    ),
    "an agreement there is not": ("endAgreement", {"agreementId": NO_UNIT}, "NOT_FOUND", "agreementId"),
    "an end on the first day": ("endAgreement", {"endsOn": "2024-01-01"}, "INVALID_INPUT", "endsOn"),
    "an end with somebody's number": (
        "endAgreement",
        {"externalReference": "19121212-1212"},
        "INVALID_INPUT",
        "externalReference",
    ),
    "an agreement that ends before it begins": (
        "addAgreement",
        {"agreement": {**AGREED, "validUntil": "2025-05-01"}},
        "INVALID_INPUT",
        "agreement.validUntil",
    ),
    "an owner of tomorrow": ("transferUnit", {"from": "2025-12-02"}, "ACT_IN_FUTURE", "from"),
    "an owner that is a person": (
        "transferUnit",
        {"provider": {"name": "x", "orgnr": "121212-1212"}},
        "INVALID_INPUT",
        "provider.orgnr",
    ),
    "no name": ("renameUnit", {"name": " "}, "INVALID_INPUT", "name"),
    "a street in care of somebody": (
        "moveUnit",
        {"address": {**PLACE, "street": "c/o Kim, Storgatan 1"}},
        "INVALID_INPUT",
        "address.street",
    ),
    "a street with a telephone": (
        "moveUnit",
        {"address": {**PLACE, "street": "Ring 0480123456"}},
        "INVALID_INPUT",
        "address.street",
    ),
    "a city of control characters": (
        "moveUnit",
        {"address": {**PLACE, "city": "K\u0007"}},
        "INVALID_INPUT",
        "address.city",
    ),
    "a postal code of four digits": (
        "moveUnit",
        {"address": {**PLACE, "postalCode": "3923"}},
        "INVALID_INPUT",
        "address.postalCode",
    ),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
async def test_what_cannot_be_recorded_of_a_unit_is_refused_at_its_field(
    kalmar: Region, case: tuple[str, dict[str, Json], str, str]
) -> None:
    name, changed, code, path = case
    unit = await kalmar.unit()
    usual: dict[str, Json] = {
        "addAgreement": {"agreement": AGREED},
        "endAgreement": {
            "agreementId": (await kalmar.agreements(unit))[0]["id"],
            "endsOn": "2025-05-01",
            "reason": "NOTICE",
        },
        "transferUnit": {"provider": OWNER, "from": "2025-05-01"},
        "renameUnit": {"name": "A", "from": "2025-05-01"},
        "moveUnit": {"address": PLACE, "from": "2025-05-01"},
    }[name]
    found = await refused(kalmar.api, kalmar.handler, name, {"unitId": unit, **usual, **changed}, now=TODAY)
    assert (found["code"], found["path"]) == (code, path)


async def test_a_change_is_not_dated_before_the_last_of_its_kind(kalmar: Region) -> None:
    unit = await kalmar.unit()
    given = {"unitId": unit, "name": "Östra", "from": "2025-05-01"}
    await kalmar.api.done(kalmar.handler, "renameUnit", given, now=TODAY)
    found = await refused(kalmar.api, kalmar.handler, "renameUnit", {**given, "from": "2025-04-30"}, now=TODAY)
    assert (found["code"], found["path"]) == ("ACT_BEFORE_PREVIOUS", "from")
    await kalmar.api.done(
        kalmar.handler, "moveUnit", {"unitId": unit, "address": PLACE, "from": "2025-01-01"}, now=TODAY
    )


async def test_no_count_is_of_a_month_before_the_first_agreement(kalmar: Region) -> None:
    given = registration("Ny", "SE2321000073-TIDIG", agreement={**AGREED, "validFrom": "2024-01-31"})
    unit = (await kalmar.api.done(kalmar.handler, "registerUnit", given, now=TODAY))["id"]
    asked = {"unitId": unit, "counts": [{"month": "2024-01", "listed": 1}, {"month": "2023-12", "listed": 1}]}
    found = await refused(kalmar.api, kalmar.handler, "recordListedCounts", asked, now=TODAY)
    assert (found["code"], found["path"], found["allowed"]) == (
        "MONTH_BEFORE_AGREEMENT",
        "counts[1].month",
        [">= 2024-01"],
    )
    await kalmar.counted(unit, {"2024-01": 1})


COMMANDS = ("addAgreement", "endAgreement", "transferUnit", "renameUnit", "moveUnit")


@pytest.mark.requirement("XC-07")
async def test_only_who_may_register_units_changes_them(kalmar: Region) -> None:
    unit = await kalmar.unit()
    agreement = (await kalmar.agreements(unit))[0]["id"]
    given: dict[str, dict[str, Json]] = {
        "addAgreement": {"agreement": AGREED},
        "endAgreement": {"agreementId": agreement, "endsOn": "2025-05-01", "reason": "NOTICE"},
        "transferUnit": {"provider": OWNER, "from": "2025-05-01"},
        "renameUnit": {"name": "A", "from": "2025-05-01"},
        "moveUnit": {"address": PLACE, "from": "2025-05-01"},
    }
    may = {name for name, role in roles().items() if "REGISTER_UNIT" in role.permissions}
    assert "handler" in may
    for role in set(roles()) - may:
        person = kalmar.person(role, unit=unit if roles()[role].side == "party" else None)
        for name in COMMANDS:
            found = await refused(kalmar.api, person, name, {"unitId": unit, **given[name]}, now=TODAY)
            assert found["code"] == "MANDATE_MISSING", (role, name)
            assert {one["id"] for one in found["deciders"]} == may
    for name in COMMANDS:  # nothing of another region's
        other = Region(kalmar.api, "07").handler
        found = await refused(kalmar.api, other, name, {"unitId": unit, **given[name]}, now=TODAY)
        assert found["code"] == "NOT_FOUND"


@pytest.mark.requirement("C2", "C3")
async def test_a_units_past_is_told_and_shown_as_it_was_known(kalmar: Region) -> None:
    given = registration("Ängö", "SE2321000073-PAST", address=PLACE)
    unit = (await kalmar.api.done(kalmar.handler, "registerUnit", given, now=noon("2025-01-02")))["id"]
    await kalmar.counted(unit, {"2025-01": 900}, now=noon("2025-02-01"))
    rename = {"unitId": unit, "name": "Öster", "from": "2025-02-15"}
    await kalmar.api.done(kalmar.handler, "renameUnit", rename, now=noon("2025-03-01"))
    owner = {"unitId": unit, "provider": OWNER, "from": "2025-03-15"}
    await kalmar.api.done(kalmar.handler, "transferUnit", owner, now=noon("2025-04-01"))
    move = {"unitId": unit, "address": {**PLACE, "street": "Ågatan 2"}, "from": "2025-04-15"}
    await kalmar.api.done(kalmar.handler, "moveUnit", move, now=noon("2025-05-01"))
    await ended(kalmar, unit, "2025-07-01", now=noon("2025-06-01"))
    await added(kalmar, unit, now=noon("2025-07-01"), validFrom="2025-07-01")

    async def known(at: str | None) -> Json:
        return (await kalmar.api.ask(kalmar.handler, THEN, {"id": unit, "at": at}, now=TODAY))["unit"]

    now = await known(None)
    assert [(one["type"], one["on"], one["recordedAt"][:10]) for one in now["history"]] == [
        ("UnitRegistered", "2024-01-01", "2025-01-02"),
        ("ListedCountsRecorded", None, "2025-02-01"),
        ("UnitRenamed", "2025-02-15", "2025-03-01"),
        ("UnitTransferred", "2025-03-15", "2025-04-01"),
        ("UnitMoved", "2025-04-15", "2025-05-01"),
        ("AgreementEnded", "2025-07-01", "2025-06-01"),
        ("AgreementAdded", "2025-07-01", "2025-07-01"),
    ]
    assert now["history"][5]["text"] == "Avtalet upphör 2025-07-01: det är uppsagt (Dnr 9)."
    assert {one["actedAs"]["id"] for one in now["history"]} == {"handler"}
    assert None not in [one["actor"] for one in now["history"]]
    assert (now["name"], now["provider"], now["address"]["street"]) == (
        "Öster",
        {"name": "Nya Vården AB", "orgnr": "5560360793"},
        "Ågatan 2",
    )
    assert await known(noon("2025-01-01")) is None
    moments = [await known(noon(f"2025-{month:02}-10")) for month in range(1, 8)]
    assert [len(one["history"]) for one in moments] == [1, 2, 3, 4, 5, 6, 7]
    assert [one["name"] for one in moments] == ["Ängö"] * 2 + ["Öster"] * 5
    assert [one["provider"]["name"] for one in moments] == ["Region Kalmar län"] * 3 + ["Nya Vården AB"] * 4
    assert [one["address"]["street"] for one in moments] == ["Storgatan 1"] * 4 + ["Ågatan 2"] * 3
    assert moments[0]["address"] == {"street": "Storgatan 1", "postalCode": "392 33", "city": "Kalmar"}
    assert [one["listedCounts"] for one in moments] == [[]] + [[{"month": "2025-01", "listed": 900}]] * 6
    assert [[held["validUntil"] for held in one["agreements"]] for one in moments] == [
        *[[None]] * 5,
        ["2025-07-01"],
        ["2025-07-01", None],
    ]


async def test_a_unit_reads_its_own_past_without_who_recorded_it_and_no_others(kalmar: Region) -> None:
    unit, other = await kalmar.unit(), await kalmar.unit()
    seen = (await kalmar.api.ask(kalmar.head(unit), THEN, {"id": unit}, now=TODAY))["unit"]
    assert [(one["type"], one["actor"]) for one in seen["history"]] == [("UnitRegistered", None)]
    again = await kalmar.api.ask(kalmar.head(unit), THEN, {"id": unit, "at": noon("2025-02-01")}, now=TODAY)
    assert again["unit"]["name"] == seen["name"]
    assert (await kalmar.api.ask(kalmar.head(other), THEN, {"id": unit}, now=TODAY))["unit"] is None


@pytest.mark.requirement("C2", "C3")
async def test_a_case_shows_its_unit_as_it_was_known_then(kalmar: Region) -> None:
    unit = await kalmar.unit("Ängö")
    case = await kalmar.opened(unit)
    given = {"unitId": unit, "name": "Öster", "from": "2025-04-01"}
    await kalmar.api.done(kalmar.handler, "renameUnit", given, now=noon("2025-04-01"))
    asked = "query($id: ID!, $at: DateTime) { case(id: $id, knownAt: $at) { unit { name agreements { validFrom } } } }"
    for at, name in ((None, "Öster"), (noon("2025-03-31"), "Ängö"), (noon("2025-04-01"), "Öster")):
        seen = await kalmar.api.ask(kalmar.office, asked, {"id": case, "at": at}, now=TODAY)
        assert seen["case"]["unit"] == {"name": name, "agreements": [{"validFrom": "2024-01-01"}]}


@pytest.mark.requirement("AM-37", "C3", "XC-06")
async def test_an_agreement_that_ends_afterwards_ends_the_sanction_and_corrects_what_is_settled(alone: Region) -> None:
    unit = await alone.unit()
    await alone.counted(unit, {"2025-03": 8000, "2025-04": 8000, "2025-05": 8000}, now=noon("2025-06-01"))
    case = await alone.sanctioned(unit)
    assert (await alone.settle("2025-04", now=noon("2025-06-01")))["total"] == "24000.00"
    await ended(alone, unit, "2025-04-16", now=noon("2025-07-01"), reason="TRANSFERRED")
    await added(alone, unit, now=noon("2025-07-02"), validFrom="2025-04-16")
    sanction = (await alone.sight(alone.office, case, now=noon("2025-07-03")))["sanction"]
    # 21 of March's 31 days and 15 of April's 30, at 8000 × 3 kronor.
    assert (sanction["total"], sanction["endedOn"]) == ("28258.06", "2025-04-16")
    before = await ledger(alone, unit, as_of=noon("2025-06-30"), now=noon("2025-07-03"))
    assert [one["amount"] for one in before["lines"]][:3] == ["16258.06", "24000.00", "24000.00"]
    corrected = await alone.settle("2025-05", now=noon("2025-07-03"))
    assert [(one["month"], one["amount"]) for one in corrected["corrections"]][-1] == ("2025-04", "-12000.00")
    stored = await read_stored(alone.api.served.urls.app, alone.code)
    assert replayed(alone.code, stored).findings == ()


async def test_a_case_is_opened_under_whichever_agreement_holds_that_day(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await ended(kalmar, unit, "2025-02-01")
    await added(kalmar, unit, validFrom="2025-03-01", validUntil="2025-04-01")
    await added(kalmar, unit, validFrom="2025-06-01")
    given = {"procedure": "halsoval-uppfoljning", "unitId": unit}
    for day, code in (("2025-02-01", "NO_AGREEMENT_IN_FORCE"), ("2025-05-31", "NO_AGREEMENT_IN_FORCE")):
        asked = {**given, "impulse": {"knownOn": day, "kind": "OTHER"}}
        found = await refused(kalmar.api, kalmar.handler, "openCase", asked, now=TODAY)
        assert found["code"] == code
        assert found["allowed"] == ["2024-01-01..2025-02-01", "2025-03-01..2025-04-01", "2025-06-01.."]
    for day in ("2025-03-31", "2025-06-01"):
        await kalmar.opened(unit, impulse={"knownOn": day, "kind": "OTHER"}, now=TODAY)


async def test_providers_stand_under_the_name_that_was_stated_last_with_the_units_they_run(alone: Region) -> None:
    for name, orgnr, unit in (
        ("Åvården AB", "5560360793", "Norr"),
        ("Äldrevården AB", "5565002770", "Söder"),
        ("Vård i Öst AB", "5565002770", "Öster"),
    ):
        given = registration(unit, f"SE2321000073-{orgnr[-4:]}{unit[0].encode().hex().upper()}")
        given["provider"] = {"name": name, "orgnr": orgnr}
        last = (await alone.api.done(alone.handler, "registerUnit", given, now=TODAY))["id"]
    page = (await alone.api.ask(alone.handler, PROVIDERS, {"first": 1}, now=TODAY))["providers"]
    (first,) = page["nodes"]
    assert (first["name"], [one["name"] for one in first["units"]]) == ("Vård i Öst AB", ["Söder", "Öster"])
    after = {"first": 5, "after": page["pageInfo"]["endCursor"]}
    rest = (await alone.api.ask(alone.handler, PROVIDERS, after, now=TODAY))["providers"]
    assert [(one["orgnr"], one["name"], len(one["units"])) for one in rest["nodes"]] == [
        ("5560360793", "Åvården AB", 1)
    ]
    assert (page["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)

    owner = {"unitId": last, "provider": {"name": "Åvården i Kalmar AB", "orgnr": "556036-0793"}, "from": "2025-12-01"}
    await alone.api.done(alone.handler, "transferUnit", owner, now=TODAY)
    both = (await alone.api.ask(alone.handler, PROVIDERS, {"first": 5}, now=TODAY))["providers"]["nodes"]
    assert [(one["name"], [unit["name"] for unit in one["units"]]) for one in both] == [
        ("Vård i Öst AB", ["Söder"]),
        ("Åvården i Kalmar AB", ["Norr", "Öster"]),
    ]
    for person in (alone.head(last), alone.person("seat_administrator"), alone.person("national_reader")):
        seen = await alone.api.ask(person, PROVIDERS, {"first": 5}, now=TODAY)
        assert seen["providers"]["nodes"] == []
    async with alone.api.statements() as sent:
        await alone.api.ask(alone.handler, PROVIDERS, {"first": 5}, now=TODAY)
    assert len(sent) == 1
