"""Why jobs failed: errors as they are kept, and made into errors again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from gis import errors
from gis.errors import Fault, GisError, UnusableInputError

MOST_FAULTS = 5000


def told(error: Exception) -> dict[str, Any]:
    """An error as a job keeps it; nothing of our insides for what we did not foresee."""
    if isinstance(error, UnusableInputError):
        count = len(error.faults)
        return {
            "error": type(error).__name__,
            "message": f"the files cannot be used; faults: {count}",
            "message_zh": f"文件无法使用，共 {count} 处问题",
            "faults": [dataclasses.asdict(fault) for fault in error.faults[:MOST_FAULTS]],
        }
    if isinstance(error, GisError):
        return _kept(type(error).__name__, str(error), error.zh or str(error))
    if isinstance(error, MemoryError):
        return _kept("InternalError", "there is not enough memory for this job", "内存不足")
    message = "internal error; the service's log has the details"
    return _kept("InternalError", message, "内部错误，详见服务日志")


def worker_ended(message: str, chinese: str) -> dict[str, Any]:
    """The end of a worker process that could not tell itself."""
    return _kept("WorkerError", message, chinese)


def failure(kept: Mapping[str, Any]) -> GisError:
    """The error that a job keeps; a plain GisError for what is none of ours."""
    message, chinese = kept["message"], kept["message_zh"]
    kind = getattr(errors, kept["error"], GisError)
    if kind is UnusableInputError:
        error: GisError = UnusableInputError([Fault(**fault) for fault in kept["faults"]])
        # Every fault in one sentence would be a page.
        error.args = (message,)
        error.zh = chinese
        return error
    if kind in _PLAIN:
        return kind(message, chinese)
    return GisError(message, chinese)


_PLAIN = (
    errors.ParameterError,
    errors.CapacityError,
    errors.ForbiddenError,
    errors.NotFoundError,
    errors.ConflictError,
)


def _kept(name: str, message: str, chinese: str) -> dict[str, Any]:
    return {"error": name, "message": message, "message_zh": chinese, "faults": []}
