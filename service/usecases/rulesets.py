"""The life of a region's rulesets: drafts, consultation, adoption. Adopted, a version can be in force (SM-9, VG-72)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.authorize import Permission, permit
from service.domain.dates import local_date
from service.domain.errors import NotFound
from service.domain.facts import PersonalRef
from service.domain.ruleset_events import (
    RulesetCommented,
    RulesetEvent,
    RulesetReturned,
    RulesetSentToConsultation,
    RulesetWithdrawn,
)
from service.domain.words import Words
from service.ports import DraftRow, NewEvent, Recorded, Tx
from service.rules import life
from service.rules.life import Draft
from service.rules.ruleset import Ruleset
from service.usecases.checking import check_version, invalid
from service.usecases.commanding import Outcome, Sent, Services, Written, run, sealed
from service.usecases.ruleset_text import check_size

Records = tuple[tuple[PersonalRef, bytes], ...]
Made = tuple[RulesetEvent, Records]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a draft begins with, exactly one: a shipped package, a version of the region's, or content as JSON."""

    package: str | None = None
    version_id: UUID | None = None
    content: Any = None


async def adopt_ruleset(services: Services, sent: Sent, ruleset: Ruleset) -> Outcome:
    """Adopt a loaded (and so linted) version for the actor's region without a draft: `{ruleset_id}`.

    The operator's way to a region's first version. Refusals as of `life.adoption`.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "ADOPT_RULESET", services.catalogue)
        await tx.hold_chain()
        adopted = await tx.rulesets(ruleset.procedure)
        event = life.adoption(ruleset, sent.actor.tenant_id, adopted, local_date(tx.now))
        ruleset_id = services.ids.new()
        signed = event.model_copy(update=sent.actor.signed(role))
        return Recorded((NewEvent("ruleset", ruleset_id, 1, signed),)), _outcome(ruleset_id)

    return await run(services, sent, act)


async def start_draft(services: Services, sent: Sent, label: str, basis: Basis) -> Outcome:
    """Begin a draft of the region's own, whatever it holds: `{ruleset_id}`, which the adopted version keeps.

    Raises MandateMissing, NotFound for the version, InvalidInput, or RuleRefused VERSION_ALREADY_ADOPTED.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "EDIT_RULESET", services.catalogue)
        content = await _content_of(tx, services, basis)
        event = life.begin(content, label, sent.actor.tenant_id, (basis.package, basis.version_id))
        check_size(event.content)
        life.check_label(event.procedure, event.label, await tx.rulesets(event.procedure))
        ruleset_id = services.ids.new()
        return _recorded(sent, role, ruleset_id, None, (event, ())), _outcome(ruleset_id)

    return await run(services, sent, act)


async def _content_of(tx: Tx, services: Services, basis: Basis) -> Mapping[str, Any]:
    match basis:
        case Basis(package=str() as package, version_id=None, content=None):
            if package not in services.packages:
                problem = Words("inget paket som följer med", "no package that is shipped")
                raise invalid("package", problem, *sorted(services.packages))
            return services.packages[package]
        case Basis(package=None, version_id=UUID() as version_id, content=None):
            found = await tx.ruleset_version(version_id)
            if found is None:
                raise NotFound(path="versionId")
            return found[1].model_dump(mode="json")
        case Basis(package=None, version_id=None, content=Mapping() as content):
            return content
        case Basis(package=None, version_id=None, content=content) if content is not None:
            raise invalid("content", Words("inga avsnitt med namn", "no sections by name"), *life.SECTIONS)
        case _:
            problem = Words("ingen grund, eller flera", "no basis, or several of them")
            raise invalid("package", problem, "package", "versionId", "content")


async def save_section(
    services: Services, sent: Sent, ruleset_id: UUID, section: str, content: Any, expected_version: int
) -> Outcome:
    """Save one section of a draft, `content` as JSON; None leaves it out: `{ruleset_id}`.

    Raises MandateMissing, NotFound, VersionConflict, InvalidInput, or RuleRefused DRAFT_OUT_OF_ORDER.
    """

    async def make(_: Tx, draft: Draft) -> Made:
        event = life.save_section(draft, section, content)
        check_size({**draft.content, section: event.content})
        return event, ()

    return await _change(services, sent, ruleset_id, "EDIT_RULESET", make, expected_version)


