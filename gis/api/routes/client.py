"""What the page must know before anybody has logged in."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

import gis
from gis.api.deps import Config, public

router = APIRouter(prefix="/api/v1/client", tags=["service"], dependencies=[Depends(public)])


class Basemap(BaseModel):
    """Tiles of another service, drawn below the plan."""

    model_config = ConfigDict(from_attributes=True)

    name: str = Field(examples=["影像"])
    tiles: str = Field(examples=["https://tiles.example.gov/base/{z}/{x}/{y}.png"])


class Client(BaseModel):
    """What the operator has set for the page."""

    version: str = Field(description="Of the service.", examples=["0.4.0"])
    basemap: Basemap | None = Field(description="Null: no request leaves the service's origin.")


@router.get("")
async def client(config: Config) -> Client:
    """Tell the version of the service, and the outside basemap if there is one."""
    basemap = Basemap.model_validate(config.basemap) if config.basemap else None
    return Client(version=gis.__version__, basemap=basemap)
