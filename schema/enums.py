"""The closed lists of the contract. What a ruleset names itself (colours, states) is the region's own, and no enum."""

from __future__ import annotations

from enum import Enum
from typing import Final

import strawberry

_NOT_RECEIVED: Final = "Handlingsplanen kom inte in i tid. The action plan did not arrive in time."
_REJECTED: Final = "Handlingsplanen underkändes slutligt. The action plan was refused for good."
_NOT_SUPPLEMENTED: Final = "En begärd komplettering kom inte in i tid. What the plan lacked did not arrive in time."
_NOT_APPROVED: Final = "Uppföljningen av planen godkändes inte. Correction was refused when the plan was followed up."
_SERIOUS: Final = (
    "Den fördjupade uppföljningen visade på särskilt allvarliga brister. In-depth follow-up found deficiencies that are"
    " particularly grave."
)
_RECURRING: Final = "Enheten har flera eller återkommande brister. Deficiencies of the unit are several, or come back."


@strawberry.enum(description="Vad som gav regionen kännedom, i tre slag. What made the region aware, of three kinds.")
class ImpulseKind(Enum):
    DATA_ANALYSIS = strawberry.enum_value(
        "DATA_ANALYSIS", description="Regionens löpande analys av data. The region's own continuous analysis of data."
    )
    DIALOGUE = strawberry.enum_value(
        "DIALOGUE", description="En verksamhetsdialog med enheten. A yearly dialogue with the unit."
    )
    OTHER = strawberry.enum_value(
        "OTHER", description="En annan impuls, t.ex. ett klagomål. Any other impulse, e.g. a complaint."
    )


@strawberry.enum(description="Hur en begäran om rättelse skickades. How a correction request was sent.")
class RequestChannel(Enum):
    LETTER = strawberry.enum_value("LETTER", description="Med brev. By letter post.")
    EMAIL = strawberry.enum_value("EMAIL", description="Med e-post. By electronic mail.")
    COURIER = strawberry.enum_value("COURIER", description="Med bud. By a messenger.")
    E_SERVICE = strawberry.enum_value("E_SERVICE", description="I en e-tjänst. By an electronic service.")


@strawberry.enum(description="Hur mottagandet av en begäran styrks. What proves that a request was received.")
class RequestReceipt(Enum):
    SIGNED_RECEIPT = strawberry.enum_value(
        "SIGNED_RECEIPT", description="Ett undertecknat mottagningsbevis. A proof of delivery signed by the unit."
    )
    DELIVERY_RECEIPT = strawberry.enum_value(
        "DELIVERY_RECEIPT", description="Ett kvitto på leverans. What the carrier or server says of the delivery."
    )
    READ_RECEIPT = strawberry.enum_value(
        "READ_RECEIPT", description="Ett kvitto på att den lästs. What says that it was opened."
    )
    CONFIRMED_REPLY = strawberry.enum_value(
        "CONFIRMED_REPLY",
        description="Ett svar från enheten som bekräftar det. An answer of the unit that confirms it.",
    )


@strawberry.enum(description="Varför ett avtal upphör. Why an agreement holds no more.")
class AgreementEndReason(Enum):
    EXPIRED = strawberry.enum_value(
        "EXPIRED", description="Tiden som det slöts för gick ut. The time that it was made for has run out."
    )
    NOTICE = strawberry.enum_value("NOTICE", description="Någon part sade upp det. One of the parties gave notice.")
    TERMINATED = strawberry.enum_value(
        "TERMINATED", description="Regionen hävde det. The region terminated it for a breach."
    )
    TRANSFERRED = strawberry.enum_value(
        "TRANSFERRED", description="Det övergick till en annan vårdgivare. Another provider took it over."
    )


@strawberry.enum(description="Beslut om en handlingsplan. The decision on an action plan.")
class Verdict(Enum):
    APPROVED = strawberry.enum_value(
        "APPROVED", description="Planen är godkänd och ska följas upp. The plan is accepted and is to be followed up."
    )
    REJECTED = strawberry.enum_value(
        "REJECTED",
        description="Planen är slutligt underkänd: en brist. The plan is finally refused, which is a failure.",
    )


