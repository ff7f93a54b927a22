"""What must not be cut in two is not: a signal waits until the block has ended."""

from __future__ import annotations

import signal
import threading

import pytest

from infra.db.uninterrupted import uninterrupted


def test_an_interrupt_takes_effect_when_the_block_has_ended() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - what is done after the signal is the point
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("all of it")
        done.append("too late")
    assert done == ["all of it"]


def test_the_handlers_stand_again_afterwards() -> None:
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    with uninterrupted():
        assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] != before
    assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before


def test_another_thread_is_left_alone() -> None:
    ran: list[bool] = []

    def work() -> None:
        with uninterrupted():
            ran.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ran == [True]
