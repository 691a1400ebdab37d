"""The exceptions of the package.

::

    GisError
    |-- UnusableInputError   the input files cannot be worked with; carries every Fault found
    |-- ParameterError       a parameter makes no sense (a band upside down, an unknown scheme)
    `-- CapacityError        a code scheme has no number left

No transport knows of these here: the command line and the web service each map them once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input: where it is, what was found and what to do.

    Parameters
    ----------
    layer, feature, field, value
        The place; ``feature`` is the feature's id (or ``row N`` without one). Empty where the
        fault concerns the whole layer or file.
    remedy
        A sentence a planner understands: what is wrong and what to do.
    """

    layer: str
    feature: str
    field: str
    value: str
    remedy: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.layer, self.feature, self.field) if part)
        value = f" = {self.value!r}" if self.value else ""
        return f"{place}{value}: {self.remedy}"


class GisError(Exception):
    """Root of all errors a caller may want to catch."""


class UnusableInputError(GisError):
    """The input cannot be used; ``faults`` lists every reason at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ParameterError(GisError):
    """A parameter is out of its range or contradicts another."""


class CapacityError(GisError):
    """A code scheme has no number left for a grid or micro-grid."""
