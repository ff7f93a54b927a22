"""Rounds of collection and a region's deliveries to them: how they stand, how complete they are, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Final

import strawberry

from schema.context import Info
from schema.needs import column, described
from schema.types.figures import FigureCategory
from service.delivering_ports import Place
from service.domain.dates import local_date
from service.national.check_words import said
from service.national.deliveries import state_of
from service.national.finding import Finding
from service.national.observations import Key
from service.usecases.delivered import Examined, examine
from service.usecases.views import Row

MOST_SHOWN: Final = 200


@strawberry.enum(description="Hur det står till med en leverans. How a delivery of figures stands.")
class DeliveryState(Enum):
    OPEN = strawberry.enum_value("OPEN", description="Den kan fyllas på. Figures can be put into it.")
    SUBMITTED = strawberry.enum_value(
        "SUBMITTED", description="Den väntar på godkännande. It waits for somebody else to approve it."
    )
    APPROVED = strawberry.enum_value(
        "APPROVED", description="Den är lämnad till det nationella organet. The national body has been given it."
    )
    RECEIVED = strawberry.enum_value(
        "RECEIVED", description="Det nationella organet har tagit emot den. The national body has received it."
    )
    RETURNED = strawberry.enum_value(
        "RETURNED", description="Den är återsänd: se `returnReason`. It was sent back: `returnReason` says why."
    )
    PUBLISHED = strawberry.enum_value(
        "PUBLISHED", description="Den är med i en publicering. The nation reads its figures."
    )


@strawberry.enum(description="Hur allvarligt det är som en kontroll fann. How grave it is what a check found.")
class FindingSeverity(Enum):
    ERROR = strawberry.enum_value(
        "ERROR", description="Leveransen kan inte lämnas in. The delivery cannot be submitted while it is there."
    )
    WARNING = strawberry.enum_value(
        "WARNING",
        description="Ska läsas eller kommenteras. It is to be acknowledged, or its figure commented on.",
    )


@strawberry.type(description="Vilken uppgift det gäller. Which figure is meant.")
class FigureKey:
    own: strawberry.Private[Key]

    @described("Indikatorn som den är av, som id. Id of the indicator that it is of.")
    def indicator(self) -> str:
        return self.own.indicator

    @described("Perioden som den är för, t.ex. `2026-S1`. The period that it is of, e.g. `2026-S1`.")
    def period(self) -> str:
        return str(self.own.period)

    @described("Kategorierna; övriga dimensioner är på totalen. Its categories; other dimensions are at their totals.")
    def categories(self) -> list[FigureCategory]:
        return [FigureCategory(dimension=one, category=other) for one, other in self.own.categories]


@strawberry.type(
    description="Något som kontrollerna fann: det sägs, och rättas aldrig av tjänsten. What the checks found: it is"
    " told, and the service never corrects it."
)
class DeliveryFinding:
    found: strawberry.Private[Finding]
    commented: bool = strawberry.field(
        description="Om uppgiften har en kommentar, som räcker för en varning. Whether the figure bears a comment,"
        " which is enough for a warning."
    )

    @described(
        "Vad det är, att känna igen det på; till `acknowledged`. What kind of finding it is, for good; for"
        " `acknowledged`."
    )
    def code(self) -> str:
        return self.found.code

    @described("Om det hindrar inlämning. Whether it keeps the delivery from being submitted.")
    def severity(self) -> FindingSeverity:
        return FindingSeverity(self.found.severity)

    @described("Uppgiften, eller den första av flera. The figure concerned, or the first of several.")
    def figure(self) -> FigureKey:
        return FigureKey(own=self.found.key)

    @described("Vad som är fel, i ord på begärt språk. What is wrong, said in the language asked for.")
    def message(self, info: Info) -> str:
        return said(self.found, info.context.language)


@strawberry.type(
    description="Hur mycket av det efterfrågade som är levererat (NI-03). How much of what was asked for has been"
    " delivered (NI-03)."
)
class DeliveryCompleteness:
    expected: int = strawberry.field(description="Antal uppgifter som efterfrågas. How many figures are asked for.")
    present: int = strawberry.field(
        description="Antal av dem med uppgift, eller med skäl till att den saknas. How many of them are there, with a"
        " figure or with why there is none."
    )
    answered: int = strawberry.field(description="Antal av dem med uppgift. How many of them have a figure.")


@strawberry.type(
    description="Vad kontrollerna säger om leveransen nu. What the checks say of the delivery as it is now."
)
class DeliveryCheck:
    found: strawberry.Private[Examined]

    @described("Hur komplett leveransen är. How complete it is.")
    def completeness(self) -> DeliveryCompleteness:
        reach = self.found.completeness
        return DeliveryCompleteness(expected=reach.expected, present=reach.delivered, answered=len(reach.answered))

    @described("Uppgifterna som saknas, de första 200. The figures that are not there, the first 200 of them.")
    def missing(self) -> list[FigureKey]:
        return [FigureKey(own=one) for one in self.found.completeness.missing[:MOST_SHOWN]]

    @described("Vad de fann, fel först, de första 200. What they found, errors first, the first 200.")
    def findings(self) -> list[DeliveryFinding]:
        shown: Sequence[Finding] = self.found.findings[:MOST_SHOWN]
        return [DeliveryFinding(found=one, commented=n in self.found.commented) for n, one in enumerate(shown)]

    @described("Hur många fel de fann. How many errors they found, with those not shown.")
    def error_count(self) -> int:
        return len(self.found.errors)

    @described("Hur mycket de fann i allt. How much they found in all, with what is not shown.")
    def count(self) -> int:
        return len(self.found.findings)


_ROUND_DAYS: Final = ("opens_on", "closes_on")


@strawberry.type(description="En nationell insamlingsomgång. A round in which a national body collects figures.")
class DeliveryRound:
    row: strawberry.Private[Row]

    id: str = column("round_id", "Omgångens period, som också är dess id. The period of the round, which is its id.")
    body: str = column("body", "Organet som öppnade den. The national body that opened it.")
    opens_on: date = column(
        "opens_on", "Första dagen för leverans. The first day on which one delivers.", date.fromisoformat
    )
    closes_on: date = column(
        "closes_on", "Första dagen efter leverans. The first day on which one no longer delivers.", date.fromisoformat
    )

    @described("Efterfrågade indikatorer, som id:n. The indicators that are asked for, by their ids.", "indicators")
    def indicators(self) -> list[str]:
        found: list[str] = self.row["indicators"].split()
        return found

    @described("Om en första leverans kan öppnas i dag. Whether a first delivery can be opened today.", *_ROUND_DAYS)
    def open(self, info: Info) -> bool:
        today = local_date(info.context.now).isoformat()
        return bool(self.row["opens_on"] <= today < self.row["closes_on"])

    @described(
        "Regionens leveranser, den första först. The deliveries of the region, the first one first.",
        "round_id",
        children=("deliveries",),
    )
    def deliveries(self) -> list[DeliveryInShort]:
        return [
            DeliveryInShort(number=one["number"], state=DeliveryState(state(one))) for one in self.row["deliveries"]
        ]


@strawberry.type(description="En leverans i en lista. A delivery of the region in a list of them.")
class DeliveryInShort:
    number: int = strawberry.field(description="Löpnummer: 1, sedan rättelser. 1, and corrections after it.")
    state: DeliveryState = strawberry.field(description="Hur den står nu. How it stands as you ask.")


def state(row: Row) -> str:
    """The state of a delivery's row with its notice and, in that, its publication."""
    notice = row["notice"] or {}
    publication = notice.get("publication") or {}

    def at(text: str | None) -> datetime | None:
        return None if text is None else datetime.fromisoformat(text)

    return state_of(
        submitted=at(row["submitted_at"]),
        approved=at(row["approved_at"]),
        received=at(notice.get("received_at")),
        returned=at(notice.get("returned_at")),
        published=at(publication.get("published_at")),
    )


