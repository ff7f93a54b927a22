"""Drafts of rulesets: who of the region sees them, and that what is stored follows from the events."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from infra.db.tx import PostgresTenancy
from service.authorize import Actor
from service.domain.errors import VersionConflict
from service.domain.facts import canonical
from service.domain.ruleset_events import RulesetDrafted, RulesetSectionSaved, RulesetSentToConsultation
from service.ports import DraftRow, NewEvent, Recorded
from service.rules.life import Draft, evolve
from tests.database.conftest import Plain
from tests.database.facts import IDS, NOW, draft, open_region, party, staff
from tests.database.isolation import scoped

pytestmark = pytest.mark.requirement("SM-9", "XC-01")
BEGUN = RulesetDrafted(
    procedure="tandvard", label="1", from_package=None, from_version=None, content={"label": "1", "plan": {"a": "å"}}
)


def editor() -> Actor:
    """Somebody of the region who reads no case."""
    return Actor(IDS.new(), "08", frozenset({"editor"}), frozenset({"READ_RULESET", "EDIT_RULESET"}), "NONE")


async def begun(tenancy: PostgresTenancy, by: Actor) -> UUID:
    ruleset_id, becomes = IDS.new(), evolve(None, BEGUN, by.id)
    assert becomes is not None
    async with tenancy.begin(by, NOW) as tx:
        new = NewEvent("ruleset", ruleset_id, 1, BEGUN)
        await tx.record(Recorded((new,), drafts=(DraftRow(ruleset_id, becomes),)))
    return ruleset_id


async def saved(tenancy: PostgresTenancy, by: Actor, ruleset_id: UUID, content: object) -> Draft:
    async with tenancy.begin(by, NOW) as tx:
        event = RulesetSectionSaved(section="plan", content=content)
        becomes = evolve(await tx.draft(ruleset_id), event, by.id)
        assert becomes is not None
        new = NewEvent("ruleset", ruleset_id, becomes.version, event)
        await tx.record(Recorded((new,), drafts=(DraftRow(ruleset_id, becomes),)))
        return becomes


async def test_a_draft_is_what_its_events_make_it_and_its_row_says_the_same(
    tenancy: PostgresTenancy, admin: Plain
) -> None:
    first, second = editor(), editor()
    ruleset_id = await begun(tenancy, first)
    await saved(tenancy, second, ruleset_id, [1, 2])
    async with tenancy.begin(first, NOW) as tx:
        found = await tx.draft(ruleset_id)
    assert found is not None
    assert (found.version, found.state, found.editors) == (2, "DRAFT", {first.id, second.id})
    assert found.content == {"label": "1", "plan": [1, 2]}
    row = await admin.fetchrow("select * from ruleset_draft where ruleset_id = $1", ruleset_id)
    assert row is not None
    assert (row["version"], row["state"], row["content"]) == (2, "DRAFT", canonical(found.content))
    assert (row["procedure"], row["label"], row["from_version"]) == ("tandvard", "1", None)
    assert row["drafted_at"] < row["changed_at"]


async def test_a_draft_is_seen_by_the_regions_own_and_by_no_party_and_no_other_region(
    tenancy: PostgresTenancy, app: Plain
) -> None:
    region = await open_region(tenancy, "08")
    await draft(tenancy, region)
    ruleset_id = await begun(tenancy, editor())
    outsiders = (party("08", region.unit_id), staff("05"))
    for who, seen in ((editor(), True), (region.actor, True), *((one, False) for one in outsiders)):
        async with tenancy.begin(who, NOW) as tx:
            assert (await tx.draft(ruleset_id) is not None) == seen
    for organisation, kinds in ((str(region.unit_id), set()), ("none", {"ruleset"})):
        async with app.transaction():
            await scoped(app, "08", organisation)
            events = await app.fetch("select stream_kind from event where stream_kind <> 'case'")
            said = await app.fetch("select stream_kind from event_personal where stream_kind <> 'case'")
            drafts = await app.fetch("select from ruleset_draft")
        of_unit = {row[0] for row in events} - {"unit"}
        assert (of_unit, {row[0] for row in said}, bool(drafts)) == (kinds, kinds, bool(kinds))


async def test_of_two_who_save_at_once_the_second_builds_on_the_first(tenancy: PostgresTenancy) -> None:
    ruleset_id = await begun(tenancy, editor())
    found = await asyncio.gather(*(saved(tenancy, editor(), ruleset_id, number) for number in range(4)))
    assert sorted(one.version for one in found) == [2, 3, 4, 5]


async def test_an_event_in_a_place_that_is_taken_is_a_conflict(tenancy: PostgresTenancy) -> None:
    by = editor()
    ruleset_id = await begun(tenancy, by)
    await saved(tenancy, by, ruleset_id, 1)

    async def again() -> None:
        async with tenancy.begin(by, NOW) as tx:
            await tx.record(Recorded((NewEvent("ruleset", ruleset_id, 2, RulesetSentToConsultation()),)))

    with pytest.raises(VersionConflict) as refused:
        await again()
    assert refused.value.params == {"expected": 1, "current": 2}
