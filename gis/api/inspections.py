"""What a look at uploaded files tells, and what a person decides about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from annotated_types import MaxLen
from pydantic import BaseModel, ConfigDict, Field

from gis.files.reading import Reading
from gis.frames import INPUT_LAYERS

LONGEST = 200
MOST_FEATURES = 3000
Name = Annotated[str, MaxLen(LONGEST)]
Crs = Annotated[str, Field(pattern="^EPSG:[0-9]{4,6}$", examples=["EPSG:4549"])]


class Sentence(BaseModel):
    """One sentence in both languages."""

    zh: str = Field(examples=["缺少坐标系，请指定数据所用的坐标系"])
    en: str = Field(examples=["the CRS is missing; assign the one the data are in"])


class Refusal(Sentence):
    """Why a file, or a layer of it, cannot be read."""

    code: str = Field(examples=["empty-file"])
    layer: str | None = None


class FileSeen(BaseModel):
    """One file that can be opened, or should have been."""

    file: str = Field(examples=["town.gpkg"])
    size: int = Field(description="Bytes.", examples=[123456])
    problems: list[Refusal]


class Candidate(BaseModel):
    """A CRS that coordinates may be of, and where it puts their middle (WGS 84)."""

    code: str = Field(examples=["EPSG:4549"])
    name: str = Field(examples=["CGCS2000 / 3-degree Gauss-Kruger CM 120E"])
    lon: float = Field(examples=[120.21])
    lat: float = Field(examples=[30.24])


class CrsSeen(BaseModel):
    """The CRS of a layer, given or guessed."""

    code: str | None = Field(description="None: nothing speaks for one.", examples=["EPSG:4549"])
    name: str | None = Field(examples=["CGCS2000 / 3-degree Gauss-Kruger CM 120E"])
    given: bool = Field(description="Whether the file says it.")
    guessed: bool
    why: Sentence | None = Field(description="Reason of a guess, or what is odd about a given one.")
    candidates: list[Candidate]


class ColumnSeen(BaseModel):
    """One column of a layer."""

    name: str = Field(examples=["户数"])
    type: Literal["text", "integer", "number", "boolean", "date"]
    samples: list[str] = Field(
        description="Up to three values; none of what looks like data on persons.",
        examples=[["36"]],
    )
    filled: int = Field(description="Features with a value.", examples=[1200])
    guess: str | None = Field(
        description="Our column that it seems to be.", examples=["households"]
    )
    personal: bool = Field(description="Whether it looks like data on persons.")


class LayerSeen(BaseModel):
    """One layer of a file."""

    index: int = Field(description="Its number, for the preview.", examples=[0])
    file: str = Field(examples=["town.gpkg"])
    layer: str = Field(examples=["楼栋"])
    geometry: str | None = Field(examples=["Polygon"])
    features: int = Field(examples=[1256])
    crs: CrsSeen
    guess: str | None = Field(description="Our layer that it seems to be.", examples=["buildings"])
    roles: list[str] = Field(
        description="Layers of ours that its geometries may stand in.", examples=[["buildings"]]
    )
    guesses: Mapping[str, Mapping[str, str]] = Field(
        description="For each of these, our columns and the file's that seem to be them.",
        examples=[{"buildings": {"households": "户数"}}],
    )
    columns: list[ColumnSeen]
    bbox: list[float] | None = Field(description="West, south, east, north in WGS 84.")


class ProblemSeen(BaseModel):
    """One thing that an import would refuse (``error``) or only tell (``notice``)."""

    severity: Literal["error", "notice"]
    layer: str = Field(examples=["buildings"])
    feature: str = Field(examples=["B3"])
    field: str = Field(examples=["geometry"])
    value: str = Field(examples=["Self-intersection[487160 3385036]"])
    code: str = Field(examples=["invalid"])
    zh: str
    en: str
    count: int = Field(description="Features concerned; the first is named.", examples=[1])
    lon: float | None
    lat: float | None


class LayerReading(BaseModel):
    """What a person decides about one layer of ours."""

    model_config = ConfigDict(extra="forbid")

    file: Name = Field(examples=["town.gpkg"])
    layer: Name | None = Field(None, description="None where the file has only one.")
    columns: dict[str, Name] | None = Field(
        None,
        max_length=40,
        description="Our column -> the file's; others are not read under our names. "
        "None: recognised by their names.",
        examples=[{"households": "户数"}],
    )
    crs: Crs | None = Field(None, description="None: as the file says.")

    def decided(self) -> Reading:
        """The decision as the use cases take it."""
        return Reading(self.file, self.layer, self.columns, self.crs)


class Mapped(BaseModel):
    """What a person decides about an upload."""

    model_config = ConfigDict(extra="forbid")

    layers: dict[str, LayerReading] = Field(
        max_length=len(INPUT_LAYERS),
        examples=[{"buildings": {"file": "town.gpkg", "layer": "楼栋",
                                 "columns": {"households": "户数"}, "crs": "EPSG:4549"}}],
    )  # fmt: skip
    drop_personal: bool = Field(
        default=False, description="Leave out columns that look like data on persons."
    )

    def decided(self) -> dict[str, Reading]:
        """The decisions, by layer of ours."""
        return {name: one.decided() for name, one in self.layers.items()}


class Checked(BaseModel):
    """What an import would say; the result of a check."""

    problems: list[ProblemSeen] = Field(description="Errors first, at most 500.")
    errors: int = Field(description="How many there are in all.", examples=[1])
    notices: int = Field(examples=[0])
    counts: Mapping[str, int] = Field(
        description="Features of each layer.", examples=[{"buildings": 9}]
    )


class Inspection(Checked):
    """What a look at the files told; problems are those under ``mapping``."""

    files: list[FileSeen]
    layers: list[LayerSeen]
    mapping: Mapping[str, Any] = Field(description="What was guessed, ready to be sent back.")


class FromUpload(Mapped):
    """An import of files that were looked at."""

    name: str = Field(min_length=1, max_length=LONGEST, examples=["青羊区 2026"])
    upload: str = Field(pattern="^[0-9a-f]{32}$", examples=["5f0c0c6e4be3a9d15f0c0c6e4be3a9d1"])


class Picture(BaseModel):
    """A layer in WGS 84, simplified, for a map."""

    type: Literal["FeatureCollection"]
    features: list[Mapping[str, Any]] = Field(
        max_length=MOST_FEATURES, description="GeoJSON features; ``row`` counts from 1."
    )
    total: int = Field(description="Features of the layer.", examples=[12000])
    lost: int = Field(description="Shown features that have no place in this CRS.", examples=[0])
