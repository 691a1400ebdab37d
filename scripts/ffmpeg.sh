#!/bin/sh
# Sees to ffmpeg for the simulated cameras. Never fails: without it the demonstration shows cameras
# without pictures, and the tests that need streams are skipped and say so.
set -eu

command -v ffmpeg >/dev/null && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ffmpeg for the simulated cameras ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q || true
    apt-get install -q -y --no-install-recommends ffmpeg || true
fi
if ! command -v ffmpeg >/dev/null; then
    echo "No ffmpeg: there will be no live pictures." \
        "To see them: sudo apt-get install ffmpeg (macOS: brew install ffmpeg)"
fi
