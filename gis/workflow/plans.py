"""Use cases: propose a plan from a stored dataset, and begin one where another is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gis.errors import NotFoundError
from gis.model import covers
from gis.workflow.work import Effect, Outcome, Progress, Work

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from gis.partition.params import Params
    from gis.store.plans import Plan

BAND = r"^\d{1,6}:\d{1,6}$"
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Code = Annotated[str, StringConstraints(pattern=r"^\d{1,24}$")]
Range = Annotated[str, StringConstraints(pattern=BAND)]


class Wanted(BaseModel):
    """What the grids of a proposal must be like."""

    model_config = ConfigDict(extra="forbid")

    band: Range = Field(default="300:500", description="Allowed in a base grid.")
    micro_band: Range | None = Field(
        default=None, description="Allowed in a micro-grid; 50:80 without micro_count."
    )
    micro_count: Range | None = Field(default=None, description="Micro-grids in a grid, instead.")
    by: Literal["households", "residents"] = "households"
    code_scheme: str = Field(default="standard", max_length=20)
    target: int | None = Field(default=None, ge=1, le=1_000_000)
    effort: Literal["fast", "balanced", "best"] = "balanced"
    trade: Literal["balanced", "even", "compact", "roads", "steady"] = "balanced"
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    keep_compounds: bool = False


class Locks(BaseModel):
    """Grids of a plan that stay exactly as they are."""

    model_config = ConfigDict(extra="forbid")

    plan: Number
    grids: list[Code] = Field(min_length=1, max_length=10_000, description="Their codes.")


class Proposal(BaseModel):
    """A plan to be proposed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "dataset": 1,
                    "name": "2027 年调整方案",
                    "communities": ["990121100"],
                    "params": {"band": "300:500", "effort": "fast"},
                }
            ]
        },
    )

    dataset: Number
    name: str = Field(min_length=1, max_length=200)
    communities: list[Code] | None = Field(
        default=None, min_length=1, max_length=10_000,
        description="Codes of communities, or of streets for all of theirs; without: all.",
    )  # fmt: skip
    params: Wanted = Wanted()
    close_to: Number | None = Field(default=None, description="A plan to stay close to.")
    locks: Locks | None = None


def propose(
    engine: Engine, asked: Proposal, by: str, *, processes: int, progress: Progress
) -> Effect:
    """Compute a plan; the effect stores it and tells its number.

    Raises
    ------
    NotFoundError
        The dataset, a plan or a grid that is named is not there.
    ParameterError
        A parameter makes no sense.
    """
    params = parameters(asked.params)
    progress("reading", 0, 1)
    from gis.partition.draft import Cut, draft
    from gis.store import datasets, plans, references
    from gis.workflow.pool import runner

    with engine.connect() as conn:
        town = datasets.load_town(conn, asked.dataset)
        ids = datasets.ids(conn, asked.dataset)
        cut = Cut(*datasets.cut(conn, asked.dataset))
        held = close = None
        if asked.locks:
            _same_dataset(conn, asked.locks.plan, asked.dataset)
            held = references.hold(conn, asked.locks.plan, asked.locks.grids, ids)
        if asked.close_to:
            _same_dataset(conn, asked.close_to, asked.dataset)
            close = references.codes_by_atom(conn, asked.close_to, ids)
    progress("reading", 1, 1)
    with runner(processes) as run:
        found = draft(
            town, params, cut, communities=asked.communities, locks=held, close_to=close,
            run=run, progress=progress,
        )  # fmt: skip

    def effect(conn: Connection) -> Outcome:
        beginning = plans.Beginning(
            asked.dataset, asked.name, rules_of(params), asked.model_dump(mode="json"), by,
            {**found.quality, "unmet": found.unmet, "notices": found.notices},
        )  # fmt: skip
        number = plans.begin(conn, beginning, found, ids)
        plan = plans.get(conn, number)
        told = {"plan": number, "grids": len(found.grids), "microgrids": len(found.microgrids)}
        return Outcome(
            {**told, "unmet": list(found.unmet), "notices": list(found.notices)}, plan.jurisdiction
        )

    return effect


def handle(work: Work) -> Effect:
    """Do a job of kind propose."""
    return propose(
        work.engine(), Proposal.model_validate(work.params), work.by,
        processes=work.processes, progress=work.progress,
    )  # fmt: skip


def place_of(conn: Connection, asked: Proposal, scope: Sequence[str]) -> str:
    """The jurisdiction that a proposal would cover.

    Raises
    ------
    NotFoundError
        The dataset, a plan or a community that is named is not there, or not in the scope.
    ParameterError
        A parameter makes no sense.
    """
    from gis.store import datasets, jurisdictions

    parameters(asked.params)
    held = datasets.community_codes(conn, asked.dataset)
    wanted = asked.communities or list(held)
    if lost := [code for code in wanted if not any(covers(code, own) for own in held)]:
        named = ", ".join(sorted(lost)[:10])
        raise NotFoundError(
            f"dataset {asked.dataset} has no community {named}",
            f"数据集{asked.dataset}没有社区{named}",
        )
    place = jurisdictions.common([c for c in held if any(covers(code, c) for code in wanted)])
    if not any(covers(own, place) for own in scope):
        raise NotFoundError(f"there is no dataset {asked.dataset}", f"没有数据集{asked.dataset}")
    for plan in {asked.close_to, asked.locks.plan if asked.locks else None}:
        if plan is not None:
            _same_dataset(conn, plan, asked.dataset)
    return place


def branch(conn: Connection, plan: int, name: str, actor: str) -> Plan:
    """A draft that begins where another plan is now."""
    from gis.store import plans, snapshots

    snapshots.take_time(conn)
    return plans.get(conn, plans.branch(conn, plans.get(conn, plan), name, actor))


def parameters(wanted: Wanted) -> Params:
    """As the partitioner takes them.

    Raises
    ------
    ParameterError
        A band upside down, a target outside of it, an unknown code scheme ...
    """
    from gis.model import Band, Rules
    from gis.partition.params import Effort, Params, Trade

    count = Band.parse(wanted.micro_count) if wanted.micro_count else None
    micro = None if count and not wanted.micro_band else Band.parse(wanted.micro_band or "50:80")
    rules = Rules(
        Band.parse(wanted.band), micro, (count.lower, count.upper) if count else None,
        wanted.by, wanted.code_scheme,
    )  # fmt: skip
    return Params(
        rules, wanted.target, Effort(wanted.effort), wanted.seed, wanted.keep_compounds,
        Trade(wanted.trade),
    )  # fmt: skip


def rules_of(params: Params) -> dict[str, Any]:
    """The rules as they are stored with a plan."""
    from gis.files.proposal import rules_as_json

    return rules_as_json(params.rules)


def _same_dataset(conn: Connection, plan: int, dataset: int) -> None:
    from gis.store import snapshots

    if snapshots.head(conn, plan).dataset != dataset:
        raise NotFoundError(
            f"plan {plan} is not one of dataset {dataset}", f"方案{plan}不属于数据集{dataset}"
        )
