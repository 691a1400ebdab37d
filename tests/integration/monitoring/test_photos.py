"""Photos of tickets, through the service."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine

from gis.workflow import photos
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks


@pytest.fixture
def ticket(engine: Engine, plan: int) -> int:
    del plan
    with engine.begin() as conn:
        return reports.put(conn, reports.row())[0]


def jpeg(shade: int = 90, size: tuple[int, int] = (300, 200)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CamMaker"
    Image.new("RGB", size, (shade, 90, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(desks: Desks, role: str, ticket: int, *files: bytes, part: str = "photo") -> Any:
    given = [(part, (f"{number}.jpg", data, "image/jpeg")) for number, data in enumerate(files)]
    return desks[role].post(f"/api/v1/tickets/{ticket}/photos", files=given)


def test_a_photo_is_shown_to_those_who_see_the_ticket(desks: Desks, ticket: int) -> None:
    answer = send(desks, "worker", ticket, jpeg())
    assert answer.status_code == 201, answer.text
    photo = answer.json()
    address = f"/api/v1/tickets/{ticket}/photos/{photo['id']}"

    shown = desks["auditor"].get(address)

    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/jpeg"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cache-control"].startswith("private")
    assert Image.open(io.BytesIO(shown.content)).size == (300, 200)
    assert b"CamMaker" not in shown.content
    told = desks["commander"].get(f"/api/v1/tickets/{ticket}").json()
    assert told["photos"] == [photo]
    assert desks["viewer"].get(address).status_code == 404
    assert desks["stranger"].get(address).status_code == 404
    assert desks.anybody().get(address).status_code == 401


def test_a_photo_is_found_with_its_own_ticket_only(
    engine: Engine, desks: Desks, ticket: int
) -> None:
    photo = send(desks, "worker", ticket, jpeg()).json()["id"]
    with engine.begin() as conn:
        other = reports.put(conn, reports.row())[0]

    assert desks["worker"].get(f"/api/v1/tickets/{other}/photos/{photo}").status_code == 404


def test_the_same_photo_twice_is_one(desks: Desks, ticket: int) -> None:
    first, second = (send(desks, "worker", ticket, jpeg()).json() for _ in range(2))

    assert first == second


def test_a_ticket_with_a_new_photo_has_changed(desks: Desks, ticket: int) -> None:
    address = f"/api/v1/tickets/{ticket}"
    before = desks["worker"].get(address).json()["change"]

    send(desks, "worker", ticket, jpeg())

    assert desks["worker"].get(address).json()["change"] > before


def test_what_is_no_photo_is_refused_and_leaves_nothing(desks: Desks, ticket: int) -> None:
    for files, part in (((b"<html>",), "photo"), ((), "photo"), ((jpeg(), jpeg(9)), "photo"),
                        ((jpeg(),), "file")):  # fmt: skip
        answer = send(desks, "worker", ticket, *files, part=part)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.headers["content-type"] == "application/problem+json"

    assert desks["worker"].get(f"/api/v1/tickets/{ticket}").json()["photos"] == []


def test_a_ticket_has_not_more_photos_than_some(
    desks: Desks, ticket: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MOST", 1)
    send(desks, "worker", ticket, jpeg(10))

    assert send(desks, "worker", ticket, jpeg(200)).status_code == 409


def test_only_those_who_handle_tickets_add_photos(desks: Desks, ticket: int) -> None:
    found = {role: send(desks, role, ticket, b"?").status_code
             for role in ("auditor", "checker", "viewer", "stranger")}  # fmt: skip

    assert found == {"auditor": 403, "checker": 403, "viewer": 404, "stranger": 404}
