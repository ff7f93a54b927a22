"""What the fields of money, plans, termination, the course of a case and mandates are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.rules.field_words import KRONOR, MONTHS, FieldWords, field

COURSE: Final[Mapping[str, FieldWords]] = {
    # --- money ------------------------------------------------------------------------------------------------------
    "Ladder.conditions": field(
        "villkor",
        "conditions",
        "Alla ska vara uppfyllda; den sista trappan har inga.",
        "All have to hold; the last ladder has none.",
    ),
    "Ladder.rates": field("satser", "rates", "Vad varje steg kostar.", "What each step costs."),
    "Rate.sek": field(
        "belopp",
        "amount",
        "Kronor med högst två decimaler, inom citattecken.",
        "Kronor with two decimals at most, in quotes.",
        KRONOR,
    ),
    "Accrual.unit": field("enhet", "unit", "Vad ett belopp avser.", "What an amount is for."),
    "Accrual.starts": field(
        "första dag", "first day", "Dagen som sanktionen räknas från.", "The day from which it counts."
    ),
    "Accrual.ends": field(
        "sista dag", "last day", "Dagen som sanktionen räknas till, inräknad.", "The day to which it counts, inclusive."
    ),
    "Accrual.proration": field(
        "del av månad", "part of a month", "Hur en del av en månad räknas.", "How a part of a month is reckoned."
    ),
    "Accrual.listed_day": field(
        "dag för antal listade", "day of the listed count", "Vilken dags antal som gäller.", "Which day's number holds."
    ),
    "Accrual.rounding": field("avrundning", "rounding", "Hur en rad blir hela ören.", "How a line becomes whole öre."),
    "Accrual.in_case": field(
        "ett högre steg i ärendet",
        "a higher step of the case",
        "Vad det gör med det lägre.",
        "What it does to the lower one.",
    ),
    "Accrual.across_cases": field(
        "flera ärenden", "several cases", "Hur en enhets sanktioner förhåller sig.", "How a unit's sanctions combine."
    ),
    "Accrual.transition": field(
        "övergång",
        "transition",
        "Om nya satser når sanktioner som redan löper.",
        "Whether new rates reach sanctions that run already.",
    ),
    # --- plans, failures, termination -------------------------------------------------------------------------------
    "PlanRules.default_months": field(
        "tid",
        "time",
        "Månader där begäran inte anger tid; utelämnad: varje begäran anger den.",
        "Months where a request states no time; left out: each request states it.",
        MONTHS,
    ),
    "PlanRules.rolls_forward": field(
        "till nästa arbetsdag",
        "on to the next working day",
        "Om en tid som slutar på en helgdag går vidare.",
        "Whether a time that ends on a holiday goes on.",
    ),
    "PlanRules.rolls_source": field(
        "källa för arbetsdagar",
        "source for working days",
        "Punkten om tider som slutar på en helgdag.",
        "The clause on times that end on a holiday.",
    ),
    "PlanRules.requirements": field(
        "krav", "requirements", "Vad en plan ska uppfylla för att tas emot.", "What a plan must meet to be received."
    ),
    "DirectSanction.requires": field(
        "föregående åtgärd", "act before", "Vad ärendet först ska ha haft.", "What the case must have had before."
    ),
    "TerminationGround.colours": field(
        "färger", "colours", "Färgerna där bristen ger rätt att häva.", "The colours whose failure gives the right."
    ),
    "TerminationGround.actions": field(
        "åtgärder", "acts", "Åtgärderna varav en ska vara gjord.", "The acts, one of which must be done."
    ),
    "TerminationRules.answers": field(
        "besvarar skyldigheten",
        "answers the duty",
        "Skyldigheten som ett ställningstagande fullgör.",
        "The duty that taking a position does.",
    ),
    "TerminationRules.grounds": field(
        "grunder", "grounds", "Vad som ger rätt att häva.", "What gives the right to terminate."
    ),
    # --- the course of a case, and who decides ----------------------------------------------------------------------
    "State.closed": field("avslutat", "closed", "Om ärendet då är avslutat.", "Whether a case in it is closed."),
    "Track.states": field("lägen", "states", "Där ett ärende kan stå.", "Where a case can stand."),
    "Track.steps": field("steg", "steps", "Vad som för ärendet vidare.", "What leads a case on."),
    "TrackStep.states": field(
        "från lägen", "from states", "Lägena som steget går från.", "The states that the step leads from."
    ),
    "TrackStep.to": field(
        "till läge",
        "to state",
        "Läget som det leder till; utelämnat: det består.",
        "The state that it leads to; left out: it stays.",
    ),
    "Mandate.roles": field("beslutar", "decide", "Rollerna som får besluta.", "The roles that may decide."),
    "Mandate.co_deciders": field(
        "beslutar tillsammans med",
        "decide together with",
        "Roller som ska vara med om beslutet.",
        "The roles that decide along with them.",
    ),
    "Mandate.consult": field(
        "samråd med", "consult", "Roller som ska höras före beslutet.", "The roles to be heard before the decision."
    ),
    "Mandate.inform": field(
        "underrättas", "are informed", "Roller som får veta beslutet.", "The roles that are told of the decision."
    ),
}
