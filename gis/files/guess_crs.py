"""Guess the CRS of coordinates that do not say it, for a person to confirm.

National coordinates of China (CGCS2000) are degrees, or Gauss-Krueger metres of bands 3 or 6
degrees wide, with the number of the band before the easting or without. With it, the band is
certain; without it only something else that lies in the same place can tell: another layer, or
the province in the codes of communities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from pyproj import CRS, Transformer

from gis.geometry.gcj02 import CHINA

LonLat = tuple[float, float]

MERIDIANS = range(75, 136, 3)
NEAR = 1.5
"""Degrees within which a place counts as that of another layer; a county spans less."""
_MERCATOR, _DEGREES, _WORLD = "EPSG:3857", "EPSG:4490", "EPSG:4326"

PROVINCES: dict[str, tuple[float, float, float, float]] = {
    "11": (115.4, 39.4, 117.6, 41.1), "12": (116.7, 38.5, 118.1, 40.3),
    "13": (113.4, 36.0, 119.9, 42.7), "14": (110.2, 34.5, 114.6, 40.8),
    "15": (97.1, 37.4, 126.1, 53.4), "21": (118.8, 38.7, 125.8, 43.5),
    "22": (121.6, 40.8, 131.4, 46.4), "23": (121.1, 43.4, 135.1, 53.6),
    "31": (120.8, 30.6, 122.2, 31.9), "32": (116.3, 30.7, 122.0, 35.2),
    "33": (118.0, 27.0, 123.0, 31.2), "34": (114.8, 29.4, 119.7, 34.7),
    "35": (115.8, 23.5, 120.8, 28.4), "36": (113.5, 24.4, 118.5, 30.1),
    "37": (114.8, 34.3, 122.8, 38.5), "41": (110.3, 31.3, 116.7, 36.4),
    "42": (108.3, 29.0, 116.2, 33.3), "43": (108.7, 24.6, 114.3, 30.2),
    "44": (109.6, 20.2, 117.4, 25.6), "45": (104.4, 20.9, 112.1, 26.4),
    "46": (108.6, 18.1, 111.1, 20.2), "50": (105.2, 28.1, 110.2, 32.3),
    "51": (97.3, 26.0, 108.6, 34.4), "52": (103.6, 24.6, 109.6, 29.3),
    "53": (97.5, 21.1, 106.2, 29.3), "54": (78.3, 26.8, 99.2, 36.5),
    "61": (105.4, 31.7, 111.3, 39.6), "62": (92.3, 32.5, 108.8, 42.8),
    "63": (89.4, 31.5, 103.1, 39.3), "64": (104.2, 35.2, 107.7, 39.4),
    "65": (73.4, 34.3, 96.4, 49.2), "71": (119.3, 21.8, 122.1, 25.4),
    "81": (113.8, 22.1, 114.5, 22.6), "82": (113.5, 22.1, 113.7, 22.3),
}  # fmt: skip
"""First two digits of a code -> about west, south, east, north of the province."""


class Candidate(NamedTuple):
    """A CRS, and where it puts the middle of the coordinates (WGS 84)."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Guess:
    """What the coordinates may be; ``code`` is None where nothing speaks for one candidate."""

    code: str | None
    why_zh: str
    why_en: str
    candidates: tuple[Candidate, ...] = field(default=())


def guess(
    middle: LonLat | None, anchors: Sequence[LonLat] = (), province: str | None = None
) -> Guess:
    """Guess from the middle of the coordinates.

    Parameters
    ----------
    middle
        Median x and y; None where there are no coordinates.
    anchors
        Longitude and latitude of what lies in the same place.
    province
        First two digits of the codes in the layer.
    """
    if middle is None:
        return Guess(None, "没有坐标，无法推断坐标系。", "There are no coordinates to guess from.")
    x, y = middle
    if abs(x) <= 180 and abs(y) <= 90:
        return _degrees(middle)
    if abs(y) <= 180 and abs(x) <= 90:
        return _swapped(middle)
    near = _near(anchors, province)
    candidates = [c for code in _codes(x, y) if (c := _placed(code, x, y)) and _possible(c)]
    fitting = sorted((c for c in candidates if near.holds(c)), key=near.distance)
    if near.known:
        candidates = fitting or candidates
    if not candidates:
        return _nothing(x, y)
    certain = bool(fitting) and (bool(anchors) or (near.known and len(fitting) == 1))
    return _chosen(candidates, certain=certain, x=x, near=near)


@dataclass(frozen=True)
class _Near:
    """Where the coordinates should lie."""

    anchors: Sequence[LonLat]
    box: tuple[float, float, float, float] | None

    @property
    def known(self) -> bool:
        return bool(self.anchors) or self.box is not None

    def distance(self, one: Candidate) -> float:
        """Degrees to the nearest anchor, or to the middle of the province."""
        places = list(self.anchors)
        if not places and self.box is not None:
            west, south, east, north = self.box
            places = [((west + east) / 2, (south + north) / 2)]
        return min((max(abs(one.lon - x), abs(one.lat - y)) for x, y in places), default=0.0)

    def holds(self, one: Candidate) -> bool:
        if self.anchors:
            return self.distance(one) <= NEAR
        if self.box is None:
            return True
        west, south, east, north = self.box
        return west <= one.lon <= east and south <= one.lat <= north


def _near(anchors: Sequence[LonLat], province: str | None) -> _Near:
    return _Near(anchors, PROVINCES.get(province or ""))


