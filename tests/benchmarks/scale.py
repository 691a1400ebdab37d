"""Time and memory of a partition and its audit beside the floor, on made-up towns of any size.

Run as a script (``make bench BUILDINGS=100000``); prints a table in Markdown. It judges nothing:
how fast a machine is says nothing about the sources.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

from tests.benchmarks.watch import Usage, watch

GIS = str(Path(sys.executable).with_name("gis"))
FLOOR = [sys.executable, str(Path(__file__).with_name("floor.py"))]
FOLDER = Path(".data/bench")


def main() -> None:
    """Measure each size and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buildings", type=int, nargs="+", default=[10_000])
    parser.add_argument("--effort", default="fast")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    given = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    for buildings in given.buildings:
        _measure(buildings, given.effort, given.jobs)


def _measure(buildings: int, effort: str, jobs: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    town, plan = (FOLDER / f"{name}-{buildings}.gpkg" for name in ("town", "plan"))
    figures = FOLDER / f"quality-{buildings}.json"
    if not town.exists():
        watch([GIS, "sample", str(town), "--buildings", str(buildings)])
    ground = watch([*FLOOR, str(town)])
    floor = json.loads(ground.output)
    least = sum(floor.values())
    options = ["--json", str(figures), "--effort", effort, "--jobs", str(jobs)]
    partition = watch([GIS, "partition", str(town), "--out", str(plan), *options])
    audit = watch([GIS, "audit", str(town), str(plan)])
    print(f"### {buildings:,} buildings, --effort {effort}, --jobs {jobs}\n")
    print("| | seconds | x floor | peak GB |\n|---|---|---|---|")
    split = " + ".join(f"{name} {seconds:.1f}" for name, seconds in floor.items())
    print(f"| floor ({split}) | {least:.1f} | 1.0 | {ground.gigabytes:.2f} |")
    print(_row("gis partition", partition, least))
    print(_row("gis audit", audit, least))
    print("\n| step of gis partition | seconds, all processes together |\n|---|---|")
    for step, seconds in json.loads(figures.read_text("utf-8"))["seconds"].items():
        print(f"| {step} | {seconds:.1f} |")
    print()


def _row(name: str, usage: Usage, least: float) -> str:
    ratio = usage.seconds / least
    return f"| {name} | {usage.seconds:.1f} | {ratio:.1f} | {usage.gigabytes:.2f} |"


if __name__ == "__main__":
    main()