@strawberry.enum(
    description="Beslut i ett ärende som ett samråd kan gälla. A decision in a case that somebody can be consulted on."
)
class CaseDecision(Enum):
    REQUEST_PLAN = strawberry.enum_value(
        "REQUEST_PLAN", description="Att begära en plan före någon färg. To ask for an action plan before any colour."
    )
    START_IN_DEPTH = strawberry.enum_value(
        "START_IN_DEPTH", description="Att inleda fördjupad uppföljning. To begin an investigation in depth."
    )
    CLASSIFY = strawberry.enum_value("CLASSIFY", description="Att klassificera ärendet. To give the case its levels.")
    SPLIT_CASE = strawberry.enum_value(
        "SPLIT_CASE", description="Att dela ärendet i två. To let some of its events go on in another case."
    )
    SEND_CORRECTION_REQUEST = strawberry.enum_value(
        "SEND_CORRECTION_REQUEST", description="Att skicka en begäran om rättelse. To ask the unit to correct it."
    )
    EXTEND_PLAN_DUE = strawberry.enum_value(
        "EXTEND_PLAN_DUE", description="Att förlänga planens tid. To give the action plan more time."
    )
    REQUEST_SUPPLEMENT = strawberry.enum_value(
        "REQUEST_SUPPLEMENT", description="Att begära en komplettering av planen. To ask for what a plan lacks."
    )
    DECIDE_PLAN = strawberry.enum_value(
        "DECIDE_PLAN", description="Att godkänna eller underkänna planen. To approve or reject the plan."
    )
    RECORD_FOLLOW_UP = strawberry.enum_value(
        "RECORD_FOLLOW_UP", description="Att bedöma uppföljningen av planen. To judge how the plan was carried out."
    )
    DECIDE_SANCTION = strawberry.enum_value(
        "DECIDE_SANCTION", description="Att besluta en sanktion för en brist. To decide what a failure costs."
    )
    REFRAIN_FROM_SANCTION = strawberry.enum_value(
        "REFRAIN_FROM_SANCTION", description="Att avstå från en sanktion. To let a failure cost nothing."
    )
    DECIDE_NO_MEASURE = strawberry.enum_value(
        "DECIDE_NO_MEASURE", description="Att inte vidta någon vidare åtgärd. To take no further measure."
    )
    CLOSE_CASE = strawberry.enum_value("CLOSE_CASE", description="Att avsluta ärendet. To end the matter.")
    REOPEN_CASE = strawberry.enum_value(
        "REOPEN_CASE", description="Att återuppta ett avslutat ärende. To go on with a closed matter."
    )
    WITHHOLD_PAYMENT = strawberry.enum_value(
        "WITHHOLD_PAYMENT", description="Att hålla inne ersättning. To hold back part of the unit's payment."
    )
    RELEASE_PAYMENT = strawberry.enum_value(
        "RELEASE_PAYMENT", description="Att betala ut innehållen ersättning. To pay out what was held back."
    )
    TAKE_TERMINATION_POSITION = strawberry.enum_value(
        "TAKE_TERMINATION_POSITION",
        description="Att ta ställning till hävning av avtalet. To say whether the agreement should be ended.",
    )
    TERMINATE_AGREEMENT = strawberry.enum_value(
        "TERMINATE_AGREEMENT", description="Att häva avtalet. To end what the unit works under."
    )


@strawberry.enum(description="Ställningstagande i ett samråd. What somebody who was consulted thinks of the decision.")
class Standpoint(Enum):
    SUPPORTS = strawberry.enum_value("SUPPORTS", description="Tillstyrker att det fattas. Is in favour of it.")
    OBJECTS = strawberry.enum_value("OBJECTS", description="Avstyrker att det fattas. Is against it.")
    COMMENTS = strawberry.enum_value(
        "COMMENTS", description="Lämnar synpunkter utan att ta ställning. Says something and takes no side."
    )


@strawberry.enum(
    description="Utfall som ett kommando med flera utfall kan få. The outcomes of commands that have several."
)
class ActionOutcome(Enum):
    APPROVED = strawberry.enum_value(
        "APPROVED",
        description="Planen, eller rättelsen vid en uppföljning, godkänns."
        " The plan, or at a follow-up the correction, is accepted.",
    )
    REJECTED = strawberry.enum_value(
        "REJECTED", description="Planen underkänns slutligt. The plan is refused for good."
    )
    NOT_APPROVED = strawberry.enum_value(
        "NOT_APPROVED",
        description="Rättelsen godkänns inte: åtgärderna är inte utförda eller saknar avsedd effekt."
        " The correction is not accepted: measures not carried out, or without the intended effect.",
    )
    TERMINATE = strawberry.enum_value(
        "TERMINATE", description="Avtalet ska hävas. The position that the agreement is to be ended."
    )
    CONTINUE = strawberry.enum_value(
        "CONTINUE", description="Avtalet ska fortsätta. The position that the agreement is to be kept."
    )


@strawberry.enum(description="Ställningstagande till hävning av avtalet. Whether the agreement is to be ended.")
class TerminationPosition(Enum):
    TERMINATE = strawberry.enum_value(
        "TERMINATE", description="Regionen anser att det ska hävas. The region thinks that it should be ended."
    )
    CONTINUE = strawberry.enum_value(
        "CONTINUE", description="Regionen anser att det ska fortsätta. The region thinks that it should be kept."
    )


