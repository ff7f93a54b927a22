"""The commands on drafts of rulesets, up to their adoption."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from uuid import UUID

from schema.commanding import Command, Prepared
from schema.commands.ruleset_inputs import (
    AdoptRulesetInput,
    CommentOnRulesetInput,
    ReturnRulesetInput,
    SaveRulesetSectionInput,
    SendRulesetToConsultationInput,
    StartRulesetDraftInput,
    WithdrawRulesetInput,
)
from schema.reading_back import DRAFT
from schema.written import own
from service.usecases import rulesets
from service.usecases.commanding import Outcome, Sent, Services
from service.usecases.ruleset_text import read_content

T = TypeVar("T")


def _start(given: StartRulesetDraftInput) -> Prepared:
    version_id = None if given.version_id is None else own("Ruleset", given.version_id, "versionId")

    async def act(services: Services, sent: Sent) -> Outcome:
        basis = rulesets.Basis(given.package, version_id, await _read(given.content))
        return await rulesets.start_draft(services, sent, given.label, basis)

    return act


def _save(given: SaveRulesetSectionInput) -> Prepared:
    draft_id = own("RulesetDraft", given.draft_id, "draftId")

    async def act(services: Services, sent: Sent) -> Outcome:
        saved = (given.section, await _read(given.content))
        return await rulesets.save_section(services, sent, draft_id, *saved, given.expected_version)

    return act


async def _read(text: str | None) -> Any:
    """What the text says, read beside the loop: a long one takes its time, and nobody else is to wait for it."""
    return None if text is None else await to_thread(read_content, text)


def _on_draft(draft: str, do: Callable[[Services, Sent, UUID, T], Awaitable[Outcome]], said: T) -> Prepared:
    """The command on the draft of that global id, with the one thing that is said beside it."""
    draft_id = own("RulesetDraft", draft, "draftId")

    async def act(services: Services, sent: Sent) -> Outcome:
        return await do(services, sent, draft_id, said)

    return act


def _send(given: SendRulesetToConsultationInput) -> Prepared:
    return _on_draft(given.draft_id, rulesets.send_to_consultation, given.expected_version)


def _comment(given: CommentOnRulesetInput) -> Prepared:
    return _on_draft(given.draft_id, rulesets.comment_on, given.comment)


def _return(given: ReturnRulesetInput) -> Prepared:
    return _on_draft(given.draft_id, rulesets.return_draft, given.reason)


def _withdraw(given: WithdrawRulesetInput) -> Prepared:
    return _on_draft(given.draft_id, rulesets.withdraw_draft, given.reason)


def _adopt(given: AdoptRulesetInput) -> Prepared:
    return _on_draft(given.draft_id, rulesets.adopt_draft, given.expected_version)


RULESETS: Final = (
    Command(
        "startRulesetDraft",
        "Påbörja ett utkast till regelverk. Begin a draft of a version of a procedure's rules.",
        StartRulesetDraftInput,
        DRAFT,
        _start,
    ),
    Command(
        "saveRulesetSection",
        "Spara ett avsnitt i ett utkast. Save one section of a draft, complete or not.",
        SaveRulesetSectionInput,
        DRAFT,
        _save,
    ),
    Command(
        "sendRulesetToConsultation",
        "Sänd ett utkast på remiss. Send a draft out, so that others can say what they think of it.",
        SendRulesetToConsultationInput,
        DRAFT,
        _send,
    ),
    Command(
        "commentOnRuleset",
        "Lämna en synpunkt på ett utkast. Say what you think of a draft that others have written.",
        CommentOnRulesetInput,
        DRAFT,
        _comment,
    ),
    Command(
        "returnRuleset",
        "Ta tillbaka ett utkast från remissen. Take a draft back from consultation, to be changed.",
        ReturnRulesetInput,
        DRAFT,
        _return,
    ),
    Command(
        "withdrawRuleset",
        "Dra tillbaka ett utkast för gott. Give a draft up for good.",
        WithdrawRulesetInput,
        DRAFT,
        _withdraw,
    ),
    Command(
        "adoptRuleset",
        "Fastställ ett utkast som version. Adopt a draft, written by others, as a version that can be in force.",
        AdoptRulesetInput,
        DRAFT,
        _adopt,
    ),
)
