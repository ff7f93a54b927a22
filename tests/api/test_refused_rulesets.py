"""Steps with drafts of rulesets that are refused: by whom, of what, at which field, with what is allowed instead."""

from __future__ import annotations

from uuid import UUID

import pytest

from schema.ids import global_id
from tests.api import drafts
from tests.api.caller import Api, Json, Person
from tests.api.drafts import CONTENT, OF_RULES, PACKAGE, TODAY, adopted, begun, out, ready, saved, step, text, validity
from tests.api.region import Region, untouched
from tests.api.situations import situation

pytestmark = pytest.mark.requirement("SM-9", "VG-72")
NO_DRAFT = global_id("RulesetDraft", UUID(int=0))


async def refused(region: Region, by: Person, name: str, draft: Json, *, now: str = TODAY, **given: Json) -> Json:
    return await region.api.refused(by, name, {"draftId": draft["id"], **given}, now=now)


async def test_whoever_wrote_any_of_it_neither_adopts_it_nor_comments_on_it(kalmar: Region) -> None:
    both = kalmar.person("ruleset_editor", "ruleset_approver", name="editor and approver")
    draft = await saved(kalmar, await begun(kalmar), "validity", validity("2026-03-02"), by=both)
    draft = await step(kalmar, "sendRulesetToConsultation", draft, kalmar.editor, expectedVersion=2)
    told = await refused(kalmar, both, "adoptRuleset", draft, expectedVersion=3)
    assert (told["__typename"], told["code"]) == ("RuleRefused", "EDITOR_CANNOT_ADOPT")
    for writer in (both, kalmar.editor):
        told = await refused(kalmar, writer, "commentOnRuleset", draft, comment="Bra.")
        assert told["code"] == "EDITOR_CANNOT_COMMENT"


@pytest.mark.requirement("C9")
async def test_what_has_errors_is_not_adopted_and_each_of_them_is_told(kalmar: Region) -> None:
    colours = [{**one, "next": "PURPLE"} if one["id"] == "YELLOW" else one for one in CONTENT["colours"]]
    draft = await saved(kalmar, await ready(kalmar), "colours", text(colours))
    draft = await saved(kalmar, draft, "track", None)
    sent = {"expectedVersion": draft["version"]}
    draft = await step(kalmar, "sendRulesetToConsultation", draft, kalmar.editor, **sent)
    told = await refused(kalmar, kalmar.approver, "adoptRuleset", draft, expectedVersion=draft["version"])
    assert (told["code"], told["problems"]) == ("RULESET_HAS_ERRORS", draft["problems"])
    assert told["message"] == "Utkastet har 1 fel och kan inte fastställas."
    assert [(one["path"], one["code"]) for one in told["problems"]] == [("track", "MISSING_KEY")]
    draft = await step(kalmar, "returnRuleset", draft, kalmar.approver, reason="Stegen saknas.")
    draft = await saved(kalmar, draft, "track", text(CONTENT["track"]))
    (problem,) = draft["problems"]
    place = next(n for n, one in enumerate(colours) if one["id"] == "YELLOW")
    assert (problem["path"], problem["code"]) == (f"colours[{place}].next", "UNKNOWN_COLOUR")
    assert problem["allowed"] == "GREEN, YELLOW, RED, BLACK"
    assert problem["clause"] == CONTENT["colours"][place]["source"]["clause"]


async def test_what_is_adopted_or_withdrawn_is_never_changed(alone: Region) -> None:
    gone = await step(alone, "withdrawRuleset", await ready(alone), alone.editor, reason="Fel väg.")
    for draft in (await adopted(alone), gone):
        version = {"expectedVersion": draft["version"]}
        for name, by, given in (
            ("saveRulesetSection", alone.editor, {"section": "plan", "content": "{}", **version}),
            ("sendRulesetToConsultation", alone.editor, version),
            ("commentOnRuleset", alone.handler, {"comment": "Sent."}),
            ("returnRuleset", alone.approver, {"reason": "Sent."}),
            ("withdrawRuleset", alone.editor, {"reason": "Sent."}),
            ("adoptRuleset", alone.approver, version),
        ):
            told = await refused(alone, by, name, draft, **given)
            assert (told["code"], told["allowed"]) == ("DRAFT_OUT_OF_ORDER", ["startRulesetDraft"])


async def test_while_it_is_out_a_draft_rests_and_before_it_was_out_it_is_not_adopted(kalmar: Region) -> None:
    draft = await ready(kalmar)
    told = await refused(kalmar, kalmar.approver, "adoptRuleset", draft, expectedVersion=draft["version"])
    assert told["code"] == "DRAFT_OUT_OF_ORDER"
    assert told["allowed"] == ["saveRulesetSection", "sendRulesetToConsultation", "withdrawRuleset"]
    assert told["message"] == "Det går inte när utkastet är under arbete."
    draft = await out(kalmar)
    given = {"section": "plan", "content": "{}", "expectedVersion": draft["version"]}
    told = await refused(kalmar, kalmar.editor, "saveRulesetSection", draft, **given)
    assert told["allowed"] == ["commentOnRuleset", "returnRuleset", "withdrawRuleset", "adoptRuleset"]


