"""Inputs of the commands on care units and on the months that are settled."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import strawberry

from schema.enums import AgreementEndReason
from schema.inputs import COMMAND_ID
from schema.scalars import MonthText


@strawberry.input(description="Vårdgivaren: den juridiska person som driver enheten. The legal entity behind the unit.")
class ProviderInput:
    name: str = strawberry.field(
        description="Vårdgivarens namn, 1-200 tecken. What the legal entity is called, 1-200 characters."
    )
    orgnr: str = strawberry.field(
        description="Organisationsnummer med giltig kontrollsiffra, med eller utan bindestreck; en persons nummer"
        " godtas inte. Organisation number with a valid check digit, with or without a hyphen; a person's number is"
        " not taken."
    )


@strawberry.input(description="Avtalet mellan region och vårdgivare. What the region and the provider have agreed on.")
class AgreementInput:
    kind: str = strawberry.field(
        description="Avtalsform i regionens egna ord, t.ex. `HALSOVAL`, `LOU`, `LOL` eller `IOP`; 1-80 tecken, högst 5"
        " siffror i rad. Det finns ingen fast lista och tjänsten tolkar den inte. Form of contract in the region's own"
        " words, e.g. `HALSOVAL`, `LOU`, `LOL` or `IOP`; 1-80 characters, at most 5 digits in a row. There is no fixed"
        " list, and the service reads nothing into it."
    )
    legal_basis: str = strawberry.field(
        description="Den lag eller bilaga som uppföljningen stöds på, t.ex. `LOV`; en kort hänvisning som `kind`, utan"
        " fast lista. The act or annex by which the unit is followed up, e.g. `LOV`; a short reference as `kind`, of no"
        " fixed list."
    )
    valid_from: date = strawberry.field(description="Avtalets första dag. First day on which it holds.")
    valid_until: date | None = strawberry.field(
        default=None,
        description="Dagen efter avtalets sista dag; utelämnad: tills vidare. The day after the last on which it holds;"
        " omitted: no end.",
    )
    external_reference: str | None = strawberry.field(
        default=None,
        description="Bilaga eller diarienummer, 1-80 tecken, högst 5 siffror i rad; utelämnad: ingen. Annex or"
        " registration number, 1-80 characters, at most 5 digits in a row; omitted: none.",
    )


@strawberry.input(description="En vårdenhets besöksadress. Where a care unit is visited.")
class AddressInput:
    street: str = strawberry.field(
        description="Gata och nummer, 1-100 tecken, högst 5 siffror i rad, inget c/o. Street and number, 1-100"
        " characters, at most 5 digits in a row, no c/o."
    )
    postal_code: str = strawberry.field(
        description="Postnummer, fem siffror, med eller utan mellanslag. Postal code, five digits, with or without a"
        " space."
    )
    city: str = strawberry.field(
        description="Enhetens postort, 1-100 tecken. The postal town that it is in, 1-100 characters."
    )


@strawberry.input(
    description="Registrera en vårdenhet med sitt avtal. Register a care unit with the agreement that it works under."
)
class RegisterUnitInput:
    hsa_id: str = strawberry.field(
        description="Enhetens id i HSA-katalogen: `SE`, 10 siffror, `-`, 1-18 bokstäver eller siffror; ett per enhet."
        " The unit's id in the national HSA directory: `SE`, 10 digits, `-`, 1-18 letters or digits; one per unit."
    )
    name: str = strawberry.field(
        description="Vårdenhetens namn, 1-200 tecken. What the unit is called, 1-200 characters."
    )
    provider: ProviderInput = strawberry.field(
        description="Vårdgivaren som driver enheten. The legal entity that runs the unit."
    )
    agreement: AgreementInput = strawberry.field(
        description="Avtalet som enheten arbetar under. What the unit works under."
    )
    address: AddressInput | None = strawberry.field(
        default=None, description="Besöksadressen; utelämnad: ingen. Where it is visited; omitted: not known."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


_UNIT = "Vårdenheten, som globalt id. The care unit, by its global id."
_FROM = (
    "Första dag då det gäller: senast i dag, och inte före den förra ändringen av samma slag. The first day on which"
    " it holds: today at the latest, and not before the previous change of that kind."
)


@strawberry.input(
    description="Lägg till ett avtal för en enhet; dess avtal får inte gälla samma dagar. Add an agreement of a unit;"
    " no two of them hold on one day."
)
class AddAgreementInput:
    unit_id: strawberry.ID = strawberry.field(description=_UNIT)
    agreement: AgreementInput = strawberry.field(
        description="Avtalet som tillkommer. What they have agreed on besides."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Registrera när och varför ett avtal upphör, eller rätta det; sanktioner under avtalet upphör med det."
    " Record when and why an agreement ends, or correct that; sanctions under it end with it."
)
class EndAgreementInput:
    unit_id: strawberry.ID = strawberry.field(description=_UNIT)
    agreement_id: strawberry.ID = strawberry.field(
        description="Avtalet som upphör, som i `Agreement.id`. Which one of the unit's ends, as `Agreement.id` has it."
    )
    ends_on: date = strawberry.field(
        description="Första dag då avtalet inte längre gäller: efter dess första dag och inte efter den dag det annars"
        " upphör. The first day on which it no longer holds: after its first one, and not after that on which it ends"
        " anyhow."
    )
    reason: AgreementEndReason = strawberry.field(description="Varför det upphör. For which reason it ends.")
    external_reference: str | None = strawberry.field(
        default=None,
        description="Beslut eller diarienummer, 1-80 tecken, högst 5 siffror i rad; utelämnad: ingen. Decision or"
        " registration number, 1-80 characters, at most 5 digits in a row; omitted: none.",
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Registrera att en annan vårdgivare driver enheten; avtalen ändras inte av det. Record that another"
    " provider runs the unit; its agreements are not changed by that."
)
class TransferUnitInput:
    unit_id: strawberry.ID = strawberry.field(description=_UNIT)
    provider: ProviderInput = strawberry.field(description="Vårdgivaren som tar över. The one that takes it over.")
    from_day: date = strawberry.field(name="from", description=_FROM)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(description="Registrera enhetens nya namn. Record what the unit is called from now on.")
class RenameUnitInput:
    unit_id: strawberry.ID = strawberry.field(description=_UNIT)
    name: str = strawberry.field(description="Det nya namnet, 1-200 tecken. The name that it gets, 1-200 characters.")
    from_day: date = strawberry.field(name="from", description=_FROM)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(description="Registrera enhetens nya adress. Record where the unit is visited from now on.")
class MoveUnitInput:
    unit_id: strawberry.ID = strawberry.field(description=_UNIT)
    address: AddressInput = strawberry.field(description="Den nya adressen. The place that it moves to.")
    from_day: date = strawberry.field(name="from", description=_FROM)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(description="Antal listade i en månad. How many persons are listed at the unit in a month.")
class ListedCountInput:
    month: MonthText = strawberry.field(
        description="Månaden som talet gäller; den ska ha börjat, och enhetens första avtal ska ha gällt i den eller"
        " före den. The month that the number is of; it has to have begun, and the unit's first agreement has to have"
        " begun in it or before."
    )
    listed: int = strawberry.field(
        description="Antal listade personer, 0-1 000 000. How many persons are on the unit's list, 0-1,000,000."
    )


@strawberry.input(
    description="Registrera eller rätta antal listade; det tidigare talet förblir läsbart."
    " Record or correct how many are listed; the earlier number stays readable."
)
class RecordListedCountsInput:
    unit_id: strawberry.ID = strawberry.field(description=_UNIT)
    counts: list[ListedCountInput] = strawberry.field(
        description="Ett tal per månad, minst ett och ingen månad två gånger. A number for each month, at least one and"
        " no month twice."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Avräkna en månad för hela regionen: dess rader fryses. Settle a month of the whole region: its lines"
    " are frozen."
)
class SettleMonthInput:
    month: MonthText = strawberry.field(
        description="Månaden; den ska vara slut och inte avräknad. The one to settle; it has ended and is not settled"
        " yet."
    )
    leave_out: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Ärenden som väntar på listtal och ska undantas, som globala id:n; utelämnat: inga. Cases that"
        " await a listed count and are to wait, by their global ids; omitted: none.",
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
