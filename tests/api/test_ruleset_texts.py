"""Rulesets as texts over the API: what is wrong with one, what differs, and one's forms for people and programs."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import pytest

from schema.ids import global_id
from schema.ruleset_text_queries import MOST_CONTENT
from schema.types.ruleset_problems import MOST_SHOWN
from service.rules.dmn import NAMESPACE
from service.rules.form import ruleset_schema
from service.rules.load import load_ruleset
from service.rules.yaml_out import ruleset_yaml
from tests.api.caller import Api, Json, noon
from tests.api.drafts import CONTENT, begun, saved
from tests.api.region import PROCEDURE, Region, untouched
from tests.api.serving import package

pytestmark = pytest.mark.requirement("C9", "C10", "XC-03")
SHOWN = "code severity line path message problem allowed clause"
LINT = f"query($text: String!) {{ lintRuleset(content: $text) {{ count problems {{ {SHOWN} }} }} }}"
DIFF = """query($a: ID!, $b: ID!) { rulesetDiff(from: $a, to: $b) {
  from { label } to { label } summary
  changes { kind aspect section { id label } path subject code sentence
    before { path value text source { clause } } after { path value text source { clause } } }
} }""".replace("\n", " ")  # fmt: skip
EDITS: Mapping[str, str] = {
    'label: "1"': 'label: "2"',
    "valid_from: 2024-01-01": "valid_from: 2025-03-04",
    'sek: "3.00"': 'sek: "4.50"',
    "    next: RED\n": "",
}


def second() -> str:
    text = package()
    for old, new in EDITS.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@pytest.fixture(scope="module")
async def two(api: Api) -> tuple[Region, str, str]:
    """A region with two versions of its rules."""
    region = await untouched(api)
    await region.api.served.adopt(region.code, second())
    found = (await region.api.ask(region.handler, "{ rulesets { id } }"))["rulesets"]
    return region, found[0]["id"], found[1]["id"]


async def linted(region: Region, text: str, language: str = "sv") -> Json:
    return (await region.api.ask(region.person("ruleset_editor"), LINT, {"text": text}, language=language))[
        "lintRuleset"
    ]


# --- lint -----------------------------------------------------------------------------------------------------------


async def test_a_text_without_faults_has_none_and_nothing_is_written(kalmar: Region) -> None:
    async with kalmar.api.nothing_written():
        assert await linted(kalmar, package()) == {"count": 0, "problems": []}


async def test_a_fault_is_told_with_line_path_clause_and_what_is_allowed(kalmar: Region) -> None:
    text = package().replace("    next: RED\n", "    next: PURPLE\n")
    (problem,) = (await linted(kalmar, text))["problems"]
    line = text[: text.index("    next: PURPLE")].count("\n") + 1
    assert problem == {
        "code": "UNKNOWN_COLOUR",
        "severity": "ERROR",
        "line": line,
        "path": "colours[1].next",
        "message": "En färg som inte finns.",
        "problem": "PURPLE is no colour",
        "allowed": "GREEN, YELLOW, RED, BLACK",
        "clause": "Gul färgklassificering",
    }
    (english,) = (await linted(kalmar, text, "en"))["problems"]
    assert english["message"] == "A colour that there is not."


async def test_what_the_document_leaves_open_is_a_warning(kalmar: Region) -> None:
    old, new = (
        "  - action: CLOSE_CASE\n",
        "  - action: CLOSE_CASE\n    otherwise: [{roles: [handler], source: {clause: x, derived: y}}]\n",
    )
    start = package().index("mandates:\n")
    found = await linted(kalmar, package()[:start] + package()[start:].replace(old, new))
    assert [(one["code"], one["severity"]) for one in found["problems"]] == [("DECIDERS_DIFFER", "WARNING")]


async def test_roles_are_those_of_the_catalogue(kalmar: Region) -> None:
    found = await linted(kalmar, package().replace("[unit_head, handler, coordination_office]", "[wizard]", 1))
    assert [(one["code"], one["path"]) for one in found["problems"]] == [("UNKNOWN_ROLE", "mandates[0].roles[0]")]


@pytest.mark.parametrize(
    "text", ["", "- a\n", "a: [", "a: &b 1\nc: *b\n", "{" * 100, "a: !!int b\n", f"a: {'9' * 9000}\n"]
)
async def test_what_is_no_ruleset_at_all_is_a_fault_and_no_error(kalmar: Region, text: str) -> None:
    found = await linted(kalmar, text)
    assert found["count"] >= 1
    assert {one["code"] for one in found["problems"]} <= {"NOT_YAML", "INVALID_VALUE", "MISSING_KEY", "UNKNOWN_KEY"}


async def test_of_many_faults_the_first_are_shown_and_all_are_counted(kalmar: Region) -> None:
    found = await linted(kalmar, "".join(f"k{n}: 1\n" for n in range(MOST_SHOWN * 2)))
    assert found["count"] > MOST_SHOWN * 2
    assert len(found["problems"]) == MOST_SHOWN


async def test_too_long_a_text_is_refused(kalmar: Region) -> None:
    for length, codes in ((MOST_CONTENT, []), (MOST_CONTENT + 1, ["BAD_USER_INPUT"])):
        sent = await kalmar.api.send(kalmar.handler, LINT, {"text": "#" * length})
        assert sent.codes == codes


async def test_a_document_asks_for_two_such_texts_at_most(two: tuple[Region, str, str]) -> None:
    region, first, second_ = two
    one = f'rulesetDiff(from: "{first}", to: "{second_}") {{ summary }}'
    for times, codes in ((2, []), (3, ["DOCUMENT_TOO_COSTLY"])):
        lint = 'lint: lintRuleset(content: "a: 1") { count }' if times == 3 else ""
        fields = " ".join(f"d{n}: {one}" for n in range(2))
        sent = await region.api.send(region.handler, f"{{ {fields} {lint} }}")
        assert sent.codes == codes


async def test_an_adopted_version_is_linted_on_the_lines_of_its_text(two: tuple[Region, str, str]) -> None:
    region, first, _ = two
    document = f'{{ node(id: "{first}") {{ ... on Ruleset {{ problems {{ code }} yaml }} }} }}'
    found = (await region.api.ask(region.handler, document))["node"]
    assert found["problems"] == []
    assert load_ruleset(found["yaml"], file="yaml") == load_ruleset(
        package().replace('"08"', f'"{region.code}"'), file="x"
    )
    assert (await linted(region, found["yaml"]))["count"] == 0


# --- texts ----------------------------------------------------------------------------------------------------------


async def test_a_version_is_told_as_yaml_and_as_a_table_of_dmn(kalmar: Region) -> None:
    document = f'{{ ruleset(procedure: "{PROCEDURE}", at: "2025-03-03") {{ yaml dmn content }} }}'
    async with kalmar.api.statements() as sent:
        found = (await kalmar.api.ask(kalmar.handler, document))["ruleset"]
    assert len(sent) == 1
    assert found["yaml"] == ruleset_yaml(load_ruleset(package(), file="package"))
    root = ET.fromstring(found["dmn"].encode())  # noqa: S314 - our own text
    assert root.tag == f"{{{NAMESPACE}}}definitions"
    assert len(root.findall(".//d:rule", {"d": NAMESPACE})) == 16


async def test_the_schema_of_the_form_is_the_printed_one(kalmar: Region) -> None:
    found = (await kalmar.api.ask(kalmar.person("ruleset_editor"), "{ rulesetSchema }"))["rulesetSchema"]
    assert found == json.loads(json.dumps(ruleset_schema()))


# --- differences ----------------------------------------------------------------------------------------------------


async def test_two_versions_are_compared_change_by_change(two: tuple[Region, str, str]) -> None:
    region, first, later = two
    async with region.api.statements() as sent:
        found = (await region.api.ask(region.handler, DIFF, {"a": first, "b": later}))["rulesetDiff"]
    assert len(sent) == 1
    assert (found["from"]["label"], found["to"]["label"]) == ("1", "2")
    assert [(one["kind"], one["aspect"], one["path"], one["code"]) for one in found["changes"]] == [
        ("CHANGED", "WORDING", "label", "CHANGED"),
        ("CHANGED", "RULE", "validity.valid_from", "CHANGED"),
        ("REMOVED", "RULE", "colours[YELLOW].next", "REMOVED"),
        ("CHANGED", "RULE", "ladders[STANDARD].rates[LOW].sek", "CHANGED"),
    ]
    rate = found["changes"][-1]
    assert rate["section"] == {"id": "ladders", "label": "sanktionstrappor"}
    assert rate["subject"] == ["sanktionstrappor", "Initierat av Samordning hälso-sjukvård", "satser", "LOW", "belopp"]
    assert rate["sentence"] == (
        "Sanktionstrappor, Initierat av Samordning hälso-sjukvård, satser, LOW, belopp ändras från 3,00 kr till"
        " 4,50 kr."
    )
    assert rate["before"] == {
        "path": "ladders[STANDARD].rates[LOW].sek",
        "value": "3.00",
        "text": "3,00 kr",
        "source": {"clause": "Sanktionstrappa"},
    }
    assert (rate["after"]["value"], rate["after"]["text"]) == ("4.50", "4,50 kr")
    assert found["changes"][2]["after"] is None
    assert found["summary"][0] == "Giltighet, gäller från ändras från 2024-01-01 till 2025-03-04."
    assert found["summary"][-1].startswith("Oförändrat: klassificering, ")


async def test_a_change_is_said_in_the_language_asked_for(two: tuple[Region, str, str]) -> None:
    region, first, later = two
    found = (await region.api.ask(region.handler, DIFF, {"a": first, "b": later}, language="en"))["rulesetDiff"]
    assert found["changes"][2]["sentence"] == "Colours, Yellow, next colour is removed: Red."
    assert found["changes"][2]["before"]["text"] == "Red"


async def test_a_version_does_not_differ_from_itself(two: tuple[Region, str, str]) -> None:
    region, first, _ = two
    found = (await region.api.ask(region.handler, DIFF, {"a": first, "b": first}))["rulesetDiff"]
    assert (found["changes"], len(found["summary"])) == ([], 1)


async def test_what_is_no_version_of_the_region_is_not_compared(two: tuple[Region, str, str], kalmar: Region) -> None:
    region, first, _ = two
    other = (await kalmar.api.ask(kalmar.handler, "{ rulesets { id } }"))["rulesets"][0]["id"]
    assert (await region.api.ask(region.handler, DIFF, {"a": first, "b": other}))["rulesetDiff"] is None
    sent = await region.api.send(region.handler, DIFF, {"a": first, "b": global_id("Case", "0" * 32)})
    assert sent.codes == ["BAD_USER_INPUT"]


async def test_who_may_not_read_rulesets_gets_nothing_of_them(two: tuple[Region, str, str]) -> None:
    region, first, later = two
    nobody = region.administrator
    ask = region.api.ask
    assert (await ask(nobody, DIFF, {"a": first, "b": later}, now=noon("2025-12-01")))["rulesetDiff"] is None
    assert await ask(nobody, LINT, {"text": "a: 1"}) == {"lintRuleset": None}
    assert await ask(nobody, "{ rulesetSchema }") == {"rulesetSchema": None}
    assert (await ask(nobody, f'{{ node(id: "{first}") {{ ... on Ruleset {{ yaml dmn }} }} }}'))["node"] is None


async def test_a_draft_is_compared_with_a_version_and_with_another_draft(alone: Region) -> None:
    (first,) = (await alone.api.ask(alone.handler, "{ rulesets { id } }"))["rulesets"]
    draft = await begun(alone, versionId=first["id"], label="2026")
    ladders = copy.deepcopy(CONTENT["ladders"])
    ladders[1]["rates"][0]["sek"] = "4.00"
    draft = await saved(alone, draft, "ladders", json.dumps(ladders))
    asked = """query($a: ID!, $b: ID!) { rulesetDiff(from: $a, to: $b) {
      from { id } to { id } changes { path sentence before { value } after { value } } } }"""

    async def compared(one: str, other: str) -> Json:
        return (await alone.api.ask(alone.editor, asked, {"a": one, "b": other}))["rulesetDiff"]

    async with alone.api.statements() as sent:
        found = await compared(first["id"], draft["id"])
    assert len(sent) == 1
    assert (found["from"], found["to"]) == ({"id": first["id"]}, None)
    (rate,) = (one for one in found["changes"] if one["path"].endswith("sek"))
    assert (rate["before"]["value"], rate["after"]["value"]) == ("3.00", "4.00")
    assert (await compared(draft["id"], draft["id"]))["changes"] == []
    broken = await saved(alone, draft, "colours", None)
    assert await compared(first["id"], broken["id"]) is None
    party = await alone.api.send(alone.head(await alone.unit()), asked, {"a": first["id"], "b": draft["id"]})
    assert party.data["rulesetDiff"] is None