@pytest.mark.parametrize("name", ["saveRulesetSection", "sendRulesetToConsultation", "adoptRuleset"])
async def test_who_read_another_version_is_told_so(kalmar: Region, name: str) -> None:
    draft = await (out if name == "adoptRuleset" else ready)(kalmar)
    given: Json = {"section": "plan"} if name == "saveRulesetSection" else {}
    by = kalmar.approver if name == "adoptRuleset" else kalmar.editor
    told = await refused(kalmar, by, name, draft, expectedVersion=1, **given)
    assert (told["__typename"], told["code"], told["path"]) == (
        "VersionConflict",
        "VERSION_CONFLICT",
        "expectedVersion",
    )
    assert told["current"] == draft["version"]


async def test_a_version_that_would_change_the_past_or_has_a_taken_label_is_not_adopted(alone: Region) -> None:
    late = await out(alone, "2026-03-01")
    told = await refused(alone, alone.approver, "adoptRuleset", late, expectedVersion=late["version"])
    assert (told["code"], told["source"]["clause"]) == (
        "VALIDITY_CHANGES_PAST",
        CONTENT["validity"]["source"]["clause"],
    )
    one, other = await out(alone, label="2026"), await out(alone, label="2026")
    await step(alone, "adoptRuleset", one, alone.approver, expectedVersion=one["version"])
    told = await refused(alone, alone.approver, "adoptRuleset", other, expectedVersion=other["version"])
    assert told["code"] == "VERSION_ALREADY_ADOPTED"
    given = {"label": "2026", "package": PACKAGE}
    assert (await alone.api.refused(alone.editor, "startRulesetDraft", given, now=TODAY))["code"] == told["code"]


BAD_TEXTS = {
    "no YAML": "a: [",
    "a key twice": "a: 1\na: 2",
    "an alias": "a: &x 1\nb: *x",
    "a tag": "!!binary aGVq",
    "no number": "a: .inf",
    "a number too large": "a: 123456789012345678901234567890",
    "no number at all": "a: 0x_",
    "no character": 'a: "\\0"',
    "half a character": 'a: "\\ud800"',
    "nested too deep": "[" * 60 + "]" * 60,
    "nothing": "",
    "too long": "a" * 100_001,
}


@pytest.mark.parametrize("what", BAD_TEXTS)
async def test_a_text_that_is_no_json_is_refused(kalmar: Region, what: str) -> None:
    draft = await begun(kalmar)
    given = {"section": "plan", "content": BAD_TEXTS[what], "expectedVersion": draft["version"]}
    told = await refused(kalmar, kalmar.editor, "saveRulesetSection", draft, **given)
    assert (told["__typename"], told["code"], told["path"]) == ("InvalidInput", "INVALID_INPUT", "content")


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"package": "no-such"}, "package"),
        ({"package": PACKAGE, "content": "procedure: p"}, "package"),
        ({}, "package"),
        ({"content": "[1]"}, "content"),
        ({"content": "procedure: å"}, "content"),
        ({"content": "procedure: p\ncolors: []"}, "content"),
        ({"label": " ", "package": PACKAGE}, "label"),
        ({"label": "x" * 81, "package": PACKAGE}, "label"),
    ],
)
async def test_a_draft_that_cannot_be_begun_is_refused_at_its_field(kalmar: Region, changed: Json, path: str) -> None:
    given = {"label": "ny", **changed}
    told = await kalmar.api.refused(kalmar.editor, "startRulesetDraft", given, now=TODAY)
    assert (told["__typename"], told["path"]) == ("InvalidInput", path)


@pytest.mark.parametrize("section", ["colors", "region", "format", "procedure", ""])
async def test_a_section_that_there_is_not_is_refused_with_those_that_there_are(kalmar: Region, section: str) -> None:
    draft = await begun(kalmar)
    given = {"section": section, "content": "x", "expectedVersion": 1}
    told = await refused(kalmar, kalmar.editor, "saveRulesetSection", draft, **given)
    assert (told["code"], told["path"]) == ("INVALID_INPUT", "section")
    assert told["allowed"] == [one["name"] for one in draft["sections"]]


