"""Leaflet's script and styles from the installed package XStatic-Leaflet, ready to inline."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

LICENCE = """Leaflet 1.9.3, BSD 2-Clause.
Copyright (c) 2010-2022, Volodymyr Agafonkin. Copyright (c) 2010-2011, CloudMade.
All rights reserved. Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met: 1. Redistributions of
source code must retain the above copyright notice, this list of conditions and the following
disclaimer. 2. Redistributions in binary form must reproduce the above copyright notice, this list
of conditions and the following disclaimer in the documentation and/or other materials provided
with the distribution. THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE
COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL,
EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE
GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR
OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY
OF SUCH DAMAGE."""
"""To be kept with every copy of the script."""


@cache
def script() -> str:
    """The minified script without the line that points a debugger to a file we do not ship."""
    text = (files("xstatic.pkg.leaflet") / "data" / "leaflet.js").read_text("utf-8")
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text)


@cache
def styles() -> str:
    """The style sheet without the rules whose pictures we do not use (marker, layer switch)."""
    text = (files("xstatic.pkg.leaflet") / "data" / "leaflet.css").read_text("utf-8")
    return re.sub(r"[^{}]*\{[^{}]*url\([^{}]*\}", "", text)
