"""Passwords: hashed by argon2, few at once."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from pwdlib import PasswordHash

from gis.errors import BusyError, ParameterError

SHORTEST, LONGEST = 12, 256
# Each hash takes 64 MiB and a core for a while.
_HASHES, _QUEUE, _PATIENCE = 2, 8, 5.0
_slots = threading.BoundedSemaphore(_HASHES)
_queue = threading.BoundedSemaphore(_HASHES + _QUEUE)
_hasher = PasswordHash.recommended()
# None that can be mistaken for another.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def hashed(password: str) -> str:
    """Hash a new password.

    Raises
    ------
    ParameterError
        It is too short or too long.
    BusyError
        Too many hashes are asked for at once.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ParameterError(
            f"a password has {SHORTEST} to {LONGEST} characters",
            f"密码长度为 {SHORTEST} 至 {LONGEST} 个字符。",
        )
    with _slot():
        return _hasher.hash(password)


def verify(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one; takes as long where none is stored."""
    with _slot():
        right = _hasher.verify(password[:LONGEST], stored or _nobody())
    return right and stored is not None


def one_time() -> str:
    """Four groups of four letters and digits, 79 random bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


@cache
def _nobody() -> str:
    """A hash that no password has."""
    return _hasher.hash(secrets.token_urlsafe(32))


@contextmanager
def _slot() -> Iterator[None]:
    """Wait for one of the hashes that may run at once."""
    if not _queue.acquire(blocking=False):
        raise _busy()
    try:
        if not _slots.acquire(timeout=_PATIENCE):
            raise _busy()
        try:
            yield
        finally:
            _slots.release()
    finally:
        _queue.release()


def _busy() -> BusyError:
    return BusyError("too many log in at once; try again soon", "登录人数过多，请稍后再试。")
