"""Use cases of the register of cameras: write, change, take down, import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from gis.errors import ConflictError, Fault, ForbiddenError, NotFoundError, UnusableInputError
from gis.model import ROOT, covers
from gis.model.cameras import CameraKind
from gis.monitor import directions
from gis.store import audit_log, camera_reads, scopes
from gis.store import cameras as store
from gis.store.cameras import Saved
from gis.workflow.camera_rows import (
    RefusedError,
    Telling,
    checked_stream,
    looked,
    row_of,
)
from gis.workflow.camera_views import sights

LOOKS = frozenset({"kind", "direction", "fov", "range", "lon", "lat"})
"""What decides what a camera sees."""


def put(
    conn: Connection, told: Sequence[Telling], scope: Collection[str], actor: str
) -> list[Saved]:
    """Write cameras by their codes: all of them or none.

    Parameters
    ----------
    scope
        Jurisdictions at and below which the actor manages cameras.

    Raises
    ------
    UnusableInputError
        Every camera that cannot be taken, and why.
    """
    faults, rows = list[Fault](), list[dict[str, Any]]()
    for at, one in enumerate(told):
        try:
            rows.append(row_of(one).values)
        except RefusedError as refused:
            faults.append(_fault(at, refused))
    codes = Counter(row["code"] for row in rows)
    twice = sorted(code for code, count in codes.items() if count > 1)
    faults += [Fault("cameras", code, "code", code, "two cameras have this code") for code in twice]
    if faults:
        raise UnusableInputError(faults)
    for at, refusal in enumerate(settle(conn, rows, scope)):
        if refusal is not None:
            faults.append(_fault(at, refusal))
    if faults:
        raise UnusableInputError(faults)
    return write(conn, rows, actor, "register cameras")


def change(
    conn: Connection, number: int, version: int | None, values: Mapping[str, Any],
    scope: Collection[str], actor: str,
) -> None:  # fmt: skip
    """Change what is said of a camera.

    Parameters
    ----------
    version
        The one that the change is based on; None for whatever is there.
    values
        Fields of ``Telling`` but the code, and those only that change.

    Raises
    ------
    UnusableInputError, StaleError, ConflictError
        Something in it cannot be; somebody else changed it since; it was taken down.
    """
    now = dict(camera_reads.get(conn, number))
    if not now["live"]:
        raise ConflictError(
            "the camera was taken down; register it again", "该摄像头已拆除，请重新登记。"
        )
    try:
        made = row_of(_changed(now, values)).values
        stream = {} if "stream" not in values else {"stream": checked_stream(values["stream"])}
    except RefusedError as refused:
        raise UnusableInputError([_fault(0, refused)]) from None
    if "direction" not in values and now["given_direction"] is None:
        made["given_direction"] = None
    (refusal,) = settle(conn, [made], scope)
    if refusal is not None:
        raise UnusableInputError([_fault(0, refusal)])
    told = {name: made[name] for name in store.GIVEN if made[name] != now[name]}
    if (made["lon"], made["lat"]) != (now["lon"], now["lat"]):
        told |= {"lon": made["lon"], "lat": made["lat"]}
    if LOOKS & set(told) or "given_direction" in told:
        (told["view"],) = sights(conn, [made])
    store.change(conn, number, version, told | {k: v or None for k, v in stream.items()})
    store.place_in_grids(conn, ids=[number])
    about = {"fields": sorted({*told, *stream} - {"view"})}
    where = made["jurisdiction"]
    audit_log.append(conn, actor, "change camera", f"camera {number}", about, jurisdiction=where)


def take_down(conn: Connection, number: int, actor: str) -> None:
    """Note that a camera stands no more; its row stays. Doing it again changes nothing."""
    now = dict(camera_reads.get(conn, number))
    if not now["live"]:
        return
    store.change(conn, number, None, {"live": False})
    where = now["jurisdiction"]
    audit_log.append(conn, actor, "take down camera", f"camera {number}", jurisdiction=where)


def _changed(now: Mapping[str, Any], values: Mapping[str, Any]) -> Telling:
    kept = {
        name: now[name]
        for name in ("code", "name", "department", "lon", "lat", "fov", "range", "public_space",
                     "purpose")
    }  # fmt: skip
    kept["kind"] = CameraKind(now["kind"])
    words = now["given_direction"]
    kept["direction"] = now["direction"] if words is None else words
    # A place elsewhere may lie in another community.
    moved = {"lon", "lat"} & set(values)
    kept["jurisdiction"] = None if moved else now["jurisdiction"]
    if "direction" in values and "fov" not in values and _had_own_width(now):
        kept["fov"] = None
    return Telling(**{**kept, **{k: v for k, v in values.items() if k != "stream"}})


def _had_own_width(now: Mapping[str, Any]) -> bool:
    """Whether the field of view came with the words of the direction."""
    if now["given_direction"] is None:
        return False
    read = directions.read(now["given_direction"], CameraKind(now["kind"]))
    return looked(read, None)[1] is not None


def settle(
    conn: Connection,
    rows: Sequence[dict[str, Any]],
    scope: Collection[str],
    other: str | None = None,
) -> list[RefusedError | None]:
    """Find the jurisdiction of each row, and whether the actor may write it there."""
    found = store.communities_at(conn, [r["lon"] for r in rows], [r["lat"] for r in rows])
    before = store.holders(conn, [row["code"] for row in rows])
    nodes: dict[str, bool] = {}
    told: list[RefusedError | None] = []
    for row, community in zip(rows, found, strict=True):
        code = row["jurisdiction"] = row["jurisdiction"] or community or other
        if code is not None and code not in nodes:
            nodes[code] = code == ROOT or scopes.jurisdiction(conn, code) is not None
        told.append(_refusal(code, before.get(row["code"]), nodes, scope))
    return told


def _refusal(
    code: str | None, before: str | None, nodes: Mapping[str, bool], scope: Collection[str]
) -> RefusedError | None:
    if code is None:
        return RefusedError(
            "不在任何已知社区内，请指定辖区",
            "it lies in no community that is known; name its jurisdiction", "jurisdiction",
        )  # fmt: skip
    if not nodes[code] or not _within(code, scope):
        return RefusedError(
            f"辖区 {code} 不存在，或不归您管理", f"{code} is no jurisdiction that you manage",
            "jurisdiction",
        )  # fmt: skip
    if before is not None and not _within(before, scope):
        return RefusedError("编码已被其他辖区使用", "the code is taken elsewhere", "code")
    return None


def _within(code: str, scope: Collection[str]) -> bool:
    return any(covers(one, code) for one in scope)


def check_node(conn: Connection, code: str, scope: Collection[str]) -> None:
    """Raise unless a jurisdiction is there, and cameras of it are the actor's to manage."""
    if code != ROOT and scopes.jurisdiction(conn, code) is None:
        raise NotFoundError(f"there is no jurisdiction {code}", f"没有代码为 {code} 的辖区。")
    if not _within(code, scope):
        raise ForbiddenError(f"you do not manage cameras of {code}", f"您不管理 {code} 的摄像头。")


def write(conn: Connection, rows: Sequence[dict[str, Any]], actor: str, action: str) -> list[Saved]:
    """Write rows of the register with what they see, place them in grids, and log it."""
    for row, view in zip(rows, sights(conn, rows), strict=True):
        row["view"] = view
    saved = store.save(conn, rows)
    touched = [one for one in saved if one.outcome != "known"]
    store.place_in_grids(conn, ids=[one.id for one in touched])
    where = {row["code"]: row["jurisdiction"] for row in rows}
    # One line for each jurisdiction, so that whoever may read its log finds it.
    for code, count in sorted(Counter(where[one.code] for one in touched).items()):
        own = [one.code for one in touched if where[one.code] == code]
        about = {"cameras": count, "codes": own[:100]}
        audit_log.append(conn, actor, action, "cameras", about, jurisdiction=code)
    return saved


def _fault(at: int, refused: RefusedError) -> Fault:
    return Fault("cameras", f"row {at + 1}", refused.field, "", refused.reason.en)
