"""The table's part on payment held back, the end of the agreement and recurrence, written by hand as the rest of it.

Its columns stand beside those of every way in `matrix.py`; the ways that only it knows have all columns here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PRINCIPAL: Final = ("region_principal",)
OFFICE: Final = ("coordination_office",)

MANDATED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "hold": ("WITHHOLD_PAYMENT", PRINCIPAL),
    "free": ("RELEASE_PAYMENT", PRINCIPAL),
    "sever": ("TAKE_TERMINATION_POSITION TERMINATE", OFFICE),
    "keep": ("TAKE_TERMINATION_POSITION CONTINUE", OFFICE),
    "end": ("TERMINATE_AGREEMENT", PRINCIPAL),
    "recur": ("FLAG_RECURRENCE", OFFICE),
}
"""As in `matrix.py`."""

CODES: Final[Mapping[str, str | None]] = {
    "held": "PAYMENT_WITHHELD",
    "empty": "NOTHING_WITHHELD",
    "unsaid": "TERMINATION_WITHOUT_POSITION",
    "unfit": "NO_RIGHT_TO_TERMINATE",
}
"""Word of the table → the refusal it stands for, of those that `matrix.py` has no word for."""

BESIDE: Final[Mapping[str, str]] = {
    "in time": """
                     hold   free   sever  keep   end    recur
FOLLOW_UP            order  order  order  order  order  open
CLASSIFIED           order  order  open   open   unsaid open
NO_MEASURE           order  order  order  order  order  open
REQUEST_SENT         open   empty  open   open   unsaid open
PLAN_RECEIVED        open   empty  open   open   unsaid open
SUPPLEMENT_REQUESTED open   empty  open   open   unsaid open
PLAN_APPROVED        open   empty  open   open   unsaid open
CORRECTED            order  empty  order  order  order  open
CLOSED               closed closed closed closed closed closed
""",
    "signalled": """
                     hold   free   sever  keep   end    recur
FOLLOW_UP            order  order  order  order  order  open
CLASSIFIED           order  order  open   open   unsaid open
NO_MEASURE           order  order  order  order  order  open
CLOSED               closed closed closed closed closed closed
""",
    **dict.fromkeys(
        ("failed", "sanctioned", "black"),
        """
                     hold   free   sever  keep   end    recur
REQUEST_SENT         open   empty  open   open   unsaid open
PLAN_RECEIVED        open   empty  open   open   unsaid open
SUPPLEMENT_REQUESTED open   empty  open   open   unsaid open
PLAN_APPROVED        open   empty  open   open   unsaid open
PLAN_REJECTED        open   empty  open   open   unsaid open
FOLLOW_UP_FAILED     open   empty  open   open   unsaid open
CORRECTED            order  empty  order  order  order  open
CLOSED               closed closed closed closed closed closed
""",
    ),
}
"""A way of `matrix.py` → what the acts of this part meet on it."""

OF_THEIR_OWN: Final[Mapping[str, tuple[str, str]]] = {
    # As "failed", with something withheld since; where it is terminated, since a deficiency recurs, that is over.
    "held": (
        """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
REQUEST_SENT         order  order   order  sent  open  order order  order   order  order order open     order open
PLAN_RECEIVED        order  order   order  sent  order open  order  open    open   order order open     order open
SUPPLEMENT_REQUESTED order  order   order  sent  order order open   open    open   order order open     order open
PLAN_APPROVED        order  order   order  sent  order order order  order   order  open  open  open     order open
PLAN_REJECTED        order  order   order  sent  open  order order  order   order  order order open     order open
FOLLOW_UP_FAILED     order  order   order  sent  open  order order  order   order  open  open  open     order open
CORRECTED            order  order   order  order order order order  order   order  order order open     held  open
AGREEMENT_TERMINATED order  order   order  order order order order  order   order  order order open     held  open
CLOSED               closed closed  closed closed closed closed closed closed closed closed closed closed closed closed
""",
        """
                     hold   free   sever  keep   end    recur
REQUEST_SENT         open   open   open   open   unsaid open
PLAN_RECEIVED        open   open   open   open   unsaid open
SUPPLEMENT_REQUESTED open   open   open   open   unsaid open
PLAN_APPROVED        open   open   open   open   unsaid open
PLAN_REJECTED        open   open   open   open   unsaid open
FOLLOW_UP_FAILED     open   open   open   open   unsaid open
CORRECTED            order  open   order  order  order  open
AGREEMENT_TERMINATED open   open   order  order  order  order
CLOSED               closed closed closed closed closed closed
""",
    ),
    # Black and failed, with a position for terminating; before any request, since a deficiency recurs.
    "doomed": (
        """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
