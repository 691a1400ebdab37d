"""Settings of GDAL for as long as we use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyogrio

EPOCH = "2000-01-01T00:00:00.000Z"


@contextmanager
def configured() -> Iterator[None]:
    """Leave no traces: no ``.aux.xml`` beside a file that is read, no date in one written."""
    wanted = {"GDAL_PAM_ENABLED": "NO", "OGR_CURRENT_DATE": EPOCH}
    before = {name: pyogrio.get_gdal_config_option(name) for name in wanted}
    pyogrio.set_gdal_config_options(wanted)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
