"""A proposal put together from a ground and a draft: every outline an exact union of atoms."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.frames import Draft, Ground, Proposal, Town
from gis.geometry.cover import union_groups
from gis.partition.describe import texts


def placed(town: Town, ground: Ground, draft: Draft) -> Proposal:
    """The four frames of a proposal of a draft for the whole town."""
    crs = town.communities.crs
    atoms = ground.atoms.geometry.to_numpy()
    micro_grid = draft.microgrids["grid"].to_numpy()
    grid_of_atom = np.empty(len(atoms), dtype=np.int64)
    grid_of_atom[draft.floors["atom"]] = micro_grid[draft.floors["microgrid"]]
    grid_of_atom[draft.atoms["atom"]] = draft.atoms["grid"]
    codes = draft.grids["code"].to_numpy(object)
    micro_codes = draft.microgrids["code"].to_numpy(object)
    held = ground.atoms.groupby(grid_of_atom)
    words = texts(ground.edges, ground.rims, grid_of_atom, codes)
    homes = ground.members.merge(ground.buildings["source"], left_on="building", right_index=True)
    estimated = homes["households"].where(homes["source"] == "estimated", 0)
    guessed = estimated.groupby(grid_of_atom[homes["atom"]]).sum()
    grids = gpd.GeoDataFrame(
        {
            **draft.grids[["code", "kind", "category", "name", "name_en", "reason"]],
            "community": town.communities["code"].to_numpy()[draft.grids["community"]],
            "households": held["households"].sum(),
            "residents": held["residents"].sum(),
            "buildings": held["buildings"].sum(),
            "area_m2": held["area"].sum(),
            "boundary_text": [text.zh for text in words],
            "boundary_text_en": [text.en for text in words],
        },
        geometry=union_groups(atoms, grid_of_atom),
        crs=crs,
    )
    share = guessed.reindex(grids.index, fill_value=0) / grids["households"].clip(lower=1)
    rows = pd.concat([draft.atoms, draft.floors])
    ground_of = union_groups(atoms[rows["atom"]], rows["microgrid"].to_numpy())
    floors = draft.floors.groupby("microgrid")
    every = draft.microgrids.index
    in_atoms = ground.atoms["households"].to_numpy()[draft.atoms["atom"]]
    whole = pd.Series(in_atoms).groupby(draft.atoms["microgrid"]).sum()
    microgrids = gpd.GeoDataFrame(
        {
            "code": micro_codes,
            "grid": codes[micro_grid],
            "households": whole.reindex(every, fill_value=0)
            + floors["households"].sum().reindex(every, fill_value=0),
            "floor_from": floors["floor_from"].min().reindex(every).astype("Int32"),
            "floor_to": floors["floor_to"].max().reindex(every).astype("Int32"),
            "reason": draft.microgrids["reason"],
        },
        geometry=ground_of,
        crs=crs,
    )
    parts = _parts(town, ground, draft)
    parts["microgrid"] = micro_codes[parts["microgrid"]]
    return Proposal(
        grids.assign(estimated_share=share),
        microgrids,
        _buildings(town, ground, draft, codes[grid_of_atom], micro_codes, set(parts["building"])),
        parts,
    )


def _buildings(
    town: Town,
    ground: Ground,
    draft: Draft,
    grid: np.ndarray,
    micro_codes: np.ndarray,
    split: set[str],
) -> gpd.GeoDataFrame:
    micro = pd.Series(micro_codes[draft.atoms["microgrid"]], index=draft.atoms["atom"])
    atom = ground.members.drop_duplicates("building").set_index("building")["atom"].sort_index()
    floors = draft.floors.assign(row=draft.floors.index).merge(draft.floor_members, on="row")
    single = floors.drop_duplicates("building").set_index("building")["microgrid"]
    home = atom.map(micro)
    home = home.fillna(pd.Series(micro_codes[single], index=single.index))
    return town.buildings.assign(
        grid=grid[atom],
        microgrid=home.mask(town.buildings["id"].isin(split), None).to_numpy(object),
        households=ground.buildings["households"],
        residents=ground.buildings["residents"],
        households_source=ground.buildings["source"],
    )


def _parts(town: Town, ground: Ground, draft: Draft) -> gpd.GeoDataFrame:
    """Parts of the buildings that several micro-grids share; ``microgrid`` is a position."""
    whole = ground.members.merge(draft.atoms, on="atom")
    whole = whole.assign(
        floor_from=1, floor_to=ground.buildings["floors"].to_numpy()[whole["building"]]
    )
    floors = draft.floors.assign(row=draft.floors.index)
    ranges = draft.floor_members.merge(floors.drop(columns=["households", "residents"]), on="row")
    ranges["floor_to"] = np.minimum(
        ranges["floor_to"], ground.buildings["floors"].to_numpy()[ranges["building"]]
    )
    columns = ["building", "atom", "floor_from", "floor_to", "households", "microgrid"]
    rows = pd.concat([whole[columns], ranges[columns]])
    rows = rows[rows.groupby("building")["microgrid"].transform("nunique") > 1]
    rows = rows.sort_values(["building", "atom", "floor_from"], ignore_index=True)
    staircase = ground.atoms["staircase"].to_numpy()[rows["atom"]]
    footprint = town.buildings.geometry.to_numpy()[rows["building"]]
    under = ground.atoms.geometry.to_numpy()[rows["atom"]]
    cut = ~pd.isna(staircase)
    shape = gpd.GeoSeries(footprint)
    shape[cut] = gpd.GeoSeries(footprint[cut]).intersection(gpd.GeoSeries(under[cut])).to_numpy()
    return gpd.GeoDataFrame(
        {
            **rows.assign(building=town.buildings["id"].to_numpy()[rows["building"]])[
                ["building", "floor_from", "floor_to", "households", "microgrid"]
            ],
            "part": rows.groupby("building").cumcount() + 1,
            "staircase": pd.array(staircase, dtype="Int32"),
        },
        geometry=shape.to_numpy(),
        crs=town.communities.crs,
    ).astype({"floor_from": "Int32", "floor_to": "Int32"})