CLASSIFIED           open   told    open   open  order order order  order   order  order order order    order open
REQUEST_SENT         order  order   order  sent  open  order order  order   order  order order twice    runs  open
PLAN_RECEIVED        order  order   order  sent  order open  order  open    open   order order twice    runs  open
SUPPLEMENT_REQUESTED order  order   order  sent  order order open   open    open   order order twice    runs  open
PLAN_APPROVED        order  order   order  sent  order order order  order   order  open  open  twice    runs  open
PLAN_REJECTED        order  order   order  sent  open  order order  order   order  order order twice    runs  open
FOLLOW_UP_FAILED     order  order   order  sent  open  order order  order   order  open  open  twice    runs  open
AGREEMENT_TERMINATED order  order   order  order order order order  order   order  order order twice    runs  open
""",
        """
                     hold   free   sever  keep   end    recur
CLASSIFIED           order  order  open   open   open   open
REQUEST_SENT         open   empty  open   open   open   open
PLAN_RECEIVED        open   empty  open   open   open   open
SUPPLEMENT_REQUESTED open   empty  open   open   open   open
PLAN_APPROVED        open   empty  open   open   open   open
PLAN_REJECTED        open   empty  open   open   open   open
FOLLOW_UP_FAILED     open   empty  open   open   open   open
AGREEMENT_TERMINATED open   empty  order  order  order  order
""",
    ),
    # Yellow and in time, with a position for terminating that nothing gives a right to.
    "unfit": (
        """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
CLASSIFIED           open   told    open   open  order order order  order   order  order order order    order open
REQUEST_SENT         order  order   order  sent  open  order order  order   order  order order kept     order open
""",
        """
                     hold   free   sever  keep   end    recur
CLASSIFIED           order  order  open   open   unfit  open
REQUEST_SENT         open   empty  open   open   unfit  open
""",
    ),
    # As "sanctioned", and the agreement has ended: by its terms, or where it says so terminated as recurring.
    "over": (
        """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
FOLLOW_UP            open   told    open   order order order order  order   order  order order order    open  open
CLASSIFIED           open   told    open   open  order order order  order   order  order order order    open  open
NO_MEASURE           open   told    open   order order order order  order   order  order order order    open  open
REQUEST_SENT         order  order   order  open  open  order order  order   order  order order next     open  open
PLAN_RECEIVED        order  order   order  open  order open  order  open    open   order order next     open  open
SUPPLEMENT_REQUESTED order  order   order  open  order order open   open    open   order order next     open  open
PLAN_APPROVED        order  order   order  open  order order order  order   order  open  open  next     open  open
PLAN_REJECTED        order  order   order  open  open  order order  order   order  order order next     open  open
FOLLOW_UP_FAILED     order  order   order  open  open  order order  order   order  open  open  next     open  open
CORRECTED            order  order   order  order order order order  order   order  order order next     open  open
AGREEMENT_TERMINATED order  order   order  order order order order  order   order  order order next     open  open
AGREEMENT_ENDED      closed closed  closed closed closed closed closed closed closed closed closed closed closed closed
""",
        """
                     hold   free   sever  keep   end    recur
FOLLOW_UP            order  order  order  order  order  open
CLASSIFIED           order  order  open   open   unsaid open
NO_MEASURE           order  order  order  order  order  open
REQUEST_SENT         open   empty  open   open   unsaid open
PLAN_RECEIVED        open   empty  open   open   unsaid open
SUPPLEMENT_REQUESTED open   empty  open   open   unsaid open
PLAN_APPROVED        open   empty  open   open   unsaid open
PLAN_REJECTED        open   empty  open   open   unsaid open
FOLLOW_UP_FAILED     open   empty  open   open   unsaid open
CORRECTED            order  empty  order  order  order  open
AGREEMENT_TERMINATED open   empty  order  order  order  order
AGREEMENT_ENDED      closed closed closed closed closed closed
""",
    ),
}
"""A way of its own → what the acts of `matrix.py` meet on it, and what those of this part do."""
