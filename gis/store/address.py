"""Where a database is, as people write it."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from gis.errors import ParameterError

DRIVER = "postgresql+psycopg2"
_SCHEMES = frozenset({"postgres", "postgresql", DRIVER})


def parse(text: str) -> URL:
    """Read ``postgresql://user:password@host:port/name``.

    Returns
    -------
    URL
        With the driver that the package uses, whatever SQLAlchemy's default is.

    Raises
    ------
    ParameterError
        Not an address of a PostgreSQL database. The text itself is not repeated: it may hold a
        password.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        raise ParameterError(
            "this is not the address of a database; it must read"
            " postgresql://USER:PASSWORD@HOST:PORT/NAME"
        ) from None
    if url.drivername not in _SCHEMES:
        raise ParameterError(
            f"{url.drivername}: only PostgreSQL will do; the address must begin with postgresql://"
        )
    if not url.database:
        raise ParameterError("the address of the database ends without its name")
    return url.set(drivername=DRIVER)
