"""Rows of two regions that use the same ids, and the superuser's way of writing them past triggers and policies."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from infra.db import tables
from service.authorize import Actor
from tests.reads import delivered

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

TENANTS = ("08", "12")
UNITS = tuple(UUID(int=0x1000 + number) for number in range(4))
CASES = tuple(UUID(int=0x2000 + number) for number in range(24))
SEATS = tuple(UUID(int=0xA000 + number) for number in range(6))
GUEST = UUID(int=0x9001)
SOMEBODY = UUID(int=0x9002)
START = datetime(2025, 1, 1, 8, 30, 0, 123456, tzinfo=UTC)
MONTHS = ("2025-01", "2025-02", "2025-03")


def staff(tenant: str = "08") -> Actor:
    return Actor(SOMEBODY, tenant, frozenset(), frozenset(), "STAFF")


def team(tenant: str = "08") -> Actor:
    return Actor(SOMEBODY, tenant, frozenset(), frozenset({"READ_TEAM"}), "STAFF")


def party(unit: UUID = UNITS[0], tenant: str = "08") -> Actor:
    return Actor(SOMEBODY, tenant, frozenset(), frozenset(), "PARTY", unit)


def nobody(tenant: str = "08") -> Actor:
    return Actor(SOMEBODY, tenant, frozenset(), frozenset(), "NONE")


async def write(connection: asyncpg.Connection[asyncpg.Record], rows: Rows) -> None:
    """As superuser: without triggers, foreign keys and policies; checks hold."""
    await connection.execute("set session_replication_role = replica")
    for table, records in rows.items():
        if table == "figure":  # put together of others
            continue
        columns = list(records[0])
        await connection.copy_records_to_table(
            table, schema_name="trappa", columns=columns, records=[tuple(record.values()) for record in records]
        )
    await connection.execute("analyze")


def two_regions() -> dict[str, list[dict[str, Any]]]:
    chance = random.Random(4711)  # noqa: S311 - the same rows each time
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in tables.metadata.sorted_tables}
    rows |= {"figure": [], **delivered.shared()}
    for tenant in TENANTS:
        for table, records in _region(tenant, chance).items():
            rows[table] += [{"tenant_id": tenant, **record} for record in records]
    return {table: records for table, records in rows.items() if records}


def _region(tenant: str, chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    cases = [_case(number, chance) for number in range(len(CASES))]
    seats = [(case, str(case["unit_id"])) for case in cases] + [(case, str(GUEST)) for case in cases[::5]]
    streams = [("case", one) for one in CASES] + [("unit", one) for one in UNITS] + [("seat", one) for one in SEATS]
    streams += [("ruleset", _ruleset(number)["ruleset_id"]) for number in range(3)]
    events = [
        {"stream_kind": kind, "stream_id": stream, "version": version}
        for kind, stream in streams
        for version in range(1, chance.randint(1, 5) + 1)
    ]
    return {
        "care_unit": [_unit(tenant, number) for number in range(len(UNITS))],
        "provider": [_provider(number) for number in range(3)],
        "agreement": [_agreement(number, chance) for number in range(6)],
        "listed_count": [
            {"unit_id": unit, "month": month, "recorded_at": START, "stream_version": version, "listed": version * 100}
            for unit in UNITS
            for month in MONTHS
            for version in range(1, chance.randint(1, 2) + 1)
        ],
        "case_file": cases,
        "case_internal": [
            {
                "case_id": case,
                "classified": chance.choice(("RED", None)),
                "score": chance.choice((None, 4, 9)),
                "state": chance.choice(("OPENED", "CLASSIFIED", "WEIGHED")),
                "version": chance.randint(1, 9),
            }
            for case in CASES
        ],
        "case_seat": [
            {"organisation_id": organisation, "opened_at": case["opened_at"], "case_id": case["case_id"]}
            for case, organisation in seats
        ],
        "event": [_event(tenant, seq, event, chance) for seq, event in enumerate(events, 1)],
        "event_personal": [
            *(_personal(number, chance) for number in range(12)),
            *(_name(number) for number in range(6)),
            *(_comment(number) for number in range(2)),
        ],
        "ruleset_version": [_ruleset(number) for number in range(3)],
        "ruleset_draft": [_draft(number) for number in range(4)],
        "simulation": [_simulation(number) for number in range(4)],
        "simulation_case": [_simulated(number) for number in range(6)],
        **delivered.own(),
        "settlement": [_settlement(number) for number in range(len(MONTHS))],
        "settlement_line": [_line(month, position, cases, chance) for month in MONTHS for position in range(5)],
        "withholding_entry": [
            {
                "case_id": case["case_id"],
                "stream_version": version,
                "unit_id": case["unit_id"],
                "withholding": version,
                "month": chance.choice(MONTHS),
                "decided_on": date(2025, 3, version),
                "amount_ore": chance.choice((5_000_000_000, -1)),
                "recorded_at": START + timedelta(days=version),
            }
            for case in cases[::2]
            for version in range(1, chance.randint(1, 3) + 1)
        ],
        "seat": [_seat(number) for number in range(6)],
        "issuer": [_issuer(tenant, number) for number in range(3)],
    }


def _unit(tenant: str, number: int) -> dict[str, Any]:
    name = ("Ängens vårdcentral", 'O\'Briens "mottagning" \\ %s', "Åsens vårdcentral", "Zätas")[number]
    return {
        "unit_id": UNITS[number],
        "hsa_id": f"SE{tenant}-{number}",
        "name": name,
        "name_sort": f"{number // 2}",
        "provider_name": "Vård & Omsorg <AB>",
        "provider_orgnr": f"55600{number}",
        "registered_at": START + timedelta(days=number),
        "street": None if number % 2 else f"Storgatan {number}",
        "postal_code": None if number % 2 else "392 33",
        "city": None if number % 2 else "Kalmar",
    }


def _provider(number: int) -> dict[str, Any]:
    name = f"Bolaget {number // 2}"
    return {"orgnr": f"55600{number}", "name": name, "name_sort": name.lower(), "stated_at": START}


def _agreement(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "agreement_id": UUID(int=0x3000 + number),
        "unit_id": UNITS[number % len(UNITS)],
        "kind": chance.choice(("CARE_CHOICE", "PROCURED")),
        "legal_basis": "LOV",
        "valid_from": date(2024, 1, 1) + timedelta(days=number),
        "valid_until": None if number % 2 else date(2026, 1, 1),
        "external_reference": None if number % 3 else f"K-{number}",
        "stream_version": 1 + number,
        "recorded_at": START + timedelta(days=number),
        "end_reason": None if number % 2 else "NOTICE",
        "end_reference": None if number else "K-9",
    }


def _case(number: int, chance: random.Random) -> dict[str, Any]:
    # Several cases at one instant, so that the id decides between them.
    opened_at = START + timedelta(hours=number // 3 * 7, microseconds=number // 3 * 100)
    return {
        "case_id": CASES[number],
        "unit_id": chance.choice(UNITS),
        "procedure": chance.choice(("halsoval", "tandvard")),
        "opened_on": opened_at.date(),
        "opened_at": opened_at,
        "ladder": "A",
        "retrospective": chance.random() < 0.3,
        "state": chance.choice(("OPENED", "CLASSIFIED", "CLOSED")),
        "colour": chance.choice(("RED", "YELLOW", None)),
        "plan_due_on": chance.choice((None, date(2025, 5, 2))),
        "sanctioned": chance.random() < 0.5,
        "sanction_runs": False,
        "closed_on": None,
        "version": chance.randint(1, 4),
    }


def _event(tenant: str, seq: int, event: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    return {
        "seq": seq,
        **event,
        "type": chance.choice(("CaseOpened", "PlanReceived")),
        "audience": "team" if event["stream_kind"] == "case" and seq % 5 == 0 else chance.choice(("staff", "party")),
        "actor_id": SOMEBODY,
        "command_id": chance.choice((None, UUID(int=seq))),
        "recorded_at": START + timedelta(minutes=seq),
        "body": f'{{"note":"it\'s \\"{tenant}\\" åäö","number":{seq},"none":null}}',
        "prev_hash": bytes(32),
        "hash": seq.to_bytes(32, "big"),
    }


def _personal(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "record_id": UUID(int=0x4000 + number),
        "stream_kind": "case",
        "stream_id": CASES[number // 2],
        "audience": ("staff", "party", "team")[number % 3],
        "ciphertext": chance.randbytes(90),
        "nonce": chance.randbytes(12),
        "wrapped_key": None if number % 4 == 0 else chance.randbytes(40),
        "digest": f"{number:064x}",
    }


def _name(number: int) -> dict[str, Any]:
    """The sealed record of a seat."""
    chance = random.Random(number)  # noqa: S311 - the same octets each time
    return {
        **_personal(number, chance),
        "record_id": UUID(int=0x8000 + number),
        "stream_kind": "seat",
        "stream_id": SEATS[number],
        "audience": "staff",
    }


def _comment(number: int) -> dict[str, Any]:
    """The sealed record of what was said of a draft."""
    of = {"record_id": UUID(int=0xC000 + number), "stream_kind": "ruleset", "stream_id": _draft(number)["ruleset_id"]}
    return {**_name(number), **of}


def _seat(number: int) -> dict[str, Any]:
    unit = UNITS[number % 2] if number % 3 else None
    return {
        "seat_id": SEATS[number],
        "holder": SOMEBODY if number % 2 else UUID(int=0x9003),
        "organisation": str(unit) if unit else "staff",
        "unit_id": unit,
        "roles": "unit_head" if unit else "handler auditor",
        "valid_from": START,
        "valid_until": None if number % 2 else START + timedelta(days=90),
        "revoked_at": START + timedelta(days=number) if number == 4 else None,
        "granted_at": START + timedelta(minutes=number // 2),
        "version": 1 + number % 2,
    }


def _issuer(tenant: str, number: int) -> dict[str, Any]:
    return {
        "iss": f"https://idp.example/{tenant}/{number}",
        "national_body": None,
        "counterpart": None,
        "audience": "https://trappa.example/graphql",
        "algorithms": "ES256 RS256",
        "jwks_uri": f"https://idp.example/{tenant}/{number}/jwks",
        "roles_claim": "roles" if number else None,
        "unit_claim": None,
        "allowed_roles": "handler unit_head" if number else None,
        "withdrawn": number == 2,
        "version": number + 1,
    }


def _ruleset(number: int) -> dict[str, Any]:
    return {
        "ruleset_id": UUID(int=0x5000 + number),
        "procedure": "halsoval",
        "label": f"v{number}",
        "valid_from": date(2024 + number, 1, 1),
        "valid_until": None,
        "adopted_at": START + timedelta(days=number),
        "content": f'{{"levels":[{number},2.5,"x"]}}',
    }


def _simulation(number: int) -> dict[str, Any]:
    """One that waits, runs, is done or refused."""
    state, ended = ("QUEUED", "RUNNING", "DONE", "REFUSED")[number], number > 1
    return {
        "simulation_id": UUID(int=0xD000 + number),
        "actor_id": SOMEBODY,
        "roles": "handler",
        "content": "{}",
        "since": date(2025, 1, number + 1) if number % 2 else None,
        "until": date(2025, 6, 1) if number else None,
        "asked_at": START + timedelta(hours=number // 2),
        "state": state,
        "done": number * 7,
        "cases": number * 10 if number else None,
        "totals": '{"cases":20,"changed":{}}' if state == "DONE" else None,
        "refusal": '{"code":"WRONG_REGION"}' if state == "REFUSED" else None,
        "ended_at": START + timedelta(days=number) if ended else None,
    }


def _simulated(number: int) -> dict[str, Any]:
    """Several that weigh the same, and some that weigh nothing."""
    return {
        "simulation_id": UUID(int=0xD002 + number % 2),
        "case_id": CASES[number],
        "weight_ore": (-1, 0, 5_000_000_000)[number // 2],
        "content": f'{{"before_ore":{number},"changes":[]}}',
    }


def _draft(number: int) -> dict[str, Any]:
    """Drafts of the adopted versions, and one that was not adopted."""
    return {
        "ruleset_id": UUID(int=0x5000 + number),
        "procedure": "halsoval",
        "label": f"v{number}",
        "state": "ADOPTED" if number < 3 else "DRAFT",
        "from_package": "a-package" if number else None,
        "from_version": UUID(int=0x5000) if number == 3 else None,
        "content": f'{{"plan":[{number},null,"å"]}}',
        "drafted_at": START + timedelta(days=number // 2),
        "changed_at": START + timedelta(days=number + 1),
        "version": number + 1,
    }


def _settlement(number: int) -> dict[str, Any]:
    return {
        "month": MONTHS[number],
        "settled_on": date(2025, 2 + number, 3),
        "recorded_at": START + timedelta(days=40 + number),
        "settlement_id": UUID(int=0x6000 + number),
    }


def _line(month: str, position: int, cases: Sequence[Mapping[str, Any]], chance: random.Random) -> dict[str, Any]:
    case = chance.choice(cases)
    return {
        "settled_in": month,
        "position": position,
        "case_id": case["case_id"],
        "unit_id": case["unit_id"],
        "ruleset_id": case["case_id"],
        "month": chance.choice(MONTHS),
        "rate_ore": 500,
        "days": chance.randint(0, 28),
        "days_in_month": 31,
        "listed": chance.choice((None, 4000)),
        "amount_ore": chance.choice((-(2**40), 0, 2**60)),
        "correction": chance.random() < 0.3,
        "recorded_at": START,
    }