def as_known(row: Row, known_at: datetime) -> Row:
    """The row without what was done to the delivery after `known_at`."""

    def then(own: Row | None, name: str) -> bool:
        return own is not None and own[name] is not None and datetime.fromisoformat(own[name]) <= known_at

    shown = dict(row)
    if not then(row, "submitted_at"):
        shown |= dict.fromkeys(("submitted_at", "submitted_by", "acknowledged"))
    if not then(row, "approved_at"):
        shown |= {**dict.fromkeys(("approved_at", "approved_by", "notice")), "amounts_released": False}
    if shown["notice"] is not None:
        notice = dict(shown["notice"])
        if not then(notice, "received_at"):
            notice["received_at"] = None
        if not then(notice, "returned_at"):
            notice |= dict.fromkeys(("returned_at", "return_reason"))
        if not then(notice["publication"], "published_at"):
            notice["publication"] = None
        shown["notice"] = notice
    return shown


@strawberry.type(
    description="Regionens leverans av uppgifter till en omgång: nummer 1, eller en rättelse med ett högre. A delivery"
    " of the region's figures to a round: number 1, or a correction of a higher number."
)
class Delivery:
    row: strawberry.Private[Row]
    known_at: strawberry.Private[datetime | None] = None

    number: int = column("number", "Löpnummer: 1, sedan rättelser. 1, and corrections after it.")
    version: int = column(
        "version",
        "Leveransens version nu, till `expectedVersion`. How often it has been changed by now, for `expectedVersion`.",
    )
    opened_at: datetime = column(
        "opened_at", "När den öppnades. The instant at which it was opened.", datetime.fromisoformat
    )
    opened_by: strawberry.ID = column(
        "opened_by",
        "Personen som öppnade den, som i `Viewer.actorId`. The person who began it, as `Viewer.actorId` has it.",
    )
    submitted_at: datetime | None = column(
        "submitted_at",
        "När den lämnades in; null: inte inlämnad. When it was handed to the approver; null: it is not.",
        datetime.fromisoformat,
    )
    submitted_by: strawberry.ID | None = column(
        "submitted_by",
        "Vem som lämnade in den, som i `Viewer.actorId`; null: inte inlämnad. Who submitted it, as `Viewer.actorId` has"
        " it; null: nobody has.",
    )
    approved_at: datetime | None = column(
        "approved_at",
        "När den godkändes; null: inte godkänd. When the region approved it; null: it has not.",
        datetime.fromisoformat,
    )
    approved_by: strawberry.ID | None = column(
        "approved_by",
        "Vem som godkände den, som i `Viewer.actorId`; null: inte godkänd. Who approved it, as `Viewer.actorId` has it;"
        " null: nobody has.",
    )
    amounts_released: bool = column(
        "amounts_released",
        "Om belopp i kronor lämnades ut med den. Whether amounts in kronor were given away with it.",
    )

    @described("Hur den står. How it stands, or stood by what was known then.", children=("notice",))
    def state(self) -> DeliveryState:
        return DeliveryState(state(self.row))

    @described("Omgången som den är till. The round that it is a delivery to.", to=("round", "indicator_round"))
    def round(self) -> DeliveryRound:
        return DeliveryRound(row=self.row["round"])

    @described(
        "Varningar som den som lämnade in läst, som koder; tom lista: inga. The warnings that whoever submitted it had"
        " read, by their codes; an empty list: none.",
        "acknowledged",
    )
    def acknowledged(self) -> list[str]:
        return (self.row["acknowledged"] or "").split()

    @described(
        "När det nationella organet tog emot den; null: inte mottagen. When the national body received it; null: it"
        " has not.",
        children=("notice",),
    )
    def received_at(self) -> datetime | None:
        return self._noted("received_at")

    @described(
        "När det nationella organet sände tillbaka den; null: inte återsänd. When the national body sent it back; null:"
        " it has not.",
        children=("notice",),
    )
    def returned_at(self) -> datetime | None:
        return self._noted("returned_at")

    @described(
        "Varför den sändes tillbaka; null: inte återsänd. Why it was sent back; null: it was not.", children=("notice",)
    )
    def return_reason(self) -> str | None:
        found: str | None = (self.row["notice"] or {}).get("return_reason")
        return found

    @described(
        "När uppgifterna publicerades första gången; null: inte publicerade. When its figures were first published;"
        " null: they are not.",
        children=("notice",),
    )
    def published_at(self) -> datetime | None:
        publication = (self.row["notice"] or {}).get("publication")
        text = None if publication is None else publication["published_at"]
        return None if text is None else datetime.fromisoformat(text)

    @described(
        "Hur komplett den var när den godkändes; null: inte godkänd. How complete it was when it was approved; null: it"
        " is not.",
        children=("notice",),
    )
    def approved_completeness(self) -> DeliveryCompleteness | None:
        notice = self.row["notice"]
        if notice is None:
            return None
        return DeliveryCompleteness(**{name: notice[name] for name in ("expected", "present", "answered")})

    @described(
        "SHA-256 av uppgifterna som godkändes (docs/decisions/0024); null: inte godkänd. SHA-256 of the figures that"
        " were approved (docs/decisions/0024); null: it is not.",
        children=("notice",),
    )
    def digest(self) -> str | None:
        return None if self.row["notice"] is None else str(self.row["notice"]["digest"])

    @described(
        "Vad inlämning skulle finna nu; null med `knownAt`. What submitting it would find now; null with `knownAt`."
    )
    async def check(self, info: Info) -> DeliveryCheck | None:
        if self.known_at is not None:
            return None
        place = Place(self.row["round_id"], self.row["number"])
        # One after the other: a document takes one connection, however many deliveries it has checked.
        async with info.context.one_at_a_time:
            found = await examine(info.context.services, info.context.actor, place)
        return DeliveryCheck(found=found)

    def _noted(self, name: str) -> datetime | None:
        text = (self.row["notice"] or {}).get(name)
        return None if text is None else datetime.fromisoformat(text)


def delivery(row: Row, known_at: datetime | None = None) -> Delivery:
    """The delivery of a row with its notice, as it was known at `known_at`."""
    return Delivery(row=row if known_at is None else as_known(row, known_at), known_at=known_at)
