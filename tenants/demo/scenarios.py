"""The scenarios of the demo, typed: who does what on which day, and which acts are to be refused."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.domain.events import Impulse, Signal
from service.rules.yaml_text import YamlProblem, read_yaml
from tenants.registry import TenantFileError

Model = TypeVar("Model", bound=BaseModel)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(_Part):
    name: str
    hsa_id: str
    valid_from: date


class _Step(_Part):
    """An act of the role `role` (`as` in the file) on the day `on`, in the case that the scenario calls `case`.

    `refused` names the code with which it is to be refused, `what` says it in words. `region` is that of the token,
    `command` a name for the command's id: two steps of one scenario and name send the same id.
    """

    on: date
    role: str = Field(alias="as")
    case: str = "A"
    refused: str | None = None
    what: str | None = None
    region: str | None = None
    command: str | None = None


class OpenCase(_Step):
    do: Literal["open_case"]
    signal: Signal | None = None
    impulse: Impulse | None = None


class StartInDepth(_Step):
    do: Literal["start_in_depth"]


class Classify(_Step):
    """`levels` of all of it, or those of each of several `happenings`."""

    do: Literal["classify"]
    levels: dict[str, int] | None = None
    happenings: tuple[dict[str, int], ...] | None = None


class SplitCase(_Step):
    """Those of the `happenings` go on in a case that the scenario calls `into`."""

    do: Literal["split_case"]
    happenings: tuple[int, ...]
    into: str


class Direct(_Part):
    ground: str
    reason: str


class SendCorrectionRequest(_Step):
    do: Literal["send_correction_request"]
    plan_due_on: date
    sent_at: datetime | None = None
    direct: Direct | None = None


class ReceivePlan(_Step):
    """Complete and signed by the unit head that day unless it says otherwise."""

    do: Literal["receive_plan"]
    on_template: bool = True
    timetable: bool = True
    signed: bool = True


class DecidePlan(_Step):
    do: Literal["decide_plan"]
    verdict: Literal["APPROVED", "REJECTED"]
    follow_up_on: date | None = None


class RecordFollowUp(_Step):
    do: Literal["record_follow_up"]
    carried_out: bool
    intended_effect: bool


class DecideSanction(_Step):
    do: Literal["decide_sanction"]


class WithholdPayment(_Step):
    do: Literal["withhold_payment"]
    month: str
    amount: str
    note: str


class ReleasePayment(_Step):
    """Of withholding number `of`."""

    do: Literal["release_payment"]
    of: int
    amount: str


class TakeTerminationPosition(_Step):
    do: Literal["take_termination_position"]
    outcome: Literal["TERMINATE", "CONTINUE"]
    note: str


class TerminateAgreement(_Step):
    do: Literal["terminate_agreement"]
    ends_on: date


class RecordListedCounts(_Step):
    """`counts` by month; a fraction stands only where it is to be refused."""

    do: Literal["record_listed_counts"]
    counts: dict[str, int | float]


class SettleMonth(_Step):
    do: Literal["settle_month"]
    month: str


class CloseCase(_Step):
    do: Literal["close_case"]


LadderStep = Classify | SendCorrectionRequest | ReceivePlan | DecidePlan | RecordFollowUp | DecideSanction | CloseCase
FurtherStep = StartInDepth | SplitCase | WithholdPayment | ReleasePayment | TakeTerminationPosition | TerminateAgreement
Step = OpenCase | RecordListedCounts | SettleMonth | LadderStep | FurtherStep


class Scenario(_Part):
    id: str
    title: str
    unit: Unit
    steps: tuple[Annotated[Step, Field(discriminator="do")], ...]


class _ScenariosFile(_Part):
    scenarios: tuple[Scenario, ...]


class AsOf(_Part):
    """What was known at an instant: the ledger's total then."""

    at: datetime
    total: str | None


class Expected(_Part):
    """What a scenario's unit owes: decimal text in SEK, or AWAITING_LISTED_COUNT for a month without an amount.

    `lines` are all months with lines; `months` some of them; `cases`, `by_rate` and `corrections` sums by case, by rate
    and by corrected month; `withheld` what is still held back of each month's payment. None: not said.
    """

    total: str | None
    lines: dict[str, str] | None = None
    months: dict[str, str] = {}
    by_rate: dict[str, str] = {}
    cases: dict[str, str] = {}
    corrections: dict[str, str] = {}
    withheld: dict[str, str] = {}
    as_of: AsOf | None = None


class _ExpectedFile(_Part):
    expected: dict[str, Expected]


def scenarios() -> tuple[Scenario, ...]:
    """The worked examples, in the order in which they are played: a later one may settle an earlier one's months."""
    return _read(_ScenariosFile, "kalmar.yaml").scenarios


def further() -> tuple[Scenario, ...]:
    """What the annex allows beside the ladder of colours."""
    return _read(_ScenariosFile, "further.yaml").scenarios


def refusals() -> tuple[Scenario, ...]:
    """Acts that are to be refused, among those that lead up to them."""
    return _read(_ScenariosFile, "refusals.yaml").scenarios


def expected() -> dict[str, Expected]:
    """What the worked examples and the other ways come to, by scenario."""
    return _read(_ExpectedFile, "expected.yaml").expected


def _read(model: type[Model], name: str) -> Model:
    file = f"tenants/demo/{name}"
    try:
        text = read_yaml((files("tenants") / "demo" / name).read_text(encoding="utf-8"))
    except YamlProblem as problem:
        raise TenantFileError(file, problem.line, "", problem.problem) from problem
    try:
        return model.model_validate(text.value)
    except ValidationError as failure:
        first = failure.errors()[0]
        path = first["loc"]
        raise TenantFileError(file, text.line(path), ".".join(map(str, path)), first["msg"]) from failure
