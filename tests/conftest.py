"""What all tests share: where the data lie, how `gis` is called, how much Hypothesis tries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.places import FIXTURES, SHARED_DATA, Run

# No deadline: the first example of a property pays for compiling the kernels.
settings.register_profile(
    "default", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci", settings.get_profile("default"), max_examples=60, derandomize=True, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real towns, which may not be part of the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real data in {SHARED_DATA}; name their folder in WANGGE_DATA")
    return SHARED_DATA


@pytest.fixture(scope="session")
def town_file() -> Path:
    """The sample town that lies in the repository."""
    return FIXTURES / "town.gpkg"


@pytest.fixture(scope="session")
def run_gis() -> Run:
    """Run the installed command as a person would; returns the finished process."""
    command = Path(sys.executable).with_name("gis")

    def run(*arguments: object, timeout: float = 900) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 -- our own command, our own arguments
            [str(command), *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    return run
