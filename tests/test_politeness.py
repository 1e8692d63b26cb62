"""Pauses, waits and back-off, with a clock of our own."""

from __future__ import annotations

import asyncio
from email.utils import formatdate

import pytest

from anslag.scraper.politeness import LONGEST_WAIT, HostClock, retry_after, retrying, steady_wall

NOW = 1_700_000_000.0


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def clock(time: Time, delay: float = 1.0) -> HostClock:
    return HostClock(delay, time, time.sleep)


def starts(host: HostClock, time: Time, lasting: list[float]) -> list[float]:
    """When requests that last so long begin."""
    found: list[float] = []

    async def run() -> None:
        for seconds in lasting:
            async with host.turn():
                found.append(time.now)
                time.now += seconds

    asyncio.run(run())
    return found


def test_pause_counts_from_the_end_of_an_answer() -> None:
    time = Time()
    assert starts(clock(time), time, [5.0, 0.1, 0.0]) == [0.0, 6.0, 7.1]


def test_no_pause_before_the_first_request() -> None:
    time = Time()
    starts(clock(time, 60), time, [0.0])
    assert time.slept == []


def test_requests_to_one_host_never_overlap() -> None:
    async def run() -> int:
        host = HostClock(0.0)
        running, most = 0, 0

        async def one() -> None:
            nonlocal running, most
            async with host.turn():
                running += 1
                most = max(most, running)
                await asyncio.sleep(0.001)
                running -= 1

        await asyncio.gather(*(one() for _ in range(20)))
        return most

    assert asyncio.run(run()) == 1


def test_pause_also_follows_a_request_that_failed() -> None:
    time = Time()
    host = clock(time)

    async def run() -> float:
        with pytest.raises(ValueError, match="cut"):
            async with host.turn():
                raise ValueError("cut")
        async with host.turn():
            return time.now

    assert asyncio.run(run()) == 1.0


def test_delay_learnt_after_the_first_answer_holds_for_the_second_request() -> None:
    time = Time()
    host = clock(time, 0.0)
    starts(host, time, [0.0])
    host.at_least(3.0)
    assert starts(host, time, [0.0, 0.0]) == [3.0, 6.0]


def test_held_host_waits_and_no_shorter_hold_shortens_it() -> None:
    time = Time()
    host = clock(time)
    host.hold(20.0)
    host.hold(2.0)
    assert host.wait() == 20.0
    assert starts(host, time, [0.0]) == [20.0]


def test_busy_host_is_slowed_and_recovers_to_its_base_only() -> None:
    host = clock(Time(), 0.5)
    for expected in (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0):
        host.slow_down()
        assert host.delay == expected
    for _ in range(400):
        host.good()
    assert host.delay == 0.5


def test_pause_of_a_host_that_was_busy_shrinks_within_a_few_good_answers() -> None:
    host = clock(Time(), 1.0)
    for _ in range(4):
        host.slow_down()
    assert host.delay == 16.0
    pauses = []
    for _ in range(12):
        host.good()
        pauses.append(host.delay)
    assert pauses == [16.0, 16.0, 8.0, 8.0, 8.0, 4.0, 4.0, 4.0, 2.0, 2.0, 2.0, 1.0]


def test_slowed_host_never_falls_under_what_robots_asks() -> None:
    host = clock(Time(), 0.5)
    host.at_least(5.0)
    host.slow_down()
    for _ in range(100):
        host.good()
    assert host.delay == 5.0
    host.at_least(60.0)
    host.slow_down()
    assert host.delay == 60.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        (" 120 ", 120.0),
        ("86400", 86400.0),
        (formatdate(NOW + 90, usegmt=True), 90.0),
        ("Tue, 14 Nov 2023 23:13:20 +0100", None),
        ("Tue, 14 Nov 2023 23:14:20 +0100", 60.0),
        (formatdate(NOW - 90, usegmt=True), None),
        ("", None),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٢", None),
        ("9" * 400, None),
        ("Mon, 99 Foo 2023 99:99:99 GMT", None),
        ("Tue, 14 Nov 99999 22:13:20 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def waits(results: list[int], asked: float | None = None) -> tuple[int, list[float]]:
    """The last result of what gives these in turn (how often each lets it be tried), and the waits between them."""
    time, given = Time(), iter(results)

    async def attempt() -> int:
        return next(given)

    again = retrying(lambda result: result, lambda _: asked, first=1.0, sleep=time.sleep)
    return asyncio.run(again(attempt)), time.slept


def test_waits_double_with_jitter_and_have_an_end() -> None:
    _, slept = waits([40] * 40)
    for wait, least in zip(slept, (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, *[60.0] * 33), strict=True):
        assert least <= wait <= least + 1
    assert len({wait % 1 for wait in slept}) > 1


def test_how_often_is_decided_by_each_result() -> None:
    last, slept = waits([4, 1])
    assert (last, len(slept)) == (1, 1)
    assert len(waits([4, 4, 2])[1]) == 2
    assert waits([1]) == (1, [])


def test_wait_that_was_asked_for_is_kept_unless_it_is_too_long() -> None:
    assert waits([3, 3, 3], asked=7.5) == (3, [7.5, 7.5])
    assert waits([3, 3, 3], asked=LONGEST_WAIT + 1) == (3, [])


def test_steady_wall_starts_at_the_right_time_and_ignores_jumps(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    before = time.time()
    wall = steady_wall()
    assert abs(wall() - before) < 5
    monkeypatch.setattr(time, "time", lambda: before - 86400)
    assert wall() >= before
