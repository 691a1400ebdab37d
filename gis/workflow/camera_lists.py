"""Rows of lists as cameras: GB/T 28181 exports, OpenStreetMap, and plain tables.

What a list does not say is not made up: an unreadable direction leaves the camera without one,
and is told of; without a place or an id there is no camera.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.files.cameras import CameraList
from gis.model.cameras import CameraKind, CameraScheme
from gis.monitor import gb28181, positions
from gis.monitor.directions import Form
from gis.workflow.camera_rows import Reason, RefusedError, Telling, row_of

Texts = Mapping[str, str]
Floats = NDArray[np.float64]

_KINDS = MappingProxyType({
    "fixed": CameraKind.FIXED, "bullet": CameraKind.FIXED, "box": CameraKind.FIXED,
    "枪机": CameraKind.FIXED, "固定枪机": CameraKind.FIXED, "枪型摄像机": CameraKind.FIXED,
    "固定": CameraKind.FIXED,
    "panning": CameraKind.PANNING, "ptz": CameraKind.PANNING, "speed dome": CameraKind.PANNING,
    "球机": CameraKind.PANNING, "遥控枪机": CameraKind.PANNING, "云台": CameraKind.PANNING,
    "遥控半球": CameraKind.PANNING,
    "dome": CameraKind.DOME, "半球": CameraKind.DOME, "360": CameraKind.DOME,
    "全景": CameraKind.DOME, "半球机": CameraKind.DOME, "fisheye": CameraKind.DOME,
})  # fmt: skip
_TRUE = frozenset({"1", "1.0", "true", "yes", "y", "是", "公共"})
_FALSE = frozenset({"0", "0.0", "false", "no", "n", "否", "非公共"})
# What OpenStreetMap says of who may be watched: outdoor and indoor mean private ground.
_PUBLIC = frozenset({"public", "traffic", "red_light", "maxspeed"})
_PUBLIC_ZONES = frozenset({
    "town", "traffic", "street", "public", "bridge", "park", "river", "lake", "autoroute",
    "underpass", "public_transport_platform", "station",
})  # fmt: skip
_OSM = ("camera_type", "camera_direction", "surveillance", "surveillance_type")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken; the first row below the names is number 1."""

    row: int
    code: str | None
    reason: Reason


@dataclass
class Judged:
    """What became of the rows of a list: each is in ``rows`` or in ``refusals``.

    Parameters
    ----------
    rows
        Of the register, each with the number of its row in the list.
    directions
        How many were written how; the counts sum up to the rows taken.
    """

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    directions: Counter[Form] = field(default_factory=Counter)
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def judge(
    given: CameraList,
    *,
    crs: str = "wgs84",
    department: str | None = None,
    jurisdiction: str | None = None,
) -> Judged:
    """Make rows of the register from a list.

    Parameters
    ----------
    crs
        What the coordinates of a table are in, see ``positions.check_crs``; layers say it
        themselves.
    department, jurisdiction
        For rows that do not say it.

    Raises
    ------
    ParameterError
        An unknown ``crs``.
    """
    judged, known = Judged(), dict[str, int]()
    places = _places(given, crs)
    # A list of OpenStreetMap holds cameras of which nothing else is known.
    read = _of_osm if any(name in row for row in given.rows for name in _OSM) else _telling
    for at, row in enumerate(given.rows):
        number = at + 1
        try:
            _check_whole(given, at)
            made = row_of(read(row, places[at], department, jurisdiction))
            code = made.values["code"]
            _check_first(code, known)
        except RefusedError as refused:
            where = f"{refused.field}: " if refused.field else ""
            said = Reason(where + refused.reason.zh, where + refused.reason.en)
            judged.refusals.append(Refusal(number, row.get("code") or row.get("osm_id"), said))
            continue
        known[code] = number
        judged.rows.append((number, made.values))
        judged.directions[made.form] += 1
        if made.form is Form.UNREADABLE:
            judged.unreadable.append((number, str(made.values["given_direction"])))
        written = _written_kind(row)
        if written is not None and _kind_of(written) is None:
            judged.kinds[written] += 1
    return judged


def _check_whole(given: CameraList, at: int) -> None:
    if at in given.faults:
        raise RefusedError(f"此行无法读取：{given.faults[at]}", given.faults[at])


def _check_first(code: str, known: Mapping[str, int]) -> None:
    if code in known:
        raise RefusedError(f"编码与第 {known[code]} 行重复", f"row {known[code]} has the same code")


