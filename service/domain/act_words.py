"""What people call the acts of a case, how they came out, and the permissions of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.events import CaseDecision, Standpoint
from service.domain.words import Words

ACTS: Final[Mapping[str, Words]] = {
    "OPEN_CASE": Words("Öppna ärende", "Open a case"),
    "RECORD_SIGNAL": Words("Registrera signalen", "Record the signal"),
    "RECORD_IMPULSE": Words("Registrera impulsen", "Record the impulse"),
    "REQUEST_PLAN": Words("Begär handlingsplan", "Ask for an action plan"),
    "START_IN_DEPTH": Words("Inled fördjupad uppföljning", "Begin in-depth follow-up"),
    "CLASSIFY": Words("Klassificera ärendet", "Classify the case"),
    "SPLIT_CASE": Words("Dela ärendet", "Split the case"),
    "SEND_CORRECTION_REQUEST": Words("Skicka begäran om rättelse", "Send the correction request"),
    "EXTEND_PLAN_DUE": Words("Förläng planens tid", "Extend the time for the plan"),
    "RECEIVE_PLAN": Words("Registrera inkommen handlingsplan", "Record a received action plan"),
    "REQUEST_SUPPLEMENT": Words("Begär komplettering", "Ask for a supplement"),
    "RECEIVE_SUPPLEMENT": Words("Registrera inkommen komplettering", "Record a received supplement"),
    "DECIDE_PLAN": Words("Ta ställning till handlingsplanen", "Decide on the action plan"),
    "RECORD_FOLLOW_UP": Words("Registrera uppföljningen", "Record the follow-up"),
    "DECIDE_SANCTION": Words("Besluta om sanktion", "Decide on a sanction"),
    "REFRAIN_FROM_SANCTION": Words("Avstå från sanktion", "Refrain from a sanction"),
    "DECIDE_NO_MEASURE": Words("Besluta om ingen vidare åtgärd", "Decide on no further measure"),
    "CLOSE_CASE": Words("Avsluta ärendet", "Close the case"),
    "REOPEN_CASE": Words("Återuppta ärendet", "Reopen the case"),
    "RECORD_CONSULTATION": Words("Registrera samråd", "Record a consultation"),
    "WITHHOLD_PAYMENT": Words("Håll inne ersättning", "Withhold payment"),
    "RELEASE_PAYMENT": Words("Betala ut innehållen ersättning", "Release withheld payment"),
    "TAKE_TERMINATION_POSITION": Words("Ta ställning till hävning", "Take a position on termination"),
    "TERMINATE_AGREEMENT": Words("Häv avtalet", "Terminate the agreement"),
    "FLAG_RECURRENCE": Words("Flagga återkommande brist", "Flag a recurring deficiency"),
    "COMPLETE_TASK": Words("Bocka av en uppgift", "Complete a task"),
    "MOVE_TO_VERSION": Words("Flytta ärendet till en annan version", "Move the case to another version"),
    "READ_CASES": Words("Läs ärenden", "Read cases"),
    "READ_TEAM": Words("Läs det som bara teamet får läsa", "Read what only the team may read"),
    "READ_UNITS": Words("Läs vårdenheter", "Read care units"),
    "READ_LEDGER": Words("Läs sanktionsreskontran", "Read the sanction ledger"),
    "READ_RULESET": Words("Läs regelverk", "Read rulesets"),
    "READ_INFORMANT": Words("Läs vem som lämnat uppgifter", "Read who told the region"),
    "READ_SEATS": Words("Läs platser", "Read seats"),
    "READ_AUDIT": Words("Läs läsloggen", "Read the log of reads"),
    "READ_DELIVERIES": Words("Läs leveranser av indikatorer", "Read deliveries of indicators"),
    "DELIVER_INDICATORS": Words("Leverera indikatorer", "Deliver indicators"),
    "APPROVE_INDICATORS": Words("Godkänn leverans av indikatorer", "Approve a delivery of indicators"),
    "READ_NATIONAL": Words("Läs nationella uppgifter", "Read national figures"),
    "OPEN_ROUND": Words("Öppna insamlingsomgång", "Open a round of collection"),
    "RECEIVE_DELIVERY": Words("Ta emot leverans", "Receive a delivery"),
    "PUBLISH_NATIONAL": Words("Publicera nationella uppgifter", "Publish national figures"),
    "REGISTER_UNIT": Words("Registrera vårdenhet", "Register a care unit"),
    "RECORD_LISTED_COUNTS": Words("Registrera antal listade", "Record listed counts"),
    "SETTLE_MONTH": Words("Avräkna månad", "Settle a month"),
    "EDIT_RULESET": Words("Redigera regelverk", "Edit rulesets"),
    "ADOPT_RULESET": Words("Fastställ regelverk", "Adopt rulesets"),
    "ADMIN_SEATS": Words("Administrera platser", "Administer seats"),
}
"""By the id of a ruleset's action or of a permission."""
_WITH_OUTCOME: Final[Mapping[tuple[str, str], Words]] = {
    ("DECIDE_PLAN", "APPROVED"): Words("Godkänn handlingsplanen", "Approve the action plan"),
    ("DECIDE_PLAN", "REJECTED"): Words("Underkänn handlingsplanen", "Reject the action plan"),
    ("RECORD_FOLLOW_UP", "APPROVED"): Words("Godkänn uppföljningen", "Approve the follow-up"),
    ("RECORD_FOLLOW_UP", "NOT_APPROVED"): Words("Underkänn uppföljningen", "Reject the follow-up"),
    ("TAKE_TERMINATION_POSITION", "TERMINATE"): Words(
        "Ta ställning för att häva avtalet", "Take the position that the agreement is to be terminated"
    ),
    ("TAKE_TERMINATION_POSITION", "CONTINUE"): Words(
        "Ta ställning för att avtalet fortsätter", "Take the position that the agreement goes on"
    ),
}


