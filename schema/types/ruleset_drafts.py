"""Versions of rulesets on their way: drafts, what became of a version, and what is to be done about one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Any, cast

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.ids import global_id
from schema.needs import column, described
from schema.types.acting import ActingPerson, named_person
from schema.types.common import Node, Term, role_term
from schema.types.ruleset_problems import ShownProblem, shown
from schema.types.rulesets import RulesetVersion, ruleset_version
from service.domain.events import decode
from service.domain.facts import canonical
from service.domain.ruleset_events import RulesetEvent, RulesetSectionSaved
from service.domain.ruleset_words import told
from service.domain.words import spoken
from service.rules.life import SECTIONS
from service.rules.load import content_problems
from service.rules.ruleset import Ruleset
from service.usecases.views import Row

_CONTENT = "content"


@strawberry.enum(
    description="Hur ett utkast till regelverk står. How a draft of a ruleset stands on its way to being adopted."
)
class RulesetDraftState(Enum):
    DRAFT = strawberry.enum_value(
        "DRAFT", description="Under arbete: avsnitt kan sparas. It is being written: its sections can be saved."
    )
    CONSULTATION = strawberry.enum_value(
        "CONSULTATION",
        description="På remiss: den vilar och kan få synpunkter. It is out for consultation: it rests, and others can"
        " comment on it.",
    )
    WITHDRAWN = strawberry.enum_value("WITHDRAWN", description="Tillbakadraget för gott. It was given up for good.")
    ADOPTED = strawberry.enum_value(
        "ADOPTED",
        description="Fastställt: det ändras aldrig mer. It was adopted as a version, and never changes any more.",
    )


@strawberry.type(description="Ett avsnitt i ett utkast. One section of a draft, as it is saved.")
class RulesetDraftSection:
    name: str = strawberry.field(
        description="Avsnittets nyckel i dokumentet, t.ex. `colours`. Its key in the document, e.g. `colours`."
    )
    required: bool = strawberry.field(
        description="Om varje regelverk ska ha det. Whether there is no ruleset without it."
    )
    content: JSON | None = strawberry.field(
        description="Innehållet som det sparats; null där avsnittet saknas. What was saved of it; null where there is"
        " none."
    )


@strawberry.type(
    description="Utkast till en version av en rutins regelverk; fastställt behåller det sitt id som `Ruleset`. A draft"
    " of a version of a procedure's rules; once adopted it is the `Ruleset` that it became."
)
class RulesetDraft(Node):
    row: strawberry.Private[Row]
    dated: strawberry.Private[Sequence[Row]]

    procedure: str = column("procedure", "Rutinen som det gäller, som id. Id of the procedure that it is to govern.")
    label: str = column("label", "Versionens tänkta beteckning. What the version is to be called.")
    state: RulesetDraftState = column("state", "Hur det står nu. How it stands now.", RulesetDraftState)
    from_package: str | None = column(
        "from_package",
        "Paketet som det byggdes på, ur `rulesetPackages`; null där det inte byggdes på något. The package that it"
        " was forked from, of `rulesetPackages`; null where it was forked from none.",
    )
    version: int = column(
        "version",
        "Antal händelser hittills, till `expectedVersion`. How many events there were of it, for `expectedVersion`.",
    )
    drafted_at: datetime = column(
        "drafted_at", "När det påbörjades. The instant of its beginning.", datetime.fromisoformat
    )
    changed_at: datetime = column(
        "changed_at",
        "När något senast hände med det. The instant at which something last became of it.",
        datetime.fromisoformat,
    )

    @described(
        "Den fastställda versionen som det byggdes på, som globalt id; null där det inte byggdes på någon. The adopted"
        " version that it was forked from, by its global id; null where it was forked from none.",
        "from_version",
    )
    def from_version(self) -> strawberry.ID | None:
        own = self.row["from_version"]
        return None if own is None else strawberry.ID(global_id("Ruleset", own))

    @described(
        "Alla avsnitt som ett regelverk kan ha, i dokumentets ordning. All sections that a ruleset can have, in the"
        " order of the document.",
        _CONTENT,
    )
    def sections(self) -> list[RulesetDraftSection]:
        fields, content = Ruleset.model_fields, self.row[_CONTENT]
        return [
            RulesetDraftSection(
                name=name,
                required=fields[name].is_required(),
                content=None if content.get(name) is None else JSON(content[name]),
            )
            for name in SECTIONS
        ]

    @described(
        "Hela dokumentet som det nu är sparat, även det som är ofullständigt. All of the document as it is saved now,"
        " also where it is not complete.",
        _CONTENT,
    )
    def content(self) -> JSON:
        return JSON(self.row[_CONTENT])

    @described(
        "Vad lintern anmärker på; en ERROR hindrar att det fastställs; tom lista: inget. What the linter finds in it;"
        " each ERROR keeps it from being adopted; an empty list: nothing.",
        _CONTENT,
        once=True,
    )
    def problems(self, info: Info) -> list[ShownProblem]:
        return shown(content_problems(self.row[_CONTENT], roles=info.context.services.catalogue))

    @described(
        "Versionen som det blev; null innan det fastställts. The version that it became; null before it is adopted.",
        to=("adopted", "ruleset_version"),
    )
    def ruleset(self, info: Info) -> RulesetVersion | None:
        row = self.row["adopted"]
        return None if row is None else ruleset_version(row, info.context.rulesets, self.dated)


def ruleset_draft(row: Row, dated: Sequence[Row]) -> RulesetDraft:
    """The draft of a row with `ruleset_id` and the columns that are asked for; `dated` as of `ruleset_version`."""
    own = strawberry.ID(global_id("RulesetDraft", row["ruleset_id"]))
    shown: Any = RulesetDraft(id=own, row=row, dated=dated)
    return shown  # type: ignore[no-any-return]


@strawberry.type(
    description="Något som hänt med en version av ett regelverk, från utkast till fastställande. Something that became"
    " of a version of a ruleset, from its draft to its adoption."
)
class RulesetHistoryEntry:
    row: strawberry.Private[Row]

    @cached_property
    def event(self) -> RulesetEvent:
        return cast("RulesetEvent", decode(canonical(self.row["body"])))

    type: str = column(
        "type",
        "Händelsens slag, t.ex. `RulesetSectionSaved`; alla står i docs/api.md. The kind of event, e.g."
        " `RulesetSectionSaved`; all stand in docs/api.md.",
    )
    version: int = column("version", "Utkastets version efter den. What it made the version of the draft.")
    recorded_at: datetime = column(
        "recorded_at", "När det registrerades. The instant at which it was noted.", datetime.fromisoformat
    )

    @described(
        "Vem som gjorde det, eller tjänstens operatör. Who did it, or the operator of the service.",
        "actor_id",
        "body",
        children=("seats",),
    )
    def actor(self, info: Info) -> ActingPerson:
        return named_person(info, self.row, self.row["seats"])

    @described(
        "Rollen vars behörighet användes; null där ingen antecknats. The role whose permission was used; null where"
        " none was noted.",
        "body",
    )
    def acted_as(self, info: Info) -> Term | None:
        return role_term(info, self.event.acted_as)

    @described(
        "Vad som hände, i en mening på begärt språk. What happened, in a sentence in the language asked for.", "body"
    )
    def text(self, info: Info) -> str:
        return spoken(told(self.event), info.context.language)

    @described(
        "Avsnittet som sparades; null där inget gjorde det. The section that was saved; null where none was.", "body"
    )
    def section(self) -> str | None:
        return self.event.section if isinstance(self.event, RulesetSectionSaved) else None

    @described(
        "Synpunkten eller skälet, som lagras krypterat; null där inget sades, och när det raderats. The comment or the"
        " reason, kept encrypted; null where nothing was said, and once it is erased.",
        "body",
        children=("personal",),
    )
    def said(self, info: Info) -> str | None:
        return info.context.written(self.row, getattr(self.event, "personal", None))

    @described(
        "Innehållet som det lagrats, utan personuppgifter; att granska, inte att visa. What is stored of it, with"
        " nothing personal; to audit, not to show.",
        "body",
    )
    def body(self) -> JSON:
        return JSON(self.row["body"])


@strawberry.type(
    description="En fastställd version som ska ses över, innan den upphör att gälla. An adopted version that is to be"
    " revised before it expires."
)
class RulesetDuty:
    ruleset: RulesetVersion = strawberry.field(description="Versionen som avses. The version that is meant.")
    months: int = strawberry.field(
        description="Månader kvar på dagen `on`: 6, 3, eller 0 när den upphört utan att en annan tagit vid. How many"
        " months were left on the day `on`: 6, 3, or 0 once it has expired and no other has taken over."
    )
    on: date = strawberry.field(description="Dagen från vilken det ska göras. The day from which it is to be done.")
    expires_on: date = strawberry.field(
        description="Första dag då versionen inte gäller. First day on which the version no longer holds."
    )


@strawberry.type(
    description="Ett regelverk som följer med tjänsten, att bygga ett utkast på. A ruleset that is shipped with the"
    " service, to fork a draft from."
)
class RulesetPackage:
    id: str = strawberry.field(
        description="Paketets id, till `StartRulesetDraftInput.package`. What to name it by in"
        " `StartRulesetDraftInput.package`."
    )
    procedure: str = strawberry.field(description="Rutinen som den styr, som id. Id of the procedure that it governs.")
    title: str = strawberry.field(
        description="Rubrik på begärt språk, att visa. What to show, in the language asked for."
    )
