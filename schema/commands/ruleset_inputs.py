"""Inputs of the commands on drafts of rulesets."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import strawberry

from schema.inputs import COMMAND_ID

_DRAFT: Final = "Utkastet, som globalt id. The draft, by its global id."
_EXPECTED: Final = (
    "Utkastets version, `RulesetDraft.version`, som du har läst. The version of the draft, `RulesetDraft.version`,"
    " that you have read."
)


@strawberry.input(
    description="Påbörja ett utkast på exakt ett av `package`, `versionId` och `content`. Begin a draft from exactly"
    " one of `package`, `versionId` and `content`."
)
class StartRulesetDraftInput:
    label: str = strawberry.field(
        description="Versionens beteckning, 1-80 tecken, som rutinen inte redan har. What the version is to be called,"
        " 1-80 characters, and no version of the procedure is called."
    )
    package: str | None = strawberry.field(
        default=None,
        description="Paketets id, ur `rulesetPackages`; utelämnat: inget paket. Id of a package, from"
        " `rulesetPackages`; omitted: none.",
    )
    version_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="En av regionens fastställda versioner, som globalt id; utelämnad: ingen. One of the region's"
        " adopted versions, by its global id; omitted: none.",
    )
    content: str | None = strawberry.field(
        default=None,
        description="Dokumentet i YAML eller JSON, högst 100 000 tecken, minst med `procedure`; utelämnat: inget. The"
        " document in YAML or JSON, at most 100,000 characters, with its `procedure` at least; omitted: none.",
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Spara ett avsnitt i ett utkast. Save one section of a draft, whether or not it is right."
)
class SaveRulesetSectionInput:
    draft_id: strawberry.ID = strawberry.field(description=_DRAFT)
    section: str = strawberry.field(
        description="Namnet på avsnittet som avses, ur `RulesetDraft.sections`. The name of the one that is meant, from"
        " `RulesetDraft.sections`."
    )
    content: str | None = strawberry.field(
        default=None,
        description="Avsnittet i YAML eller JSON, högst 100 000 tecken; utelämnat: avsnittet tas bort. What it is to"
        " hold, in YAML or JSON, at most 100,000 characters; omitted: the section is taken out.",
    )
    expected_version: int = strawberry.field(description=_EXPECTED)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Sänd ett utkast på remiss; då kan det inte ändras. Send a draft out for consultation; it cannot be"
    " changed then."
)
class SendRulesetToConsultationInput:
    draft_id: strawberry.ID = strawberry.field(description=_DRAFT)
    expected_version: int = strawberry.field(description=_EXPECTED)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Lämna en synpunkt på ett utkast som är på remiss. Comment on a draft that is out for consultation."
)
class CommentOnRulesetInput:
    draft_id: strawberry.ID = strawberry.field(description=_DRAFT)
    comment: str = strawberry.field(
        description="Vad du har att säga, 1-4000 tecken; lagras krypterat. What you have to say, 1-4000 characters;"
        " kept encrypted."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Ta tillbaka ett utkast från remissen, för ändring. Take a draft back from consultation, to change it."
)
class ReturnRulesetInput:
    draft_id: strawberry.ID = strawberry.field(description=_DRAFT)
    reason: str = strawberry.field(
        description="Skälet, 1-4000 tecken; lagras krypterat. Why it is taken back, 1-4000 characters; kept encrypted."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(description="Dra tillbaka ett utkast för gott. Give a draft up for good.")
class WithdrawRulesetInput:
    draft_id: strawberry.ID = strawberry.field(description=_DRAFT)
    reason: str = strawberry.field(
        description="Skälet, 1-4000 tecken; lagras krypterat. Why it is given up, 1-4000 characters; kept encrypted."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Fastställ ett utkast som varit på remiss, som någon annan har skrivit. Adopt a draft that was out for"
    " consultation, and that others have written."
)
class AdoptRulesetInput:
    draft_id: strawberry.ID = strawberry.field(description=_DRAFT)
    expected_version: int = strawberry.field(description=_EXPECTED)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
