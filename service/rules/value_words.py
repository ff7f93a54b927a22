"""What the codes that a ruleset chooses among are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from service.domain.act_words import ACTS, CAME_OUT, STANDPOINTS
from service.domain.events import FailureGround
from service.domain.request_events import DirectGround
from service.domain.words import Words

_CODES: Final[Mapping[str, Words]] = {
    "trappa-ruleset/1": Words("trappa-ruleset/1", "trappa-ruleset/1"),
    # How levels become a score, and which colour may be decided in place of the score's.
    "PRODUCT": Words("nivåerna multipliceras", "the levels are multiplied"),
    "SUM": Words("nivåerna adderas", "the levels are added up"),
    "MAX": Words("den högsta nivån gäller", "the highest level holds"),
    "RAISE": Words("en högre färg", "a higher colour"),
    "ANY": Words("vilken färg som helst", "any colour"),
    # When a colour costs, and on which ladder.
    "ON_FAILURE": Words("vid en beslutad brist", "on a decided failure"),
    "ON_REQUEST": Words("genast med begäran", "at once with the request"),
    "ON_TEMPLATE": Words("på mallen", "on the template"),
    "RISK_OF_DEVIATION": Words("risk för avsteg från uppdraget", "risk of deviation from the assignment"),
    "PARTY_AT_RISK": Words("någon part riskerar att påverkas negativt", "a party risks being affected"),
    "SIGNAL_NOT_AFTER_IMPULSE": Words("signalen kom inte efter impulsen", "the signal came no later than the impulse"),
    # How sanctions run.
    "SIGNAL": Words("signalen", "the signal"),
    "IMPULSE": Words("impulsen", "the impulse"),
    "PER_LISTED_AND_MONTH": Words("kronor per listad och månad", "kronor per listed and month"),
    "OWN_REQUEST": Words("dagen för stegets egen begäran", "the day of the step's own request"),
    "FIRST_REQUEST": Words("dagen för ärendets första begäran", "the day of the first request of the case"),
    "APPROVAL_DAY_FREE": Words("dagen före godkännandet", "the day before the approval"),
    "APPROVAL_DAY_INCLUDED": Words("godkännandets dag", "the day of the approval"),
    "ACTUAL_DAYS": Words("månadens faktiska dagar", "the month's actual days"),
    "WHOLE_STARTED_MONTHS": Words("hela påbörjade månader", "whole months begun"),
    "WHOLE_COMPLETED_MONTHS": Words("hela fullgångna månader", "whole months completed"),
    "THIRTY_DAYS": Words("trettio dagar i varje månad", "thirty days in each month"),
    "FIRST_OF_MONTH": Words("månadens första dag", "the first of the month"),
    "FIRST_OF_PREVIOUS_MONTH": Words("föregående månads första dag", "the first of the month before"),
    "HALF_UP": Words("halva ören uppåt", "half an öre upwards"),
    "HALF_EVEN": Words("halva ören till jämnt öre", "half an öre to the even one"),
    "DOWN": Words("alltid nedåt", "always down"),
    "REPLACE": Words("det nya steget ersätter det gamla", "the new step replaces the old"),
    "ADD": Words("beloppen adderas", "the amounts are added up"),
    "PINNED": Words("ärendet behåller sina satser", "the case keeps its rates"),
    "NEW_RATE_FROM_VALIDITY": Words(
        "de nya satserna gäller från versionens första dag", "the new rates hold from the version's first day"
    ),
    # Plans, failures, direct sanctions and grounds to terminate.
    "TIMETABLE": Words("med tidsplan", "with a timetable"),
    "DATED": Words("daterad", "dated"),
    "SIGNED_BY_UNIT_HEAD": Words("underskriven av verksamhetschefen", "signed by the unit head"),
    "PLAN_NOT_RECEIVED": Words("handlingsplan inte inkommen i tid", "action plan not received in time"),
    "PLAN_REJECTED": Words("handlingsplan underkänd", "action plan rejected"),
    "SUPPLEMENT_NOT_RECEIVED": Words("komplettering inte inkommen i tid", "supplement not received in time"),
    "FOLLOW_UP_NOT_APPROVED": Words("uppföljning inte godkänd", "follow-up not approved"),
    "PARTICULARLY_SERIOUS": Words("särskilt allvarliga brister", "particularly serious deficiencies"),
    "RECURRING": Words("återkommande brister", "recurring deficiencies"),
    "BREACH": Words("en konstaterad brist", "an established failure"),
    "ACT": Words("en viss åtgärd i ärendet", "a certain act in the case"),
    "RECURRENCE": Words("att ett upprepande har noterats", "a recurrence that was flagged"),
    # What a case is about, who reads it, what is stated in it.
    "REQUIRED": Words("krävs", "required"),
    "OPTIONAL": Words("får anges", "optional"),
    "NONE": Words("ingen", "none"),
    "UNIT": Words("ärendets vårdenhet", "the care unit of the case"),
    "TEAM": Words("teamet", "the team"),
    "STAFF": Words("regionens personal", "the region's staff"),
    "PARTY": Words("personal och parter", "staff and parties"),
    "TEXT": Words("text", "text"),
    "CHOICE": Words("ett val", "one choice"),
    "CHOICES": Words("flera val", "several choices"),
    "TRUTH": Words("ja eller nej", "yes or no"),
    "WHOLE": Words("heltal", "whole number"),
    "DATE": Words("datum", "date"),
    "REFERENCE": Words("id i ett annat system", "id in another system"),
    "COUNTS": Words("antal av varje medlem", "number of each member"),
    # What becomes of a lack, and what a report is of.
    "REFUSED": Words("avvisas", "refused"),
    "WARNING": Words("varning", "a warning"),
    "WITH_REASON": Words("med motivering", "for a reason"),
    "NEVER": Words("aldrig", "never"),
    "ONCE": Words("en gång", "once"),
    "DAY": Words("varje dag", "each day"),
    "MONTHS": Words("i vissa månader", "in certain months"),
    "MONTHLY": Words("varje månad", "each month"),
    "QUARTERLY": Words("varje kvartal", "each quarter"),
    "TERM": Words("varje halvår", "each half-year"),
    "YEARLY": Words("varje år", "each year"),
    "DAILY": Words("dagligen", "daily"),
    "PER_DECISION": Words("efter särskilt beslut", "as decided each time"),
    "ON_EVENT": Words("när en åtgärd är gjord", "when an act is done"),
    "ON_CLOSE": Words("när ärendet avslutas", "when the case is closed"),
    "LAST_WORKING_DAY": Words("sista arbetsdagen", "the last working day"),
    "LAST_DAY": Words("sista dagen", "the last day"),
    "FIRST_DAY": Words("första dagen", "the first day"),
    "PREVIOUS_HALF_YEAR": Words("föregående halvår", "the half-year before"),
    "PREVIOUS_YEAR": Words("föregående år", "the year before"),
    "PREVIOUS_MONTH": Words("föregående månad", "the month before"),
    "CASE": Words("ärendet", "the case"),
    "UNSTATED": Words("anges inte", "not stated"),
}
_OUTCOMES: Final[Mapping[str, Words]] = {
    "REQUESTED": Words("begärd", "asked for"),
    "STARTED": Words("inledd", "begun"),
    "SPLIT": Words("delad", "split"),
    "EXTENDED": Words("förlängd", "extended"),
    "IN_TIME": Words("i tid", "in time"),
    "LATE": Words("för sent", "late"),
    "NOT_NEEDED": Words("behövs inte", "not needed"),
    "NOT_APPROVED": Words("inte godkänd", "not approved"),
    "WITHHELD": Words("innehållen", "withheld"),
    "RELEASED": Words("utbetald", "released"),
    "DONE": Words("gjord", "done"),
    "FLAGGED": Words("noterad", "flagged"),
    "MOVED": Words("flyttad", "moved"),
}
_GROUNDS: Final = ("SIGNAL", "IMPULSE", *get_args(FailureGround), *get_args(DirectGround), "ON_REQUEST")
_TOLD: Final[tuple[Mapping[Any, Words], ...]] = (CAME_OUT, STANDPOINTS, _OUTCOMES)
OUTCOMES: Final[Mapping[str, Words]] = {
    **{code: words for table in _TOLD for code, words in table.items()},
    **{code: _CODES[code] for code in _GROUNDS},
    **ACTS,
}
"""The acts and outcomes that steps and mandates name, where the ruleset has no name of its own for them."""
VALUES: Final[Mapping[str, Words]] = {**OUTCOMES, **_CODES}
"""Every code of a closed list."""
