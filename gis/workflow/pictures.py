"""Draw photos anew, in a process of its own: small, upright, and without what the camera noted.

Nothing of the file that came is kept but the colours of its points: no place, no time, no owner,
no comment. Run as ``python -m gis.workflow.pictures`` it takes a picture on standard input and
leaves width and height (4 bytes each) and a JPEG file on standard output.
"""

from __future__ import annotations

import io
import logging
import os
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass

from PIL import Image
from PIL.Image import Transpose

from gis.errors import BusyError, ParameterError
from gis.workflow.confined import Limits, die_with_parent, go_first, leave_network

LARGEST = 15 * 2**20
"""Bytes of a photo as it is sent."""
PIXELS = 40_000_000
SIDE = 1600
"""Pixels of the longer side as it is kept."""
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
LIMITS = Limits(memory=400 * 2**20, cpu=10, file=0)
PATIENCE = 15.0
"""Seconds for one photo, and to wait for one's turn."""
_SIZE = struct.Struct(">II")
_NO_PICTURE = 3
_KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "SYSTEMROOT")
# Each may take some hundred megabytes.
_AT_ONCE = threading.BoundedSemaphore(2)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is kept.

    Parameters
    ----------
    image
        JPEG, without any metadata.
    width, height
        Pixels.
    """

    image: bytes
    width: int
    height: int


def redraw(data: bytes) -> Picture:
    """Make a photo fit to be kept, whatever the file holds.

    Raises
    ------
    ParameterError
        It is no picture that can be read, or too large.
    BusyError
        Others have photos drawn, too.
    """
    if len(data) > LARGEST:
        raise _refused(f"it has more than {LARGEST} bytes", f"超过 {LARGEST} 字节")
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise BusyError("too many photos at once", "照片处理繁忙")
    try:
        child = subprocess.run(
            [sys.executable, "-m", "gis.workflow.pictures"],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        raise _refused("it takes too long to read", "读取超时") from None
    finally:
        _AT_ONCE.release()
    if child.returncode == 0:
        width, height = _SIZE.unpack_from(child.stdout)
        return Picture(child.stdout[_SIZE.size :], width, height)
    if child.returncode != _NO_PICTURE:
        logger.warning("a photo ended its reader: status %d", child.returncode)
    raise _refused("send JPEG, PNG or WebP of at most 40 megapixels", "请上传 JPEG、PNG 或 WebP")


def main() -> int:
    """Draw the picture on standard input anew; returns the exit status."""
    leave_network()
    die_with_parent()
    go_first()
    LIMITS.apply()
    data = sys.stdin.buffer.read()
    drawn = drawn_anew(data)
    if drawn is None:
        return _NO_PICTURE
    sys.stdout.buffer.write(_SIZE.pack(drawn.width, drawn.height) + drawn.image)
    return 0


def drawn_anew(data: bytes) -> Picture | None:
    """Draw a picture anew within this process; None for what is none or is too large."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as given:
            if given.width * given.height > PIXELS:
                return None
            # A large JPEG file is read at a fraction of its size.
            given.draft("RGB", (SIDE, SIDE))
            turned = given.getexif().get(_ORIENTATION)
            plain = given if given.mode in {"RGB", "RGBA"} else given.convert("RGBA")
            plain.thumbnail((SIDE, SIDE))
            upright = plain.transpose(_UPRIGHT[turned]) if turned in _UPRIGHT else plain
            sheet = Image.new("RGB", upright.size, "white")
            sheet.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    except (OSError, ValueError, SyntaxError, MemoryError, *_BOMBS):
        return None
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), *sheet.size)


def _refused(english: str, chinese: str) -> ParameterError:
    return ParameterError(f"photo: {english}", f"照片无法使用：{chinese}。")


_ORIENTATION = 0x0112
# What makes a picture upright, by what EXIF says of it.
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

if __name__ == "__main__":
    sys.exit(main())
