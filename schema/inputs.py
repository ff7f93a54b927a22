"""Inputs of the commands on cases. Dates are those of the act; `commandId` makes a command safe to send again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import strawberry

from schema.enums import CaseDecision, DirectGround, ImpulseKind, RequestChannel, RequestReceipt, Standpoint, Verdict

COMMAND_ID: Final = (
    "Kommandots eget id, ett nytt för varje avsikt: sänds det igen görs inget mer; utelämnat: varje sändning är ett"
    " nytt kommando. The command's own id, a fresh one for each intention: sent again it does nothing more; omitted:"
    " each sending is another command."
)
VERSION: Final = (
    "Ärendets version som beslutet utgår från; utelämnad: vilken som helst. The version of the case that it was decided"
    " on; omitted: any."
)
CASE: Final = "Ärendet, som globalt id. Which case it is, by its global id."
HAPPENING: Final = (
    "Vad som hänt, i ord, högst 4000 tecken, lagras krypterat; utelämnad: inget. What happened, in words, at most 4000"
    " characters, kept encrypted; omitted: nothing is told."
)
MEASURES: Final = (
    "Åtgärder som vårdgivaren avser att vidta, i ord, högst 4000 tecken, hör till en signal och lagras krypterat;"
    " utelämnad: inga. The measures that the provider intends, in words, at most 4000 characters, part of a signal and"
    " kept encrypted; omitted: none are told."
)


@strawberry.input(
    description="Verksamhetschefens egen signal, på särskild mall. What the unit head tells of its own accord, on the"
    " form made for it."
)
class SignalInput:
    signalled_on: date = strawberry.field(
        description="Dag då signalen gavs; för en part dagens. The day it was given; to a party that is today."
    )
    on_template: bool = strawberry.field(
        description="Om den är på särskild mall. Whether it is on the form made for it."
    )
    risk_of_deviation: bool = strawberry.field(
        description="Om det finns risk för avsteg från uppdraget. Whether the unit may deviate from its assignment."
    )
    party_at_risk: bool = strawberry.field(
        description="Om någon part riskerar att påverkas negativt. Whether somebody may suffer by it."
    )


@strawberry.input(description="Det som gav regionen själv kännedom. What made the region itself aware.")
class ImpulseInput:
    known_on: date = strawberry.field(
        description="Dag då regionen fick kännedom. The day on which the region came to know it."
    )
    kind: ImpulseKind = strawberry.field(description="Vad som gav kännedom. What it was that told the region.")
    informant: str | None = strawberry.field(
        default=None,
        description="Uppgiftslämnarens kontaktuppgifter, högst 1000 tecken, lagras krypterade; bara de som handlägger"
        " ser dem, aldrig enheten; utelämnad: inga. How to reach who told the region, at most 1000 characters, kept"
        " encrypted; only those who handle the case see it, the unit never; omitted: nobody is named.",
    )


@strawberry.input(
    description="Registrera enhetens signal i ett ärende som en impuls öppnat. Add the unit's signal to a case that an"
    " impulse opened."
)
class RecordSignalInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    signal: SignalInput = strawberry.field(description="Signalen från verksamhetschefen. What the unit head told.")
    happening: str | None = strawberry.field(default=None, description=HAPPENING)
    intended_measures: str | None = strawberry.field(default=None, description=MEASURES)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Registrera regionens impuls i ett ärende som en signal öppnat. Add the region's impulse to a case"
    " that a signal opened."
)
class RecordImpulseInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    impulse: ImpulseInput = strawberry.field(description="Impulsen till regionen. What made the region aware.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Ett värde på en av regelverkets skalor. A level that is chosen on one scale of the ruleset."
)
class LevelInput:
    scale: str = strawberry.field(
        description="Id för skalan, ur `Ruleset.scales`. Id of the scale that is meant, from `Ruleset.scales`."
    )
    value: int = strawberry.field(
        description="Värdet, ett av skalans `levels`. The chosen one of the `levels` that the scale has."
    )


@strawberry.input(
    description="En av flera händelser i ett ärende, klassificerad för sig. One of several events of a case, with"
    " levels of its own."
)
class HappeningInput:
    levels: list[LevelInput] = strawberry.field(
        description="Ett värde för varje skala i det regelverk som gäller den dagen. One value for each scale of the"
        " ruleset in force on that day."
    )
    description: str | None = strawberry.field(
        default=None,
        description="Händelsen i ord, högst 4000 tecken, lagras krypterad; utelämnad: inget. What happened, in words,"
        " at most 4000 characters, kept encrypted; omitted: nothing is told.",
    )


@strawberry.input(
    description="En annan färg än måttets, beslutad med motivering (`Ruleset.override`). A colour other than that of"
    " the score, decided for a reason (`Ruleset.override`)."
)
class ColourOverrideInput:
    colour: str = strawberry.field(
        description="Id för färgen, ur `Ruleset.colours`. Id of the one that is decided, from `Ruleset.colours`."
    )
    reason: str = strawberry.field(
        description="Motiveringen, i ord, 1-4000 tecken, lagras krypterad. Why it is decided so, in words, 1-4000"
        " characters, kept encrypted."
    )


@strawberry.input(
    description="En sanktion som beslutas direkt, med begäran, utan att invänta en plan (`Ruleset.directSanctions`). A"
    " sanction decided at once, with the request, without waiting for an action plan (`Ruleset.directSanctions`)."
)
class DirectSanctionInput:
    ground: DirectGround = strawberry.field(description="Grunden för den. What it rests on.")
    reason: str = strawberry.field(
        description="Skälet, i ord, 1-4000 tecken, lagras krypterat; enheten läser det. The reasons for it, in words,"
        " 1-4000"
        " characters, kept encrypted; the unit reads it."
    )


@strawberry.input(
    description="Klassificera ärendet: skalvärden ger en färg. Classify the case: its levels give a colour."
)
class ClassifyCaseInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    classified_on: date = strawberry.field(
        description="Dag för klassificeringen; den avgör regelverkets version. The day of the decision, which says the"
        " version of the ruleset."
    )
    levels: list[LevelInput] | None = strawberry.field(
        default=None,
        description="Ett värde för varje skala i det regelverk som gäller den dagen; utelämnade: `happenings`. One"
        " value for each scale of the ruleset in force on that day; omitted: `happenings` have them.",
    )
    happenings: list[HappeningInput] | None = strawberry.field(
        default=None,
        description="Eller flera händelser med egna värden, högst 20: den allvarligaste färgen blir ärendets;"
        " utelämnade: `levels`. Or several events with levels of their own, at most 20: the gravest colour becomes that"
        " of the case; omitted: `levels`.",
    )
    override: ColourOverrideInput | None = strawberry.field(
        default=None,
        description="En annan färg än måttets; utelämnad: måttets. Another colour in its place; omitted: that of the"
        " score.",
    )
    note: str | None = strawberry.field(
        default=None,
        description="Händelseanalysen i ord, högst 4000 tecken, lagras krypterad; utelämnad: ingen. The analysis of"
        " what happened, in words, at most 4000 characters, kept encrypted; omitted: none.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Skicka en begäran om rättelse; sanktioner räknas från dess dag. Send a correction request; sanctions"
    " count from its day."
)
class SendCorrectionRequestInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    sent_at: datetime = strawberry.field(
        description="När den skickades, med tidszon; dess dag är Stockholms. The instant it left, with its offset;"
        " its day is that of Stockholm."
    )
    channel: RequestChannel = strawberry.field(description="Hur den skickades. The way by which it was sent.")
    receipt: RequestReceipt = strawberry.field(description="Hur mottagandet styrks. What proves that it was received.")
    plan_due_on: date | None = strawberry.field(
        default=None,
        description="Dag då planen senast ska vara inne; utelämnad: `planDueMonths`, eller regelverkets månader"
        " (`Ruleset.plan`). The last day for the action plan; omitted: `planDueMonths` says it, or the ruleset's months"
        " do (`Ruleset.plan`).",
    )
    plan_due_months: int | None = strawberry.field(
        default=None,
        description="Eller månader från den dag den skickades, 1-24, till närmaste arbetsdag där regelverket säger det;"
        " utelämnad: `planDueOn`. Or a number of months from the day it was sent, 1-24, on to a working day where the"
        " ruleset says so; omitted: `planDueOn` says it.",
    )
    direct_sanction: DirectSanctionInput | None = strawberry.field(
        default=None,
        description="En sanktion som beslutas med begäran; utelämnad: ingen utöver den som färgen ger. A sanction that"
        " is decided with it; omitted: none beyond what the colour gives.",
    )
    note: str | None = strawberry.field(
        default=None,
        description="Händelserna som kräver en plan, i ord, högst 4000 tecken, lagras krypterade; utelämnad: inga. What"
        " happened that calls for a plan, in words, at most 4000 characters, kept encrypted; omitted: nothing is told.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="En handlingsplan har inkommit; kraven på den är `Ruleset.plan`. An action plan has arrived; what it"
    " has to meet is `Ruleset.plan`."
)
class ReceivePlanInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    received_on: date = strawberry.field(
        description="Dag då den kom in; för en part dagens. The day it arrived; to a party that is today."
    )
    on_template: bool = strawberry.field(
        description="Om den är på framtagen mall. Whether it is on the form made for it."
    )
    timetable: bool = strawberry.field(description="Om den har en tidsplan. Whether it says what will be done by when.")
    signed_on: date | None = strawberry.field(
        default=None,
        description="Underskriftens dag, senast den dag den kom in; utelämnad: odaterad. The day of the signature, not"
        " after its arrival; omitted: it bears none.",
    )
    signed_by_unit_head: bool = strawberry.field(
        description="Om verksamhetschefen har skrivit under. Whether the one responsible for the unit put a name to it."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Begär en komplettering av den senaste handlingsplanen, en i taget. Ask for what the latest action plan"
    " lacks, one supplement at a time."
)
class RequestSupplementInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    requested_on: date = strawberry.field(description="Dag då den begärdes. The day on which it was asked for.")
    due_on: date = strawberry.field(
        description="Kompletteringens egen sista dag, tidigast den dag den begärdes. The supplement's own last day, not"
        " before it was asked for."
    )
    note: str = strawberry.field(
        description="Vad som ska kompletteras, i ord, 1-4000 tecken, lagras krypterat; enheten läser det. What the plan"
        " lacks, in words, 1-4000 characters, kept encrypted; the unit reads it."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Den begärda kompletteringen har inkommit. The supplement that was asked for has arrived."
)
class ReceiveSupplementInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    received_on: date = strawberry.field(
        description="Dag då den kom in; för en part dagens. The day it arrived; to a party that is today."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(description="Besluta om den senaste handlingsplanen. Decide whether the latest action plan will do.")
class DecidePlanInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    verdict: Verdict = strawberry.field(
        description="Om den godkänns eller underkänns. Whether it is approved or rejected."
    )
    decided_on: date = strawberry.field(description="Dag för beslutet. The day on which it is decided.")
    follow_up_on: date | None = strawberry.field(
        default=None,
        description="Dag för uppföljning, vid ett godkännande och bara då; utelämnad: vid ett underkännande. The day"
        " set for the follow-up, with an approval and only then; omitted: with a rejection.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Registrera en uppföljning med två omdömen: rättelsen är godkänd bara om båda är sanna. Record a"
    " follow-up with its two verdicts: correction is approved only where both are true."
)
class RecordFollowUpInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    carried_out: bool = strawberry.field(
        description="Om åtgärderna är utförda. Whether the measures of the plan were taken."
    )
    intended_effect: bool = strawberry.field(
        description="Om de haft avsedd effekt. Whether the measures had the result that they were to have."
    )
    decided_on: date = strawberry.field(description="Dag för bedömningen. The day on which it is judged.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Besluta sanktion för den konstaterade brist som kom först; belopp och grund följer av regelverket."
    " Decide the sanction of the earliest established failure; its amount and ground follow from the ruleset."
)
class DecideSanctionInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    decided_on: date = strawberry.field(description="Dag för beslutet. The day on which it is decided.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Avsluta ett ärende som är rättat, inte kräver åtgärd eller vars avtal har upphört. Close a case that"
    " is corrected, calls for no measure, or whose agreement has ended."
)
class CloseCaseInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    closed_on: date = strawberry.field(description="Dag för avslutet. The day on which it ends.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Registrera vad din roll har att säga om ett kommande beslut. Record what your role has to say on a"
    " decision to come."
)
class RecordConsultationInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    act: str | None = strawberry.field(
        default=None,
        description="Åtgärden som samrådet gäller, ur `Ruleset.acts`; utelämnad: `on` säger beslutet. The act that it"
        " is about, from `Ruleset.acts`; omitted: `on` says which decision it is.",
    )
    on: CaseDecision | None = strawberry.field(
        default=None,
        description="Beslutet som samrådet gäller, ett av plattformens; utelämnat: `act` säger åtgärden. Which"
        " decision of the platform it is about; omitted: `act` says which act it is.",
    )
    consulted_on: date = strawberry.field(description="Dag för samrådet. The day on which you were heard.")
    standpoint: Standpoint = strawberry.field(description="Vad rollen tycker om det. What the role thinks of it.")
    note: str | None = strawberry.field(
        default=None,
        description="Yttrandet i ord, högst 4000 tecken, lagras krypterat och läses bara av regionen; utelämnad:"
        " inget. What was said, in words, at most 4000 characters, kept encrypted and read by the region alone;"
        " omitted: nothing.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
