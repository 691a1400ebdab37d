"""What is wrong with an input, and what was mended: collected, so that all is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gis.errors import Fault, UnusableInputError


@dataclass(frozen=True, slots=True)
class Notice:
    """A repair or oddity: the layer, what it is, and the features concerned."""

    layer: str
    text: str
    features: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f" ({len(self.features)}: {', '.join(self.features)})" if self.features else ""
        return f"{self.layer}: {self.text}{where}"


@dataclass
class Log:
    """Faults and notices met while reading."""

    faults: list[Fault] = field(default_factory=list)
    remarks: list[Notice] = field(default_factory=list)

    @property
    def notices(self) -> list[str]:
        """The repairs and oddities, a sentence each."""
        return [str(remark) for remark in self.remarks]

    def fault(
        self, layer: str, remedy: str, *, feature: str = "", field: str = "", value: Any = ""
    ) -> None:
        """Note one thing that makes the input unusable."""
        self.faults.append(Fault(layer, feature, field, str(value), remedy))

    def each(
        self,
        layer: str,
        features: Iterable[str],
        remedy: str,
        *,
        field: str = "",
        values: Sequence[Any] | None = None,
    ) -> None:
        """Note the same fault for several features, each with its own value."""
        names = list(features)
        for name, value in zip(names, values or [""] * len(names), strict=True):
            self.fault(layer, remedy, feature=name, field=field, value=value)

    def notice(self, layer: str, text: str, features: Iterable[str] = ()) -> None:
        """Note a repair or oddity, with the ids of all features concerned."""
        self.remarks.append(Notice(layer, text, tuple(features)))

    def stop(self) -> None:
        """Raise UnusableInputError if there is any fault."""
        if self.faults:
            raise UnusableInputError(self.faults)
