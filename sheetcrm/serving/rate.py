"""How often one address may ask for what is not there; memory is bounded, whoever asks.

Only guessing is limited: a link that we sealed always works, however many people share one provider's address.
"""

import ipaddress
from collections import OrderedDict


class Buckets:
    """A bucket of tokens for each address: full at first, `per_second` come back; the longest unused are forgotten."""

    def __init__(self, burst: int = 30, per_second: float = 0.5, most: int = 10_000) -> None:
        self._burst, self._per_second, self._most = float(burst), per_second, most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def take(self, address: str, now: float) -> bool:
        """Take one token of that address at that moment (seconds of any steady clock); False when none is left.

        >>> buckets = Buckets(burst=2, per_second=1)
        >>> [buckets.take("192.0.2.1", 0) for _ in range(3)], buckets.take("192.0.2.1", 1), buckets.take("192.0.2.2", 1)
        ([True, True, False], True, True)
        """
        name = network_of(address)
        left, since = self._left.pop(name, (self._burst, now))
        left = min(self._burst, left + max(0.0, now - since) * self._per_second)
        may = left >= 1
        self._left[name] = (left - 1 if may else left, now)
        while len(self._left) > self._most:
            self._left.popitem(last=False)
        return may


def network_of(address: str) -> str:
    """What counts as one asker: an IPv4 address, or the /64 that one customer of a provider gets in IPv6.

    >>> network_of("192.0.2.7"), network_of("2001:db8:1:2:3:4:5:6"), network_of("::ffff:192.0.2.7"), network_of("unix")
    ('192.0.2.7', '2001:db8:1:2::', '192.0.2.7', 'unix')
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Address(int(found) >> 64 << 64))
    return str(found)
