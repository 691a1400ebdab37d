"""The log: one JSON object a line on stderr, nothing in it that is about a person."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any


class AsJson(logging.Formatter):
    """One line for each record; ``extra={"told": {...}}`` adds members."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def configure(level: str) -> None:
    """Send everything from ``level`` on to stderr, uvicorn's messages too."""
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    # Has addresses of people in it; ours has not.
    logging.getLogger("uvicorn.access").disabled = True
