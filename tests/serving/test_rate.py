"""How often somebody may guess: a burst, then so many a second; the memory stays small."""

from sheetcrm.serving.rate import Buckets, network_of


def test_a_burst_is_allowed_and_then_as_much_as_flows_back():
    buckets = Buckets(burst=5, per_second=0.5)
    assert [buckets.take("192.0.2.1", 10) for _ in range(7)] == [True] * 5 + [False] * 2
    assert [buckets.take("192.0.2.1", 14) for _ in range(3)] == [True, True, False]
    assert [buckets.take("192.0.2.1", 10_000) for _ in range(7)].count(True) == 5


def test_one_address_does_not_use_up_what_is_another_ones():
    buckets = Buckets(burst=1, per_second=0)
    assert buckets.take("192.0.2.1", 0) and not buckets.take("192.0.2.1", 0) and buckets.take("192.0.2.2", 0)


def test_a_network_of_one_customer_counts_as_one():
    buckets = Buckets(burst=3, per_second=0)
    assert [buckets.take(f"2001:db8:0:1::{n:x}", 0) for n in range(5)] == [True] * 3 + [False] * 2
    assert network_of("2001:db8:0:2::1") != network_of("2001:db8:0:1::1")


def test_a_clock_that_goes_back_gives_nothing_and_breaks_nothing():
    buckets = Buckets(burst=2, per_second=1)
    assert buckets.take("a", 100) and buckets.take("a", 50) and not buckets.take("a", 50)


def test_the_memory_is_bounded_and_forgets_who_was_away_longest():
    buckets = Buckets(burst=1, per_second=0, most=100)
    for number in range(5_000):
        buckets.take(f"10.0.{number // 256}.{number % 256}", 0)
    assert len(buckets) == 100
    assert not buckets.take("10.0.19.135", 0), "the last one is still known"
