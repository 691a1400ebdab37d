"""What counts tickets: the database itself, or a copy of it in memory that follows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import numpy as np
import pandas as pd

from gis.model.figures import Figures
from gis.model.questions import By, Question
from gis.monitor.hexes import Bounds, Indexes


class Tallies(Protocol):
    """Counts the tickets of a question; equal answers, whoever counts."""

    def tally(self, question: Question, *by: By, resolution: int = 9) -> pd.DataFrame:
        """Count the tickets of a question.

        Parameters
        ----------
        by
            None, one or two different things to count by.
        resolution
            Of the hexagons (H3), at most 10.

        Returns
        -------
        DataFrame
            A column for each ``by``, named after it, and ``count``; only what is not zero,
            ascending, null last. Texts are null where a ticket has none (grids, units ...),
            hexagons unsigned 64-bit H3 indexes (tickets without a place are left out then),
            categories numbers, full hours, days, weeks and months ``datetime64[s]`` of where they
            begin in China, hours and weekdays integers.
        """
        ...

    def counts(
        self, question: Question, hexes: Indexes, resolution: int
    ) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Count the tickets of a question in some hexagons.

        Parameters
        ----------
        hexes
            (n,) different ones of the resolution.

        Returns
        -------
        (n,) counts, zeros among them.
        """
        ...

    def figures(
        self, question: Question, by: By, at: datetime, yellow_from: float
    ) -> tuple[list[Figures], Figures]:
        """Count how far the tickets of a question are: open, late, closed in time.

        Parameters
        ----------
        by
            What to count by; not hexagons.
        at
            Of this instant is what is open, due and late.
        yellow_from
            Share of the time from which a ticket is yellow.

        Returns
        -------
        Figures by key, ascending, null last, and those of all tickets together.
        """
        ...

    def points(self, question: Question, bounds: Bounds | None = None) -> pd.DataFrame:
        """Where the tickets of a question are; those without a good place are nowhere.

        Parameters
        ----------
        bounds
            Only those in there, its edges included.

        Returns
        -------
        DataFrame
            ``id``; ``hex``, the finest hexagon; ``lon`` and ``lat`` in degrees of WGS 84, to the
            seventh digit; ``stage``; ``reported``, ``closed`` and ``due`` as ``datetime64[s]``
            (UTC), null for none. In no certain order.
        """
        ...
