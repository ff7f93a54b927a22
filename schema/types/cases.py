"""The case (ärende): one read of its row, events, listed counts and settled lines; everything else follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.context import Info, Scope
from schema.enums import ClosingGround, SanctionEndReason
from schema.ids import global_id
from schema.needs import DUTIES, LEDGER, column, computed, described
from schema.scalars import Money
from schema.types.actions import AvailableAction
from schema.types.case_parts import (
    CaseEvent,
    CaseObligation,
    CaseSanction,
    Consultation,
    case_obligation,
    consultation,
)
from schema.types.case_terms import Kind, newest
from schema.types.common import Term, explanation, role_term, term
from schema.types.declared_case import DeclaredCase
from schema.types.endings import (
    AgreementTermination,
    PositionOnTermination,
    RecurrenceFlag,
    Withholding,
    position_on_termination,
    recurrence_flag,
    termination,
    withholding,
)
from schema.types.ledger import LedgerLine, money
from schema.types.next_step import NextStep, next_step
from schema.types.origin import CaseOrigin, case_origin
from schema.types.requests import CorrectionRequest, correction_request, sanction_piece
from schema.types.rulesets import RulesetVersion, ruleset_version
from schema.types.timeline import TimelineEntry, happened, owed, printed
from schema.types.units import CareUnit, care_unit
from schema.types.weighing import Classification, classification
from service.rules.ruleset import Ruleset
from service.rules.settle import Entry, ended
from service.rules.threat import added_ore
from service.usecases.views import Row


@strawberry.type(
    description="Ärende: från signal eller impuls till godkänd rättelse. What happens from a signal or an impulse to"
    " an approved correction."
)
class Case(DeclaredCase):
    version: int = column(
        "version",
        "Antal händelser som du ser, till `expectedVersion`. The number of events that you see, for `expectedVersion`.",
    )
    procedure: str = column(
        "procedure",
        "Rutinens id, som i `Ruleset.procedure`. Id of the procedure that the case follows, as in `Ruleset.procedure`.",
    )
    opened_on: date = column(
        "opened_on",
        "Dag för den signal eller impuls som öppnade ärendet. The day of the signal or impulse that began the case.",
        date.fromisoformat,
    )
    opened_at: datetime = column(
        "opened_at",
        "När det registrerades, som kan vara senare. The instant at which that was recorded, which may be later.",
        datetime.fromisoformat,
    )
    retrospective: bool = column(
        "retrospective",
        "Om `openedOn` är före dagen då det registrerades. Whether `openedOn` lies before the day it was recorded.",
    )
    plan_due_on: date | None = column(
        "plan_due_on",
        "Sista dag för handlingsplanen enligt den senaste begäran; null innan en begäran skickats. The last day for the"
        " action plan by the latest request; null before any was sent.",
        date.fromisoformat,
    )
    sanction_runs: bool = column(
        "sanction_runs",
        "Om en beslutad sanktion löper utan godkänd rättelse. Whether one was decided and no correction approved"
        " since.",
    )
    closed_on: date | None = column(
        "closed_on",
        "Dag då ärendet avslutades; null medan det är öppet. The day on which it ended; null while it is open.",
        date.fromisoformat,
    )

    def _term(self, info: Info, own_id: str, kind: Kind) -> Term:
        return term(info, own_id, newest(self.scope.known.versions, self.row["procedure"], own_id, kind))

    @described(
        "Läge i rutinen, ett av `Ruleset.states`; en part får det som följer av vad den ser. Where the case stands,"
        " one of `Ruleset.states`; a party gets what follows from what it sees.",
        "state",
        "procedure",
        facts=True,
    )
    def state(self, info: Info) -> Term:
        return self._term(info, self.row["state"], "state")

    @described(
        "Färg som enheten har fått besked om, en av `Ruleset.colours`; null innan en begäran skickats. The colour"
        " that the unit has been told, one of `Ruleset.colours`; null before a request was sent.",
        "colour",
        "procedure",
        facts=True,
    )
    def colour(self, info: Info) -> Term | None:
        told = self.row["colour"]
        return None if told is None else self._term(info, told, "colour")

    @described(
        "Sanktionstrappa som ärendet följer, en av `Ruleset.ladders`; null utan sanktionstrappa. The ladder of rates"
        " that the case follows, one of `Ruleset.ladders`; null without one.",
        "ladder",
        "procedure",
        facts=True,
    )
    def ladder(self, info: Info) -> Term | None:
        ladder = self.row["ladder"]
        return None if ladder is None else self._term(info, ladder, "ladder")

    @computed(
        "Ursprung: signal och impuls, vem som var först och trappan som följer; null utan sanktionstrappa. What it"
        " rests on: signal and impulse, who was first, and the ladder that follows; null without one."
    )
    def origin(self, info: Info) -> CaseOrigin | None:
        return None if self.view.state.ladder is None else case_origin(info, self.view)

    @described(
        "Regelverkets version som styr ärendet; en part får den som följer av vad den ser; null utan READ_RULESET."
        " The version that governs the case; a party gets the one that follows from what it sees; null without"
        " READ_RULESET.",
        children=("events",),
        facts=True,
        permission="READ_RULESET",
    )
    def ruleset(self, info: Info) -> RulesetVersion | None:
        governing = str(self.view.state.ruleset_id)
        row = next((one for one in self.scope.rulesets if one["ruleset_id"] == governing), None)
        return None if row is None else ruleset_version(row, info.context.rulesets, self.scope.rulesets)

    @described(
        "Vårdenheten som ärendet gäller; null där det inte gäller någon, eller du inte får se den. The care unit that"
        " it is about; null where it is about none, or you may not see it.",
        to=("unit", "unit"),
    )
    def unit(self) -> CareUnit | None:
        unit = self.row["unit"]
        return None if unit is None else care_unit(unit)

    @described(
        "Händelserna i den ordning de registrerades, de som du får se. What was recorded, in that order, as far as"
        " you may see it.",
        children=("events",),
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

    @computed(
        "Alla kommandon på ett ärende, öppna för dig nu eller med avslaget du skulle få; tom lista för det förflutna."
        " All commands on a case, open to you now or with the refusal that you would get; an empty list for the past.",
        of=DUTIES,
    )
    def available_actions(self, info: Info) -> list[AvailableAction]:
        if self.scope.known_at is not None:
            return []
        rules = self.view.ruleset
        found = self.view.options(info.context.actor, info.context.now)
        return [AvailableAction(option=one, rules=rules) for one in found]

    @computed(
        "Kommando som regelverket föreslår nu; null när det inte föreslår något, och för det förflutna."
        " The command that the ruleset proposes now; null where it proposes none, and for the past.",
        of=DUTIES,
        same=True,
    )
    def next_step(self, info: Info) -> NextStep | None:
        return next_step(self.view, info.context.now) if self.scope.known_at is None else None

    @computed(
        "Vad som hänt, i den ordning det registrerades, och sedan vad som ska göras, i ord. What has happened, in the"
        " order it was recorded, and then what is to be done, in words.",
        of=DUTIES,
        same=True,
    )
    def timeline(self, info: Info) -> list[TimelineEntry]:
        return self._entries(info)

    @described(
        "Samma som text att skriva ut: vem, när och varför. The same as plain text to print, with who, when and why.",
        children=(*DUTIES, "acting"),
        facts=True,
    )
    def timeline_text(self, info: Info) -> str:
        return printed(info, self._entries(info))

    def _entries(self, info: Info) -> list[TimelineEntry]:
        past = zip(self.row["events"], self.view.retold, strict=True)
        entries = [happened(info, self.row, event, retold) for event, retold in past]
        return entries + [owed(info, self.row, duty) for duty in self.view.obligations]

    @described(
        "Vad som hänt, i ord, från öppnandet och en senare signal; null där inget berättats eller det raderats. What"
        " happened, in words, from the opening and a later signal; null where nothing was told or it was erased.",
        children=("personal", "events"),
    )
    def happening(self, info: Info) -> str | None:
        told = [info.context.written(self.row, reference) for reference in self.view.told]
        return "\n\n".join(one for one in told if one) or None

    @described(
        "Åtgärder som vårdgivaren avser att vidta, i ord; null där inga berättats eller de raderats. What the"
        " provider means to do, in words; null where nothing was told or it was erased.",
        children=("personal", "events"),
    )
    def intended_measures(self, info: Info) -> str | None:
        told = (info.context.written(self.row, reference, "intended_measures") for reference in self.view.told)
        return next((one for one in told if one), None)

    @described(
        "Uppgiftslämnarens kontaktuppgifter, för dem med READ_INFORMANT; null för andra, och där ingen angetts eller"
        " det raderats. How to reach who told the region, for those with READ_INFORMANT; null for others, and where"
        " nobody was named or it was erased.",
        children=("personal", "events"),
        permission="READ_INFORMANT",
    )
    def informant(self, info: Info) -> str | None:
        return info.context.written(self.row, self.view.informant)

    @computed(
        "Den senaste klassificeringen; null före den första, och för en part. What was last decided on levels and"
        " colour; null before any, and for a party.",
        same=True,
    )
    def classification(self, info: Info) -> Classification | None:
        return classification(info, self.view, self.row, self.scope.known.versions)

    @computed(
        "Ärendet som detta delats från; null där det inte delats från något. The case that this was split from; null"
        " where it was split from none.",
        same=True,
    )
    def split_from(self) -> strawberry.ID | None:
        origin = self.view.state.opened.split_from
        return None if origin is None else strawberry.ID(global_id("Case", str(origin)))

    @computed(
        "Ärenden som delats från detta, i ordning; tom lista för en part. The cases that were split from this one, in"
        " order; an empty list for a party.",
        same=True,
    )
    def split_into(self) -> list[strawberry.ID]:
        return [strawberry.ID(global_id("Case", str(one.into))) for one in self.view.state.splits]

    @computed(
        "Begäran om handlingsplan och rättelse med vad som följt, i ordning. The requests for a plan or a correction,"
        " with what followed each, in order.",
        same=True,
    )
    def requests(self) -> list[CorrectionRequest]:
        return [
            correction_request(one, self._pinned(one.sent.ruleset_id), self.row) for one in self.view.state.requests
        ]

    @computed(
        "Samråd inför beslut, i ordning; tom lista för en part. Who was heard on decisions, in order; an empty list"
        " for a party.",
        same=True,
    )
    def consultations(self, info: Info) -> list[Consultation]:
        return [consultation(info, one, self.view.ruleset, self.row) for one in self.view.state.consultations]

    @computed(
        "Beslut om innehållen ersättning, i ordning, bredvid sanktionen; tom lista utan READ_LEDGER. What is held back"
        " of the unit's payment, in order, beside the sanction; an empty list without READ_LEDGER.",
        same=True,
        permission="READ_LEDGER",
        otherwise=list,
    )
    def withholdings(self) -> list[Withholding]:
        return [withholding(one, self.row) for one in self.view.state.withholdings]

    @computed(
        "Vad som hålls inne nu, i kronor; null utan READ_LEDGER. How much is held back now, in kronor; null without"
        " READ_LEDGER.",
        permission="READ_LEDGER",
    )
    def withheld_total(self) -> Money | None:
        return money(self.view.state.withheld_ore)

    @computed(
        "Ställningstaganden till hävning, i ordning; tom lista för en part. What the region thought of ending the"
        " agreement, in order; an empty list for a party.",
        same=True,
    )
    def termination_positions(self) -> list[PositionOnTermination]:
        return [position_on_termination(one, self.row) for one in self.view.state.positions]

    @computed(
        "Hävningen av enhetens avtal genom ärendet; null där det inte är hävt. How the agreement of the unit was ended"
        " by the case; null where it was not."
    )
    def termination(self, info: Info) -> AgreementTermination | None:
        terminated = self.view.state.terminated
        return None if terminated is None else termination(info, terminated, self._pinned(terminated.ruleset_id))

    @computed(
        "Flaggor om återkommande brist, i ordning; tom lista för en part. That a deficiency recurs, each time it was"
        " found, in order; an empty list for a party.",
        same=True,
    )
    def recurrences(self) -> list[RecurrenceFlag]:
        return [recurrence_flag(one, self.row) for one in self.view.state.recurrences]

    @computed("Varför det avslutades; null medan det är öppet. Why the case was ended; null while it is open.")
    def closing_ground(self) -> ClosingGround | None:
        closed = self.view.state.closed
        return None if closed is None else ClosingGround(closed.ground)

    def _pinned(self, ruleset_id: object) -> Ruleset:
        return self.scope.known.versions[ruleset_id]  # type: ignore[index]

    @computed(
        "Sanktionen; null där ingen är beslutad eller hotar, och utan READ_LEDGER. What is owed; null where none is"
        " decided or threatened, and without READ_LEDGER.",
        of=LEDGER,
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
            end_reason=SanctionEndReason(end[1]) if end else None,
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

    @computed(
        "Vad som ska göras i ärendet, med sista dag där den finns. What is to be done in the case, with its last day"
        " where it has one.",
        of=DUTIES,
    )
    def obligations(self, info: Info) -> list[CaseObligation]:
        return [case_obligation(info, one) for one in self.view.obligations]


def _shown(body: Row, *, told: bool) -> dict[str, Any]:
    """An event's content; a seat tells who acted, to those who may be told."""
    return {name: value for name, value in body.items() if told or name != "seat_id"}


def case(row: Row, scope: Scope) -> Case:
    return Case(id=strawberry.ID(global_id("Case", row["case_id"])), row=row, scope=scope)
