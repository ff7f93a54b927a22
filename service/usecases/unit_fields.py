"""What people may write of a care unit: its ids, names, address, and what its agreements say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.identifiers import luhn
from service.domain.register_events import Address, Agreement
from service.domain.words import Words
from service.usecases.checking import characters, invalid, short_text

_HSA_ID: Final = re.compile(r"SE[0-9]{10}-[A-Z0-9]{1,18}")
_ORGNR: Final = re.compile(r"[0-9]{6}-?[0-9]{4}")
_REFERENCE: Final = re.compile(r"[0-9A-Za-zÅÄÖåäö ./:()§-]{1,80}")
_LONG_NUMBER: Final = re.compile(r"[0-9]{6}")
_POSTAL_CODE: Final = re.compile(r"[1-9][0-9]{2} ?[0-9]{2}")
_BESIDE_LETTERS: Final = frozenset(" .,:/&'()-")
_IN_CARE_OF: Final = re.compile(r"\bc/o\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement as somebody writes it."""

    kind: str
    legal_basis: str
    valid_from: date
    valid_until: date | None
    external_reference: str | None


@dataclass(frozen=True, slots=True)
class Located:
    """An address as somebody writes it."""

    street: str
    postal_code: str
    city: str


Path = Callable[[str], str]
"""The field of the input, of the name of what stands in it."""


def hsa_id(text: str, path: str) -> str:
    """In capitals, as in requirements A15. InvalidInput, likewise from all below."""
    found = text.upper()
    if not _HSA_ID.fullmatch(found):
        allowed = Words(
            "SE + 10 siffror + '-' + 1-18 bokstäver eller siffror", "SE + 10 digits + '-' + 1-18 letters or digits"
        )
        raise invalid(path, Words("inget HSA-id", "not an HSA-id"), allowed)
    return found


def orgnr(text: str, path: str) -> str:
    """Ten digits with a valid check digit, and no person's."""
    digits = text.replace("-", "")
    if not _ORGNR.fullmatch(text) or not luhn(digits):
        problem = Words("inget organisationsnummer", "not an organisationsnummer")
        allowed = Words("NNNNNN-NNNN med rätt kontrollsiffra", "NNNNNN-NNNN with a valid check digit")
        raise invalid(path, problem, allowed)
    # An organisation's third digit is 2 or more; a person's is the first of the month of birth.
    if digits[2] < "2":
        problem = Words(
            "en enskild näringsidkares nummer är en persons och godtas inte",
            "a sole trader's number is a person's and is not accepted",
        )
        allowed = Words(
            "ett organisationsnummer, vars tredje siffra är 2 eller högre",
            "an organisationsnummer, whose third digit is 2 or more",
        )
        raise invalid(path, problem, allowed)
    return digits


def reference(text: str, path: str) -> str:
    """Stands in clear in the chain for good: room for what names a document, and for nobody's number or address."""
    trimmed = " ".join(text.split())
    if not _REFERENCE.fullmatch(trimmed) or _LONG_NUMBER.search(trimmed):
        raise invalid(
            path,
            Words("ingen kort hänvisning", "not a short reference"),
            characters(80),
            Words("bokstäver, siffror, mellanslag och . / - : ( ) §", "letters, digits, space and . / - : ( ) §"),
            Words("högst 5 siffror i rad", "at most 5 digits in a row"),
        )
    return trimmed


def optional_reference(text: str | None, path: str) -> str | None:
    return reference(text, path) if text else None


def address(given: Located, path: Path) -> Address:
    """Where a unit is visited; stands in clear in the chain, so that nobody's name or number has a place in it."""
    code = given.postal_code.strip()
    if not (code.isascii() and _POSTAL_CODE.fullmatch(code)):
        allowed = Words("fem siffror, NNN NN", "five digits, NNN NN")
        raise invalid(path("postalCode"), Words("inget postnummer", "not a postal code"), allowed)
    digits = code.replace(" ", "")
    return Address(
        street=_place(given.street, path("street")),
        postal_code=f"{digits[:3]} {digits[3:]}",
        city=_place(given.city, path("city")),
    )


def _place(text: str, path: str) -> str:
    found = short_text(text, path, 100)
    strange = not all(letter.isalnum() or letter in _BESIDE_LETTERS for letter in found)
    if strange or _LONG_NUMBER.search(found) or _IN_CARE_OF.search(found):
        raise invalid(
            path,
            Words("ingen besöksadress", "not an address of visit"),
            characters(100),
            Words(
                "bokstäver, siffror, mellanslag och . , : / & ' ( ) -", "letters, digits, space and . , : / & ' ( ) -"
            ),
            Words("högst 5 siffror i rad, inget c/o", "at most 5 digits in a row, no c/o"),
        )
    return found


def checked_terms(given: Terms, path: Path) -> Terms:
    """The agreement with its texts as short references, and a period of at least a day."""
    until = given.valid_until
    if until is not None and until <= given.valid_from:
        raise invalid(path("validUntil"), str(until), f"> {given.valid_from}")
    return Terms(
        kind=reference(given.kind, path("kind")),
        legal_basis=reference(given.legal_basis, path("legalBasis")),
        valid_from=given.valid_from,
        valid_until=until,
        external_reference=optional_reference(given.external_reference, path("externalReference")),
    )


def agreement(given: Terms, agreement_id: UUID, path: Path) -> Agreement:
    """The agreement of terms that are checked."""
    return Agreement(agreement_id=agreement_id, **asdict(checked_terms(given, path)))


def within(field: str) -> Path:
    """Fields of the object `field` of an input."""
    return lambda name: f"{field}.{name}"
