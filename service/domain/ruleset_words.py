"""What became of a ruleset version, in words."""

from __future__ import annotations

from typing import Final, assert_never

from service.domain.register_events import RulesetAdopted
from service.domain.ruleset_events import (
    RulesetCommented,
    RulesetDrafted,
    RulesetEvent,
    RulesetReturned,
    RulesetSectionSaved,
    RulesetSentToConsultation,
    RulesetWithdrawn,
)
from service.domain.words import Words

STATES: Final = {
    "DRAFT": Words("under arbete", "being drafted"),
    "CONSULTATION": Words("på remiss", "out for consultation"),
    "WITHDRAWN": Words("tillbakadraget", "withdrawn"),
    "ADOPTED": Words("fastställt", "adopted"),
}
"""How a draft stands, as said of it."""


def told(event: RulesetEvent) -> Words:
    """The event in a sentence."""
    match event:
        case RulesetDrafted():
            basis = _basis(event)
            return Words(
                f"Utkastet {event.label} påbörjades, {basis.sv}.", f"The draft {event.label} was begun, {basis.en}."
            )
        case RulesetSectionSaved(content=None):
            return Words(f"Avsnittet {event.section} togs bort.", f"The section {event.section} was taken out.")
        case RulesetSectionSaved():
            return Words(f"Avsnittet {event.section} sparades.", f"The section {event.section} was saved.")
        case RulesetSentToConsultation():
            return Words("Utkastet sändes på remiss.", "The draft was sent out for consultation.")
        case RulesetCommented():
            return Words("En synpunkt lämnades.", "A comment was made.")
        case RulesetReturned():
            return Words("Utkastet togs tillbaka för ändring.", "The draft was taken back to be changed.")
        case RulesetWithdrawn():
            return Words("Utkastet drogs tillbaka.", "The draft was withdrawn.")
        case RulesetAdopted():
            sv, en = f"från och med {event.valid_from}", f"from {event.valid_from}"
            if event.valid_until is not None:
                sv, en = f"{sv} till {event.valid_until}", f"{en} until {event.valid_until}"
            return Words(
                f"Versionen {event.label} fastställdes, giltig {sv}.", f"Version {event.label} was adopted, valid {en}."
            )
        case _:
            assert_never(event)


def _basis(event: RulesetDrafted) -> Words:
    if event.from_package is not None:
        return Words(f"ur paketet {event.from_package}", f"from the package {event.from_package}")
    if event.from_version is not None:
        return Words("ur en fastställd version", "from an adopted version")
    return Words("med egen text", "with a text of its own")
