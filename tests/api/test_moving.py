"""A running case moved to another version of its rules, over the API: what governs it then, and what stays."""

from __future__ import annotations

import pytest

from infra.cli.replay import read_stored, replayed
from tests.api import drafts
from tests.api.caller import Json, noon
from tests.api.drafts import CONTENT, adopted, text
from tests.api.region import NO_RULESET, Region

pytestmark = pytest.mark.requirement("AM-39", "C3", "C8")
APRIL = noon("2025-04-14")
GOVERNED = "query($id: ID!) { case(id: $id) { ruleset { label } timeline { text note } ledger: sanction { total } } }"


async def refused(region: Region, case: str, version: str, *, now: str = APRIL, **given: Json) -> Json:
    asked = {**region.usual("moveCaseToRuleset"), "caseId": case, "rulesetId": version, **given}
    return await region.api.refused(region.office, "moveCaseToRuleset", asked, now=now)


async def test_a_moved_case_goes_on_by_the_other_version_and_owes_what_it_did(alone: Region) -> None:
    first = await drafts.first_of_two(alone)
    unit, case = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 8000})
    before = (await alone.api.ask(alone.office, GOVERNED, {"id": case}, now=APRIL))["case"]
    changed = await alone.act("moveCaseToRuleset", case, rulesetId=first)
    assert changed["events"][-1]["type"] == "CaseMoved"
    assert changed["state"]["id"] == "REQUEST_SENT"
    after = (await alone.api.ask(alone.head(unit), GOVERNED, {"id": case}, now=APRIL))["case"]
    assert (before["ruleset"]["label"], after["ruleset"]["label"]) == ("2025 b", "1")
    assert after["ledger"] == before["ledger"]
    told = next(one for one in after["timeline"] if "version" in one["text"])
    assert told == {"text": "Ärendet styrs nu av regelverkets version 1.", "note": "De nya reglerna är tydligare."}
    stored = await read_stored(alone.api.served.urls.app, alone.code)
    assert replayed(alone.code, stored).findings == ()


async def test_a_case_is_not_moved_to_what_is_none_or_governs_it_already(alone: Region) -> None:
    first = await drafts.first_of_two(alone)
    case = await alone.until("sendCorrectionRequest", await alone.unit())
    for version, code in ((NO_RULESET, "NOT_FOUND"), ("x", "NOT_FOUND")):
        told = await refused(alone, case, version)
        assert (told["code"], told["path"]) == (code, "rulesetId")
    await alone.act("moveCaseToRuleset", case, rulesetId=first)
    told = await refused(alone, case, first)
    assert (told["code"], told["path"]) == ("INVALID_INPUT", "rulesetId")
    told = await refused(alone, case, first, reason=" ")
    assert (told["code"], told["path"]) == ("INVALID_INPUT", "reason")


async def test_a_version_without_the_cases_ladder_cannot_take_it(alone: Region) -> None:
    ladders = [{**one, "id": f"NEW_{one['id']}"} for one in CONTENT["ladders"]]
    other = text({**CONTENT, "ladders": ladders, "validity": {**CONTENT["validity"], "valid_from": "2025-03-01"}})
    draft = await drafts.begun(alone, now=noon("2025-02-20"), label="ny", content=other)
    sent = {"expectedVersion": draft["version"]}
    draft = await drafts.step(alone, "sendRulesetToConsultation", draft, alone.editor, now=noon("2025-02-20"), **sent)
    sent = {"expectedVersion": draft["version"]}
    draft = await drafts.step(alone, "adoptRuleset", draft, alone.approver, now=noon("2025-02-20"), **sent)
    old = await alone.opened(
        await alone.unit(), now=noon("2025-03-03"), impulse={"knownOn": "2025-02-27", "kind": "OTHER"}
    )
    told = await refused(alone, old, draft["ruleset"]["id"])
    assert (told["code"], told["path"]) == ("VERSION_LACKS", "rulesetId")
    assert told["source"]["clause"] == CONTENT["validity"]["source"]["clause"]


async def test_a_request_that_may_still_cost_keeps_the_case_from_a_later_version(alone: Region) -> None:
    case = await alone.until("sendCorrectionRequest", await alone.unit())
    later = (await adopted(alone, "2025-04-01", now=noon("2025-03-20"), label="sen"))["ruleset"]["id"]
    told = await refused(alone, case, later)
    assert (told["code"], told["path"]) == ("MOVE_CHANGES_PAST", "rulesetId")
    assert told["message"].startswith("Begäran 1 skickades 2025-03-11 och kan ännu kosta")
    await alone.act("decideSanction", case)
    moved = await alone.act("moveCaseToRuleset", case, rulesetId=later)
    assert moved["events"][-1]["type"] == "CaseMoved"
