"""The case (ärende): one read of its row, events, listed counts and settled lines; everything else follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.context import Info, Scope
from schema.ids import global_id
from schema.needs import column, computed, described
from schema.types.actions import AvailableAction
from schema.types.case_parts import (
    CaseEvent,
    CaseObligation,
    CaseSanction,
    Classification,
    Consultation,
    CorrectionRequest,
    LevelChosen,
    case_obligation,
    colour_term,
    consultation,
    correction_request,
    sanction_piece,
)
from schema.types.common import Node, PageInfo, Term, explanation, role_term, term
from schema.types.ledger import LedgerLine, money
from schema.types.next_step import NextStep, next_step
from schema.types.origin import CaseOrigin, case_origin
from schema.types.timeline import TimelineEntry, happened, owed, printed
from schema.types.units import CareUnit, care_unit
from service.rules.ruleset import Label, Ruleset
from service.rules.settle import Entry, ended
from service.rules.threat import added_ore
from service.usecases.views import CaseView, Row


@strawberry.type(description="Ärende: från signal eller impuls till godkänd rättelse. A case.")
class Case(Node):
    row: strawberry.Private[Row]
    scope: strawberry.Private[Scope]

    version: int = column("version", "Version för optimistisk låsning. Version for optimistic concurrency.")
    procedure: str = column("procedure", "Rutin som ärendet följer. The procedure it follows.")
    opened_on: date = column("opened_on", "Dag för det som öppnade ärendet. Day of what opened it.", date.fromisoformat)
    opened_at: datetime = column("opened_at", "Registrerat. When it was recorded.", datetime.fromisoformat)
    retrospective: bool = column("retrospective", "Öppnat i efterhand. Opened with an earlier date.")
    plan_due_on: date | None = column("plan_due_on", "Handlingsplan senast. Plan due.", date.fromisoformat)
    sanction_runs: bool = column("sanction_runs", "Om en sanktion pågår. Whether a sanction runs.")
    closed_on: date | None = column("closed_on", "Avslutat. Closed.", date.fromisoformat)

    @cached_property
    def view(self) -> CaseView:
        return CaseView(self.row, self.scope.known)

    def _newest(self, own_id: str | None, kind: str) -> Label | None:
        """The label of a colour, state or ladder in the newest version of the procedure that has it."""
        for ruleset in reversed(list(self.scope.known.versions.values())):
            if ruleset.procedure == self.row["procedure"]:
                for item in _terms(ruleset, kind):
                    if item[0] == own_id:
                        return item[1]
        return None

    @described("Läge i rutinen. State of the case.", "state", "procedure", facts=True)
    def state(self, info: Info) -> Term:
        return term(info, self.row["state"], self._newest(self.row["state"], "state"))

    @described(
        "Färg som enheten har fått besked om. The colour the unit has been told.", "colour", "procedure", facts=True
    )
    def colour(self, info: Info) -> Term | None:
        told = self.row["colour"]
        return None if told is None else term(info, told, self._newest(told, "colour"))

    @described("Sanktionstrappa som ärendet följer. The ladder of rates.", "ladder", "procedure", facts=True)
    def ladder(self, info: Info) -> Term:
        return term(info, self.row["ladder"], self._newest(self.row["ladder"], "ladder"))

    @computed("Ursprung: signal och impuls, vem som var först, trappan som följer. Who was first, and the ladder.")
    def origin(self, info: Info) -> CaseOrigin:
        return case_origin(info, self.view)

    @described("Vårdenheten. The care unit.", to=("unit", "unit"))
    def unit(self) -> CareUnit:
        return care_unit(self.row["unit"])

    @described(
        "Händelser i ordning, de som du får se. Events in order, those the viewer may see.", children=("events",)
    )
    def events(self, info: Info) -> list[CaseEvent]:
        return [
            CaseEvent(
                version=place,
                type=row["type"],
                recorded_at=datetime.fromisoformat(row["recorded_at"]),
                actor_id=actor_id,
                acted_as=role_term(info, row["body"].get("acted_as")),
                body=JSON(_shown(row["body"], told=actor_id is not None)),
            )
            # Among those that the viewer sees: a gap would tell a party of an event of the staff's.
            for place, row in enumerate(self.row["events"], start=1)
            for actor_id in (info.context.shown_actor(row),)
        ]

    @computed("Vad du kan göra nu, eller varför inte; tomt för det förflutna. What you may do now, or why not.")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        if self.scope.known_at is not None:
            return []
        return [AvailableAction(option=one) for one in self.view.options(info.context.actor, info.context.now)]

    @computed(
        "Kommando som regelverket föreslår nu; null när det inte föreslår något, och för det förflutna."
        " The command that the ruleset proposes now; null where it proposes none, and for the past.",
        same=True,
    )
    def next_step(self, info: Info) -> NextStep | None:
        return next_step(self.view, info.context.now) if self.scope.known_at is None else None

    @computed("Vad som hänt och ska göras, i ord. What has happened and is to be done, in words.", same=True)
    def timeline(self, info: Info) -> list[TimelineEntry]:
        return self._entries(info)

    @described(
        "Tidslinjen som text att skriva ut: vem, när, varför. The timeline as plain text, with who, when and why.",
        children=("events", "acting"),
        facts=True,
    )
    def timeline_text(self, info: Info) -> str:
        return printed(info, self._entries(info))

    def _entries(self, info: Info) -> list[TimelineEntry]:
        past = zip(self.row["events"], self.view.retold, strict=True)
        entries = [happened(info, self.row, event, retold) for event, retold in past]
        return entries + [owed(info, self.row, duty) for duty in self.view.obligations]

    @described(
        "Vad som hänt, i ord, vid öppnandet och med en senare signal; krypterat lagrat. What happened, in words.",
        children=("personal", "events"),
    )
    def happening(self, info: Info) -> str | None:
        told = [info.context.written(self.row, reference) for reference in self.view.told]
        return "\n\n".join(one for one in told if one) or None

    @described(
        "Åtgärder som vårdgivaren avser att vidta, i ord; krypterat lagrat. The provider's intended measures.",
        children=("personal", "events"),
    )
    def intended_measures(self, info: Info) -> str | None:
        told = (info.context.written(self.row, reference, "intended_measures") for reference in self.view.told)
        return next((one for one in told if one), None)

    @described(
        "Uppgiftslämnarens kontaktuppgifter, bara för den som handlägger; krypterat lagrat. Who told the region.",
        children=("personal", "events"),
        permission="READ_INFORMANT",
    )
    def informant(self, info: Info) -> str | None:
        return info.context.written(self.row, self.view.informant)

    @computed("Klassificering; bara regionen ser den. The classification, for the region only.")
    def classification(self, info: Info) -> Classification | None:
        classified = self.view.state.classified
        if classified is None:
            return None
        ruleset = self.scope.known.versions[classified.ruleset_id]
        scales = {scale.id: scale for scale in ruleset.classification.scales}
        levels = [
            LevelChosen(
                scale=term(info, scale.id, scale.label),
                value=value,
                label=next(info.context.say(one.label.sv, one.label.en) for one in scale.levels if one.value == value),
            )
            for scale, value in ((scales[name], value) for name, value in classified.levels.items())
        ]
        return Classification(
            levels=levels,
            score=classified.score,
            colour=colour_term(info, ruleset, classified.colour),
            classified_on=classified.classified_on,
            explanation=explanation(self.view.explain_classification()),
        )

    @computed("Begäran om rättelse, i ordning. Correction requests in order.", same=True)
    def requests(self) -> list[CorrectionRequest]:
        return [
            correction_request(one, self._pinned(one.sent.ruleset_id), self.row) for one in self.view.state.requests
        ]

    @computed("Samråd inför beslut; bara regionen ser dem. Consultations, for the region only.", same=True)
    def consultations(self) -> list[Consultation]:
        return [consultation(one, self.row) for one in self.view.state.consultations]

    def _pinned(self, ruleset_id: object) -> Ruleset:
        return self.scope.known.versions[ruleset_id]  # type: ignore[index]

    @computed(
        "Sanktion; null utan beslut eller hot. The sanction; null where none is decided or threatened.",
        ledger=True,
        permission="READ_LEDGER",
    )
    def sanction(self, info: Info) -> CaseSanction | None:
        view, state = self.view, self.view.state
        if not state.pieces and not view.threatened:
            return None
        pieces = [
            piece
            for one in state.requests
            if (piece := sanction_piece(info, self._pinned(one.sent.ruleset_id), one)) is not None
        ]
        threatened = self._lines(view.threatened)
        end = ended(state, view.facts)
        return CaseSanction(
            runs=bool(state.pieces) and end is None,
            ended_on=end[0] if end else None,
            end_reason=end[1] if end else None,
            pieces=pieces,
            lines=self.ledger_lines(),
            total=money(view.owed_ore),
            threatened=threatened,
            threatened_total=money(added_ore(view.threatened)) if threatened else None,
            explanation=explanation(view.explain_sanction()),
        )

    def ledger_lines(self) -> list[LedgerLine]:
        """The lines of the case's ledger with their explanations."""
        return self._lines(self.view.entries)

    def _lines(self, entries: Iterable[Entry]) -> list[LedgerLine]:
        return [LedgerLine(entry=entry, why=partial(self.view.explain_entry, entry)) for entry in entries]

    @computed("Vad som ska göras, med sista dag där den finns. What is to be done.")
    def obligations(self, info: Info) -> list[CaseObligation]:
        return [case_obligation(info, one) for one in self.view.obligations]


