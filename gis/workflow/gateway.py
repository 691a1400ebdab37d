"""The way from viewers to the gateways of cameras: playlists rewritten, pieces handed on."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict

from gis.errors import NotFoundError, UnreachableError
from gis.workflow import fetching
from gis.workflow.fetching import FetchError, Networks, Opened
from gis.workflow.playlists import Playlist, first_variant, rewritten

logger = logging.getLogger(__name__)
LONGEST_PLAYLIST = 1 << 18
LONGEST_PIECE = 32 << 20
WHOLE = 20.0
"""Seconds that a piece may take until it is here as a whole."""
KEPT = 1000
"""Viewings whose names are remembered; others are asked for again."""


class Gateway:
    """Asks for streams; may be used by many threads.

    Parameters
    ----------
    networks
        Where gateways may be.
    """

    def __init__(self, networks: Networks) -> None:
        self.networks = networks
        self._names: OrderedDict[int, dict[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def playlist(self, viewing: int, stream: str) -> str:
        """The playlist of a camera's stream as its viewer gets it.

        Raises
        ------
        UnreachableError
            The gateway gives none.
        """
        try:
            found = self._read(stream)
        except FetchError as error:
            raise _unreachable(viewing, error) from None
        self._remember(viewing, found.names)
        return found.text

    def piece(self, viewing: int, stream: str, name: str) -> Opened:
        """A piece that the camera's playlist names; the caller closes it.

        Raises
        ------
        NotFoundError
            It names none so.
        UnreachableError
            The gateway does not give it.
        """
        url = self._known(viewing).get(name)
        if url is None:
            # Another process made the playlist, or it was forgotten.
            self.playlist(viewing, stream)
            url = self._known(viewing).get(name)
        if url is None:
            raise NotFoundError("the stream has no such piece now", "该视频片段已不存在。")
        try:
            found = fetching.ask(url, self.networks, limit=LONGEST_PIECE, whole=WHOLE)
        except FetchError as error:
            raise _unreachable(viewing, error) from None
        if found.status != 200:
            found.close()
            raise _unreachable(viewing, FetchError(f"status {found.status}"))
        return found

    def _read(self, stream: str) -> Playlist:
        url = stream
        for _ in range(2):
            found = fetching.fetch(url, self.networks, limit=LONGEST_PLAYLIST)
            if found.status != 200:
                raise FetchError(f"status {found.status}")
            text = found.body.decode("utf-8", errors="replace")
            variant = first_variant(text, found.url)
            if variant is None:
                return rewritten(text, found.url)
            url = variant
        raise FetchError(fetching.BROKEN)

    def _known(self, viewing: int) -> dict[str, str]:
        with self._lock:
            return dict(self._names.get(viewing, ()))

    def _remember(self, viewing: int, names: dict[str, str]) -> None:
        """Names of the last two playlists: a player may still want a piece of the one before."""
        with self._lock:
            before = self._names.pop(viewing, {})
            recent = dict(list(before.items())[-len(names) :]) if names else {}
            self._names[viewing] = {**recent, **names}
            while len(self._names) > KEPT:
                self._names.popitem(last=False)


def _unreachable(viewing: int, error: FetchError) -> UnreachableError:
    # Why is for the log: it tells about the network.
    logger.warning("viewing %d: %s", viewing, error.reason)
    return UnreachableError(
        "the camera gives no picture now; try again", "摄像头暂时没有画面，请稍后再试。"
    )
