"""Print the OpenAPI document of the service, from which the page's types are made."""

from __future__ import annotations

import json
from pathlib import Path

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.store.engine import open_engine

if __name__ == "__main__":
    nowhere = open_engine("postgresql://nobody:none@127.0.0.1:1/none")
    print(json.dumps(create_app(ServiceConfig(nowhere, Path())).openapi()))
