"""`simulation`: a draft over the region's own cases, asked for over the API; who may, what it shows, what it leaves."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from schema import simulation_queries
from schema.types.simulation import SimulatedChangeKind
from service.rules.side_by_side import ChangeKind
from tenants.catalog import roles
from tests.api.caller import Json, Person, noon
from tests.api.everything import objects_at, ways
from tests.api.fields import contract
from tests.api.region import Region, untouched
from tests.core.kalmar import TEXT

pytestmark = pytest.mark.requirement("C1")
SCHEMA = contract()
NOW = noon("2025-06-01")
COUNTS = {f"2025-{month:02}": 8000 for month in range(3, 6)}
REFUSAL = "... on Refusal { code message path allowed }"
DOCUMENT = f"""
query($content: String!, $from: Date, $until: Date, $largest: Int! = 20) {{
  simulation(content: $content, from: $from, until: $until, largest: $largest) {{
    ... on Simulation {{
      cases outside differing refused awaiting before after difference
      changed {{ kind cases }}
      histogram {{ from until cases }}
      largest {{
        caseId unitId openedOn before after difference cause {{ text nodes {{ rule value }} }}
        changes {{ kind on before after explanation {{ text }} }} refusal {{ code }}
      }}
    }}
    {REFUSAL}
  }}
}}
"""


def draft(region: Region, text: str = TEXT, **changed: str) -> str:
    """Kalmar's package as a draft of the region's, with four kronor at yellow, or with texts in it changed."""
    for old, new in {'region: "08"': f'region: "{region.code}"', 'label: "1"': 'label: "2"', **changed}.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def at_four(region: Region) -> str:
    return draft(region, **{'sek: "3.00"': 'sek: "4.00"'})


async def simulated(region: Region, content: str, by: Person | None = None, **asked: Json) -> Json:
    given = {"content": content, **asked}
    return (await region.api.ask(by or region.office, DOCUMENT, given, now=NOW))["simulation"]


@pytest.fixture
async def costing(alone: Region) -> tuple[Region, str, str]:
    """A region with a unit, whose case costs three kronor from 11 March on."""
    unit, case = await alone.sanctioned_with(COUNTS)
    return alone, unit, case


async def test_four_kronor_at_yellow_in_a_region_with_one_case(costing: tuple[Region, str, str]) -> None:
    region, unit, case = costing
    seen = await simulated(region, at_four(region))
    (one,) = seen.pop("largest")
    classes = seen.pop("histogram")
    sums = {"before": "64258.06", "after": "85677.42", "difference": "21419.36"}
    assert seen == {
        "cases": 1,
        "outside": 0,
        "differing": 1,
        "refused": 0,
        "awaiting": 0,
        **sums,
        "changed": [],
    }
    assert [each for each in classes if each["cases"]] == [{"from": "10000.00", "until": "100000.00", "cases": 1}]
    assert (classes[0]["from"], classes[-1]["until"], len(classes)) == (None, None, 9)
    cause = one.pop("cause")
    assert one == {
        "caseId": case,
        "unitId": unit,
        "openedOn": "2025-03-03",
        **sums,
        "changes": [],
        "refusal": None,
    }
    assert cause["text"].splitlines()[0].startswith("85677,42 kr i stället för 64258,06 kr: skillnaden är 21419,36 kr")
    assert [node["rule"] for node in cause["nodes"]] == ["STANDARD.LOW"] * 3


async def test_what_differs_is_told_with_the_rule_that_makes_it_so(costing: tuple[Region, str, str]) -> None:
    region, *_ = costing
    bands = {"lowest: 1\n      highest: 2": "lowest: 1\n      highest: 4", "lowest: 3\n": "lowest: 6\n"}
    seen = await simulated(region, draft(region, **bands))
    (one,) = seen["largest"]
    assert (one["after"], one["difference"]) == ("0.00", "-64258.06")
    assert [(each["kind"], each["before"], each["after"]) for each in one["changes"]][:2] == [
        ("COLOUR", "YELLOW", "GREEN"),
        ("PLAN_REQUIRED", True, False),
    ]
    assert "Sammanvägt mått 4 ger färgen grön" in one["changes"][0]["explanation"]["text"]
    assert {"kind": "COLOUR", "cases": 1} in seen["changed"]


async def test_the_version_that_is_in_force_differs_nowhere(costing: tuple[Region, str, str]) -> None:
    region, *_ = costing
    seen = await simulated(region, draft(region))
    assert (seen["cases"], seen["differing"], seen["difference"], seen["largest"]) == (1, 0, "0.00", [])


async def test_a_period_and_a_number_say_what_is_shown(costing: tuple[Region, str, str]) -> None:
    region, *_ = costing
    assert (await simulated(region, at_four(region), until="2025-03-03"))["outside"] == 1
    assert (await simulated(region, at_four(region), **{"from": "2025-03-12"}))["differing"] == 0
    seen = await simulated(region, at_four(region), largest=0)
    assert (seen["differing"], seen["largest"]) == (1, [])
    answer = await region.api.send(region.office, DOCUMENT, {"content": "", "largest": 101}, now=NOW)
    assert answer.body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_nothing_is_written_and_one_instant_is_read(costing: tuple[Region, str, str]) -> None:
    region, *_ = costing
    await simulated(region, at_four(region))
    async with region.api.statements() as sent:
        await simulated(region, at_four(region))
    said = [one for one in sent if not one.startswith("select")]
    assert said == ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;", "COMMIT;"], sent


async def test_the_cases_that_an_auditor_is_shown_are_noted(costing: tuple[Region, str, str]) -> None:
    region, _, case = costing
    auditor = region.person("auditor")
    await simulated(region, at_four(region), auditor)
    log = await region.api.ask(auditor, "{ readLog(first: 50) { nodes { caseId roles { id } } } }", now=NOW)
    noted = [one["caseId"] for one in log["readLog"]["nodes"] if one["roles"] == [{"id": "auditor"}]]
    assert noted == [case]


MAY = {
    *("handler", "coordination_office", "region_principal", "finance_officer", "legal_counsel", "team_lead"),
    *("in_depth_team", "department_head", "board_secretary", "report_owner", "auditor", "case_lead"),
    *("contract_manager", "follow_up_team", "responsible_official"),
}
"""The staff who read cases, the ledger and rulesets; written by hand."""


async def test_who_reads_all_cases_the_ledger_and_rulesets_may_ask_and_nobody_else(
    costing: tuple[Region, str, str],
) -> None:
    region, unit, _ = costing
    for role in sorted(roles()):
        person = region.person(role, unit=unit if roles()[role].side == "party" else None)
        seen = await simulated(region, at_four(region), person)
        assert (seen.get("code"), seen.get("differing")) == ((None, 1) if role in MAY else ("MANDATE_MISSING", None)), (
            role
        )


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"combine: PRODUCT": "combine: MEAN"}, "INVALID_INPUT", "content"),
        ({"roles: [region_principal]": "roles: [nobody_at_all]"}, "INVALID_INPUT", "content"),
        ({"procedure: halsoval-uppfoljning": "procedure: another"}, "NO_RULESET_IN_FORCE", "procedure"),
    ],
)
async def test_a_draft_that_cannot_be_simulated_is_refused_with_what_is_wrong(
    costing: tuple[Region, str, str], changed: Mapping[str, str], code: str, path: str
) -> None:
    region, *_ = costing
    content = draft(region)
    for old, new in changed.items():
        assert old in content
        content = content.replace(old, new)
    seen = await simulated(region, content)
    assert (seen["code"], seen["path"]) == (code, path)


async def test_what_else_cannot_be_simulated_is_refused(
    costing: tuple[Region, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    region, *_ = costing
    other = await untouched(region.api)
    assert (await simulated(region, at_four(other)))["code"] == "WRONG_REGION"
    assert (await simulated(region, "- " * 100_001))["code"] == "INVALID_INPUT"
    period = {"from": "2025-03-03", "until": "2025-03-03"}
    assert (await simulated(region, at_four(region), **period))["path"] == "until"
    monkeypatch.setattr(simulation_queries, "MOST_CASES", 0)
    seen = await simulated(region, at_four(region))
    assert (seen["code"], seen["path"], seen["allowed"]) == ("INVALID_INPUT", "content", ["<= 0"])


async def test_a_document_has_one(costing: tuple[Region, str, str]) -> None:
    region, *_ = costing
    one = "simulation(content: $content) { __typename }"
    document = f"query($content: String!) {{ a: {one} b: {one} }}"
    answer = await region.api.send(region.office, document, {"content": ""}, now=NOW)
    assert answer.body["errors"][0]["extensions"]["code"] == "DOCUMENT_TOO_COSTLY"


async def test_every_field_of_a_simulation_resolves_when_asked_for_alone(costing: tuple[Region, str, str]) -> None:
    region, *_ = costing
    content = draft(
        region, **{"lowest: 1\n      highest: 2": "lowest: 1\n      highest: 4", "lowest: 3\n": "lowest: 6\n"}
    )
    reached: set[str] = set()
    for way in ways(SCHEMA, {"simulation": "(content: $content)"}, "Query"):
        if "... on Simulation {" not in way.document or len(way.path) > 3:
            continue
        document = f"query($content: String!) {{ {way.document} }}"
        answer = await region.api.send(region.office, document, {"content": content}, now=NOW)
        assert answer.body.get("errors") is None, (str(way), answer.body)
        if objects_at(answer.data, (way.root, *way.path[:-1])):
            reached.add(way.field)
    own = {"Simulation", "SimulatedCase", "SimulatedChange", "SimulatedKind", "SimulatedClass"}
    fields = {f"{name}.{field}" for name in own for field in SCHEMA.type_map[name].fields}  # type: ignore[attr-defined]
    assert fields - reached == set()


def test_the_kinds_of_change_are_those_of_the_rules() -> None:
    assert {one.value for one in SimulatedChangeKind} == set(ChangeKind.__args__)
