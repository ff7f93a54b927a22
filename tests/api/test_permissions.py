"""Who reads what: every role at every root field, what a command tells of its outcome, and whose ids a party sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from schema.build import build
from schema.needs import needs_of
from tenants.catalog import roles
from tests.api import drafts
from tests.api.caller import Api, Json, Person, noon
from tests.api.delivered import PERIOD, WHOLE, Delivering, asked
from tests.api.region import PROCEDURE, Region, seated, untouched

TODAY = noon("2025-12-01")
RULES = {"ruleset", "rulesets", "rulesetPackages"}
DRAFTS = {"rulesetDraft", "rulesetDrafts", "rulesetHistory"}
OF_A_UNIT = {
    "case",
    "cases",
    "unit",
    "units",
    "ledger",
    "settlement",
    "sanction",
    "settlementComparison",
    "amounts",
    *RULES,
}
ALL = OF_A_UNIT | DRAFTS
ACCESS = {"seats", "issuers", "roles", "accessEvents"}
CASES_AND_RULES = {"case", "cases", "unit", "units", *RULES}
CASES_AND_DRAFTS = CASES_AND_RULES | DRAFTS
DRAFTED = RULES | DRAFTS
DELIVERIES = {"deliveryRounds", "delivery", "deliveryFigures", "indicators", "indicatorFlags"}
READS: Mapping[str, set[str]] = {
    "unit_head": OF_A_UNIT,
    "external_party": CASES_AND_RULES,
    "handler": ALL,
    "coordination_office": ALL,
    "region_principal": ALL,
    "finance_officer": ALL,
    "legal_counsel": ALL,
    "team_lead": ALL,
    "in_depth_team": ALL,
    "medical_adviser": CASES_AND_DRAFTS,
    "department_head": ALL,
    "board_secretary": ALL,
    "report_owner": ALL,
    "process_leader": CASES_AND_DRAFTS,
    "steering_group": CASES_AND_DRAFTS,
    "insurance_medicine_committee": CASES_AND_DRAFTS,
    "collaboration_officer": CASES_AND_RULES,
    "counterpart_head": CASES_AND_RULES,
    "county_management_group": CASES_AND_DRAFTS,
    "cross_group": CASES_AND_DRAFTS,
    "municipal_nurse": CASES_AND_RULES,
    "analysis_group_member": CASES_AND_RULES,
    "ruleset_editor": DRAFTED,
    "ruleset_approver": DRAFTED,
    "seat_administrator": {"unit", "units", *ACCESS},
    "auditor": {*ALL, *ACCESS, "readLog"},
    "indicator_reporter": DELIVERIES,
    "indicator_approver": DELIVERIES,
    "national_reader": set(),
    "national_publisher": set(),
    "platform_operator": set(),
    "follow_up_team": ALL,
    "responsible_official": ALL,
    "procurement_office": CASES_AND_DRAFTS,
    "handbook_owner": {"case", "cases", *DRAFTED},
    "heads_group": {"case", "cases", *DRAFTED},
    "staff_management": {"case", "cases", *DRAFTED},
    "handbook_support": {"case", "cases", *DRAFTED},
    "section_head": CASES_AND_DRAFTS,
    "case_lead": ALL,
    "regional_developer": CASES_AND_DRAFTS,
    "contract_manager": ALL,
    "communicator": CASES_AND_DRAFTS,
    "pharmacy_unit": CASES_AND_DRAFTS,
}
"""Role → the root fields that answer it, and `sanction` of a case; written by hand."""


@dataclass(frozen=True)
class Ground:
    """A sanctioned case of a unit, and a month settled."""

    region: Region
    unit: str
    case: str
    seat: str
    draft: str

    def document(self) -> str:
        return f"""{{
          case(id: "{self.case}") {{ id unit {{ name }} sanction {{ total }} }}
          cases(first: 5) {{ nodes {{ id }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }}
          caseNode: node(id: "{self.case}") {{ id }}
          unit(id: "{self.unit}") {{ id }}
          units(first: 5) {{ nodes {{ id }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }}
          unitNode: node(id: "{self.unit}") {{ id }}
          ledger(unitId: "{self.unit}", from: "2025-03", until: "2025-04") {{ total }}
          settlement(month: "2025-03") {{ total }}
          settlementComparison(from: "2025-03", to: "2025-03") {{ difference }}
          amounts(from: "2025-03", until: "2025-04", unitId: "{self.unit}") {{ total }}
          ruleset(procedure: "{PROCEDURE}", at: "2025-03-03") {{ id }}
          seats(first: 5) {{ nodes {{ id }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }}
          seatNode: node(id: "{self.seat}") {{ id }}
          issuers {{ iss }}
          roles {{ id }}
          rulesets {{ id }}
          accessEvents(first: 5) {{ nodes {{ text }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }}
          readLog(first: 5) {{ nodes {{ caseId }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }}
        }}"""

    def of_drafts(self) -> str:
        return f"""{{
          rulesetPackages {{ id }}
          rulesetDraft(id: "{self.draft}") {{ id }}
          draftNode: node(id: "{self.draft}") {{ id }}
          rulesetDrafts {{ id }}
          rulesetHistory(id: "{self.draft}") {{ type }}
        }}"""

    @staticmethod
    def of_deliveries() -> str:
        of = f'round: "{PERIOD}", number: 1'
        return f"""{{
          deliveryRounds {{ id }}
          delivery({of}) {{ number }}
          deliveryFigures({of}, first: 5) {{
            nodes {{ indicator }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }}
          }}
          indicators {{ id }}
          indicatorFlags {{ id }}
        }}"""

    def person(self, role: str) -> Person:
        return self.region.person(role, unit=self.unit if roles()[role].side == "party" else None)


@pytest.fixture(scope="module")
async def ground(api: Api) -> Ground:
    region = await untouched(api)
    unit = await region.unit()
    await region.counted(unit, {"2025-03": 8000})
    case = await region.sanctioned(unit)
    await region.api.done(region.finance, "settleMonth", {"month": "2025-03"}, now=noon("2025-04-15"))
    await region.sight(region.person("auditor"), case, now=TODAY)
    draft = await drafts.begun(region, now=noon("2025-04-15"))
    await asked(region.api)
    await Delivering(region).open()
    await Delivering(region).done("deliverFigures", rows=WHOLE)
    return Ground(region, unit, case, await seated(region, "handler", "somebody"), draft["id"])


PAGED = ("cases", "units", "seats", "accessEvents", "readLog", "deliveryFigures")


def answered(seen: Json) -> set[str]:
    """What of the document was answered with anything at all."""
    single = (
        "case",
        "unit",
        "ledger",
        "settlement",
        "settlementComparison",
        "amounts",
        "ruleset",
        "rulesetDraft",
        "delivery",
    )
    found = {name for name in single if seen[name] is not None}
    if seen["case"] is not None and seen["case"]["sanction"] is not None:
        found.add("sanction")
    nothing = {"nodes": [], "edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    found |= {name for name in PAGED if seen[name] != nothing}
    listed = ("issuers", "roles", "rulesets", "rulesetPackages", "rulesetDrafts", "rulesetHistory")
    listed += ("deliveryRounds", "indicators", "indicatorFlags")
    found |= {name for name in listed if seen[name]}
    assert ("seats" in found) == (seen["seatNode"] is not None)
    assert ("rulesetDraft" in found) == (seen["draftNode"] is not None)
    assert ("case" in found) == (seen["caseNode"] is not None)
    assert ("unit" in found) == (seen["unitNode"] is not None)
    return found


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("role", sorted(roles()))
async def test_each_role_is_answered_what_its_permissions_cover_and_nothing_else(ground: Ground, role: str) -> None:
    seen: Json = {}
    for document in (ground.document(), ground.of_drafts(), ground.of_deliveries()):
        seen |= await ground.region.api.ask(ground.person(role), document, now=TODAY)
    assert answered(seen) == READS[role]


async def test_a_node_of_a_ruleset_is_for_those_who_read_rulesets(ground: Ground) -> None:
    ask = ground.region.api.ask
    found = (await ask(ground.person("ruleset_editor"), ground.document(), now=TODAY))["ruleset"]["id"]
    document = f'{{ node(id: "{found}") {{ id }} }}'
    assert (await ask(ground.person("ruleset_approver"), document))["node"] == {"id": found}
    assert (await ask(ground.person("seat_administrator"), document))["node"] is None


async def test_what_may_not_be_read_asks_only_whether_that_still_is_so(ground: Ground) -> None:
    async with ground.region.api.statements() as sent:
        await ground.region.api.ask(
            ground.person("ruleset_approver"), "{ cases(first: 5) { nodes { id } } }", now=TODAY
        )
    assert len(sent) == 1
    assert "from access_version" in sent[0]


async def test_a_node_shows_of_a_case_only_what_the_caller_may_read(ground: Ground) -> None:
    seen = await ground.region.api.ask(
        ground.person("external_party"),
        f'{{ node(id: "{ground.case}") {{ ... on Case {{ id sanction {{ total }} }} }} }}',
    )
    assert seen["node"] == {"id": ground.case, "sanction": None}


def test_every_root_field_states_its_permission_except_where_what_is_below_asks_for_it() -> None:
    query = build()._schema.query_type
    assert query is not None
    stated = {name: needs_of(field).permission for name, field in query.fields.items()}
    assert stated == {
        "viewer": None,
        "node": None,
        "preview": None,
        "simulation": None,
        "simulationJob": None,
        "simulatedCases": None,
        "case": "READ_CASES",
        "cases": "READ_CASES",
        "unit": "READ_UNITS",
        "units": "READ_UNITS",
        "providers": "READ_UNITS",
        "ledger": "READ_LEDGER",
        "settlement": "READ_LEDGER",
        "settlementComparison": "READ_LEDGER",
        "amounts": "READ_LEDGER",
        "withheld": "READ_LEDGER",
        "ruleset": "READ_RULESET",
        "rulesets": "READ_RULESET",
        "lintRuleset": "READ_RULESET",
        "rulesetDiff": "READ_RULESET",
        "rulesetSchema": "READ_RULESET",
        "rulesetDraft": "READ_RULESET",
        "rulesetDrafts": "READ_RULESET",
        "rulesetDuties": "READ_RULESET",
        "rulesetHistory": "READ_RULESET",
        "rulesetPackages": "READ_RULESET",
        "seats": "READ_SEATS",
        "issuers": "READ_SEATS",
        "roles": "READ_SEATS",
        "accessEvents": "READ_SEATS",
        "readLog": "READ_AUDIT",
        "deliveryRounds": "READ_DELIVERIES",
        "delivery": "READ_DELIVERIES",
        "deliveryFigures": "READ_DELIVERIES",
        "indicators": "READ_DELIVERIES",
        "indicatorFlags": "READ_DELIVERIES",
    }


def test_whoever_writes_on_a_unit_or_a_settlement_may_read_the_outcome() -> None:
    for role in roles().values():
        held = set(role.permissions)
        if held & {"REGISTER_UNIT", "RECORD_LISTED_COUNTS"}:
            assert {"READ_CASES", "READ_UNITS"} <= held
        if "RECORD_LISTED_COUNTS" in held:
            assert "READ_LEDGER" in held, "a preview of other counts tells what they change in the ledger"
        if held & {"EDIT_RULESET", "ADOPT_RULESET"}:
            assert "READ_RULESET" in held
            assert role.side == "staff"
        if "ADMIN_SEATS" in held:
            assert "READ_SEATS" in held
        if "SETTLE_MONTH" in held:
            assert {"READ_CASES", "READ_LEDGER"} <= held


TIMELINE = "timeline { kind actor { actorId } }"


async def test_a_party_sees_its_own_ids_and_none_of_the_staffs(ground: Ground) -> None:
    region = ground.region
    unit = await region.unit("Blomstermåla")
    case = await region.until("sendCorrectionRequest", unit)
    head = region.head(unit, name="head of Blomstermåla")
    given = {**region.usual("receivePlan"), "caseId": case}
    await region.api.done(head, "receivePlan", given, now=region.sent("receivePlan"))
    document = f'{{ viewer {{ actorId }} case(id: "{case}") {{ events {{ actorId }} {TIMELINE} }} }}'
    own = await region.api.ask(head, document, now=TODAY)
    me = own["viewer"]["actorId"]
    assert [one["actorId"] for one in own["case"]["events"]][-1] == me
    assert {one["actorId"] for one in own["case"]["events"]} == {None, me}
    past = [one["actor"] for one in own["case"]["timeline"] if one["kind"] != "DUTY"]
    assert [one and one["actorId"] for one in past] == [None, None, me]
    staff = await region.api.ask(region.office, document, now=TODAY)
    assert None not in {one["actorId"] for one in staff["case"]["events"]}
    assert me in {one["actorId"] for one in staff["case"]["events"]}