def _shown(body: Row, *, told: bool) -> dict[str, Any]:
    """An event's content; a seat tells who acted, to those who may be told."""
    return {name: value for name, value in body.items() if told or name != "seat_id"}


def _terms(ruleset: Ruleset, kind: str) -> list[tuple[str, Label]]:
    match kind:
        case "state":
            return [(one.id, one.label) for one in ruleset.track.states]
        case "colour":
            return [(one.id, one.label) for one in ruleset.colours]
        case _:
            return [(one.id, one.label) for one in ruleset.ladders]


def case(row: Row, scope: Scope) -> Case:
    return Case(id=strawberry.ID(global_id("Case", row["case_id"])), row=row, scope=scope)


@strawberry.type(description="Ärende i en lista. An edge of the connection.")
class CaseEdge:
    cursor: str = strawberry.field(description="Radens markör. Cursor.")

    found: strawberry.Private[Case]

    @described("Ärendet. The case.", same=True)
    def node(self) -> Case:
        return self.found


@strawberry.type(description="Ärenden, sida för sida. A page of cases.")
class CaseConnection:
    page_info: PageInfo = strawberry.field(description="Sidans läge. Page info.")

    found: strawberry.Private[list[CaseEdge]]

    @described("Rader. Edges.", same=True)
    def edges(self) -> list[CaseEdge]:
        return self.found

    @described("Ärendena själva. The cases themselves.", same=True)
    def nodes(self) -> list[Case]:
        return [edge.found for edge in self.found]
