"""Lists of cameras from tables and vector files: rows under our names, nothing judged yet.

Tables are CSV in UTF-8 or GB 18030, as platforms after GB/T 28181 export their channels; layers
are what GIS programs and OpenStreetMap give. Only columns that the register has a use for are
read: what else a list says, of persons perhaps, is left where it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import Fault, UnusableInputError
from gis.files.source import UnreadableError, load, opened
from gis.files.values import texts

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "code": (
        "code", "deviceid", "channelid", "gbid", "设备编码", "国标编码", "设备国标编码", "通道编码",
        "摄像机编码", "摄像头编码", "点位编码", "设备id", "编码",
    ),
    "name": (
        "name", "设备名称", "摄像机名称", "摄像头名称", "点位名称", "通道名称", "名称", "位置名称",
    ),
    "department": (
        "department", "所属部门", "管理单位", "建设单位", "所属单位", "权属单位", "管理部门",
        "部门",
    ),
    "kind": ("kind", "type", "摄像机类型", "摄像头类型", "设备类型", "类型"),
    "ptz_type": ("ptztype", "云台类型", "ptz类型"),
    "direction": ("direction", "azimuth", "heading", "方位角", "朝向", "方向", "朝向角度"),
    "direction_type": ("directiontype", "监视方位", "监控方位", "方位", "方位类型"),
    "fov": ("fov", "视场角", "水平视场角", "视角"),
    "range": ("range", "reach", "可视距离", "监控距离", "监视距离", "可视半径"),
    "public_space": ("publicspace", "是否公共区域", "公共区域", "是否公共场所"),
    "purpose": ("purpose", "usetype", "用途", "安装用途", "建设用途", "用途属性"),
    "jurisdiction": ("jurisdiction", "辖区编码", "社区编码", "所属社区编码"),
    "stream": ("stream", "hls", "hlsurl", "播放地址", "流地址", "视频地址"),
    "lon": ("lon", "lng", "longitude", "x", "经度"),
    "lat": ("lat", "latitude", "y", "纬度"),
    "osm_id": ("osmid", "@id", "id"),
    "camera_type": ("camera:type",),
    "camera_direction": ("camera:direction",),
    "surveillance": ("surveillance",),
    "surveillance_type": ("surveillance:type",),
    "surveillance_zone": ("surveillance:zone",),
})  # fmt: skip
"""Our columns, and what they are called elsewhere."""
MOST = 20_000
"""Rows of a list."""
LARGEST = 64 << 20
"""Bytes of a table."""
_BETWEEN = re.compile(r"[\s_:()（）/-]+")


@dataclass(frozen=True)
class CameraList:
    """The rows of a list in its order.

    Parameters
    ----------
    rows
        Texts by our names; what is missing or empty is not there. ``lon`` and ``lat`` are degrees
        of WGS 84 where ``located``, else texts in whatever the list means.
    faults
        Why a row cannot be read at all, by its position.
    located
        Whether the file says where its coordinates are.
    left
        Columns that were not read.
    """

    rows: list[dict[str, str]]
    faults: dict[int, str]
    located: bool
    left: list[str]

    def as_json(self) -> dict[str, Any]:
        """The list as JSON holds it."""
        return asdict(self)

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> CameraList:
        """The list that ``as_json`` told of."""
        faults = {int(at): why for at, why in told["faults"].items()}
        return cls(told["rows"], faults, told["located"], told["left"])


def read_cameras(path: Path) -> CameraList:
    """Read a list of cameras.

    Raises
    ------
    UnusableInputError
        The file as a whole is of no use; rows that cannot be read are told of in the list.
    """
    found = _of_table(path) if path.suffix.lower() == ".csv" else _of_layer(path)
    if not found.rows:
        raise _unusable("there are no cameras in it")
    if len(found.rows) > MOST:
        raise _unusable(f"it has {len(found.rows)} rows, more than {MOST}; divide it")
    return found


def columns_of(there: Sequence[str]) -> dict[str, str]:
    """Our name of each column that is read, by its own; of two for the same the first known."""
    plain = {_plain(name): name for name in reversed(there)}
    found: dict[str, str] = {}
    for ours, known in NAMES.items():
        for other in known:
            theirs = plain.get(_plain(other))
            if theirs is not None and theirs not in found:
                found[theirs] = ours
                break
    return found


def _plain(name: str) -> str:
    return _BETWEEN.sub("", name).casefold()


def _of_table(path: Path) -> CameraList:
    try:
        if path.stat().st_size > LARGEST:
            raise _unusable(f"the table is larger than {LARGEST >> 20} MB; divide it")
        text = _decoded(path.read_bytes())
        lines = [line for line in csv.reader(io.StringIO(text), strict=True) if line]
    except OSError as error:
        raise _unusable(f"it cannot be read: {error.strerror}") from None
    except csv.Error as error:
        raise _unusable(f"the table cannot be read: {error}") from None
    if not lines:
        raise _unusable("the table is empty; its first row must name the columns")
    head, *rows = lines
    ours = columns_of(head)
    faults = {
        at: f"{len(row)} fields instead of {len(head)}"
        for at, row in enumerate(rows)
        if len(row) != len(head)
    }
    told = [
        {ours[name]: value.strip() for name, value in zip(head, row, strict=False)
         if name in ours and value.strip()}
        for row in rows
    ]  # fmt: skip
    return CameraList(told, faults, located=False, left=[name for name in head if name not in ours])


def _decoded(data: bytes) -> str:
    for codec in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _unusable("this is no table in UTF-8 or GB 18030; save it as CSV again")


def _of_layer(path: Path) -> CameraList:
    try:
        with opened(path, path.name) as file:
            if len(file.layers) > 1:
                there = ", ".join(file.layers)
                raise _unusable(f"it has several layers ({there}); leave only the cameras")
            frame = load(file, next(iter(file.layers)))
    except UnreadableError as error:
        raise _unusable(str(error)) from None
    if frame.crs is None:
        raise _unusable("it does not say its CRS; set it")
    if len(frame) > MOST:
        raise _unusable(f"it has {len(frame)} rows, more than {MOST}; divide it")
    return _of_frame(frame)


def _of_frame(frame: gpd.GeoDataFrame) -> CameraList:
    shapes = frame.geometry
    good = (shapes.notna() & ~shapes.is_empty & (shapes.geom_type == "Point")).to_numpy()
    degrees = shapes.to_crs(4326)
    lon, lat = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    lon[good], lat[good] = degrees[good].x, degrees[good].y
    there = [str(name) for name in frame.columns if name != frame.geometry.name]
    ours = {
        theirs: name for theirs, name in columns_of(there).items() if name not in {"lon", "lat"}
    }
    values = pd.DataFrame({name: texts(frame[theirs]) for theirs, name in ours.items()})
    told = [
        {str(name): str(value) for name, value in row.items() if value is not None}
        for row in values.to_dict("records")
    ] or [{} for _ in range(len(frame))]
    for at in np.flatnonzero(good):
        told[at] |= {"lon": repr(float(lon[at])), "lat": repr(float(lat[at]))}
    faults = {int(at): "it is no point" for at in np.flatnonzero(~good)}
    return CameraList(told, faults, located=True, left=[name for name in there if name not in ours])


def _unusable(remedy: str) -> UnusableInputError:
    return UnusableInputError([Fault("cameras", "", "", "", remedy)])
