"""The sentences of refusals of acts that a ruleset declares, in Swedish and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.words import Words

STEP_MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "UNIT_NOT_AS_RULED": (
        "Ärenden i rutinen gäller en vårdenhet: {needed}.",
        "Cases of the procedure are about a care unit: {needed}.",
    ),
    "OPENER_NO_PARTY": (
        "Med det som anges blir du inte part i ärendet, och kan då inte öppna det.",
        "By what is stated you are no party to the case, and so cannot open it.",
    ),
    "FIELD_NOT_ASKED": (
        "Fältet {field} hör inte till åtgärden, eller inte under de omständigheter som angetts.",
        "The field {field} is not asked by the act, or not in the circumstances that are stated.",
    ),
    "FIELD_MISSING": ("Fältet {field} saknas.", "The field {field} is missing."),
    "PERSONAL_NUMBER_IN_TEXT": (
        "Texten innehåller ett personnummer, som aldrig får stå här.",
        "The text holds a personal identity number, which may never stand here.",
    ),
    "GROUP_INCOMPLETE": (
        "Gruppen {group} är inte sammansatt som den ska.",
        "The group {group} is not composed as it is to be.",
    ),
    "BALANCE_WRONG": (
        "{field} är {given} men ska enligt övriga tal vara {sum}.",
        "{field} is {given}, and by the other numbers is to be {sum}.",
    ),
    "TRACK_UNNAMED": (
        "Åtgärden ”{action}” finns på flera spår: ange vilket.",
        "The action “{action}” is of several tracks: name the one.",
    ),
    "STEP_NOT_NOW": (
        "Villkoren för åtgärden ”{action}” är inte uppfyllda.",
        "The conditions of the action “{action}” are not met.",
    ),
    "TRACKS_OPEN": (
        "Åtgärden ”{action}” väntar på att detta är färdigt: {tracks}.",
        "The action “{action}” waits for this to be finished: {tracks}.",
    ),
    "TASKS_OPEN": (
        "Åtgärden ”{action}” väntar på uppgifter i checklistan: {tasks}.",
        "The action “{action}” waits for tasks of the checklist: {tasks}.",
    ),
    "NOT_DONE_BEFORE": (
        "Före åtgärden ”{action}” ska detta vara dokumenterat: {missing}.",
        "Before the action “{action}”, this is to be documented: {missing}.",
    ),
    "ACT_BARRED": (
        "Åtgärden ”{action}” är inte möjlig: {reason}.",
        "The action “{action}” is not possible: {reason}.",
    ),
    "STEPS_SKIPPED": ("Steg kan inte hoppas över: {skipped}.", "Steps cannot be passed over: {skipped}."),
    "SKIP_WITHOUT_REASON": (
        "Steg hoppas över, och det kräver en motivering: {skipped}.",
        "Steps are passed over, which takes a reason: {skipped}.",
    ),
    "REASON_MISSING": ("En motivering saknas.", "A reason is missing."),
    "TASK_ALREADY_DONE": (
        "Uppgiften {task} är redan avklarad, {day}.",
        "The task {task} was done already, on {day}.",
    ),
    "ACT_SETS_NO_DAY": ("Åtgärden ”{action}” sätter ingen dag.", "The action “{action}” sets no day."),
    "DUE_STATED_TWICE": (
        "{due}: ange en dag eller ett antal månader, inte båda.",
        "{due}: state a day or a number of months, not both.",
    ),
    "DUE_MISSING": ("{due}: ange en dag eller ett antal månader.", "{due}: state a day or a number of months."),
    "DUE_BEFORE_ACT": (
        "{due}: dagen {day} ligger före åtgärden {earliest}.",
        "{due}: the day {day} lies before the act, {earliest}.",
    ),
    "DUE_OUTSIDE_FRAME": (
        "{due}: dagen ligger utanför regelverkets ram.",
        "{due}: the day lies outside the frame of the ruleset.",
    ),
}
STEP_FACTS: Final[Mapping[str, Words]] = {
    "needed": Words("Krävs", "Required"),
    "field": Words("Fält", "Field"),
    "group": Words("Grupp", "Group"),
    "given": Words("Angivet tal", "Number stated"),
    "sum": Words("Tal som följer", "Number that follows"),
    "tracks": Words("Spår", "Tracks"),
    "tasks": Words("Uppgifter", "Tasks"),
    "task": Words("Uppgift", "Task"),
    "reason": Words("Skäl", "Reason"),
    "skipped": Words("Steg", "Steps"),
}
