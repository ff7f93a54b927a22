"""A version of a ruleset from its draft over consultation to adoption, by persons with roles."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import get_args
from uuid import UUID

import pytest

from infra.cli.replay import read_stored, replayed
from schema.ids import global_id
from service.domain.ruleset_events import RulesetEvent
from tests.api import drafts
from tests.api.caller import Api, Json, Person, noon
from tests.api.drafts import CONTENT, OF_RULES, PACKAGE, TODAY, adopted, begun, out, ready, saved, step, text, validity
from tests.api.region import PROCEDURE, Region, untouched
from tests.api.situations import situation
from tests.api.test_certificates import fetched
from tests.core.test_certificate import verified

pytestmark = pytest.mark.requirement("SM-9", "VG-72")
HISTORY = "type version text said section actedAs { id } actor { actorId name } body"
IN_FORCE = """query($at: Date!, $then: DateTime) {
  ruleset(procedure: "halsoval-uppfoljning", at: $at, knownAt: $then) { label status }
}"""


async def history(region: Region, own: str, by: Person | None = None) -> Json:
    document = f"query($id: ID!) {{ rulesetHistory(id: $id) {{ {HISTORY} }} }}"
    return (await region.api.ask(by or region.approver, document, {"id": own}, now=TODAY))["rulesetHistory"]


@pytest.mark.requirement("C10", "VG-70")
async def test_a_region_forks_a_package_is_heard_on_it_and_adopts_it(alone: Region) -> None:
    draft = await begun(alone, label="2026", package=PACKAGE)
    assert (draft["state"], draft["version"], draft["procedure"]) == ("DRAFT", 1, PROCEDURE)
    assert (draft["fromPackage"], draft["fromVersion"], draft["problems"]) == (PACKAGE, None, [])
    assert draft["content"] == {**CONTENT, "region": alone.code, "label": "2026"}
    sections = {one["name"]: one for one in draft["sections"]}
    assert sections["track"] == {"name": "track", "required": True, "content": CONTENT["track"]}
    assert (sections["termination"]["required"], "region" in sections) == (False, False)
    draft = await saved(alone, draft, "validity", validity("2026-04-01", "2027-04-01"))
    draft = await step(alone, "sendRulesetToConsultation", draft, alone.editor, expectedVersion=2)
    draft = await step(alone, "commentOnRuleset", draft, alone.handler, comment="Färre färger räcker.")
    draft = await step(alone, "returnRuleset", draft, alone.approver, reason="Se över synpunkten.")
    assert (draft["state"], draft["version"], draft["ruleset"]) == ("DRAFT", 5, None)
    draft = await saved(alone, draft, "label", "2026-1")
    draft = await step(alone, "sendRulesetToConsultation", draft, alone.editor, expectedVersion=6)
    draft = await step(alone, "adoptRuleset", draft, alone.approver, expectedVersion=7)
    assert (draft["state"], draft["label"], draft["version"]) == ("ADOPTED", "2026-1", 8)
    version = draft["ruleset"]
    assert version == {
        "id": global_id("Ruleset", drafts.own(draft)),
        "procedure": PROCEDURE,
        "label": "2026-1",
        "validFrom": "2026-04-01",
        "validUntil": "2027-04-01",
        "adoptedAt": "2026-03-02T11:00:00+00:00",
        "status": "ADOPTED",
        "reminders": [
            {"on": "2026-10-01", "months": 6, "due": False},
            {"on": "2027-01-01", "months": 3, "due": False},
        ],
    }
    for day, label in (("2026-03-31", "1"), ("2026-04-01", "2026-1"), ("2027-04-01", "1")):
        found = (await alone.api.ask(alone.handler, IN_FORCE, {"at": day}, now=TODAY))["ruleset"]
        assert found["label"] == label


async def test_what_became_of_a_version_is_told_with_who_did_it_and_what_was_said(alone: Region) -> None:
    draft = await out(alone)
    await step(alone, "commentOnRuleset", draft, alone.handler, comment="Räkna i arbetsdagar.")
    await step(alone, "returnRuleset", draft, alone.approver, reason="Synpunkten är god.")
    await step(alone, "withdrawRuleset", draft, alone.editor, reason="Vi börjar om.")
    told = await history(alone, draft["id"])
    assert [(one["version"], one["type"], one["actedAs"]["id"], one["said"]) for one in told] == [
        (1, "RulesetDrafted", "ruleset_editor", None),
        (2, "RulesetSectionSaved", "ruleset_editor", None),
        (3, "RulesetSentToConsultation", "ruleset_editor", None),
        (4, "RulesetCommented", "handler", "Räkna i arbetsdagar."),
        (5, "RulesetReturned", "ruleset_approver", "Synpunkten är god."),
        (6, "RulesetWithdrawn", "ruleset_editor", "Vi börjar om."),
    ]
    assert told[1]["section"] == "validity"
    assert told[1]["text"] == "Avsnittet validity sparades."
    assert told[0]["actor"]["actorId"] == told[1]["actor"]["actorId"] != told[4]["actor"]["actorId"]
    stored = await alone.api.admin.fetch("select body from trappa.event where tenant_id = $1", alone.code)
    assert not any("arbetsdagar" in row["body"] for row in stored)
    assert await history(alone, global_id("Ruleset", drafts.own(draft))) == told


async def test_a_draft_is_begun_on_a_version_of_the_regions_or_on_a_text(alone: Region) -> None:
    first = await adopted(alone, label="2026")
    fork = await begun(alone, label="2027", versionId=first["ruleset"]["id"])
    assert (fork["fromVersion"], fork["problems"]) == (first["ruleset"]["id"], [])
    assert fork["content"]["colours"][0]["id"] == CONTENT["colours"][0]["id"]
    bare = await begun(alone, label="ny", content="procedure: tandvard\nplan:\n  default_months: 2")
    assert (bare["procedure"], bare["content"]["plan"]) == ("tandvard", {"default_months": 2})
    assert {one["path"] for one in bare["problems"]} >= {"documents", "track"}
    drafted = (await alone.api.ask(alone.editor, "{ rulesetDrafts(state: DRAFT) { id } }"))["rulesetDrafts"]
    assert [one["id"] for one in drafted] == [bare["id"], fork["id"]]


async def test_drafting_the_next_ends_nothing_and_two_of_one_day_are_settled_by_adoption(alone: Region) -> None:
    for label in ("2026", "2026 b"):
        await adopted(alone, "2026-05-01", label=label)
    found = (await alone.api.ask(alone.handler, IN_FORCE, {"at": "2026-05-01"}, now=TODAY))["ruleset"]
    assert found == {"label": "2026 b", "status": "ADOPTED"}
    listed = "{ rulesets { label status } }"
    versions = (await alone.api.ask(alone.handler, listed, now=noon("2026-05-01")))["rulesets"]
    assert {one["label"]: one["status"] for one in versions} == {
        "1": "SUPERSEDED",
        "2026": "SUPERSEDED",
        "2026 b": "IN_FORCE",
    }


@pytest.mark.requirement("C3")
async def test_what_was_in_force_is_told_as_it_was_known(alone: Region) -> None:
    await adopted(alone, "2026-03-02", label="2026")
    for then, label in ((noon("2026-03-01"), "1"), (TODAY, "2026"), (None, "2026")):
        given = {"at": "2026-03-02", "then": then}
        found = (await alone.api.ask(alone.handler, IN_FORCE, given, now=noon("2026-03-03")))["ruleset"]
        assert found["label"] == label
    answer = await alone.api.send(alone.handler, IN_FORCE, {"at": "2026-03-02", "then": noon("2030-01-01")}, now=TODAY)
    assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.requirement("VG-71")
async def test_whoever_owns_the_rules_is_told_what_is_to_be_revised_until_another_version_takes_over(
    alone: Region,
) -> None:
    other = text({**CONTENT, "procedure": "tandvard"})
    draft = await saved(
        alone, await begun(alone, label="1", content=other), "validity", validity("2026-01-01", "2026-09-01")
    )
    sent = {"expectedVersion": draft["version"]}
    draft = await step(alone, "sendRulesetToConsultation", draft, alone.editor, **sent)
    await step(alone, "adoptRuleset", draft, alone.approver, expectedVersion=draft["version"])
    document = "{ rulesetDuties { months on expiresOn ruleset { label procedure reminders { months due } } } }"

    async def duties(day: str, by: Person) -> Json:
        return (await alone.api.ask(by, document, now=noon(day)))["rulesetDuties"]

    assert await duties("2026-02-28", alone.editor) == []
    (duty,) = await duties("2026-06-15", alone.editor)
    reminded = [{"months": 6, "due": True}, {"months": 3, "due": True}]
    of = {"label": "1", "procedure": "tandvard", "reminders": reminded}
    assert duty == {"months": 3, "on": "2026-06-01", "expiresOn": "2026-09-01", "ruleset": of}
    (duty,) = await duties("2026-09-01", alone.handler)
    assert (duty["months"], duty["on"]) == (0, "2026-09-01")
    version = (await alone.api.ask(alone.editor, "{ rulesetDrafts { ruleset { id } } }"))["rulesetDrafts"][0]
    await adopted(alone, "2026-09-01", label="2", versionId=version["ruleset"]["id"])
    assert await duties("2026-06-15", alone.editor) == []


# --- previews and repeats -------------------------------------------------------------------------------------------


@pytest.mark.requirement("XC-04")
@pytest.mark.parametrize("name", OF_RULES)
async def test_a_draft_becomes_what_was_foretold(api: Api, name: str) -> None:
    about = await situation(await untouched(api), name)
    foretold = await about.preview()
    (event,) = foretold["events"]
    draft = (await about.outcome())["draft"]
    last = (await history(about.region, draft["id"]))[-1]
    last["body"].pop("personal", None)
    assert event == {"type": last["type"], "on": None, "text": last["text"], "body": last["body"]}
    assert (foretold["case"], foretold["lines"], foretold["totalAfter"]) == (None, [], None)


@pytest.mark.requirement("XC-04")
async def test_a_step_that_is_sent_again_is_taken_once(kalmar: Region) -> None:
    draft, own = await ready(kalmar), str(UUID(int=77))
    given = {"draftId": draft["id"], "expectedVersion": draft["version"], "commandId": own}
    for _ in range(2):
        again = await kalmar.api.done(kalmar.editor, "sendRulesetToConsultation", given, now=TODAY)
        assert (again["state"], again["version"]) == ("CONSULTATION", draft["version"] + 1)


@pytest.mark.parametrize(
    "document",
    [
        "{ rulesetDrafts { id ruleset { status } } }",
        "{ rulesetDuties { ruleset { label } } }",
        "{ rulesets { status reminders { due } } }",
        'query { ruleset(procedure: "p", at: "2026-01-01") { status } }',
    ],
)
async def test_what_is_asked_of_rulesets_is_one_statement(kalmar: Region, document: str) -> None:
    async with kalmar.api.statements() as sent:
        await kalmar.api.ask(kalmar.editor, document, now=TODAY)
    assert len(sent) == 1


# --- afterwards -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("C4")
async def test_drafts_replay_and_one_that_was_changed_past_the_chain_is_found(alone: Region) -> None:
    draft = await out(alone)
    await step(alone, "commentOnRuleset", draft, alone.handler, comment="Bra.")
    await step(alone, "returnRuleset", draft, alone.approver, reason="En sak till.")
    await step(alone, "withdrawRuleset", draft, alone.editor, reason="Vi börjar om.")
    await adopted(alone)

    async def findings() -> list[tuple[str, str]]:
        stored = await read_stored(alone.api.served.urls.app, alone.code)
        assert {link.type for link in stored.links} >= {one.__name__ for one in get_args(RulesetEvent)}
        return [(one.kind, one.problem) for one in replayed(alone.code, stored).findings]

    assert await findings() == []
    await alone.api.admin.execute(
        "update trappa.ruleset_draft set state = 'DRAFT' where tenant_id = $1 and ruleset_id = $2",
        alone.code,
        drafts.own(draft),
    )
    assert await findings() == [("ruleset_draft", "state is DRAFT, the events say WITHDRAWN")]


@pytest.mark.requirement("C4")
async def test_a_certificate_holds_a_drafted_version_and_nothing_of_its_drafts(alone: Region, tmp_path: Path) -> None:
    draft = await adopted(alone, "2025-03-01", now=noon("2025-02-20"), label="2025 b")
    unit = await alone.unit()
    await alone.counted(unit, {"2025-03": 8000}, now=noon("2025-03-31"))
    await alone.sanctioned(unit)
    got = await fetched(
        alone,
        alone.person("auditor"),
        f"{unit}.json",
        now=noon("2025-05-02"),
        **{"from": "2025-03", "until": "2025-03"},
    )
    rules = [one for one in got.json()["content"]["events"] if one["streamKind"] == "ruleset"]
    assert [(one["type"], one["streamId"], one["version"]) for one in rules] == [
        ("RulesetAdopted", str(drafts.own(draft)), 4)
    ]
    path = tmp_path / "certificate.json"
    path.write_bytes(got.content)
    code, told, err = await asyncio.to_thread(verified, path)
    assert (code, err) == (0, ""), told