async def send_to_consultation(services: Services, sent: Sent, ruleset_id: UUID, expected_version: int) -> Outcome:
    """Send a draft out (remiss): it rests until it is returned or adopted. `{ruleset_id}`."""

    async def make(_: Tx, draft: Draft) -> Made:
        life.check_step(draft, "sendRulesetToConsultation")
        return RulesetSentToConsultation(), ()

    return await _change(services, sent, ruleset_id, "EDIT_RULESET", make, expected_version)


async def comment_on(services: Services, sent: Sent, ruleset_id: UUID, comment: str) -> Outcome:
    """Say something on a draft that is out for consultation, kept sealed: `{ruleset_id}`.

    For those who read the region's rulesets and are no party: RuleRefused EDITOR_CANNOT_COMMENT for who drafted it.
    """

    async def make(tx: Tx, draft: Draft) -> Made:
        life.check_comment(draft, sent.actor.id)
        personal, records = _said(tx, comment, "comment")
        return RulesetCommented(personal=personal), records

    return await _change(services, sent, ruleset_id, "READ_RULESET", make)


async def return_draft(services: Services, sent: Sent, ruleset_id: UUID, reason: str) -> Outcome:
    """Take a draft back from consultation to be changed, as one who edits rulesets or adopts them: `{ruleset_id}`."""

    async def make(tx: Tx, draft: Draft) -> Made:
        life.check_step(draft, "returnRuleset")
        personal, records = _said(tx, reason, "reason")
        return RulesetReturned(personal=personal), records

    permission: Permission = "ADOPT_RULESET" if sent.actor.holds("ADOPT_RULESET") else "EDIT_RULESET"
    return await _change(services, sent, ruleset_id, permission, make)


async def withdraw_draft(services: Services, sent: Sent, ruleset_id: UUID, reason: str) -> Outcome:
    """Give a draft up: `{ruleset_id}`."""

    async def make(tx: Tx, draft: Draft) -> Made:
        life.check_step(draft, "withdrawRuleset")
        personal, records = _said(tx, reason, "reason")
        return RulesetWithdrawn(personal=personal), records

    return await _change(services, sent, ruleset_id, "EDIT_RULESET", make)


async def adopt_draft(services: Services, sent: Sent, ruleset_id: UUID, expected_version: int) -> Outcome:
    """Adopt a draft that was out for consultation, as one who drafted none of it: `{ruleset_id}`.

    Raises MandateMissing, NotFound, VersionConflict, or RuleRefused as of `life.adopt`.
    """

    async def make(tx: Tx, draft: Draft) -> Made:
        await tx.hold_chain()
        adopted, today = await tx.rulesets(draft.procedure), local_date(tx.now)
        return life.adopt(draft, sent.actor.id, sent.actor.tenant_id, adopted, today, services.catalogue), ()

    return await _change(services, sent, ruleset_id, "ADOPT_RULESET", make, expected_version)


async def _change(
    services: Services,
    sent: Sent,
    ruleset_id: UUID,
    permission: Permission,
    make: Callable[[Tx, Draft], Awaitable[Made]],
    expected_version: int | None = None,
) -> Outcome:
    """What every command on a draft is: may the actor, is there such a draft, is it the one that was meant."""

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, permission, services.catalogue)
        draft = await tx.draft(ruleset_id)
        if draft is None:
            raise NotFound(path="draftId")
        check_version(expected_version, draft.version)
        return _recorded(sent, role, ruleset_id, draft, await make(tx, draft)), _outcome(ruleset_id)

    return await run(services, sent, act)


def _recorded(sent: Sent, role: str, ruleset_id: UUID, draft: Draft | None, made: Made) -> Recorded:
    event, records = made
    signed = event.model_copy(update=sent.actor.signed(role))
    becomes = life.evolve(draft, signed, sent.actor.id)
    if becomes is None:
        raise TypeError(f"{event.type} is of no draft")
    new = NewEvent("ruleset", ruleset_id, becomes.version, signed)
    return Recorded((new,), personal=records, drafts=(DraftRow(ruleset_id, becomes),))


def _said(tx: Tx, text: str, path: str) -> tuple[PersonalRef, Records]:
    """What was said, sealed: the reference for the event, and what stores it."""
    personal, records = sealed(tx, Written(text, path, required=True))
    if personal is None:
        raise TypeError("a text that is required was sealed as none")
    return personal, records


def _outcome(ruleset_id: UUID) -> Outcome:
    return {"ruleset_id": str(ruleset_id)}
