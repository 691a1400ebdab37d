"""Plans in the formats that offices use: ledgers (台账), GeoJSON, zipped Shapefiles."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from gis.errors import ParameterError
from gis.files.encodings import check_texts, cut_off
from gis.files.gdal import configured
from gis.files.proposal import write_proposal
from gis.files.writing import replacing
from gis.frames import Proposal
from gis.model import Rules
from gis.model.texts import Encoding

Metadata = Mapping[str, str]
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would calculate."""
LONGEST = 254
"""Bytes of a text in a Shapefile."""
SHORT = {
    "estimated_share": "est_share",
    "boundary_text": "border_zh",
    "boundary_text_en": "border_en",
    "households": "households",
    "households_source": "hh_source",
    "floor_from": "floor_from",
    "floor_to": "floor_to",
}
"""Names of columns in a Shapefile, at most ten letters."""
SHAPEFILES = ("grids", "microgrids", "buildings", "building_parts")


def write_plan(
    path: Path,
    proposal: Proposal,
    rules: Rules,
    metadata: Metadata | None = None,
    encoding: Encoding = Encoding.UTF_8,
) -> None:
    """Write a plan in the format that the name of the file says.

    ``.gpkg`` holds everything and can be audited again; ``.geojson`` the outlines in WGS 84 (RFC
    7946), told apart by ``level``; ``.shp.zip`` four Shapefiles, long texts cut off; ``.xlsx`` and
    ``.csv`` the ledger, the latter of grids only. Shapefiles and CSV may be in GBK.

    Raises
    ------
    ParameterError
        The ending is none of these, the format is always in UTF-8, or the encoding lacks
        characters of the texts.
    """
    ending = format_of(path.name)
    check_encoding(ending, encoding)
    if ending == ".shp.zip":
        _shapefiles(path, proposal, encoding)
    elif ending == ".csv":
        _csv(path, proposal, encoding)
    else:
        _IN_UTF_8[ending](path, proposal, rules, metadata or {})


def check_encoding(ending: str, encoding: Encoding) -> None:
    """Refuse an encoding that a format does not know.

    Raises
    ------
    ParameterError
        Only Shapefiles and CSV are written in anything but UTF-8.
    """
    if encoding is not Encoding.UTF_8 and ending in _IN_UTF_8:
        raise ParameterError(
            f"{ending} is always in UTF-8; only .shp.zip and .csv can be in {encoding.upper()}",
            f"{ending} 一律采用 UTF-8；只有 .shp.zip 和 .csv 可用 {encoding.upper()}。",
        )


def format_of(name: str) -> str:
    """The ending of a file's name that is a key of FORMATS."""
    for ending in FORMATS:
        if name.lower().endswith(ending):
            return ending
    raise ParameterError(f"{name}: plans are written as {', '.join(FORMATS)}")


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts that a spreadsheet would calculate, with an apostrophe before them."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype.kind == "O" or pd.api.types.is_string_dtype(safe[name]):
            safe[name] = safe[name].map(_guard)
    return safe


def _guard(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def _gpkg(path: Path, proposal: Proposal, rules: Rules, metadata: Metadata) -> None:
    write_proposal(path, proposal, rules, metadata)


def _geojson(path: Path, proposal: Proposal, _: Rules, metadata: Metadata) -> None:
    features: list[dict[str, Any]] = []
    for level, frame in (("grid", proposal.grids), ("microgrid", proposal.microgrids)):
        degrees = frame.to_crs(4326)
        # Counter-clockwise outer rings, as RFC 7946 asks.
        shapes = shapely.orient_polygons(shapely.force_2d(degrees.geometry.to_numpy()))
        drawn = shapely.to_geojson(shapely.transform(shapes, lambda xy: xy.round(9)))
        values = _plain(frame.drop(columns="geometry"))
        features += [
            {
                "type": "Feature",
                "id": said["code"],
                "geometry": json.loads(shape),
                "properties": {"level": level, **said},
            }
            for said, shape in zip(values.to_dict("records"), drawn, strict=True)
        ]
    told = {"type": "FeatureCollection", "features": features, **metadata}
    with replacing(path) as draft:
        draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _shapefiles(path: Path, proposal: Proposal, encoding: Encoding) -> None:
    frames = {name: getattr(proposal, name) for name in SHAPEFILES}
    check_texts(frames, encoding)
    with replacing(path) as draft, tempfile.TemporaryDirectory(dir=draft.parent) as folder:
        with configured():
            for name, frame in frames.items():
                _shapefile(Path(folder) / f"{name}.shp", frame, encoding)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).iterdir()):
                archive.write(file, file.name)


def _shapefile(path: Path, frame: gpd.GeoDataFrame, encoding: Encoding) -> None:
    """One layer; the .cpg file beside it names the encoding."""
    names: dict[str, str] = {}
    for name in frame.columns.drop("geometry"):
        short = SHORT.get(name, name)[:10]
        number = 1
        while short.lower() in names:
            number += 1
            short = f"{name[: 10 - len(str(number))]}{number}"
        names[short.lower()] = name
    columns = {name: short for short, name in names.items()}
    values = frame.rename(columns=columns)
    for name in columns.values():
        if values[name].dtype.kind == "O":
            values[name] = values[name].map(
                lambda v: cut_off(v, LONGEST, encoding) if isinstance(v, str) else v
            )
    pyogrio.write_dataframe(values, path, driver="ESRI Shapefile", encoding=encoding.upper())


def _xlsx(path: Path, proposal: Proposal, _: Rules, __: Metadata) -> None:
    # The driver takes ".xlsx" in the name of a folder for the archive itself.
    with replacing(path) as draft, tempfile.TemporaryDirectory(prefix="gis-") as folder:
        book = Path(folder) / "ledger.xlsx"
        for number, name in enumerate(("grids", "microgrids")):
            sheet = guarded(_plain(getattr(proposal, name).drop(columns="geometry")))
            pyogrio.write_dataframe(sheet, book, layer=name, driver="XLSX", append=number > 0)
        shutil.copyfile(book, draft)


def _csv(path: Path, proposal: Proposal, encoding: Encoding) -> None:
    sheet = guarded(_plain(proposal.grids.drop(columns="geometry")))
    check_texts({"grids": sheet}, encoding)
    # With the mark that Excel needs to read Chinese as UTF-8.
    codec = "utf-8-sig" if encoding is Encoding.UTF_8 else encoding.value
    with replacing(path) as draft:
        sheet.to_csv(draft, index=False, encoding=codec, lineterminator="\r\n")


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Values as Python has them, None where there is none."""
    values = frame.astype(object)
    return values.where(values.notna(), None)


_IN_UTF_8: Mapping[str, Callable[[Path, Proposal, Rules, Metadata], None]] = {
    ".gpkg": _gpkg,
    ".geojson": _geojson,
    ".xlsx": _xlsx,
}
FORMATS = (".gpkg", ".geojson", ".shp.zip", ".xlsx", ".csv")