def _places(given: CameraList, crs: str) -> Floats:
    """(n, 2) degrees of WGS 84; NaN where a row has none."""
    texts = [(row.get("lon", ""), row.get("lat", "")) for row in given.rows]
    places = np.array([[_number(one) for one in pair] for pair in texts], dtype=float)
    known = positions.check_crs(crs)
    if given.located:
        return places
    found = positions.to_wgs84(places, known)
    # What lies nowhere on earth is told as it was given.
    return np.where(np.isnan(found), places, found)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _telling(
    row: Texts, place: Floats, department: str | None, jurisdiction: str | None
) -> Telling:
    kind, fov = _built(row)
    direction: str | None = row.get("direction")
    turned = gb28181.direction(row.get("direction_type", ""))
    if direction is None:
        direction = row.get("direction_type") if turned is None else f"{turned:g}"
    code = row.get("code") or row.get("osm_id")
    if code is None:
        raise RefusedError("没有编码", "it has no code", "code")
    return Telling(
        code=code,
        name=row.get("name") or code,
        department=_department(row, department),
        lon=float(place[0]),
        lat=float(place[1]),
        kind=kind,
        direction=direction,
        fov=_amount(row, "fov") or fov,
        range=_amount(row, "range"),
        public_space=_flag(row),
        purpose=row.get("purpose"),
        jurisdiction=row.get("jurisdiction") or jurisdiction,
        stream=row.get("stream"),
    )


def _of_osm(row: Texts, place: Floats, department: str | None, jurisdiction: str | None) -> Telling:
    """``camera:direction`` goes before ``direction``, which is its older spelling."""
    if row.get("surveillance_type") == "guard":
        raise RefusedError("是保安而非摄像头", "it is a guard, no camera", "surveillance:type")
    if row.get("surveillance") == "fake":
        raise RefusedError("是假摄像头", "it is a dummy, no camera", "surveillance")
    number = row.get("osm_id")
    if number is None:
        raise RefusedError("没有 OSM 编号", "it has no id of OpenStreetMap", "osm_id")
    zones = {part.strip().casefold() for part in row.get("surveillance_zone", "").split(",")}
    watched = row.get("surveillance", "")
    public = watched in _PUBLIC or (
        watched not in {"indoor", "private", "privat"} and bool(zones & _PUBLIC_ZONES)
    )
    return Telling(
        code=f"osm:{number}",
        name=row.get("name") or f"OSM {number}",
        department=_department(row, department or "OpenStreetMap"),
        lon=float(place[0]),
        lat=float(place[1]),
        scheme=CameraScheme.OSM,
        kind=_kind_of(row.get("camera_type", "")) or CameraKind.FIXED,
        direction=row.get("camera_direction") or row.get("direction"),
        public_space=public,
        purpose=row.get("surveillance_zone"),
        jurisdiction=jurisdiction,
    )


def _department(row: Texts, other: str | None) -> str:
    name = row.get("department") or other
    if not name:
        raise RefusedError("没有所属部门", "it names no department; give one for all", "department")
    return name


def _built(row: Texts) -> tuple[CameraKind, float | None]:
    """How it is built, after GB/T 28181 or in words; what nobody says is fixed."""
    for name in ("ptz_type", "kind"):
        text = row.get(name)
        if text is not None:
            built = gb28181.build(text)
            if built is not None and name == "ptz_type":
                return built.kind, built.fov
            kind = _kind_of(text)
            if kind is not None:
                return kind, None
    return CameraKind.FIXED, None


def _written_kind(row: Texts) -> str | None:
    text = row.get("camera_type") or row.get("kind") or row.get("ptz_type")
    return None if text is None or gb28181.build(text) is not None else text


def _kind_of(text: str) -> CameraKind | None:
    """The kind that words name; of several the first."""
    return _KINDS.get(text.partition(";")[0].strip().casefold())


def _amount(row: Texts, name: str) -> float | None:
    text = row.get(name)
    if text is None:
        return None
    plain = (
        text.casefold().removesuffix("米").removesuffix("m").removesuffix("°").removesuffix("度")
    )
    value = _number(plain.strip())
    if not np.isfinite(value):
        raise RefusedError(f"“{text}”不是数值", f"{text!r} is no number", name)
    # Exports write 0 for what they do not know.
    return value or None


def _flag(row: Texts) -> bool:
    text = row.get("public_space", "是").casefold()
    if text not in _TRUE | _FALSE:
        raise RefusedError(f"“{text}”不是“是”或“否”", f"{text!r} is neither yes nor no",
                           "public_space")  # fmt: skip
    return text in _TRUE


def notices(given: CameraList, judged: Judged, most: int = 20) -> Sequence[Reason]:
    """What else is to be said of a list, in both languages."""
    told = []
    if given.left:
        names = ", ".join(given.left[:most])
        told.append(Reason(f"未读取的列：{names}", f"columns that were not read: {names}"))
    for kind, count in sorted(judged.kinds.items()):
        zh = f"{count} 个摄像头的类型“{kind}”未知，按固定枪机处理"
        told.append(Reason(zh, f"{count} cameras are of the unknown kind {kind!r}: taken as fixed"))
    for number, text in judged.unreadable[:most]:
        zh = f"第 {number} 行的方向“{text}”无法识别，未采用"
        told.append(Reason(zh, f"row {number}: the direction {text!r} cannot be read"))
    return told
