"""Files that try to crash, fill or trick whoever reads them."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tests.unit.files import towns

Maker = Callable[[Path], Path]


def nested_geojson(folder: Path) -> Path:
    """Brackets 100,000 deep."""
    deep = "[" * 100_000 + "]" * 100_000
    return _text(folder / "town.geojson", _feature(f'{{"type":"Polygon","coordinates":{deep}}}'))


def nested_collections(folder: Path) -> Path:
    """Collections within collections, 10,000 deep."""
    deep = '{"type":"GeometryCollection","geometries":[' * 10_000 + "]}" * 10_000
    return _text(folder / "town.geojson", _feature(deep))


def disguised_vrt(folder: Path) -> Path:
    """A virtual format that would read a file of the server."""
    (folder / "secret.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    return _text(
        folder / "town.geojson",
        '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>'
        f"{folder / 'secret.csv'}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    )


def address_geojson(folder: Path) -> Path:
    """A name in the file that GDAL would fetch."""
    return _text(folder / "town.geojson", "http://127.0.0.1:9/town.geojson")


def bomb_zip(folder: Path) -> Path:
    """150 MB of zeros in 150 KB."""
    path = folder / "town.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for ending in (".shp", ".shx", ".dbf"):
            with package.open(f"buildings{ending}", "w", force_zip64=True) as member:
                for _ in range(50):
                    member.write(bytes(1 << 20))
    return path


def climbing_zip(folder: Path) -> Path:
    """A member that would be written elsewhere."""
    path = folder / "town.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("../../buildings.shp", b"")
    return path


def bomb_parquet(folder: Path) -> Path:
    """Twenty million equal geometries in a few kilobytes."""
    point = shapely.to_wkb(shapely.Point(0, 0))
    rows = 20_000_000
    values = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(rows, dtype=np.int32)), pa.array([point], pa.binary())
    )
    meta = {"version": "1.0.0", "primary_column": "geometry",
            "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}}  # fmt: skip
    table = pa.table({"geometry": values, "code": values})
    table = table.replace_schema_metadata({b"geo": json.dumps(meta).encode()})
    path = folder / "town.parquet"
    pq.write_table(table, path, compression="zstd")
    return path


def nested_parquet(folder: Path) -> Path:
    """Well-known binary whose collections are nested 100,000 deep."""
    data = (b"\x01" + struct.pack("<II", 7, 1)) * 100_000 + shapely.to_wkb(shapely.Point(0, 0))
    meta = {"version": "1.0.0", "primary_column": "geometry",
            "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}  # fmt: skip
    table = pa.table({"geometry": pa.array([data], pa.binary())})
    table = table.replace_schema_metadata({b"geo": json.dumps(meta).encode()})
    path = folder / "town.parquet"
    pq.write_table(table, path)
    return path


def nested_geopackage(folder: Path) -> Path:
    """The same in a GeoPackage."""
    data = (b"\x01" + struct.pack("<II", 7, 1)) * 100_000 + shapely.to_wkb(shapely.Point(0, 0))
    return _with_blob(folder, data)


def endless_geopackage(folder: Path) -> Path:
    """A ring that claims four thousand million vertices."""
    return _with_blob(folder, b"\x01" + struct.pack("<III", 3, 1, 0xFFFFFFFF) + bytes(64))


def virtual_geopackage(folder: Path) -> Path:
    """A table that reaches into another file."""
    path = towns.write(folder)
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma writable_schema = on")
        database.execute(
            "insert into sqlite_master values ('table', 'leak', 'leak', 0,"
            " 'create virtual table leak using VirtualOGR(''/etc/passwd'')')"
        )
        database.commit()
    return path


def torn_geopackage(folder: Path) -> Path:
    """The first half of a file."""
    path = towns.write(folder)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def wild_ring(folder: Path) -> Path:
    """A ring of 19,000 random points: a hundred million crossings."""
    random = np.random.default_rng(1)
    points = np.array([towns.X, towns.Y]) + random.uniform(10, 900, (19_000, 2))
    shape = shapely.Polygon(np.vstack([points, points[:1]]))
    return towns.write(folder, buildings=towns.moved(towns.buildings(), 0, shape))


def long_ring(folder: Path) -> Path:
    """More vertices than a building's outline may have."""
    shape = shapely.Point(towns.X + 300, towns.Y + 300).buffer(100, quad_segs=6000)
    return towns.write(folder, buildings=towns.moved(towns.buildings(), 0, shape))


def noise(ending: str) -> Maker:
    """Random bytes under the name of a format."""

    def make(folder: Path) -> Path:
        path = folder / f"town{ending}"
        path.write_bytes(np.random.default_rng(2).bytes(100_000))
        return path

    make.__name__ = f"noise{ending}"
    return make


def headed_noise(ending: str, head: bytes) -> Maker:
    """Random bytes after the right beginning."""

    def make(folder: Path) -> Path:
        path = folder / f"town{ending}"
        path.write_bytes(head + np.random.default_rng(3).bytes(100_000) + head[:4])
        return path

    make.__name__ = f"headed_noise{ending}"
    return make


def empty(folder: Path) -> Path:
    """Nothing at all."""
    path = folder / "town.gpkg"
    path.touch()
    return path


ALL: tuple[Maker, ...] = (
    nested_geojson, nested_collections, disguised_vrt, address_geojson, bomb_zip, climbing_zip,
    bomb_parquet, nested_parquet, nested_geopackage, endless_geopackage, virtual_geopackage,
    torn_geopackage, wild_ring, long_ring, empty,
    *(noise(end) for end in (".gpkg", ".geojson", ".zip", ".fgb", ".parquet", ".shp")),
    headed_noise(".gpkg", b"SQLite format 3\x00"), headed_noise(".fgb", b"fgb\x03fgb\x00"),
    headed_noise(".parquet", b"PAR1"), headed_noise(".zip", b"PK\x03\x04"),
)  # fmt: skip


def _feature(geometry: str) -> str:
    return (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        f'"geometry":{geometry}}}]}}'
    )


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _with_blob(folder: Path, data: bytes) -> Path:
    """A sound town but for the bytes of one building's geometry."""
    path = towns.write(folder)
    with closing(sqlite3.connect(path)) as database:
        (head,) = database.execute("select substr(geom, 1, 8) from buildings").fetchone()
        # Without an envelope: the flags' bits 1 to 3.
        flags = bytes([head[3] & ~0b1110])
        for name in ("rtree_buildings_geom_insert", "rtree_buildings_geom_update1",
                     "rtree_buildings_geom_update2", "rtree_buildings_geom_update3",
                     "rtree_buildings_geom_update4", "rtree_buildings_geom_update5",
                     "rtree_buildings_geom_update6", "rtree_buildings_geom_update7",
                     "rtree_buildings_geom_delete"):  # fmt: skip
            database.execute(f"drop trigger if exists {name}")
        blob = head[:3] + flags + head[4:8] + data
        database.execute("update buildings set geom = ? where rowid = 1", (blob,))
        database.commit()
    return path
