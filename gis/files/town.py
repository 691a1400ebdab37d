"""Read a town: every layer of an input, checked, in one CRS and in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import geopandas as gpd

from gis.files import words
from gis.files.layers import Layers
from gis.files.log import Log
from gis.files.reading import Reading, Wanted
from gis.files.source import Opened, Source, UnreadableError, digest, files_of, load, opened
from gis.frames import INPUT_LAYERS, Town

NEEDED = ("communities", "buildings")


def read_town(
    path: Path | str | None,
    *,
    layers: Mapping[str, Wanted] | None = None,
    by: str = "households",
    drop_personal: bool = False,
) -> Town:
    """Read and check the layers of a town.

    Parameters
    ----------
    path
        File with the layers of ``frames.INPUT_LAYERS``; others in it are ignored. None where
        every layer has its own file.
    layers
        Layer -> ``FILE[:layer]`` or how it is to be read; such a layer is not taken from ``path``.
    by
        What will be balanced; a column other than households and residents must hold a number
        for every building.
    drop_personal
        Leave out buildings' columns that look like data on persons, instead of refusing them.

    Returns
    -------
    Town
        Frames in the CRS of the communities, x east, y north, with what was mended as notices.

    Raises
    ------
    UnusableInputError
        With every fault of every layer at once.
    """
    wanted = dict(layers or {})
    check = Layers(Log(), by=by, drop_personal=drop_personal, readings=decided(wanted))
    digests: dict[str, str] = {}
    frames = check.check(raw_layers(path, wanted, check.log, digests))
    return Town(**frames, notices=tuple(check.log.notices), digests=digests)


def decided(layers: Mapping[str, Wanted]) -> dict[str, Reading]:
    """The layers about which a person has decided more than where they come from."""
    return {name: one for name, one in layers.items() if isinstance(one, Reading)}


def raw_layers(
    path: Path | str | None, layers: Mapping[str, Wanted], log: Log, digests: dict[str, str]
) -> dict[str, gpd.GeoDataFrame]:
    """Every layer as it is in its file; what cannot be read becomes a fault.

    Parameters
    ----------
    digests
        Filled with the SHA-256 of each file.
    """
    sources = {name: _source(one) for name, one in layers.items()}
    if path is not None:
        sources[""] = Source(Path(path), None, str(path))
    with ExitStack() as stack:
        files: dict[Path, Opened | None] = {}
        for name, source in sources.items():
            if source.path not in files:
                files[source.path] = _open(stack, name, source, log)
        wanted = {
            n: (files[s.path], _own(n, s, files[s.path], log)) for n, s in sources.items() if n
        }
        main = files[sources[""].path] if path is not None else None
        for name, layer in (_named(main, log) if main else {}).items():
            if name not in layers:
                wanted[name] = (main, layer)
        for name in NEEDED:
            if name not in wanted and not (path is not None and main is None):
                log.fault(name, absent(name, main))
        used = {file.path: None for file, layer in wanted.values() if file and layer}
        digests.update((str(part), digest(part)) for file in used for part in files_of(file))
        return _loaded(wanted, log)


def _source(wanted: Wanted) -> Source:
    if isinstance(wanted, str):
        return Source.parse(wanted)
    return Source(Path(wanted.file), wanted.layer, wanted.file)


def _open(stack: ExitStack, name: str, source: Source, log: Log) -> Opened | None:
    try:
        return stack.enter_context(opened(source.path, source.text))
    except UnreadableError as error:
        log.fault(name, str(error), field="file", value=source.text)
        return None


def _named(file: Opened, log: Log) -> dict[str, str]:
    """Our layers in a file, by name or synonym; the exact name goes before."""
    found: dict[str, str] = {}
    for layer in sorted(file.layers, key=lambda name: (name not in INPUT_LAYERS, name)):
        name = words.LAYER_OF.get(words.plain(layer))
        if name and name not in found:
            found[name] = layer
            if layer != name:
                log.notice(name, f"layer {layer!r} of {file.path.name} is read as {name}")
    return found


def _own(name: str, source: Source, file: Opened | None, log: Log) -> str | None:
    """The layer of a file of its own: the one named, our name, or the only one."""
    if file is None:
        return None
    if source.layer is None and len(file.layers) == 1:
        return next(iter(file.layers))
    wanted = source.layer or next((n for n, ours in _synonyms(file) if ours == name), name)
    if wanted in file.layers:
        return wanted
    remedy = f"there is no layer {wanted!r} in {file.path}; it has {', '.join(file.layers)}"
    log.fault(name, f"{remedy}. Give FILE:LAYER", field="file", value=source.text)
    return None


def _synonyms(file: Opened) -> list[tuple[str, str]]:
    return [(layer, words.LAYER_OF.get(words.plain(layer), "")) for layer in sorted(file.layers)]


def absent(name: str, main: Opened | None = None) -> str:
    """What to say of a layer that is needed but in no file, or not in the main one."""
    if main is None:
        return f"the layer is missing; give INPUT or --{name} FILE[:LAYER]"
    there = ", ".join(main.layers)
    return f"{main.path} has no such layer, only {there}; name it so or give --{name} FILE[:LAYER]"


def _loaded(
    wanted: dict[str, tuple[Opened | None, str | None]], log: Log
) -> dict[str, gpd.GeoDataFrame]:
    frames = {}
    for name, (file, layer) in wanted.items():
        if file is None or layer is None:
            continue
        try:
            frames[name] = load(file, layer)
        except UnreadableError as error:
            log.fault(name, str(error), field="file", value=f"{file.path}:{layer}")
        for note in file.notes:
            log.notice(name, f"{file.path.name}: {note}")
        file.notes.clear()
    return frames