def act_words(action: str, outcome: str | None = None) -> Words:
    """What a button for the act says, with the outcome where it has several; KeyError for an act there is not."""
    return _WITH_OUTCOME.get((action, outcome or ""), ACTS[action])


CAME_OUT: Final[Mapping[str, Words]] = {
    "APPROVED": Words("godkänd", "approved"),
    "REJECTED": Words("underkänd", "rejected"),
    "CORRECTED": Words("rättelse är godkänd", "correction is approved"),
    "NO_MEASURE": Words("ingen åtgärd krävs", "no measure is required"),
    "NO_FURTHER_MEASURE": Words("ingen vidare åtgärd", "no further measure"),
    "AGREEMENT_ENDED": Words("avtalet har upphört", "the agreement has ended"),
    "TERMINATE": Words("avtalet ska hävas", "the agreement is to be terminated"),
    "CONTINUE": Words("avtalet ska fortsätta", "the agreement is to go on"),
}
"""The verdict on a plan, the position on terminating, and the ground on which a case is closed."""
DECISIONS: Final[Mapping[CaseDecision, Words]] = {
    "REQUEST_PLAN": Words("begäran om handlingsplan", "the request for an action plan"),
    "START_IN_DEPTH": Words("fördjupad uppföljning", "in-depth follow-up"),
    "CLASSIFY": Words("klassificering", "the classification"),
    "SPLIT_CASE": Words("delning av ärendet", "splitting the case"),
    "SEND_CORRECTION_REQUEST": Words("begäran om rättelse", "the correction request"),
    "EXTEND_PLAN_DUE": Words("förlängd tid", "more time for the plan"),
    "REQUEST_SUPPLEMENT": Words("komplettering", "the supplement"),
    "DECIDE_PLAN": Words("handlingsplanen", "the action plan"),
    "RECORD_FOLLOW_UP": Words("uppföljning", "the follow-up"),
    "DECIDE_SANCTION": Words("sanktion", "the sanction"),
    "REFRAIN_FROM_SANCTION": Words("att avstå från sanktion", "refraining from a sanction"),
    "DECIDE_NO_MEASURE": Words("ingen vidare åtgärd", "no further measure"),
    "CLOSE_CASE": Words("avslut", "closing"),
    "REOPEN_CASE": Words("att återuppta ärendet", "reopening"),
    "WITHHOLD_PAYMENT": Words("innehållen ersättning", "withholding payment"),
    "RELEASE_PAYMENT": Words("utbetalning av innehållen ersättning", "the release of withheld payment"),
    "TAKE_TERMINATION_POSITION": Words("ställningstagande till hävning", "the position on termination"),
    "TERMINATE_AGREEMENT": Words("hävning av avtalet", "terminating the agreement"),
}
STANDPOINTS: Final[Mapping[Standpoint, Words]] = {
    "SUPPORTS": Words("tillstyrks", "supported"),
    "OBJECTS": Words("avstyrks", "objected to"),
    "COMMENTS": Words("synpunkter lämnades", "comments were given"),
}
