"""The life of a ruleset version until it is adopted: what may be done with a draft, by whom, and what it comes to.

SM-9 and chapter 6 of the handbook (VG-70, VG-72): somebody prepares, others are heard, somebody else decides. That a
version is in force, superseded or expired is no step of it: it follows from dates (`force`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from service.domain.errors import InvalidInput, RuleRefused
from service.domain.register_events import RulesetAdopted
from service.domain.ruleset_events import (
    RulesetCommented,
    RulesetDrafted,
    RulesetEvent,
    RulesetReturned,
    RulesetSectionSaved,
    RulesetSentToConsultation,
    RulesetWithdrawn,
)
from service.domain.ruleset_words import STATES
from service.domain.words import Words
from service.rules.load import RulesetRefused, check_content
from service.rules.ruleset import Ruleset

State = Literal["DRAFT", "CONSULTATION", "WITHDRAWN", "ADOPTED"]
Step = Literal[
    "saveRulesetSection",
    "sendRulesetToConsultation",
    "commentOnRuleset",
    "returnRuleset",
    "withdrawRuleset",
    "adoptRuleset",
]
STEPS: Final[Mapping[State, tuple[Step, ...]]] = {
    "DRAFT": ("saveRulesetSection", "sendRulesetToConsultation", "withdrawRuleset"),
    "CONSULTATION": ("commentOnRuleset", "returnRuleset", "withdrawRuleset", "adoptRuleset"),
    "WITHDRAWN": (),
    "ADOPTED": (),
}
"""What may be done with a draft by how it stands: what is adopted is what was out for consultation, unchanged."""
FORMAT: Final = "trappa-ruleset/1"
FIXED: Final = ("format", "procedure", "region")
"""Sections that are given with the draft and never saved."""
SECTIONS: Final = tuple(name for name in Ruleset.model_fields if name not in FIXED)
MOST_LABEL: Final = 80
_ID: Final = re.compile("[A-Za-z][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its events make it. `editors` are all who began it or saved any section of it; `version` counts."""

    state: State
    procedure: str
    label: str
    from_package: str | None
    from_version: UUID | None
    content: Mapping[str, Any]
    editors: frozenset[UUID]
    version: int = 1


def evolve(draft: Draft | None, event: RulesetEvent, by: UUID) -> Draft | None:
    """The draft after an event recorded `by` somebody; None for a version that was never drafted."""
    if isinstance(event, RulesetDrafted):
        content = event.content
        named = (event.procedure, event.label, event.from_package, event.from_version)
        return Draft("DRAFT", *named, content, frozenset({by}))
    if draft is None:
        return None
    draft = replace(draft, version=draft.version + 1)
    match event:
        case RulesetSectionSaved():
            kept = {name: value for name, value in draft.content.items() if name != event.section}
            content = kept if event.content is None else {**kept, event.section: event.content}
            return replace(
                draft, content=content, label=content.get("label", draft.label), editors=draft.editors | {by}
            )
        case RulesetSentToConsultation():
            return replace(draft, state="CONSULTATION")
        case RulesetReturned():
            return replace(draft, state="DRAFT")
        case RulesetWithdrawn():
            return replace(draft, state="WITHDRAWN")
        case RulesetAdopted():
            return replace(draft, state="ADOPTED")
        case RulesetCommented():
            return draft


def replay(acts: Iterable[tuple[RulesetEvent, UUID]]) -> Draft | None:
    """The draft that the events of a stream, each with who recorded it, come to."""
    draft: Draft | None = None
    for event, by in acts:
        draft = evolve(draft, event, by)
    return draft


def check_step(draft: Draft, step: Step) -> None:
    """Refuses what the draft's state does not let be done, with what it does."""
    if step not in STEPS[draft.state]:
        allowed = STEPS[draft.state] or ("startRulesetDraft",)
        raise RuleRefused("DRAFT_OUT_OF_ORDER", stands=STATES[draft.state], allowed=allowed)


