"""The sentences of refusals of a region's deliveries of figures, in Swedish and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.words import Words

DELIVERING_MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "ROUND_NOT_OPEN": (
        "Omgången {round} tar emot från och med {opens_on} till {closes_on}, då den stänger.",
        "The round {round} takes deliveries from {opens_on} until {closes_on}, when it closes.",
    ),
    "DELIVERY_UNDER_WAY": (
        "Leverans {number} är {standing}: en ny börjar först när den är mottagen, återsänd eller publicerad.",
        "Delivery {number} is {standing}: another begins once it is received, returned or published.",
    ),
    "DELIVERY_STANDS": (
        "Leverans {number} är {standing}: då går det inte.",
        "Delivery {number} is {standing}, in which this cannot be done.",
    ),
    "DELIVERY_EMPTY": (
        "Leverans {number} innehåller inga uppgifter.",
        "Delivery {number} holds no figures.",
    ),
    "DELIVERY_FULL": (
        "En leverans rymmer högst {most} uppgifter.",
        "A delivery holds at most {most} figures.",
    ),
    "FIGURES_WRONG": (
        "Kontrollerna fann {errors} fel, som först ska rättas: {codes}.",
        "The checks found {errors} errors, to be put right first: {codes}.",
    ),
    "WARNINGS_UNREAD": (
        "Varningar som varken är lästa eller kommenterade: {codes}.",
        "Warnings that are neither acknowledged nor commented on: {codes}.",
    ),
    "APPROVED_BY_SUBMITTER": (
        "Den som lämnat in leverans {number} kan inte godkänna den.",
        "Whoever submitted delivery {number} cannot approve it.",
    ),
    "AMOUNTS_NOT_RELEASED": (
        "Leverans {number} innehåller belopp i kronor för {indicators}: de lämnas ut bara om ni beslutar det.",
        "Delivery {number} holds amounts in kronor for {indicators}: they leave the region only if you decide so.",
    ),
}
DELIVERING_FACTS: Final[Mapping[str, Words]] = {
    "round": Words("Omgång", "Round"),
    "opens_on": Words("Öppnar", "Opens on"),
    "closes_on": Words("Stänger", "Closes on"),
    "standing": Words("Leveransens läge", "State of the delivery"),
    "codes": Words("Vad kontrollerna fann", "What the checks found"),
    "indicators": Words("Indikatorer", "Indicators"),
}
"""What the parameters of these refusals are called, in their explanations."""
