"""Playlists for viewers hold no address of a gateway, whatever the gateway says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.workflow import fetching
from gis.workflow.fetching import FetchError
from gis.workflow.playlists import first_variant, master, rewritten

BASE = "http://10.1.1.1:8080/cam/7/index.m3u8?token=s3cret"
PLAYLIST = """#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:17
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES
#EXT-X-KEY:METHOD=AES-128,URI="key.bin",IV=0x1f,KEYFORMAT="http://10.1.1.1/x"
#EXT-X-MAP:URI="/init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-22T17:00:00.123+08:00
#EXT-X-DATERANGE:ID="a",X-URL="http://10.1.1.1/admin"
# made by http://10.1.1.1/
#EXTINF:4.000,http://10.1.1.1/title
seg17.ts?token=s3cret
#EXT-X-DISCONTINUITY
#EXTINF:3,
http://10.1.1.1:8080/cam/7/seg18.m4s
"""


def test_addresses_become_names_and_nothing_of_them_is_left() -> None:
    found = rewritten(PLAYLIST, BASE)

    for secret in ("10.1.1.1", "s3cret", "seg17", "cam/7", "admin", "http", "SERVER-CONTROL"):
        assert secret not in found.text
    assert set(found.names.values()) == {
        "http://10.1.1.1:8080/cam/7/key.bin",
        "http://10.1.1.1:8080/init.mp4",
        "http://10.1.1.1:8080/cam/7/seg17.ts?token=s3cret",
        "http://10.1.1.1:8080/cam/7/seg18.m4s",
    }
    assert all(name in found.text for name in found.names)


def test_what_a_player_needs_stays() -> None:
    lines = rewritten(PLAYLIST, BASE).text.splitlines()

    assert lines[:4] == [
        "#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-TARGETDURATION:4", "#EXT-X-MEDIA-SEQUENCE:17",
    ]  # fmt: skip
    assert "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T17:00:00.123+08:00" in lines
    assert "#EXT-X-DISCONTINUITY" in lines
    assert lines[lines.index("#EXTINF:4.000,") + 1].endswith(".ts")
    assert lines[lines.index("#EXTINF:3,") + 1].endswith(".m4s")
    (key,) = (line for line in lines if line.startswith("#EXT-X-KEY:"))
    assert key.startswith("#EXT-X-KEY:METHOD=AES-128,IV=0x1f,URI=")


def test_the_same_address_has_the_same_name_each_time() -> None:
    assert rewritten(PLAYLIST, BASE) == rewritten(PLAYLIST, BASE)


@pytest.mark.parametrize(
    "uri",
    [
        "http://10.1.1.2:8080/seg.ts", "http://10.1.1.1/seg.ts", "https://10.1.1.1:8080/seg.ts",
        "//evil.example/seg.ts", "file:///etc/passwd", "data:text/plain,x", "http://[::1",
    ],
)  # fmt: skip
def test_what_leads_to_another_host_is_refused(uri: str) -> None:
    with pytest.raises(FetchError, match=fetching.ELSEWHERE):
        rewritten(f"#EXTM3U\n#EXTINF:1,\n{uri}\n", BASE)
    with pytest.raises(FetchError, match=fetching.ELSEWHERE):
        first_variant(f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{uri}\n", BASE)


@pytest.mark.parametrize(
    "text",
    ["", "<html>", "#EXTINF:1,\na.ts", "#EXTM3U\n#EXT-X-BYTERANGE:9@0\na.ts",
     "#EXTM3U\n" + "".join(f"{n}.ts\n" for n in range(501))],
)  # fmt: skip
def test_what_is_no_playlist_or_far_too_long_is_refused(text: str) -> None:
    with pytest.raises(FetchError, match=fetching.BROKEN):
        rewritten(text, BASE)


def test_of_several_sizes_the_first_is_taken() -> None:
    several = (
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nsmall/i.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=9\nb"
    )

    assert first_variant(several, BASE) == "http://10.1.1.1:8080/cam/7/small/i.m3u8"
    assert first_variant(PLAYLIST, BASE) is None


def test_the_playlist_of_a_ticket_names_one_stream() -> None:
    assert master("/live/abc/index.m3u8").splitlines()[-1] == "/live/abc/index.m3u8"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=20))
def test_whatever_a_gateway_writes_no_address_comes_through(lines: list[str]) -> None:
    told = [f'#EXT-X-KEY:METHOD=AES-128,URI="{lines[0]}"' if lines else "#EXT-X-GAP", *lines]
    try:
        found = rewritten("\n".join(["#EXTM3U", *told]), BASE)
    except FetchError:
        return
    for line in found.text.splitlines():
        assert "://" not in line
        assert line.startswith("#EXT") or line in found.names
    assert all(one.startswith("http://10.1.1.1:8080/") for one in found.names.values())
