"""Shapefiles as they come: zipped, incomplete, and in GBK without saying so."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

LARGEST = 4 << 30
MOST_PACKED = 200
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


class BrokenShapefileError(Exception):
    """The file cannot be read; the text says why and what to do."""


def parts_of(path: Path) -> list[Path]:
    """The files that make up a Shapefile, in whatever case their endings are."""
    return sorted(
        file
        for file in path.parent.glob(f"{_literal(path.stem)}.*")
        if file.suffix.lower() in PARTS and file.stem == path.stem
    )


def check_parts(path: Path) -> None:
    """Raise BrokenShapefileError where the index or the attributes are missing."""
    there = {file.suffix.lower() for file in parts_of(path)}
    missing = [ending for ending in (".shx", ".dbf") if ending not in there]
    if missing:
        raise BrokenShapefileError(
            f"the Shapefile lacks {' and '.join(path.stem + end for end in missing)}; "
            "copy all its files together"
        )


def encoding_of(path: Path) -> tuple[str, str | None]:
    """Encoding of the attributes and, where it was guessed or corrected, what was found.

    The ``.cpg`` file decides where the bytes agree with it. Otherwise UTF-8 is tried, then
    GB 18030, which contains GBK and GB 2312.

    Raises
    ------
    BrokenShapefileError
        Where the bytes fit none of them.
    """
    files = {file.suffix.lower(): file for file in parts_of(path)}
    declared = None
    if ".cpg" in files:
        declared = _codec(files[".cpg"].read_text(encoding="ascii", errors="replace").strip())
    data = files[".dbf"].read_bytes()
    for codec in filter(None, (declared, "utf-8", "gb18030")):
        if not _decodes(data, codec):
            continue
        plain = data.isascii() or codec == declared
        what = "no .cpg file" if declared is None else f"its .cpg file says {declared}"
        return codec, None if plain else f"{what}; read as {codec.upper()} by its bytes"
    raise BrokenShapefileError(
        "the encoding of the attributes is not known; add a .cpg file that names it"
    )


def _codec(name: str) -> str | None:
    """The codec's name for Python, or None where it is not known."""
    text = f"cp{name}" if name.isdigit() and name != "65001" else name
    text = {"65001": "utf-8", "cp936": "gb18030", "gbk": "gb18030"}.get(text.lower(), text)
    try:
        "".encode(text)
    except LookupError:
        return None
    return text.lower()


def _decodes(data: bytes, codec: str) -> bool:
    """Whether the field names and all records of a dBase file can be decoded."""
    head = int.from_bytes(data[8:10], "little")
    names = b" ".join(data[at : at + 11].split(b"\0")[0] for at in range(32, head - 1, 32))
    try:
        (names + data[head:]).decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def unpack(archive: Path, folder: Path) -> list[Path]:
    """Unpack the Shapefiles of a zip archive into ``folder``; returns the ``.shp`` files.

    Only members that belong to a Shapefile are written, under their bare names.

    Raises
    ------
    BrokenShapefileError
        For paths that lead out of the archive, bombs, encryption, damage, or no Shapefile.
    """
    try:
        with zipfile.ZipFile(archive) as package:
            members = [m for m in package.infolist() if _suffix(m.filename) in PARTS]
            _check_members(members)
            for member in members:
                name = PurePosixPath(member.filename).name
                (folder / name).write_bytes(package.read(member))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise BrokenShapefileError(f"the archive cannot be unpacked ({error})") from None
    shapes = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".shp")
    if not shapes:
        raise BrokenShapefileError("there is no Shapefile in the archive")
    return shapes


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts:
            raise BrokenShapefileError(f"the member {member.filename!r} leads out of the archive")
    names = [PurePosixPath(member.filename).name for member in members]
    if len(set(names)) < len(names):
        raise BrokenShapefileError("two Shapefiles in the archive share a name; rename one")
    size, packed = (sum(getattr(m, key) for m in members) for key in ("file_size", "compress_size"))
    if size > LARGEST or size > MOST_PACKED * max(packed, 1 << 16):
        raise BrokenShapefileError(f"the archive would unpack to {size / 1e9:.1f} GB; unpack it")


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _literal(text: str) -> str:
    """The text with the wildcards of glob taken literally."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)
