"""A process with a supervisor, to be killed by tests: URL, data folder and handler as arguments."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from gis.model import JobKind
from gis.store.engine import open_engine
from gis.workflow.supervisor import Supervisor

if __name__ == "__main__":
    url, data, handler = sys.argv[1:]
    name = handler if ":" in handler else f"tests.integration.handlers:{handler}"
    supervisor = Supervisor(open_engine(url), Path(data), handlers={JobKind.IMPORT: name})
    supervisor.start()
    while True:
        time.sleep(1)