@pytest.mark.parametrize("content", [None, "[]", text("x" * 81)])
async def test_a_draft_keeps_a_label(kalmar: Region, content: str | None) -> None:
    draft = await begun(kalmar)
    given = {"section": "label", "content": content, "expectedVersion": 1}
    told = await refused(kalmar, kalmar.editor, "saveRulesetSection", draft, **given)
    assert (told["code"], told["path"]) == ("INVALID_INPUT", "content")


@pytest.mark.parametrize("name", ["commentOnRuleset", "returnRuleset", "withdrawRuleset"])
async def test_what_is_to_be_said_is_said(kalmar: Region, name: str) -> None:
    draft, by = await out(kalmar), kalmar.handler if name == "commentOnRuleset" else kalmar.editor
    field = "comment" if name == "commentOnRuleset" else "reason"
    for said in (" ", "x" * 4001):
        told = await refused(kalmar, by, name, draft, **{field: said})
        assert (told["code"], told["path"]) == ("INVALID_INPUT", field)


async def test_a_draft_does_not_grow_without_end(kalmar: Region) -> None:
    draft = await begun(kalmar)
    for section in ("plan", "track", "accrual"):
        draft = await saved(kalmar, draft, section, text("x" * 99_000))
    given = {"section": "breaches", "content": text("x" * 99_000), "expectedVersion": draft["version"]}
    told = await refused(kalmar, kalmar.editor, "saveRulesetSection", draft, **given)
    assert (told["code"], told["path"]) == ("INVALID_INPUT", "content")


# --- whose it is ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("C8")
@pytest.mark.parametrize("name", OF_RULES)
async def test_each_step_is_for_those_whose_permission_it_is(api: Api, name: str) -> None:
    about = await situation(await untouched(api), name)
    may = {"adoptRuleset": "ruleset_approver", "commentOnRuleset": None}.get(name, "ruleset_editor")
    others = {"seat_administrator"} if may is None else {"handler", "auditor", "ruleset_editor", "ruleset_approver"}
    if name == "returnRuleset":
        others -= {"ruleset_approver"}
    for role in sorted(others - {may}):
        by = about.region.person(role, name=f"another {role}")
        told = await about.region.api.refused(by, name, about.given, now=about.now)
        assert (told["__typename"], told["code"]) == ("MandateMissing", "MANDATE_MISSING")
        assert may is None or may in [one["id"] for one in told["deciders"]]
    assert (await about.outcome())["__typename"] == "RulesetDraftChanged"


@pytest.mark.requirement("XC-01", "C7")
async def test_a_draft_is_nothing_to_a_party_and_to_another_region(beside: Region, alone: Region) -> None:
    draft = await out(alone)
    unit = await alone.unit()
    document = f"""{{
      rulesetDraft(id: "{draft["id"]}") {{ id }} node(id: "{draft["id"]}") {{ id }} rulesetDrafts {{ id }}
      rulesetHistory(id: "{draft["id"]}") {{ type }}
    }}"""
    nothing = {"rulesetDraft": None, "node": None, "rulesetHistory": []}
    strangers = (beside.editor, beside.approver, beside.handler)
    for by in (alone.head(unit), *strangers):
        seen = await alone.api.ask(by, document)
        assert draft["id"] not in [one["id"] for one in seen.pop("rulesetDrafts")]
        assert seen == nothing
    for by, name, given in (
        (alone.head(unit), "commentOnRuleset", {"comment": "Hej."}),
        (beside.handler, "commentOnRuleset", {"comment": "Hej."}),
        (beside.approver, "adoptRuleset", {"expectedVersion": draft["version"]}),
        (beside.editor, "withdrawRuleset", {"reason": "Hej."}),
    ):
        told = await alone.api.refused(by, name, {"draftId": draft["id"], **given}, now=TODAY)
        assert (told["__typename"], told["path"]) == ("NotFound", "draftId")
    for own in (NO_DRAFT, "x", global_id("Ruleset", drafts.own(draft))):
        told = await alone.api.refused(alone.editor, "withdrawRuleset", {"draftId": own, "reason": "Hej."}, now=TODAY)
        assert (told["__typename"], told["path"]) == ("NotFound", "draftId")


async def test_another_regions_version_is_no_basis(beside: Region, alone: Region) -> None:
    theirs = (await adopted(alone))["ruleset"]["id"]
    for own in (theirs, NO_DRAFT):
        given = {"label": "ny", "versionId": own}
        told = await beside.api.refused(beside.editor, "startRulesetDraft", given, now=TODAY)
        assert (told["__typename"], told["path"]) == ("NotFound", "versionId")


async def test_arguments_that_are_no_ids_of_rulesets_are_refused(kalmar: Region) -> None:
    for document in ('{ rulesetDraft(id: "x") { id } }', '{ rulesetHistory(id: "x") { type } }'):
        assert (await kalmar.api.send(kalmar.editor, document)).codes == ["BAD_USER_INPUT"]
