"""The sentences of refusals, in Swedish and English, by code. `{name}` is filled from the refusal's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.domain.act_words import ACTS
from service.domain.delivering_messages import DELIVERING_FACTS, DELIVERING_MESSAGES
from service.domain.errors import Refusal
from service.domain.explained import Node, explain
from service.domain.national_messages import NATIONAL_FACTS, NATIONAL_MESSAGES
from service.domain.publishing_messages import PUBLISHING_FACTS, PUBLISHING_MESSAGES
from service.domain.ruleset_messages import OF_RULESETS
from service.domain.sheet_messages import SHEET_MESSAGES
from service.domain.step_messages import STEP_FACTS, STEP_MESSAGES
from service.domain.survey_messages import SURVEY_FACTS, SURVEY_MESSAGES
from service.domain.words import Words, filled, kronor, plain, spoken

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "MANDATE_MISSING": (
        "Din roll har inte mandat för åtgärden ”{action}”.",
        "Your role has no mandate for the action “{action}”.",
    ),
    "CONSULTATION_MISSING": (
        "Åtgärden ”{action}” kräver samråd, som saknas sedan senaste begäran om rättelse eller senaste sådana beslut.",
        "The action “{action}” requires a consultation, missing since the latest correction request or such decision.",
    ),
    "NOT_FOUND": ("Det finns inte, eller är inte ditt.", "It does not exist, or is not yours."),
    "VERSION_CONFLICT": (
        "Någon annan hann före: du utgick från version {expected}, nu gäller {current}.",
        "Somebody else was quicker: you started from version {expected}, it is now {current}.",
    ),
    "BUSY": (
        "Andra kommandon höll på med detsamma för länge. Inget har skrivits: försök igen.",
        "Other commands were at the same thing for too long. Nothing was written: try again.",
    ),
    "COMMAND_REUSED": (
        "Kommandots id är redan använt med annat innehåll.",
        "The command id was used before with other content.",
    ),
    "NO_RULESET_IN_FORCE": (
        "Inget regelverk för rutinen {procedure} gäller den {day}.",
        "No ruleset for the procedure {procedure} is in force on {day}.",
    ),
    "INVALID_INPUT": (
        "Fältet {path} har ett otillåtet värde: {problem}.",
        "The field {path} is invalid: {problem}.",
    ),
    "OUT_OF_ORDER": (
        "Åtgärden ”{action}” går inte att utföra när ärendet är i läget ”{state}”.",
        "The action “{action}” is not possible while the case is in the state “{state}”.",
    ),
    "CASE_CLOSED": ("Ärendet är avslutat.", "The case is closed."),
    "ACT_IN_FUTURE": (
        "Angiven tid {stated} ligger i framtiden: nu är det {now}.",
        "The stated time {stated} lies in the future: it is now {now}.",
    ),
    "ACT_BEFORE_SIGNAL": (
        "Datumet {day} ligger före ärendets första signal {earliest}.",
        "The date {day} lies before the first signal of the case, {earliest}.",
    ),
    "ACT_BEFORE_PREVIOUS": (
        "Datumet {day} ligger före den åtgärd det bygger på, {earliest}.",
        "The date {day} lies before the act it builds on, {earliest}.",
    ),
    "BACKDATED_BY_PARTY": (
        "En part kan bara datera sin handling till dagen den kommer in, {today}.",
        "A party can only date its act to the day it arrives, {today}.",
    ),
    "ORIGIN_ALREADY_RECORDED": (
        "{origin} är redan registrerad, daterad {day}.",
        "{origin} has been recorded already, dated {day}.",
    ),
    "SIGNAL_CAME_FIRST": (
        "Verksamhetschefen signalerade {signalled}: en impuls som registreras efteråt kan inte dateras till {day}.",
        "The unit head signalled on {signalled}: an impulse that is recorded afterwards cannot be dated {day}.",
    ),
    "LEVEL_OUTSIDE_SCALE": (
        "{value} finns inte på skalan {scale}.",
        "{value} is not on the scale {scale}.",
    ),
    "SCALE_MISSING": ("Skalan {scale} saknar värde.", "The scale {scale} has no value."),
    "SCORE_OUTSIDE_BANDS": (
        "Värdet {score} ligger utanför regelverkets färgband.",
        "The score {score} lies outside the colour bands of the ruleset.",
    ),
    "COLOUR_NOT_OVERRIDDEN": (
        "Måttet ger {colour}; regelverket låter inte en annan färg än de angivna beslutas i stället.",
        "The score gives {colour}; the ruleset lets no colour but those stated be decided in its place.",
    ),
    "NOTHING_TO_SPLIT": (
        "Ärendet delas genom att några av dess klassificerade händelser, men inte alla, går vidare i ett eget ärende.",
        "A case is split by letting some of its classified events, but not all, go on in a case of their own.",
    ),
    "REQUEST_NOT_REQUIRED": (
        "Färgen {colour} ger ingen begäran om rättelse.",
        "The colour {colour} calls for no correction request.",
    ),
    "REQUEST_ALREADY_SENT": (
        "Begäran om rättelse {number} är redan skickad för färgen {colour}.",
        "Correction request {number} has already been sent for the colour {colour}.",
    ),
    "PLAN_DUE_MISSING": (
        "Handlingsplanens sista dag anges på exakt ett av två sätt: som datum eller som antal månader.",
        "The plan's due day is stated in exactly one of two ways: as a date or as a number of months.",
    ),
    "PLAN_DUE_BEFORE_REQUEST": (
        "Handlingsplanens sista dag {due} ligger före begäran {sent}.",
        "The plan's due date {due} lies before the request, {sent}.",
    ),
    "PLAN_INCOMPLETE": (
        "Handlingsplanen uppfyller inte kraven: {missing}.",
        "The action plan does not meet the requirements: {missing}.",
    ),
    "PLAN_SIGNED_AFTER_RECEIPT": (
        "Underskriften {signed} är daterad efter att planen kom in {received}.",
        "The signature, {signed}, is dated after the plan was received, {received}.",
    ),
    "PLAN_CONTRADICTS_SANCTION": (
        "Sanktion är beslutad då ingen plan kom in senast {due}; en plan daterad {received} motsäger beslutet.",
        "A sanction was decided because no plan had arrived by {due}; a plan dated {received} contradicts it.",
    ),
    "SUPPLEMENT_CONTRADICTS_SANCTION": (
        "Sanktion är beslutad då ingen komplettering kom in senast {due}; en åtgärd daterad {day} motsäger beslutet.",
        "A sanction was decided because no supplement had arrived by {due}; an act dated {day} contradicts it.",
    ),
    "EXTENSION_NOT_LATER": (
        "Den överenskomna tiden {stated} måste ligga efter den nuvarande, {due}, och inte före överenskommelsen.",
        "The agreed day {stated} must lie after the present one, {due}, and not before the agreement.",
    ),
    "EXTENSION_CONTRADICTS_SANCTION": (
        "Sanktion är beslutad då ingen plan kom in senast {due}; tiden kan inte förlängas efteråt.",
        "A sanction was decided because no plan had arrived by {due}; the time cannot be extended afterwards.",
    ),
    "NO_DIRECT_SANCTION": (
        "Regelverket ger ingen direkt sanktion på denna grund vid färgen {colour}.",
        "The ruleset has no direct sanction on this ground at the colour {colour}.",
    ),
    "DIRECT_SANCTION_UNFOUNDED": (
        "Direkt sanktion på grunden {ground} förutsätter åtgärden ”{action}”.",
        "A direct sanction on the ground {ground} takes the action “{action}”.",
    ),
    "FOLLOW_UP_DATE_MISSING": (
        "När planen godkänns ska tid för uppföljning bestämmas.",
        "When the plan is approved, a time for follow-up is set.",
    ),
    "FOLLOW_UP_DATE_UNEXPECTED": (
        "Tid för uppföljning bestäms bara när planen godkänns.",
        "A time for follow-up is only set when the plan is approved.",
    ),
    "NO_BREACH": (
        "Ingen brist är konstaterad: plan och komplettering är inte sena, underkända eller uppföljda utan godkännande.",
        "No breach is established: plan and supplement are not late, rejected or followed up without approval.",
    ),
    "NEW_REQUEST_REQUIRED": (
        "Färgen är nu {colour}: en ny begäran om rättelse krävs innan ny sanktion.",
        "The colour is now {colour}: a new correction request is required before a further sanction.",
    ),
    "SANCTION_ALREADY_DECIDED": (
        "Sanktion är redan beslutad för begäran {number}.",
        "The sanction for request {number} has already been decided.",
    ),
    "SANCTION_RUNS": (
        "Ärendet kan inte avslutas: en sanktion pågår till dess rättelse godkänts.",
        "The case cannot be closed: a sanction runs until correction is approved.",
    ),
    "PAYMENT_WITHHELD": (
        "Ärendet kan inte avslutas: {amount:kr} är innehållet och ska först betalas ut.",
        "The case cannot be closed: {amount:kr} is withheld and is to be released first.",
    ),
    "NOTHING_WITHHELD": (
        "Inget finns kvar att betala ut av beslut {number} om innehållen ersättning.",
        "Nothing remains to be released of withholding {number}.",
    ),
    "MORE_THAN_WITHHELD": (
        "{amount:kr} kan inte betalas ut: av beslut {number} om innehållen ersättning återstår {remaining:kr}.",
        "{amount:kr} cannot be released: of withholding {number} there remains {remaining:kr}.",
    ),
    "TERMINATION_WITHOUT_POSITION": (
        "Avtalet kan inte hävas: ställning för hävning har inte tagits sedan senaste begäran om rättelse.",
        "The agreement cannot be terminated: no position for it was taken since the latest correction request.",
    ),
    "NO_RIGHT_TO_TERMINATE": (
        "Avtalet kan inte hävas: ingen av regelverkets grunder är uppfylld.",
        "The agreement cannot be terminated: none of the ruleset's grounds is met.",
    ),
    "AGREEMENT_ENDS_BEFORE": (
        "Avtalet upphör redan {earliest}: en hävning kan inte låta det gälla till {day}.",
        "The agreement ends on {earliest} already: terminating it cannot let it hold until {day}.",
    ),
    "SIGNAL_OR_IMPULSE_MISSING": (
        "Ett ärende öppnas med en signal, en impuls eller båda.",
        "A case is opened by a signal, an impulse or both.",
    ),
    "NO_AGREEMENT_IN_FORCE": (
        "Enheten har inget avtal som gäller den {day}.",
        "The unit has no agreement in force on {day}.",
    ),
    "UNIT_ALREADY_REGISTERED": (
        "En enhet med HSA-id {hsa_id} är redan registrerad.",
        "A unit with HSA-id {hsa_id} is already registered.",
    ),
    "TERMINATED_BY_CASE": (
        "Ett avtal hävs genom beslut i ett ärende, och ett hävt avtals slut ändras inte i registret.",
        "An agreement is terminated by a decision in a case, and the end of a terminated one is not changed here.",
    ),
    "MONTH_NOT_ENDED": (
        "Månaden {month} är inte slut: den kan avräknas tidigast {earliest}.",
        "The month {month} has not ended: it can be settled from {earliest}.",
    ),
    "MONTH_ALREADY_SETTLED": ("Månaden {month} är redan avräknad.", "The month {month} is already settled."),
    "LISTED_COUNT_MISSING": (
        "Antal listade saknas för {count:rad|rader} i {months}; registrera talen eller undanta ärendena vid namn.",
        "The listed count is missing for {count:line|lines} in {months}; record it or leave the cases out by name.",
    ),
    "LEFT_OUT_NOT_AWAITING": (
        "Ett ärende som undantas väntar inte på antal listade när {month} avräknas.",
        "A case that is left out is not awaiting a listed count when {month} is settled.",
    ),
    "MONTH_IN_FUTURE": (
        "Antal listade kan inte registreras för {month}: månaden har inte börjat.",
        "A listed count cannot be recorded for {month}: the month has not begun.",
    ),
    "MONTH_BEFORE_AGREEMENT": (
        "Antal listade kan inte registreras för {month}: enhetens första avtal gäller från {earliest}.",
        "A listed count cannot be recorded for {month}: the unit's first agreement holds from {earliest}.",
    ),
    "AGREEMENTS_OVERLAP": (
        "Ett avtal {asked} gäller samma dagar som enhetens avtal {kind}, {held}. Det ska ha upphört först.",
        "An agreement {asked} holds on days of the unit's agreement {kind}, {held}, which has to end first.",
    ),
    **OF_RULESETS,
    **PUBLISHING_MESSAGES,
    "SEAT_OF_ONES_OWN": (
        "Du kan inte ge dig själv en plats eller ändra din egen: det gör en annan administratör.",
        "You cannot seat yourself or change a seat of your own: another administrator does.",
    ),
    "SEAT_ENDED": (
        "Platsen har upphört. Ge en ny plats i stället.",
        "The seat has ended. Grant a new one instead.",
    ),
    "ISSUER_OF_ANOTHER_REGION": (
        "Utfärdaren är registrerad för en annan region.",
        "The issuer is registered for another region.",
    ),
    "ONE_COMMAND_PER_REQUEST": (
        "En begäran får innehålla högst ett kommando.",
        "A request may hold one command at the most.",
    ),
    **DELIVERING_MESSAGES,
    **NATIONAL_MESSAGES,
    **SHEET_MESSAGES,
    **STEP_MESSAGES,
    **SURVEY_MESSAGES,
}


FACTS: Final[Mapping[str, Words]] = {
    "action": Words("Åtgärd", "Action"),
    "roles": Words("Dina roller", "Your roles"),
    "expected": Words("Version som utgicks från", "Version started from"),
    "current": Words("Version som gäller nu", "Version that holds now"),
    "procedure": Words("Rutin", "Procedure"),
    "problem": Words("Otillåtet värde", "Invalid value"),
    "state": Words("Ärendets läge", "State of the case"),
    "lacking": Words("Saknas i versionen", "Lacking in the version"),
    "stands": Words("Utkastets läge", "State of the draft"),
    "stated": Words("Angiven tid", "Stated time"),
    "now": Words("Nu", "Now"),
    "day": Words("Datum", "Date"),
    "today": Words("Dagens datum", "Today"),
    "earliest": Words("Tidigast", "Earliest"),
    "origin": Words("Ursprung", "Origin"),
    "signalled": Words("Signalen daterad", "Date of the signal"),
    "value": Words("Värde", "Value"),
    "scale": Words("Skala", "Scale"),
    "score": Words("Sammanvägt mått", "Score"),
    "colour": Words("Färg", "Colour"),
    "ground": Words("Grund", "Ground"),
    "number": Words("Nummer", "Number"),
    "amount": Words("Belopp", "Amount"),
    "remaining": Words("Återstår", "Remaining"),
    "due": Words("Sista dag", "Due day"),
    "sent": Words("Begäran skickad", "Request sent"),
    "missing": Words("Saknas", "Missing"),
    "signed": Words("Undertecknad", "Signed"),
    "received": Words("Inkommen", "Received"),
    "hsa_id": Words("HSA-id", "HSA-id"),
    "month": Words("Månad", "Month"),
    "months": Words("Månader", "Months"),
    "errors": Words("Antal fel", "Number of errors"),
    "count": Words("Antal rader", "Number of lines"),
    "kind": Words("Avtalsform", "Form of contract"),
    "held": Words("Avtalet som hindrar", "The agreement in the way"),
    "asked": Words("Avtalet som angetts", "The agreement that was stated"),
    "most": Words("Gräns", "Limit"),
    "row": Words("Rad", "Row"),
    "place": Words("Kolumn nummer", "Number of the column"),
    "column": Words("Kolumn", "Column"),
    "columns": Words("Kolumner", "Columns"),
    "label": Words("Version", "Version"),
    "valid_from": Words("Gäller från", "Valid from"),
    "theirs": Words("Regelverkets region", "Region of the ruleset"),
    "ours": Words("Din region", "Your region"),
    **DELIVERING_FACTS,
    **NATIONAL_FACTS,
    **STEP_FACTS,
    **SURVEY_FACTS,
    **PUBLISHING_FACTS,
}
"""What the parameters of refusals are called, in their explanations."""
_REFUSED: Final = plain(Words("Avslag", "Refused"))


def message(refusal: Refusal, language: str) -> str:
    """The refusal as a sentence in `sv` or `en`; KeyError for a code without a sentence, which a test rules out."""
    sv, en = MESSAGES[refusal.code]
    params = refusal.params
    action = params.get("action")
    named = {"action": ACTS[action]} if isinstance(action, str) else {}
    return filled(sv if language == "sv" else en, {**params, **named}, language)


def why(refusal: Refusal, role_words: Mapping[str, Words]) -> Node:
    """The explanation of a refusal: its own where a rule was computed, else the facts it was refused on.

    `role_words` are what people call the roles.
    """
    if refusal.explanation is not None:
        return refusal.explanation
    facts = tuple(
        explain("fact", name=plain(FACTS[name]), stated=_stated(value), said=_said(name, value, role_words))
        for name, value in refusal.params.items()
        if value is not None and name not in {"path", "entry", "cases", "problems"}
    )
    said = {"stated": Words(message(refusal, "sv"), message(refusal, "en"))}
    stated = refusal.code
    return explain("fact", name=_REFUSED, stated=stated, rule=stated, source=refusal.source, because=facts, said=said)


def _stated(value: Any) -> Any:
    """A parameter as an explanation can carry it."""
    if hasattr(value, "sv") and hasattr(value, "en"):
        return plain(value)
    if isinstance(value, tuple | list):
        return [_stated(one) for one in value]
    return value if isinstance(value, str | int | bool) else str(value)


def _said(name: str, value: Any, role_words: Mapping[str, Words]) -> Mapping[str, Words]:
    """The parameter's value in words, where it is an id."""
    match name:
        case "action" if isinstance(value, str):
            return {"stated": ACTS[value]}
        case "amount" | "remaining":
            return {"stated": kronor(value)}
        case "roles":
            known = [role_words.get(one, Words(one, one)) for one in value]
            return {"stated": Words(spoken(known, "sv"), spoken(known, "en"))}
        case _:
            return {}
