"""What forms need of a ruleset version stands in types, and which version a case rests on is told with the case."""

from __future__ import annotations

import pytest

from tests.api.caller import Api, Json, Person, noon
from tests.api.region import PROCEDURE, Region, levels, untouched
from tests.api.serving import package

pytestmark = pytest.mark.requirement("XC-03", "C3")
IN_FORCE = f'ruleset(procedure: "{PROCEDURE}", at: "2025-03-03")'
FORMS = f"""{{ {IN_FORCE} {{
  scales {{ id label levels {{ value label }} source {{ clause quote }} }}
  colours {{ id label planRequired sanctionStep sanctionDue next source {{ clause }} }}
  states {{ id label closed }}
  ladders {{ id label conditions rates {{ step amount }} }}
  plan {{ defaultMonths rollsForward requirements {{ requires label source {{ quote }} }} source {{ clause }} }}
}} }}"""
OF_CASE = "query($c: ID!, $at: DateTime) { case(id: $c, knownAt: $at) { ruleset { id label validFrom adoptedAt } } }"


async def forms(region: Region, language: str) -> Json:
    return (await region.api.ask(region.handler, FORMS.replace("\n", " "), language=language))["ruleset"]


async def test_scales_colours_and_states_are_listed_with_what_forms_show(kalmar: Region) -> None:
    found = await forms(kalmar, "en")
    severity, deviation = found["scales"]
    assert (severity["id"], severity["label"]) == ("severity", "Severity of the consequences for another party")
    assert [(one["value"], one["label"]) for one in severity["levels"]] == [
        (1, "Negligible"),
        (2, "Moderate"),
        (3, "Considerable"),
        (4, "Serious"),
    ]
    assert (deviation["id"], [one["value"] for one in deviation["levels"]]) == ("deviation", [1, 2, 3, 4])
    assert severity["source"]["quote"].startswith("Värderas enligt följande skala: Försumbar (1)")
    assert [(one["id"], one["label"], one["planRequired"]) for one in found["colours"]] == [
        ("GREEN", "Green", False),
        ("YELLOW", "Yellow", True),
        ("RED", "Red", True),
        ("BLACK", "Black", True),
    ]
    due = [(one["sanctionStep"], one["sanctionDue"], one["next"]) for one in found["colours"]]
    assert due == [
        (None, None, None),
        ("LOW", "ON_FAILURE", "RED"),
        ("HIGH", "ON_FAILURE", "BLACK"),
        ("HIGH", "ON_REQUEST", None),
    ]
    assert found["states"][0] == {"id": "FOLLOW_UP", "label": "Follow-up", "closed": False}
    assert [one["id"] for one in found["states"] if one["closed"]] == ["CLOSED", "AGREEMENT_ENDED"]
    swedish = await forms(kalmar, "sv")
    assert [one["label"] for one in swedish["colours"]] == ["Grön", "Gul", "Röd", "Svart"]
    assert [one["label"] for one in swedish["scales"][0]["levels"]] == [
        "Försumbar",
        "Måttlig",
        "Betydande",
        "Allvarlig",
    ]


async def test_ladders_and_what_a_plan_must_meet_are_listed(kalmar: Region) -> None:
    found = await forms(kalmar, "sv")
    trust, standard = found["ladders"]
    assert (trust["id"], trust["label"]) == ("TRUST", "Tillit – initierat av verksamhetschef")
    assert set(trust["conditions"]) == {"ON_TEMPLATE", "RISK_OF_DEVIATION", "PARTY_AT_RISK", "SIGNAL_NOT_AFTER_IMPULSE"}
    assert (standard["conditions"], [one["amount"] for one in standard["rates"]]) == ([], ["3.00", "6.00"])
    plan = found["plan"]
    assert (plan["defaultMonths"], plan["rollsForward"]) == (None, True)
    assert [(one["requires"], one["label"]) for one in plan["requirements"]] == [
        ("ON_TEMPLATE", "framtagen mall"),
        ("TIMETABLE", "tidsplan"),
        ("DATED", "daterad"),
        ("SIGNED_BY_UNIT_HEAD", "underskriven av verksamhetschef"),
    ]


async def test_months_that_hold_by_default_are_told_and_hold(api: Api) -> None:
    region = await untouched(
        api, package().replace("  rolls_forward: true", "  default_months: 2\n  rolls_forward: true")
    )
    assert (await forms(region, "sv"))["plan"]["defaultMonths"] == 2
    case = await region.until("classifyCase", await region.unit())
    # Two months from 11 March 2025 is a Sunday: Monday 12 May.
    sent = await region.act("sendCorrectionRequest", case, planDueOn=None)
    assert sent["planDueOn"] == "2025-05-12"


