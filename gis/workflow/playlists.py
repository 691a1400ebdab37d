"""HLS playlists for viewers: nothing in them says where the stream really comes from.

Each address becomes a name that only the same camera's playlist can resolve again. Of the tags
those stay that a player needs; others may hold addresses.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from gis.workflow.fetching import BROKEN, ELSEWHERE, FetchError, origin

BEGIN = "#EXTM3U"
MEDIA_TYPE = "application/vnd.apple.mpegurl"
MOST = 500
"""Addresses in a playlist."""
TYPES = {
    ".ts": "video/mp2t",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".aac": "audio/aac",
    ".key": "application/octet-stream",
}
"""What pieces of a stream are, by the endings of their names."""
_OTHER = ".ts"
_KEPT = re.compile(
    r"#EXT-X-(?:VERSION|TARGETDURATION|MEDIA-SEQUENCE|DISCONTINUITY-SEQUENCE|DISCONTINUITY|ENDLIST"
    r"|INDEPENDENT-SEGMENTS|PROGRAM-DATE-TIME|GAP|BITRATE)(?::[\w.:+=,-]*)?"
)
_WITH_URI = re.compile(r"#EXT-X-(?:KEY|MAP):.*")
_URI = re.compile(r'URI="([^"]*)"')
_SAFE = re.compile(r"METHOD=(?:NONE|AES-128)|IV=0[xX][0-9a-fA-F]{1,32}")
_DURATION = re.compile(r"#EXTINF:\s*([0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist for a viewer, and what its names stand for."""

    text: str
    names: dict[str, str]


def master(address: str) -> str:
    """The playlist of one stream: players read it once, then follow the stream."""
    return f"{BEGIN}\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH=2000000\n{address}\n"


def first_variant(text: str, base: str) -> str | None:
    """Address of the first stream of a master playlist; None of any other.

    Cameras offer the same picture in several sizes; sound is nobody's business here.
    """
    lines = _lines(text)
    for at, line in enumerate(lines):
        if line.startswith("#EXT-X-STREAM-INF"):
            following = next((one for one in lines[at + 1 :] if not one.startswith("#")), None)
            return None if following is None else _joined(base, following)
    return None


def rewritten(text: str, base: str) -> Playlist:
    """The playlist of a stream with names in place of addresses.

    Parameters
    ----------
    base
        Where it came from; everything in it must be on the same host.

    Raises
    ------
    FetchError
        It is no playlist, or leads elsewhere.
    """
    names: dict[str, str] = {}

    def named(uri: str) -> str:
        url = _joined(base, uri)
        name = _name(url)
        names[name] = url
        if len(names) > MOST:
            raise FetchError(BROKEN)
        return name

    told = [BEGIN]
    for line in _lines(text):
        if not line.startswith("#"):
            told.append(named(line))
        elif line.startswith("#EXT-X-BYTERANGE"):
            # Without it a player would take the whole for a part.
            raise FetchError(BROKEN)
        elif duration := _DURATION.match(line):
            told.append(f"#EXTINF:{duration[1]},")
        elif _KEPT.fullmatch(line):
            told.append(line)
        elif _WITH_URI.fullmatch(line):
            told.append(_tag(line, named))
    return Playlist("\n".join(told) + "\n", names)


def _tag(line: str, named: object) -> str:
    """A tag with an address, and of its other attributes the harmless ones."""
    kind = line.partition(":")[0]
    uri = _URI.search(line)
    kept = _SAFE.findall(line)
    if uri is not None and callable(named):
        kept.append(f'URI="{named(uri[1])}"')
    return f"{kind}:{','.join(kept)}"


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    lines = [line for line in lines if line]
    if not lines or lines[0] != BEGIN:
        raise FetchError(BROKEN)
    return lines[1:]


def _joined(base: str, uri: str) -> str:
    try:
        url = urljoin(base, uri)
        same = origin(urlsplit(url)) == origin(urlsplit(base))
    except ValueError:
        same = False
    if not same:
        raise FetchError(ELSEWHERE)
    return url


def _name(url: str) -> str:
    ending = PurePosixPath(urlsplit(url).path).suffix.lower()
    digest = hashlib.sha256(url.encode()).hexdigest()[:24]
    return digest + (ending if ending in TYPES else _OTHER)