def _degrees(middle: LonLat) -> Guess:
    lon, lat = middle
    if not _in_china(lon, lat):
        if _in_china(lat, lon):
            return _swapped(middle)
        return Guess(
            _WORLD, "数值为经纬度，位于中国以外，按 WGS 84 处理。",
            "These are degrees outside of China; taken as WGS 84.",
            (Candidate(_WORLD, CRS(_WORLD).name, lon, lat),),
        )  # fmt: skip
    return Guess(
        _DEGREES,
        "数值为中国境内的经纬度，按 CGCS2000 处理（与 WGS 84 相差不到一米）。仅凭数值看不出是否为"
        "网络地图的 GCJ-02（偏移数百米），请在预览图上对照熟悉的位置确认。",
        "These are degrees in China; taken as CGCS2000, which is WGS 84 to less than a metre. "
        "Numbers alone do not tell whether they are GCJ-02 of a web map, hundreds of metres off: "
        "check a place you know in the preview.",
        tuple(Candidate(code, CRS(code).name, lon, lat) for code in (_DEGREES, _WORLD)),
    )


def _swapped(middle: LonLat) -> Guess:
    y, x = middle
    return Guess(
        None,
        f"坐标轴似乎颠倒（x={middle[0]:.6g}，y={middle[1]:.6g}）：x 应为经度，y 应为纬度。"
        "请重新导出。",
        f"The axes seem swapped (x={middle[0]:.6g}, y={middle[1]:.6g}): x is longitude, y is "
        "latitude. Export it again.",
        (Candidate(_DEGREES, CRS(_DEGREES).name, x, y),) if _in_china(x, y) else (),
    )


def _codes(x: float, y: float) -> list[str]:
    """Every CRS that coordinates in metres could be of, the likelier first."""
    band = int(x // 1_000_000)
    codes = []
    if 25 <= band <= 45:
        codes.append(f"EPSG:{4513 + band - 25}")
    if abs(x) <= 20_037_509 and 8e6 <= x <= 15.2e6 and 1.9e6 <= y <= 7.3e6:
        codes.append(_MERCATOR)
    if 13 <= band <= 23:
        codes.append(f"EPSG:{4491 + band - 13}")
    if 0 < x < 1_000_000:
        # A band of 6 degrees has the formula of the one of 3 degrees on the same meridian.
        codes += [f"EPSG:{4534 + n}" for n in range(len(MERIDIANS))]
    return codes


@cache
def _way(code: str) -> tuple[str, Transformer]:
    """Name of a CRS, and the way from it to degrees; looking it up takes milliseconds."""
    crs = CRS(code)
    return crs.name, Transformer.from_crs(crs, _WORLD, always_xy=True)


def _placed(code: str, x: float, y: float) -> Candidate | None:
    name, way = _way(code)
    lon, lat = way.transform(x, y)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        return None
    return Candidate(code, name, round(lon, 6), round(lat, 6))


def _possible(one: Candidate) -> bool:
    return _in_china(one.lon, one.lat)


def _in_china(lon: float, lat: float) -> bool:
    west, south, east, north = CHINA
    return west <= lon <= east and south <= lat <= north


def _nothing(x: float, y: float) -> Guess:
    if 1.9e6 <= x <= 6e6 and (0 < y < 1e6 or 13e6 <= y < 46e6):
        return Guess(
            None, "坐标轴似乎颠倒：x 应为东，y 应为北。请交换后重新导出。",
            "The axes seem swapped: x is east, y is north. Swap them and export again.",
        )  # fmt: skip
    return Guess(
        None, "坐标不像国家坐标系，也不是经纬度；可能是地方独立坐标系，请向数据提供者询问。",
        "The coordinates are neither national ones nor degrees, perhaps of a local system; ask "
        "whoever made them.",
    )  # fmt: skip


_ALIKE_ZH = "西安80、北京54 的数值与之相近（相差可达百米），请在预览图上对照熟悉的位置确认。"
_ALIKE_EN = (
    "Xi'an 1980 and Beijing 1954 look alike and differ by up to a hundred metres: check a "
    "place you know in the preview."
)


def _chosen(candidates: list[Candidate], *, certain: bool, x: float, near: _Near) -> Guess:
    first, found = candidates[0], tuple(candidates)
    band = int(x // 1_000_000)
    if first.code == _MERCATOR:
        return Guess(
            first.code,
            "数值像网络地图的 Web 墨卡托；国内网络地图常带 GCJ-02 偏移，"
            "请在预览图上对照熟悉的位置确认。",
            "The values look like Web Mercator; web maps of China are often in GCJ-02: check "
            "a place you know in the preview.",
            found,
        )  # fmt: skip
    if band:
        wide = 3 if band >= 25 else 6
        return Guess(
            first.code, f"横坐标以带号 {band} 开头：CGCS2000 {wide} 度带。{_ALIKE_ZH}",
            f"The eastings begin with {band}, the number of a band of {wide} degrees of CGCS2000. "
            f"{_ALIKE_EN}",
            found,
        )  # fmt: skip
    if certain:
        zh, en = (
            ("与其他图层重合", "where the other layers are")
            if near.anchors
            else ("落在编码所示的省份内", "in the province that the codes name")
        )
        return Guess(
            first.code,
            f"横坐标没有带号；取这条中央经线时，数据{zh}。{_ALIKE_ZH}",
            f"The eastings have no band number; with this meridian the data lie {en}. {_ALIKE_EN}",
            found,
        )
    return Guess(
        None,
        "横坐标没有带号，像 CGCS2000 高斯投影，但看不出中央经线；请按数据所在地选择。",
        "The eastings have no band number: Gauss-Krueger of CGCS2000, by the looks, of an unknown "
        "meridian. Choose the one of the place.",
        found,
    )