def begin(
    content: Mapping[str, Any], label: str, region: str, basis: tuple[str | None, UUID | None] = (None, None)
) -> RulesetDrafted:
    """A draft of the region's own with that content; `basis` is the package or version that it was forked from.

    InvalidInput at `content` where its procedure is none, or it has sections that no ruleset has.
    """
    unknown = [name for name in content if name not in Ruleset.model_fields]
    if unknown:
        shown = ", ".join(unknown)
        raise _invalid("content", Words(f"okända avsnitt: {shown}", f"unknown sections: {shown}"), *SECTIONS)
    procedure = content.get("procedure")
    if not isinstance(procedure, str) or not _ID.fullmatch(procedure):
        problem = Words("`procedure` saknas eller är inget id", "`procedure` is missing or is no id")
        raise _invalid("content", problem, f"procedure: {_ID.pattern}")
    own = {**content, "format": FORMAT, "region": region, "label": _label(label, "label")}
    package, version = basis
    return RulesetDrafted(
        procedure=procedure, label=own["label"], from_package=package, from_version=version, content=own
    )


def save_section(draft: Draft, section: str, content: Any) -> RulesetSectionSaved:
    """A section of the draft anew, whatever it holds: it is linted when somebody asks, and before it is adopted.

    InvalidInput at `section` for one that there is not, or at `content` for a label that is no short text.
    """
    check_step(draft, "saveRulesetSection")
    if section not in SECTIONS:
        raise _invalid("section", Words("inget avsnitt som kan sparas", "no section that can be saved"), *SECTIONS)
    if section == "label":
        content = _label(content, "content")
    return RulesetSectionSaved(section=section, content=content)


def check_comment(draft: Draft, by: UUID) -> None:
    """Whoever drafted it is not heard on it."""
    check_step(draft, "commentOnRuleset")
    if by in draft.editors:
        raise RuleRefused("EDITOR_CANNOT_COMMENT")


def adopt(
    draft: Draft, by: UUID, region: str, adopted: Mapping[UUID, Ruleset], today: date, roles: Iterable[str]
) -> RulesetAdopted:
    """The adoption of a draft by somebody who has not drafted any of it, where nothing is wrong with it.

    `adopted` are the procedure's versions. RuleRefused DRAFT_OUT_OF_ORDER, EDITOR_CANNOT_ADOPT, RULESET_HAS_ERRORS with
    the `problems`, or as `adoption`.
    """
    check_step(draft, "adoptRuleset")
    if by in draft.editors:
        raise RuleRefused("EDITOR_CANNOT_ADOPT")
    try:
        ruleset = check_content(draft.content, roles=roles)
    except RulesetRefused as refused:
        problems = refused.problems
        raise RuleRefused("RULESET_HAS_ERRORS", errors=len(problems), problems=problems) from refused
    return adoption(ruleset, region, adopted, today)


def adoption(ruleset: Ruleset, region: str, adopted: Mapping[UUID, Ruleset], today: date) -> RulesetAdopted:
    """The adoption of a version that was linted; `adopted` are those that its procedure has.

    A procedure's first version may be valid from a past day. A later one may not: it would change what lies behind its
    adoption (invariant vii). That another one has not ended is no hindrance: the latest to begin is in force.
    """
    if ruleset.region != region:
        raise RuleRefused("WRONG_REGION", theirs=ruleset.region, ours=region)
    check_label(ruleset.procedure, ruleset.label, adopted)
    valid_from = ruleset.validity.valid_from
    if adopted and valid_from < today:
        source = ruleset.validity.source.source
        raise RuleRefused(
            "VALIDITY_CHANGES_PAST", valid_from=valid_from.isoformat(), today=today.isoformat(), source=source
        )
    return RulesetAdopted(
        procedure=ruleset.procedure,
        label=ruleset.label,
        valid_from=valid_from,
        valid_until=ruleset.validity.valid_until,
        content=ruleset.model_dump(mode="json"),
    )


def check_label(procedure: str, label: str, adopted: Mapping[UUID, Ruleset]) -> None:
    """Two versions of a procedure are never called the same."""
    if any(one.label == label for one in adopted.values()):
        raise RuleRefused("VERSION_ALREADY_ADOPTED", label=label, procedure=procedure)


def _label(value: object, path: str) -> str:
    label = " ".join(value.split()) if isinstance(value, str) else ""
    if not 0 < len(label) <= MOST_LABEL or not label.isprintable():
        problem = Words("ingen beteckning", "no name of a version")
        raise _invalid(path, problem, Words(f"text, 1-{MOST_LABEL} tecken", f"a text of 1-{MOST_LABEL} characters"))
    return label


def _invalid(path: str, problem: Words, *allowed: str | Words) -> InvalidInput:
    return InvalidInput("INVALID_INPUT", path=path, problem=problem, allowed=allowed)
