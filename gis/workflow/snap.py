"""Use case: whoever sees something reports it, without a name, and can follow what becomes of it.

The phone makes a random id for each report and sends it again until it hears of it. From this id,
which nobody else knows, both the receipt and the id that is stored are derived: neither leads to
the other.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from gis.errors import Fault, ForbiddenError, UnusableInputError
from gis.model import ROOT
from gis.model.monitoring import Snap
from gis.model.tickets import Channel, Position, TicketKind
from gis.store import categories, configuration, jurisdictions, receipts, ticket_details
from gis.store.categories import Stored
from gis.workflow import intake, photos
from gis.workflow.access import digest
from gis.workflow.intake import Report, Reporter
from gis.workflow.intake_rows import AHEAD
from gis.workflow.pictures import Picture

SOURCE = "snap"
LONGEST_WAIT = timedelta(days=30)
"""How long a phone may have been without network; what is older counts as made now."""
VAGUE = 1000.0
"""Metres of inaccuracy from which on a place is none."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody gets for a report.

    Parameters
    ----------
    known
        Whether it had come before.
    """

    receipt: str
    ticket: int
    known: bool
    position: Position
    grid_name: str | None


def setting(conn: Connection) -> Snap:
    """Whether anybody may report, and what."""
    return configuration.monitoring(conn).snap


def check_open(snap: Snap) -> None:
    """Raise ForbiddenError unless everybody may report."""
    if not snap.enabled:
        raise ForbiddenError("reporting without login is switched off", "随手拍尚未开放。")


def offered(conn: Connection, snap: Snap) -> list[Stored]:
    """The categories that can be reported."""
    live = categories.listing(conn)
    if not snap.categories:
        return [one for one in live if one.category.kind is TicketKind.MATTER]
    return [one for one in live if any(_is(one, text) for text in snap.categories)]


def report(
    conn: Connection,
    external: str,
    told: Report,
    pictures: Sequence[Picture],
    *,
    accuracy: float | None = None,
    scope: tuple[str, ...] = (),
    now: datetime | None = None,
) -> Receipt:
    """Take in a report; the same id again is the same report, whatever else it says.

    Parameters
    ----------
    external
        The id that the phone made.
    accuracy
        Metres within which the phone knows where it is.
    scope
        Where the caller may report as one of the town's own people; nobody's: empty.

    Raises
    ------
    ForbiddenError
        The town does not want reports of everybody, and the caller is none of its own people.
    UnusableInputError
        A category that is not offered, and whatever else is wrong.
    """
    snap = setting(conn)
    if not scope:
        check_open(snap)
    receipt, kept = receipt_of(external), _kept(external)
    known = receipts.of_key(conn, SOURCE, kept)
    if known is not None:
        return _answer(conn, known, receipt, known=True)
    if not scope:
        _check_offered(conn, snap, told)
    at = now or datetime.now(UTC)
    made = told.reported_at
    vague = accuracy is not None and accuracy > VAGUE
    row = replace(
        told,
        external=kept,
        source=SOURCE,
        reported_at=made if made and at - LONGEST_WAIT <= made <= at + AHEAD else at,
        lon=None if vague else told.lon,
        lat=None if vague else told.lat,
    )
    reporter = Reporter(
        source=SOURCE,
        channel=Channel.GRID_WORKER if scope else Channel.SNAP,
        # Whoever may report here may report anywhere in the town.
        scope=(ROOT,) if snap.enabled else scope,
        home=snap.jurisdiction or _home(conn) if snap.enabled else scope[0],
    )
    (taken,) = intake.take(conn, [row], reporter, now=at)
    receipts.add(conn, digest(receipt), taken.id)
    for picture in pictures:
        photos.keep(conn, taken.id, picture)
    return _answer(conn, taken.id, receipt, known=taken.known)


def receipt_of(external: str) -> str:
    """The receipt that belongs to the id a phone made."""
    hashed = hashlib.sha256(b"wangge receipt " + external.encode()).digest()
    return base64.urlsafe_b64encode(hashed[:24]).decode("ascii")


def _kept(external: str) -> str:
    """The id as it is stored: those who see the ticket cannot tell the receipt from it."""
    return hashlib.sha256(b"wangge report " + external.encode()).hexdigest()[:32]


def _answer(conn: Connection, ticket: int, receipt: str, *, known: bool) -> Receipt:
    told = ticket_details.more(conn, ticket) or {}
    position = Position(told.get("position", Position.MISSING))
    return Receipt(receipt, ticket, known, position, told.get("grid_name"))


def _check_offered(conn: Connection, snap: Snap, told: Report) -> None:
    keys = {(one.category.kind, one.category.code) for one in offered(conn, snap)}
    if (told.kind, told.code) not in keys:
        name = f"{told.kind}:{told.code}"
        raise UnusableInputError(
            [Fault("report", "", "code", name, "this cannot be reported here")]
        )


def _is(one: Stored, text: str) -> bool:
    kind, _, code = text.partition(":")
    return one.category.kind == kind and one.category.code.startswith(code)


def _home(conn: Connection) -> str:
    """Whose those are that lie in no community: the town's own county."""
    counties = jurisdictions.children(conn, ROOT)
    return counties[0].code if len(counties) == 1 else ROOT
