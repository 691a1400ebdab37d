from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from gis.audit.run import audit
from gis.cli import app
from gis.database import Addresses
from gis.errors import NotFoundError, ParameterError
from gis.files import read_proposal
from gis.files.ledger import FORMATS
from gis.model import Grant, Role
from gis.model.texts import Encoding
from gis.store.engine import open_engine
from gis.workflow import access
from gis.workflow.export import export
from tests.integration import drawn
from tests.integration.served import Callers

FORMULA = '=HYPERLINK("http://example.invalid","x")'


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def plan(engine: Engine) -> int:
    """A plan whose first grid has a name that a spreadsheet would calculate."""
    with engine.begin() as conn:
        number = drawn.store(conn)
        conn.execute(
            text("update grids set name = :name where plan = :plan and code like '%201001'"),
            {"name": FORMULA, "plan": number},
        )
    return number


@pytest.fixture(scope="module")
def callers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callers:
    return Callers(engine, tmp_path_factory.mktemp("data"))


def written(engine: Engine, plan: int, out: Path, encoding: Encoding = Encoding.UTF_8) -> Path:
    with engine.connect() as conn:
        assert export(conn, plan, out, encoding) == 0
    return out


def test_an_exported_geopackage_can_be_audited_as_a_file(
    engine: Engine, plan: int, tmp_path: Path
) -> None:
    file = written(engine, plan, tmp_path / "plan.gpkg")
    proposal, rules = read_proposal(file)
    assert rules == drawn.RULES
    assert audit(drawn.town(), proposal, rules).findings == ()
    told = pyogrio.read_info(file, layer="grids")["dataset_metadata"]
    assert (told["PLAN"], told["PLAN_VERSION"], told["PLAN_STATE"]) == (str(plan), "0", "draft")
    assert json.loads(told["INPUTS"]) == {"town.gpkg": "0" * 64}


def test_an_exported_geojson_is_in_degrees_with_both_levels(
    engine: Engine, plan: int, tmp_path: Path
) -> None:
    file = written(engine, plan, tmp_path / "plan.geojson")
    told = gpd.read_file(file)
    assert told["level"].value_counts().to_dict() == {"microgrid": 16, "grid": 4}
    assert told.crs.to_epsg() == 4326
    first = told[told["code"].str.endswith("201001")].geometry.iloc[0]
    assert first.contains(shapely.Point(*drawn.spot(1, 1)))
    shapes = [one["geometry"] for one in json.loads(file.read_text("utf-8"))["features"]]
    for shape in shapely.from_geojson([json.dumps(one) for one in shapes]):
        rings = [shapely.get_exterior_ring(part) for part in shapely.get_parts(shape)]
        assert all(shapely.is_ccw(rings))


def test_exported_shapefiles_are_whole_and_in_utf8(
    engine: Engine, plan: int, tmp_path: Path
) -> None:
    file = written(engine, plan, tmp_path / "plan.shp.zip")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "out")
    folder = tmp_path / "out"
    for layer in ("grids", "microgrids", "buildings", "building_parts"):
        endings = {path.suffix for path in folder.glob(f"{layer}.*")}
        assert {".shp", ".shx", ".dbf", ".prj", ".cpg"} <= endings
    grids = gpd.read_file(folder / "grids.shp")
    assert grids["name"].tolist()[1:] == ["第2网格", "第3网格", "第4网格"]
    assert grids["border_zh"].str.startswith("东至").all()
    assert grids.crs.to_epsg() == drawn.CRS


def test_shapefiles_in_gbk_say_so_and_read_back_the_same(
    engine: Engine, plan: int, tmp_path: Path
) -> None:
    both = {}
    for encoding in Encoding:
        folder = tmp_path / encoding
        folder.mkdir()
        with zipfile.ZipFile(written(engine, plan, folder / "plan.shp.zip", encoding)) as archive:
            archive.extractall(folder)
        both[encoding] = pyogrio.read_dataframe(folder / "grids.shp")
    gbk = tmp_path / "gbk"
    assert {path.read_text() for path in gbk.glob("*.cpg")} == {"GBK"}
    assert "第2网格".encode("gbk") in (gbk / "grids.dbf").read_bytes()
    assert both[Encoding.GBK].equals(both[Encoding.UTF_8])


def test_a_ledger_in_gbk_reads_back_the_same(engine: Engine, plan: int, tmp_path: Path) -> None:
    said = written(engine, plan, tmp_path / "plan.csv").read_text("utf-8-sig")
    file = written(engine, plan, tmp_path / "gbk.csv", Encoding.GBK)
    assert file.read_text("gbk") == said
    assert "东至" in said


@pytest.mark.parametrize("name", ["plan.shp.zip", "plan.csv"])
def test_a_name_that_gbk_cannot_write_is_refused_and_lost_nowhere(
    engine: Engine, plan: int, tmp_path: Path, name: str
) -> None:
    rename = text("update grids set name = :name where plan = :plan and code like '%201002'")
    with engine.connect() as conn:
        conn.execute(rename, {"name": "𠮷祥里网格", "plan": plan})
        with pytest.raises(ParameterError, match=r"grids\.name 𠮷祥里网格.*UTF-8"):
            export(conn, plan, tmp_path / name, Encoding.GBK)
        assert list(tmp_path.iterdir()) == []
        export(conn, plan, tmp_path / name)
        conn.rollback()


def test_formats_that_are_always_in_utf8_refuse_another_encoding(
    callers: Callers, plan: int
) -> None:
    answer = callers[drawn.PLANNER].get(
        f"/api/v1/plans/{plan}/export", params={"format": "gpkg", "encoding": "gbk"}
    )
    assert answer.status_code == 422
    assert "只有 .shp.zip 和 .csv 可用 GBK" in answer.json()["zh"]["detail"]


