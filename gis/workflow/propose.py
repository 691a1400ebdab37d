"""Use case: read a town, propose its grids, write them with figures of their quality."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis.files import write_json, write_proposal
from gis.files.proposal import rules_as_json
from gis.frames import Proposal, Town
from gis.partition.params import Params
from gis.workflow.inputs import Inputs, Progress, origin
from gis.workflow.outputs import check_targets
from gis.workflow.pool import runner


@dataclass(frozen=True, slots=True)
class Proposed:
    """What came out: the proposal, what is to be said of it and the hard rules not kept."""

    town: Town
    proposal: Proposal
    notices: tuple[str, ...]
    unmet: tuple[str, ...]

    @property
    def status(self) -> int:
        """0 where every hard rule holds, else 1."""
        return 1 if self.unmet else 0


def propose(
    inputs: Inputs,
    params: Params,
    *,
    out: Path,
    quality: Path | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Proposed:
    """Partition a town from files into the GeoPackage ``out`` and the JSON ``quality``.

    Raises
    ------
    UnusableInputError
        With every fault of the input.
    ParameterError
        Where a target would overwrite an input.
    """
    check_targets([out, quality], inputs.files())
    if progress:
        progress("reading", 0, 1)
    town = inputs.read(params.rules.by)
    if progress:
        progress("reading", 1, 1)
    from gis.partition.solve import partition

    with runner(jobs) as run:
        outcome = partition(town, params, run=run, progress=progress)
    notices = (*town.notices, *outcome.notices)
    source = origin(town)
    parameters = _parameters(params)
    metadata = {
        "VERSION": source["version"],
        "INPUTS": json.dumps(source["inputs"], ensure_ascii=False, sort_keys=True),
        "PARAMETERS": json.dumps(parameters, ensure_ascii=False, sort_keys=True),
    }
    write_proposal(out, outcome.proposal, params.rules, metadata)
    if quality:
        run_with = {**source, "parameters": parameters, "seed": params.seed}
        told = {"notices": notices, "unmet": outcome.unmet}
        write_json(quality, {**outcome.quality, **run_with, **told})
    return Proposed(town, outcome.proposal, notices, tuple(outcome.unmet))


def _parameters(params: Params) -> dict[str, Any]:
    """Everything that decided the proposal besides the files."""
    return {
        **rules_as_json(params.rules),
        "target": params.target,
        "effort": str(params.effort),
        "seed": params.seed,
        "keep_compounds": params.keep_compounds,
        "trade": str(params.trade),
    }
