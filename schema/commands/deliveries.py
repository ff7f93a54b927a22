"""The commands on deliveries of figures. They are not foreseen: `Delivery.check` says what submitting would find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schema.commanding import Command, Prepared
from schema.commands import delivery_inputs as inputs
from schema.reading_back import DELIVERY
from service.delivering_ports import Place
from service.domain.errors import InvalidInput
from service.national.delivery_rows import column_of
from service.usecases import delivering
from service.usecases.checking import invalid, twice
from service.usecases.commanding import Outcome, Sent, Services


def _open(given: inputs.OpenDeliveryInput) -> Prepared:
    async def act(services: Services, sent: Sent) -> Outcome:
        return await delivering.open_delivery(services, sent, given.round)

    return act


def _deliver(given: inputs.DeliverFiguresInput) -> Prepared:
    async def act(services: Services, sent: Sent) -> Outcome:
        named = () if services.national is None else services.national.dimensions
        dimensions = {one.id: column_of(one.id) for one in named}
        rows = [_cells(row, dimensions, f"rows[{n}]") for n, row in enumerate(given.rows[: delivering.MOST_ROWS + 1])]
        try:
            return await delivering.deliver_figures(services, sent, Place(given.round, given.number), rows)
        except InvalidInput as refusal:
            _replace(refusal, given, dimensions)
            raise

    return act


def _cells(row: inputs.FigureInput, dimensions: Mapping[str, str], path: str) -> dict[str, str]:
    """The figure as the row of a file says it."""
    cells = {
        "indicator": row.indicator,
        "period": row.period,
        "status": row.status.name,
        "source": row.source,
        "scope": row.scope,
        "registrant": row.registrant or "",
        "codeText": row.code_text or "",
        "flags": " ".join(row.flags),
        "comment": row.comment or "",
    }
    for name in ("numerator", "denominator", "value", "coverage"):
        number = getattr(row, name)
        cells[name] = "" if number is None else str(number)
    for place, one in enumerate(row.categories):
        column = dimensions.get(one.dimension)
        if column is None:
            raise invalid(f"{path}.categories[{place}].dimension", one.dimension, *dimensions)
        if column in cells:
            raise invalid(f"{path}.categories[{place}].dimension", twice(one.dimension))
        cells[column] = one.category
    return cells


def _replace(refusal: InvalidInput, given: inputs.DeliverFiguresInput, dimensions: Mapping[str, str]) -> None:
    """Lets the refusal of a dimension's column name the category of the input."""
    path = str(refusal.params.get("path"))
    within, _, column = path.rpartition(".")
    dimension = next((one for one, name in dimensions.items() if name == column), None)
    if dimension is None or not within.startswith("rows["):
        return
    row = given.rows[int(within.removeprefix("rows[").removesuffix("]"))]
    place = next(n for n, one in enumerate(row.categories) if one.dimension == dimension)
    refusal.params = {**refusal.params, "path": f"{within}.categories[{place}].category"}


def _submit(given: inputs.SubmitDeliveryInput) -> Prepared:
    async def act(services: Services, sent: Sent) -> Outcome:
        place = Place(given.round, given.number)
        return await delivering.submit_delivery(services, sent, place, given.acknowledged, given.expected_version)

    return act


def _withdraw(given: inputs.WithdrawDeliveryInput) -> Prepared:
    async def act(services: Services, sent: Sent) -> Outcome:
        place = Place(given.round, given.number)
        return await delivering.withdraw_delivery(services, sent, place, given.expected_version)

    return act


def _approve(given: inputs.ApproveDeliveryInput) -> Prepared:
    async def act(services: Services, sent: Sent) -> Outcome:
        place, release = Place(given.round, given.number), given.release_amounts
        version = given.expected_version
        return await delivering.approve_delivery(services, sent, place, release_amounts=release, version=version)

    return act


DELIVERIES: Final = (
    Command(
        "openDelivery",
        "Öppna regionens leverans till en omgång, eller en rättelse när den förra är besvarad. Open the region's"
        " delivery to a round, or a correction once the one before has been answered.",
        inputs.OpenDeliveryInput,
        DELIVERY,
        _open,
    ),
    Command(
        "deliverFigures",
        "Lägg uppgifter i en öppen leverans; en uppgift som levereras igen ersätter den förra. Put figures into an open"
        " delivery; one that is delivered again takes the place of the one before.",
        inputs.DeliverFiguresInput,
        DELIVERY,
        _deliver,
    ),
    Command(
        "submitDelivery",
        "Lämna in en leverans: fel avslås, varningar ska vara lästa eller kommenterade. Submit a delivery: errors are"
        " refused, warnings are to be acknowledged or commented on.",
        inputs.SubmitDeliveryInput,
        DELIVERY,
        _submit,
    ),
    Command(
        "withdrawDelivery",
        "Ta tillbaka en inlämnad leverans som inte är godkänd. Take back a submitted delivery that nobody has"
        " approved.",
        inputs.WithdrawDeliveryInput,
        DELIVERY,
        _withdraw,
    ),
    Command(
        "approveDelivery",
        "Godkänn en leverans, så att det nationella organet får den. Approve a delivery, which the national body is"
        " then"
        " given.",
        inputs.ApproveDeliveryInput,
        DELIVERY,
        _approve,
    ),
)