def test_a_ledger_in_gbk_is_served_as_such(callers: Callers, plan: int) -> None:
    answer = callers[drawn.PLANNER].get(
        f"/api/v1/plans/{plan}/export", params={"format": "csv", "encoding": "gbk"}
    )
    assert answer.headers["content-type"] == "text/csv; charset=gbk"
    assert "第2网格" in answer.content.decode("gbk")


def test_formulas_in_names_stay_text_in_ledgers(engine: Engine, plan: int, tmp_path: Path) -> None:
    book = written(engine, plan, tmp_path / "plan.xlsx")
    sheet = pyogrio.read_dataframe(book, layer="grids")
    assert sheet["name"].iloc[0] == f"'{FORMULA}"
    with zipfile.ZipFile(book) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/" in name]
        assert not any(b"<f>" in archive.read(name) for name in sheets)
    rows = csv.DictReader(
        io.StringIO(written(engine, plan, tmp_path / "plan.csv").read_text("utf-8-sig"))
    )
    assert next(rows)["name"] == f"'{FORMULA}"


def test_the_ledger_has_codes_as_text_and_counts_as_numbers(
    engine: Engine, plan: int, tmp_path: Path
) -> None:
    book = written(engine, plan, tmp_path / "plan.xlsx")
    sheet = pyogrio.read_dataframe(book, layer="grids")
    assert sheet["code"].tolist() == [f"{drawn.CODES[n // 2]}00{n % 2 + 1}" for n in range(4)]
    assert sheet["households"].tolist() == [240] * 4
    assert sheet["boundary_text"].str.startswith("东至").all()
    assert len(pyogrio.read_dataframe(book, layer="microgrids")) == 16


def test_an_unknown_ending_is_refused_and_nothing_written(
    engine: Engine, plan: int, tmp_path: Path
) -> None:
    with engine.connect() as conn, pytest.raises(ParameterError, match=r"plans are written as"):
        export(conn, plan, tmp_path / "plan.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_is_not_there_leaves_the_older_file(engine: Engine, tmp_path: Path) -> None:
    old = tmp_path / "plan.csv"
    old.write_text("kept")
    with engine.connect() as conn, pytest.raises(NotFoundError):
        export(conn, 10**6, old)
    assert old.read_text() == "kept"


@pytest.mark.parametrize("kind", [ending[1:] for ending in FORMATS])
def test_every_format_is_served(callers: Callers, plan: int, kind: str) -> None:
    answer = callers[drawn.PLANNER].get(f"/api/v1/plans/{plan}/export", params={"format": kind})
    assert answer.status_code == 200
    assert f'plan-{plan}-v0.{kind}"' in answer.headers["content-disposition"]
    begins = {
        "gpkg": b"SQLite",
        "geojson": b"{",
        "shp.zip": b"PK",
        "xlsx": b"PK",
        "csv": b"\xef\xbb",
    }
    assert answer.content.startswith(begins[kind])


def test_an_unknown_format_is_refused_by_http(callers: Callers, plan: int) -> None:
    answer = callers[drawn.PLANNER].get(f"/api/v1/plans/{plan}/export?format=../x")
    assert answer.status_code == 422


# ------------------------------------------------------------------------------- commands
def gis(database: Addresses, *words: object) -> tuple[int, str]:
    """Status of a command, and what it told."""
    url = database.service.render_as_string(hide_password=False)
    done = CliRunner().invoke(app, [*map(str, words), "--database", url])
    return done.exit_code, done.output


def test_a_plan_is_published_exported_and_checked_by_commands(
    engine: Engine, database: Addresses, tmp_path: Path
) -> None:
    with engine.begin() as conn:
        number = drawn.begin(conn, 1)
        for name, role in (("pat", Role.PLANNER), ("pub", Role.PUBLISHER)):
            access.add_user(conn, "admin", name, drawn.STREET, [Grant(role, drawn.STREET)])
    status, told = gis(database, "publish", number, "--as", "pub", "--step", "submit")
    assert (status, "pub is no planner" in told) == (2, True)
    assert gis(database, "publish", number, "--as", "pat", "--step", "submit")[0] == 0
    status, told = gis(database, "publish", number, "--as", "pub", "--step", "reject")
    assert (status, "--reason" in told) == (2, True)
    status, told = gis(database, "publish", number, "--as", "pub")
    assert (status, "is in force in" in told) == (0, True)
    status, told = gis(database, "export", number, "--out", tmp_path / "plan.gpkg")
    assert (status, (tmp_path / "plan.gpkg").is_file()) == (0, True)
    ledger = tmp_path / "plan.csv"
    assert gis(database, "export", number, "--out", ledger, "--encoding", "gbk")[0] == 0
    assert "网格" in ledger.read_text("gbk")
    lon, lat = drawn.spot(0.5, 0.5)
    (tmp_path / "points.csv").write_text(f"lon,lat\n{lon},{lat}\n0,0\n")
    out = tmp_path / "found.csv"
    status, told = gis(database, "where", tmp_path / "points.csv", "--out", out)
    assert (status, "1 of 2 points lie in a grid" in told) == (0, True)
    status, told = gis(database, "fsck", number)
    assert (status, "all is sound" in told) == (0, True)


def test_fsck_ends_with_status_1_where_something_is_wrong(database: Addresses, plan: int) -> None:
    # The formula was written past the log.
    status, told = gis(database, "fsck", plan)
    assert status == 1
    assert f"plan {plan}, grid {drawn.CODES[0]}001: the log leaves name as" in told
