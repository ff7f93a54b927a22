"""What can be asked of rulesets on their way: drafts, what became of a version, what is to be revised, packages."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

import strawberry
from strawberry import argument

from schema.arguments import OwnId
from schema.bundles import ADOPTED, RULESET_COLUMNS
from schema.context import Info
from schema.ids import asked_id, version_or_draft
from schema.needs import Gathered, described, gather, selection
from schema.types.ruleset_drafts import (
    RulesetDraft,
    RulesetDraftState,
    RulesetDuty,
    RulesetHistoryEntry,
    RulesetPackage,
    ruleset_draft,
)
from schema.types.rulesets import ruleset_version
from service.domain.dates import Period, local_date
from service.reads import Filter, Order, Read
from service.rules.force import duties
from service.usecases.views import Row, period_of

DATED: Final = ("ruleset_id", "procedure", "valid_from", "valid_until")
_BEGUN: Final = (Order("drafted_at", descending=True), Order("ruleset_id", descending=True))


def dated(key: str, wanted: Gathered) -> tuple[Read, ...]:
    """The days of all adopted versions, under a key of their own, where how one stands is asked for."""
    return (Read(f"{key}:dated", "ruleset_version", DATED, order=ADOPTED),) if wanted.any_facts else ()


async def load_draft(info: Info, key: str, ruleset_id: UUID, *path: str) -> RulesetDraft | None:
    """The draft with what is selected under `path` of the field being resolved; None without READ_RULESET."""
    if not info.context.actor.holds("READ_RULESET"):
        return None
    raw = info._raw_info  # noqa: SLF001 - the selection is graphql-core's
    wanted = gather(raw, "RulesetDraft", selection(raw, *path))
    read = wanted.read(key, "ruleset_draft", where=(Filter("ruleset_id", "=", ruleset_id),), one=True)
    rows = await info.context.load(read, *dated(key, wanted))
    row: Row | None = rows[key]
    return None if row is None else ruleset_draft(row, rows.get(f"{key}:dated", ()))


@strawberry.type
class RulesetQuery:
    @described(
        "Ett utkast till regelverk; null där det inte finns eller inte är ditt. One draft of a ruleset; null where it"
        " does not exist or is not yours.",
        permission="READ_RULESET",
    )
    async def ruleset_draft(self, info: Info, id: OwnId) -> RulesetDraft | None:
        return await load_draft(info, str(info.path.key), asked_id("RulesetDraft", id, "id", "draft"))

    @described(
        "Regionens utkast till regelverk, det senast påbörjade först; tom lista för en part och utan READ_RULESET. The"
        " region's drafts of rulesets, the latest begun first; an empty list to a party and without READ_RULESET.",
        permission="READ_RULESET",
        otherwise=list,
    )
    async def ruleset_drafts(
        self,
        info: Info,
        state: Annotated[
            RulesetDraftState | None,
            argument(description="Bara de som står så; utelämnad: alla. Only those that stand so; omitted: all."),
        ] = None,
    ) -> list[RulesetDraft]:
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        where = () if state is None else (Filter("state", "=", state.name),)
        wanted = gather(raw, "RulesetDraft", selection(raw))
        read = wanted.read(key, "ruleset_draft", where=where, order=_BEGUN)
        rows = await info.context.load(read, *dated(key, wanted))
        return [ruleset_draft(row, rows.get(f"{key}:dated", ())) for row in rows[key]]

    @described(
        "Vad som hänt med en version, i ordning, som utkast och när den fastställdes; tom lista för en part och utan"
        " READ_RULESET. What became of a version, in order, as a draft and when it was adopted; an empty list to a"
        " party and without READ_RULESET.",
        permission="READ_RULESET",
        otherwise=list,
    )
    async def ruleset_history(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID,
            argument(
                description="Versionen eller dess utkast, som globalt id. The version or its draft, by the global id of"
                " either."
            ),
        ],
    ) -> list[RulesetHistoryEntry]:
        _, own = version_or_draft(id, "id")
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        where = (Filter("stream_kind", "=", "ruleset"), Filter("stream_id", "=", own))
        wanted = gather(raw, "RulesetHistoryEntry", selection(raw))
        read = wanted.read(key, "event", where=where, order=(Order("version"),))
        return [RulesetHistoryEntry(row=row) for row in (await info.context.load(read))[key]]

    @described(
        "Versionerna som ska ses över nu, den som upphör först överst: från sex månader innan en version upphör, till"
        " dess att en annan tar vid; tom lista utan READ_RULESET. The versions that are to be revised now, the first"
        " to expire on top: from six months before a version expires, until another takes over; an empty list without"
        " READ_RULESET.",
        permission="READ_RULESET",
        otherwise=list,
    )
    async def ruleset_duties(self, info: Info) -> list[RulesetDuty]:
        key = str(info.path.key)
        rows = (await info.context.load(Read(key, "ruleset_version", RULESET_COLUMNS, order=ADOPTED)))[key]
        own = {UUID(row["ruleset_id"]): row for row in rows}
        procedures: dict[str, dict[UUID, Period]] = {}
        for ruleset_id, row in own.items():
            procedures.setdefault(row["procedure"], {})[ruleset_id] = period_of(row)
        today = local_date(info.context.now)
        found = [one for periods in procedures.values() for one in duties(periods, today)]
        return [
            RulesetDuty(
                ruleset=ruleset_version(own[one.ruleset_id], info.context.rulesets, rows),
                months=one.months,
                on=one.on,
                expires_on=one.expires_on,
            )
            for one in sorted(found, key=lambda one: one.expires_on)
        ]

    @described(
        "Regelverken som följer med tjänsten; tom lista utan READ_RULESET. The rulesets that are shipped with the"
        " service; an empty list without READ_RULESET.",
        permission="READ_RULESET",
        otherwise=list,
    )
    def ruleset_packages(self, info: Info) -> list[RulesetPackage]:
        return [
            RulesetPackage(
                id=name,
                procedure=content["procedure"],
                title=info.context.say(content["title"]["sv"], content["title"]["en"]),
            )
            for name, content in info.context.services.packages.items()
        ]
