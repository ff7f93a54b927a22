"""Drafts of rulesets in few words: what the core's functions make of them, and how they refuse."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from service.domain.facts import PersonalRef
from service.domain.register_events import RulesetAdopted
from service.domain.ruleset_events import (
    RulesetCommented,
    RulesetEvent,
    RulesetReturned,
    RulesetSentToConsultation,
    RulesetWithdrawn,
)
from service.rules import life
from service.rules.life import Draft
from service.rules.ruleset import Ruleset
from service.rules.yaml_text import read_yaml
from tenants.catalog import grants
from tests.core.kalmar import KALMAR, TEXT
from tests.core.play import named

EDITOR, SECOND, APPROVER, READER = (named(one) for one in ("editor", "second editor", "approver", "reader"))
TODAY = date(2026, 3, 1)
SAID = PersonalRef(record_id=named("said"), digest="0" * 64)
CONTENT: Mapping[str, Any] = read_yaml(TEXT).value
STEPS = life.STEPS


def validity(valid_from: str, valid_until: str | None = None) -> dict[str, Any]:
    """Kalmar's section of that name, for other days."""
    return {**CONTENT["validity"], "valid_from": valid_from, "valid_until": valid_until}


@dataclass
class Drafted:
    """A draft and its events, each with who recorded it, beside the versions that are adopted."""

    label: str = "2"
    content: Mapping[str, Any] = field(default_factory=lambda: copy.deepcopy(dict(CONTENT)))
    adopted: dict[UUID, Ruleset] = field(default_factory=dict)
    acts: list[tuple[RulesetEvent, UUID]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.acts:
            self.acts.append((life.begin(self.content, self.label, "08"), EDITOR))

    @property
    def draft(self) -> Draft:
        found = life.replay(self.acts)
        assert found is not None
        return found

    def save(self, section: str, content: Any, by: UUID = EDITOR) -> Drafted:
        return self._done(life.save_section(self.draft, section, content), by)

    def consult(self) -> Drafted:
        life.check_step(self.draft, "sendRulesetToConsultation")
        return self._done(RulesetSentToConsultation(), EDITOR)

    def comment(self, by: UUID = READER) -> Drafted:
        life.check_comment(self.draft, by)
        return self._done(RulesetCommented(personal=SAID), by)

    def give_back(self, by: UUID = APPROVER) -> Drafted:
        life.check_step(self.draft, "returnRuleset")
        return self._done(RulesetReturned(personal=SAID), by)

    def withdraw(self) -> Drafted:
        life.check_step(self.draft, "withdrawRuleset")
        return self._done(RulesetWithdrawn(personal=SAID), EDITOR)

    def adopt(self, by: UUID = APPROVER, today: date = TODAY, region: str = "08") -> RulesetAdopted:
        event = life.adopt(self.draft, by, region, self.adopted, today, grants())
        self._done(event, by)
        return event

    def _done(self, event: RulesetEvent, by: UUID) -> Drafted:
        self.acts.append((event, by))
        return self


def next_version() -> Drafted:
    """A draft beside Kalmar's first version, to be valid from the day on."""
    drafted = Drafted(adopted={named("first"): KALMAR})
    return drafted.save("validity", validity(TODAY.isoformat()))


def out() -> Drafted:
    return next_version().consult()


DRAFT_REFUSALS: list[tuple[str, str, Callable[[], object]]] = [
    ("DRAFT_OUT_OF_ORDER", "saving while it is out", lambda: out().save("plan", {})),
    ("DRAFT_OUT_OF_ORDER", "adopting what was never out", lambda: next_version().adopt()),
    ("DRAFT_OUT_OF_ORDER", "a comment on what is not out", lambda: next_version().comment()),
    ("DRAFT_OUT_OF_ORDER", "sending out what was withdrawn", lambda: next_version().withdraw().consult()),
    ("EDITOR_CANNOT_ADOPT", "whoever began it", lambda: out().adopt(EDITOR)),
    (
        "EDITOR_CANNOT_ADOPT",
        "whoever saved one section of it",
        lambda: next_version().save("label", "2", SECOND).consult().adopt(SECOND),
    ),
    ("EDITOR_CANNOT_COMMENT", "whoever began it", lambda: out().comment(EDITOR)),
    ("RULESET_HAS_ERRORS", "a section that is missing", lambda: next_version().save("plan", None).consult().adopt()),
    (
        "RULESET_HAS_ERRORS",
        "a colour that leads nowhere",
        lambda: next_version().save("classification", {**CONTENT["classification"], "bands": []}).consult().adopt(),
    ),
    ("VALIDITY_CHANGES_PAST", "valid from yesterday", lambda: out().adopt(today=date(2026, 3, 2))),
    ("WRONG_REGION", "another region's", lambda: out().adopt(region="05")),
    (
        "VERSION_ALREADY_ADOPTED",
        "a label that is taken",
        lambda: next_version().save("label", KALMAR.label).consult().adopt(),
    ),
    ("INVALID_INPUT", "a section that there is not", lambda: next_version().save("colors", [])),
    ("INVALID_INPUT", "the region of a draft", lambda: next_version().save("region", "05")),
    ("INVALID_INPUT", "a label that is none", lambda: next_version().save("label", ["2"])),
    ("INVALID_INPUT", "a draft of sections that there are not", lambda: life.begin({"colors": []}, "2", "08")),
    ("INVALID_INPUT", "a draft of no procedure", lambda: life.begin({"procedure": "å"}, "2", "08")),
]
