"""Where tests find their data, and the type of the command they run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
SHARED_DATA = Path(os.environ.get("WANGGE_DATA") or ROOT.parent / "shared" / "data")

Run = Callable[..., "subprocess.CompletedProcess[str]"]
