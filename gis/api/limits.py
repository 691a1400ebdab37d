"""How often somebody may ask."""

from __future__ import annotations

import math
import time
from ipaddress import IPv4Address, IPv6Network, ip_address

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from gis.api.config import ServiceConfig
from gis.errors import ExhaustedError

_LOGIN_MINUTES = 15
# An office shares an address; and nobody should be able to shut out a colleague easily.
_MANY, _MOST = 5, 20


class Limits:
    """Counts in the memory of this process; they start anew with it."""

    def __init__(self, config: ServiceConfig) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._requests = RateLimitItemPerMinute(config.requests)
        self._by_both = RateLimitItemPerMinute(config.logins, _LOGIN_MINUTES)
        self._by_address = RateLimitItemPerMinute(_MANY * config.logins, _LOGIN_MINUTES)
        self._by_name = RateLimitItemPerMinute(_MOST * config.logins, _LOGIN_MINUTES)

    def request(self, caller: str) -> None:
        """Count a request; raise ExhaustedError above the limit."""
        if not self._limiter.hit(self._requests, "request", caller):
            raise self._exhausted(self._requests, "request", caller)

    def report(self, address: str, most: int) -> None:
        """Count a report made without login; raise ExhaustedError above ``most`` in an hour."""
        item = RateLimitItemPerHour(most)
        if not self._limiter.hit(item, "report", line_of(address)):
            raise self._exhausted(item, "report", line_of(address))

    def check_login(self, name: str, address: str) -> None:
        """Raise ExhaustedError where a name or an address has failed too often."""
        for item, kind, value in self._logins(name, address):
            if not self._limiter.test(item, kind, value):
                raise self._exhausted(item, kind, value)

    def failed_login(self, name: str, address: str) -> None:
        """Count a failed login."""
        for item, kind, value in self._logins(name, address):
            self._limiter.hit(item, kind, value)

    def _logins(self, name: str, address: str) -> list[tuple[RateLimitItem, str, str]]:
        return [
            (self._by_both, "both", f"{address} {name}"),
            (self._by_address, "address", address),
            (self._by_name, "name", name),
        ]

    def _exhausted(self, item: RateLimitItem, kind: str, value: str) -> ExhaustedError:
        reset = self._limiter.get_window_stats(item, kind, value).reset_time
        wait = max(1, math.ceil(reset - time.time()))
        return ExhaustedError(
            f"too many requests; try again in {wait} s",
            wait,
            f"请求过于频繁，请在 {wait} 秒后再试。",
        )


def line_of(address: str) -> str:
    """What one subscriber has: an address, or 64 bits of one of IPv6.

    Examples
    --------
    >>> line_of("10.1.2.3"), line_of("2001:db8:1:2:3:4:5:6")
    ('10.1.2.3', '2001:db8:1:2::/64')
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(IPv6Network((known.packed, 64), strict=False))
