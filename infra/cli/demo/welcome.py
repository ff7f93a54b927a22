"""What `trappa demo` leaves on the screen: where the server is, tokens, and queries to paste."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from infra.cli.demo.client import Client, error_code
from infra.cli.demo.comparison import Row
from infra.cli.demo.national import CELLS, READER, SURFACE
from infra.cli.demo.people import Person
from infra.cli.demo.place import Notes
from infra.cli.demo.player import REGION
from schema.ids import own_id
from tenants.demo.setting import PROCEDURE

_LEDGER: Final = """{{
  ledger(unitId: "{unit}", from: "2025-03", until: "2025-07") {{
    total
    lines {{ month rate days listed amount status explanation {{ text nodes {{ rule value source {{ quote }} }} }} }}
  }}
}}"""
_CASE: Final = """{{
  case(id: "{case}") {{
    state {{ label }}
    colour {{ label }}
    requests {{ number sentAt planDueOn }}
    sanction {{ total explanation {{ text }} }}
    events {{ version type recordedAt }}
  }}
}}"""
_SIDE: Final = """{{
  viewer {{ roles {{ label }} permissions seats {{ id }} }}
  case(id: "{case}") {{
    availableActions {{ command allowed refusal {{ code message }} }}
    timelineText
  }}
  readLog(first: 5) {{ nodes {{ readAt roles {{ label }} }} }}
  seats(first: 5) {{ nodes {{ holder {{ name }} roles {{ label }} holds }} }}
}}"""
_THEN: Final = """{{
  case(id: "{case}", knownAt: "2025-04-12T08:00:00+02:00") {{
    state {{ label }} obligations {{ label dueOn overdue }} timeline {{ on text explanation {{ text }} }}
  }}
}}"""
_CASES: Final = """{{
  cases(first: 5, filter: {{ unitId: "{unit}" }}) {{
    nodes {{ id openedOn state {{ label }} colour {{ label }} unit {{ name }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
  ruleset(procedure: "{procedure}", at: "2025-05-05") {{ label ladders {{ label rates {{ step amount }} }} }}
}}"""


def queries(notes: Notes) -> Mapping[str, str]:
    """Title → query, with the ids of EX-02."""
    names = {"unit": notes.unit_id, "case": notes.case_id, "procedure": PROCEDURE}
    return {
        "Reskontra med motivering · ledger with its reasons": _LEDGER.format(**names),
        "Ärendet · the case": _CASE.format(**names),
        "Ärendet från din sida · the case from your side": _SIDE.format(**names),
        "Ärendet som det var känt då · the case as it was known then": _THEN.format(**names),
        "Ärenden och regelverk · cases and ruleset": _CASES.format(**names),
    }


_TRAPPA: Final = "TRAPPA_ENV=dev .venv/bin/trappa"
_STAFF: Final = (
    "handler",
    "coordination_office",
    "finance_officer",
    "auditor",
    "seat_administrator",
    "region_principal",
)


def people(notes: Notes) -> Mapping[str, Person]:
    unit_id = own_id("CareUnit", notes.unit_id) if notes.unit_id else None
    staff = {role: Person(REGION, (role,)) for role in _STAFF}
    return {**staff, "unit_head": Person(REGION, ("unit_head",), unit_id)}


def tried(client: Client, notes: Notes) -> list[Row]:
    """That each query to paste gets an answer, with the token of each of the people."""
    rows = []
    for title, query in queries(notes).items():
        codes = {error_code(client.ask(person, query, {})) for person in people(notes).values()}
        rows.append(Row("/docs", title, "svar · answer", ", ".join(sorted(code or "svar · answer" for code in codes))))
    return rows


def greeting(client: Client, notes: Notes) -> str:
    parts = [
        f"\nTrappa: {notes.base_url}/docs",
        '\nToken läggs under Headers · put a token under Headers: {"Authorization": "Bearer …"}',
    ]
    parts += [f"\n{role}:\n{client.token(person)}" for role, person in people(notes).items()]
    parts += [f"\n# {title}\n{query}" for title, query in queries(notes).items()]
    parts.append(
        f"\nNationella uppgifter · national figures: POST {notes.base_url}{SURFACE}, token:\n{client.token(READER)}"
    )
    parts.append(f"{CELLS}\n{json.dumps({'indicators': ['IN-03'], 'periods': ['2022']})}")
    parts.append(f"\nGranska kedjan · check the chain:  {_TRAPPA} replay --region {REGION}")
    settled = f"export settlement --region {REGION} --month 2025-10 --format csv"
    parts.append(f"En avräknad månad · a settled month:  {_TRAPPA} {settled}")
    simulated = f"ruleset simulate FIL.yaml --region {REGION}"
    parts.append(f"Ett utkast prövat på det som hänt · a draft tried on what happened:  {_TRAPPA} {simulated}")
    if notes.unit_id is not None:
        certified = f"certificate --region {REGION} --unit {notes.unit_id} --from 2025-03 --until 2025-07 --out intyg"
        parts.append(f"Intyg att kontrollera utan nät · a certificate to verify offline:  {_TRAPPA} {certified}")
    parts.append("Avsluta med Ctrl-C · stop with Ctrl-C")
    return "\n".join(parts)
