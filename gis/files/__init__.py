"""Vector files in and out: checked towns, proposals and findings.

``read_town`` is the border behind which code may trust its frames: everything that is wrong with
the input is reported there, all at once.
"""

from __future__ import annotations

from gis.files.proposal import read_proposal, write_proposal
from gis.files.source import digest
from gis.files.town import read_town
from gis.files.writing import write_json, write_layers, write_text

__all__ = [
    "digest",
    "read_proposal",
    "read_town",
    "write_json",
    "write_layers",
    "write_proposal",
    "write_text",
]