SECOND = package().replace('label: "1"', 'label: "2"').replace("valid_from: 2024-01-01", "valid_from: 2025-03-04")


async def second(region: Region) -> None:
    """Adopts another version, in force from the day after the case was opened."""
    assert SECOND.count('label: "2"') == SECOND.count("valid_from: 2025-03-04") == 1
    await region.api.served.adopt(region.code, SECOND)


async def test_all_adopted_versions_are_listed_by_those_who_read_rulesets(alone: Region) -> None:
    await second(alone)
    document = "{ rulesets { id procedure label title validFrom validUntil adoptedAt } }"
    async with alone.api.statements() as sent:
        found = (await alone.api.ask(alone.handler, document))["rulesets"]
    assert len(sent) == 1
    assert [(one["procedure"], one["label"], one["validFrom"], one["validUntil"]) for one in found] == [
        (PROCEDURE, "1", "2024-01-01", None),
        (PROCEDURE, "2", "2025-03-04", None),
    ]
    assert {one["title"] for one in found} == {"Uppföljning och sanktioner i Hälsoval Kalmar län"}
    for at, version in (("2025-03-03", 0), ("2025-03-04", 1)):
        asked = f'{{ ruleset(procedure: "{PROCEDURE}", at: "{at}") {{ id }} }}'
        assert (await alone.api.ask(alone.handler, asked))["ruleset"]["id"] == found[version]["id"]
    editor = alone.person("ruleset_editor")
    assert (await alone.api.ask(editor, "{ rulesets { label } }"))["rulesets"] == [{"label": "1"}, {"label": "2"}]
    assert (await alone.api.ask(alone.administrator, document))["rulesets"] == []


async def test_what_a_list_shows_of_a_version_without_its_content_is_read_without_it(kalmar: Region) -> None:
    for shown, read in (("label", False), ("title", True)):
        async with kalmar.api.statements() as sent:
            await kalmar.api.ask(kalmar.handler, f"{{ rulesets {{ id procedure {shown} }} }}")
        assert [("content" in one) for one in sent] == [read]


async def test_a_region_without_rulesets_has_no_procedures(without_ruleset: Region) -> None:
    assert (await without_ruleset.api.ask(without_ruleset.handler, "{ rulesets { procedure } }"))["rulesets"] == []


async def label(region: Region, person: Person, case: str, at: str | None = None) -> str:
    async with region.api.statements() as sent:
        seen = await region.api.ask(person, OF_CASE, {"c": case, "at": at}, now=noon("2025-12-01"))
    assert len(sent) == 1
    return str(seen["case"]["ruleset"]["label"])


async def test_a_case_tells_the_version_that_its_viewers_view_rests_on(alone: Region) -> None:
    await second(alone)
    unit = await alone.unit()
    case, head = await alone.opened(unit), alone.head(unit)
    assert (await label(alone, alone.office, case), await label(alone, head, case)) == ("1", "1")
    # What only the staff know pins the case anew for the staff alone.
    await alone.act("classifyCase", case)
    assert (await label(alone, alone.office, case), await label(alone, head, case)) == ("2", "1")
    await alone.act("sendCorrectionRequest", case)
    assert (await label(alone, alone.office, case), await label(alone, head, case)) == ("2", "2")
    for at, staff, party in (
        (noon("2025-03-04"), "1", "1"),
        (noon("2025-03-06"), "2", "1"),
        (noon("2025-03-12"), "2", "2"),
    ):
        assert (await label(alone, alone.office, case, at), await label(alone, head, case, at)) == (staff, party)
    before = await alone.api.ask(alone.office, OF_CASE, {"c": case, "at": noon("2025-03-02")}, now=noon("2025-12-01"))
    assert before["case"] is None


async def test_the_version_of_a_case_serves_the_form_that_acts_on_it(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    document = "query($c: ID!) { case(id: $c) { ruleset { scales { id levels { value } } } } }"
    scales = (await kalmar.api.ask(kalmar.office, document, {"c": case}))["case"]["ruleset"]["scales"]
    highest = [{"scale": one["id"], "value": one["levels"][-1]["value"]} for one in scales]
    assert highest == levels(4, 4)
    done = await kalmar.act("classifyCase", case, levels=highest)
    assert done["classification"]["colour"]["id"] == "BLACK"