@strawberry.enum(description="Varför ett ärende avslutades. The ground on which a case was ended.")
class ClosingGround(Enum):
    NO_MEASURE = strawberry.enum_value(
        "NO_MEASURE", description="Färgen kräver ingen åtgärd. The colour calls for nothing to be done."
    )
    CORRECTED = strawberry.enum_value("CORRECTED", description="Rättelsen är godkänd. What was wrong is put right.")
    NO_FURTHER_MEASURE = strawberry.enum_value(
        "NO_FURTHER_MEASURE",
        description="Regionen beslutade om ingen vidare åtgärd. The region decided that nothing more should be done.",
    )
    AGREEMENT_ENDED = strawberry.enum_value(
        "AGREEMENT_ENDED", description="Enhetens avtal har upphört. What the unit worked under is over."
    )


@strawberry.enum(
    description="Vad som ska göras i ett ärende, i tretton slag. What is to be done in a case, of thirteen kinds."
)
class ObligationKind(Enum):
    START_IN_DEPTH = strawberry.enum_value(
        "START_IN_DEPTH",
        description="Fördjupad uppföljning ska inledas, då en tidigt begärd plan brast. An investigation in depth is to"
        " begin, since an action plan asked for early failed.",
    )
    CLASSIFY = strawberry.enum_value(
        "CLASSIFY", description="Ärendet ska klassificeras. The case is to be given its levels."
    )
    SEND_REQUEST = strawberry.enum_value(
        "SEND_REQUEST", description="Begäran om rättelse ska skickas. The unit is to be asked to correct it."
    )
    PLAN_DUE = strawberry.enum_value(
        "PLAN_DUE", description="Handlingsplan ska inkomma från enheten. The unit is to send its action plan."
    )
    SUPPLEMENT_DUE = strawberry.enum_value(
        "SUPPLEMENT_DUE", description="En begärd komplettering ska inkomma. The unit is to send what the plan lacked."
    )
    DECIDE_PLAN = strawberry.enum_value(
        "DECIDE_PLAN", description="Regionen ska ta ställning till planen. The region is to approve or reject it."
    )
    FOLLOW_UP = strawberry.enum_value(
        "FOLLOW_UP", description="Planen ska följas upp. It is to be judged how the plan was carried out."
    )
    DECIDE_SANCTION = strawberry.enum_value(
        "DECIDE_SANCTION",
        description="Regionen ska ta ställning till sanktion för en brist. The region is to decide what a failure"
        " costs.",
    )
    ON_REQUEST = strawberry.enum_value(
        "ON_REQUEST",
        description="Det som ärendets färg enligt regelverket kräver när begäran skickats."
        " What the ruleset demands of the colour once a request is sent.",
    )
    RELEASE_PAYMENT = strawberry.enum_value(
        "RELEASE_PAYMENT",
        description="Innehållen ersättning ska betalas ut. What was held back of a payment is to be paid.",
    )
    CLOSE = strawberry.enum_value("CLOSE", description="Ärendet ska avslutas. The matter is to be ended.")
    ACT_DUE = strawberry.enum_value(
        "ACT_DUE",
        description="En åtgärd i ärendet satte en dag för något. An act of the case has set a day for something.",
    )
    TASK = strawberry.enum_value(
        "TASK", description="En uppgift på en checklista ska göras. Something on a checklist is to be done."
    )


@strawberry.enum(
    description="Grund för en sanktion som beslutas direkt, med begäran. What a sanction that is decided at once, with"
    " the request, rests on."
)
class DirectGround(Enum):
    PARTICULARLY_SERIOUS = strawberry.enum_value("PARTICULARLY_SERIOUS", description=_SERIOUS)
    RECURRING = strawberry.enum_value("RECURRING", description=_RECURRING)


@strawberry.enum(description="Vilket slags begäran det rör sig om. Of which kind a request is, by what it asks for.")
class RequestKind(Enum):
    ACTION_PLAN = strawberry.enum_value(
        "ACTION_PLAN",
        description="Begäran om handlingsplan, före någon färg och utan sanktion. A plan is asked for, before any"
        " colour and without a sanction.",
    )
    CORRECTION = strawberry.enum_value(
        "CORRECTION",
        description="Begäran om rättelse, från vars dag en sanktion räknas. Correction is asked for, and a sanction"
        " counts from its day.",
    )


@strawberry.enum(description="Brist som en sanktion kan beslutas för. A failure for which a sanction can be decided.")
class FailureGround(Enum):
    PLAN_NOT_RECEIVED = strawberry.enum_value("PLAN_NOT_RECEIVED", description=_NOT_RECEIVED)
    PLAN_REJECTED = strawberry.enum_value("PLAN_REJECTED", description=_REJECTED)
    SUPPLEMENT_NOT_RECEIVED = strawberry.enum_value("SUPPLEMENT_NOT_RECEIVED", description=_NOT_SUPPLEMENTED)
    FOLLOW_UP_NOT_APPROVED = strawberry.enum_value("FOLLOW_UP_NOT_APPROVED", description=_NOT_APPROVED)


