"""Drafts of rulesets over the API, in few words."""

from __future__ import annotations

import json
from itertools import count
from typing import Any
from uuid import UUID

from schema.ids import own_id
from service.rules.yaml_text import read_yaml
from tests.api.caller import Json, Person, noon
from tests.api.documents import COMMANDS
from tests.api.region import Region
from tests.api.serving import package

TODAY = noon("2026-03-02")
PACKAGE = "kalmar-halsoval"
CONTENT: dict[str, Any] = read_yaml(package()).value
OF_RULES = [name for name, one in COMMANDS.items() if one.success == "RulesetDraftChanged"]
_LABELS = count(1)


def own(draft: Json) -> UUID:
    """The id behind the draft's global one, which the version keeps."""
    found = own_id("RulesetDraft", draft["id"])
    assert found is not None
    return found


def text(value: Json) -> str:
    """A section as a front end sends it."""
    return json.dumps(value, ensure_ascii=False)


def validity(valid_from: str, valid_until: str | None = None) -> str:
    """The section of that name, for other days."""
    return text({**CONTENT["validity"], "valid_from": valid_from, "valid_until": valid_until})


async def begun(region: Region, *, by: Person | None = None, now: str = TODAY, **given: Json) -> Json:
    """A draft, from the package where nothing else is said."""
    basis = {} if {"versionId", "content"} & given.keys() else {"package": PACKAGE}
    asked = {"label": f"utkast {next(_LABELS)}", **basis, **given}
    return await region.api.done(by or region.editor, "startRulesetDraft", asked, now=now)


async def saved(
    region: Region, draft: Json, section: str, content: str | None, *, by: Person | None = None, now: str = TODAY
) -> Json:
    given = {"draftId": draft["id"], "section": section, "content": content, "expectedVersion": draft["version"]}
    return await region.api.done(by or region.editor, "saveRulesetSection", given, now=now)


async def step(region: Region, name: str, draft: Json, by: Person, *, now: str = TODAY, **given: Json) -> Json:
    """The draft after a command that needs its id, and its version where it is one on that."""
    return await region.api.done(by, name, {"draftId": draft["id"], **given}, now=now)


async def ready(region: Region, valid_from: str = "2026-03-02", *, now: str = TODAY, **given: Json) -> Json:
    """A draft that is right, and not yet out."""
    return await saved(region, await begun(region, now=now, **given), "validity", validity(valid_from), now=now)


async def out(region: Region, valid_from: str = "2026-03-02", *, now: str = TODAY, **given: Json) -> Json:
    """A draft that is right and out for consultation."""
    draft = await ready(region, valid_from, now=now, **given)
    sent = {"expectedVersion": draft["version"]}
    return await step(region, "sendRulesetToConsultation", draft, region.editor, now=now, **sent)


async def adopted(region: Region, valid_from: str = "2026-03-02", *, now: str = TODAY, **given: Json) -> Json:
    draft = await out(region, valid_from, now=now, **given)
    return await step(region, "adoptRuleset", draft, region.approver, now=now, expectedVersion=draft["version"])


async def first_of_two(region: Region) -> str:
    """The global id of the region's version, after another was adopted that governs cases from March 2025 on."""
    document = "{ rulesets { id label } }"
    await adopted(region, "2025-03-01", now=noon("2025-02-20"), label="2025 b")
    versions = (await region.api.ask(region.office, document))["rulesets"]
    return str(next(one["id"] for one in versions if one["label"] == "1"))