@strawberry.enum(description="Vilken annan färg än måttets som får beslutas. Which other colour may be decided.")
class OverrideScope(Enum):
    RAISE = strawberry.enum_value("RAISE", description="Bara en högre. None but a higher one.")
    ANY = strawberry.enum_value("ANY", description="Vilken som helst. Whichever one it is.")


@strawberry.enum(description="Grunden för en beslutad sanktion. What a decided sanction rests on.")
class SanctionGround(Enum):
    ON_REQUEST = strawberry.enum_value(
        "ON_REQUEST",
        description="Färgen kostar genast när begäran skickas. The colour costs at once, by the request itself.",
    )
    PLAN_NOT_RECEIVED = strawberry.enum_value("PLAN_NOT_RECEIVED", description=_NOT_RECEIVED)
    PLAN_REJECTED = strawberry.enum_value("PLAN_REJECTED", description=_REJECTED)
    SUPPLEMENT_NOT_RECEIVED = strawberry.enum_value("SUPPLEMENT_NOT_RECEIVED", description=_NOT_SUPPLEMENTED)
    FOLLOW_UP_NOT_APPROVED = strawberry.enum_value("FOLLOW_UP_NOT_APPROVED", description=_NOT_APPROVED)
    PARTICULARLY_SERIOUS = strawberry.enum_value("PARTICULARLY_SERIOUS", description=_SERIOUS)
    RECURRING = strawberry.enum_value("RECURRING", description=_RECURRING)


@strawberry.enum(description="Varför en sanktion upphört. Why a sanction runs no longer.")
class SanctionEndReason(Enum):
    CORRECTED = strawberry.enum_value("CORRECTED", description="Rättelsen är godkänd. The correction was approved.")
    AGREEMENT_ENDED = strawberry.enum_value(
        "AGREEMENT_ENDED", description="Enhetens avtal har upphört. The agreement of the unit is over."
    )


@strawberry.enum(description="När en färg kostar. When a colour costs something.")
class SanctionDue(Enum):
    ON_FAILURE = strawberry.enum_value(
        "ON_FAILURE", description="När en brist har beslutats. Once a failure has been decided on."
    )
    ON_REQUEST = strawberry.enum_value(
        "ON_REQUEST", description="Genast när begäran skickas. At once, by sending the request."
    )


@strawberry.enum(
    description="Villkor för en sanktionstrappa, alla av enhetens signal."
    " Conditions of a ladder, all of them on the unit's signal."
)
class LadderCondition(Enum):
    ON_TEMPLATE = strawberry.enum_value(
        "ON_TEMPLATE", description="Signalen är på särskild mall. The signal is on the form made for it."
    )
    RISK_OF_DEVIATION = strawberry.enum_value(
        "RISK_OF_DEVIATION", description="Det finns risk för avsteg från uppdraget. The unit may deviate from its task."
    )
    PARTY_AT_RISK = strawberry.enum_value(
        "PARTY_AT_RISK", description="Någon part riskerar att påverkas negativt. Somebody may suffer by it."
    )
    SIGNAL_NOT_AFTER_IMPULSE = strawberry.enum_value(
        "SIGNAL_NOT_AFTER_IMPULSE",
        description="Signalen kom först, enligt datum och regeln för samma datum."
        " The unit told first, by date and the rule of ties.",
    )


@strawberry.enum(
    description="Vad en handlingsplan måste uppfylla för att tas emot; fälten är i `ReceivePlanInput`."
    " What an action plan must meet to be received; the fields are those of `ReceivePlanInput`."
)
class PlanRequirement(Enum):
    ON_TEMPLATE = strawberry.enum_value(
        "ON_TEMPLATE",
        description="På framtagen mall: `onTemplate` är sant. On the form made for it: `onTemplate` is true.",
    )
    TIMETABLE = strawberry.enum_value(
        "TIMETABLE", description="Med en tidsplan: `timetable` är sant. It says what is done when: `timetable` is true."
    )
    DATED = strawberry.enum_value(
        "DATED",
        description="Underskriften är daterad: `signedOn` är angivet. The signature has a day: `signedOn` is given.",
    )
    SIGNED_BY_UNIT_HEAD = strawberry.enum_value(
        "SIGNED_BY_UNIT_HEAD",
        description="Underskriven av verksamhetschefen: `signedByUnitHead` är sant."
        " Signed by the one responsible for the unit: `signedByUnitHead` is true.",
    )
