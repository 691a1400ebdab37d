"""The register of viewings: who looked, when and why, for ever."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from gis.model import Role
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.lookers import Crew, ask, begun


def test_the_register_tells_who_looked_when_and_why(
    ann: TestClient, crew: Crew, desks: Desks, lens: int
) -> None:
    earlier, _ = begun(ann, lens)
    number, _ = begun(ann, lens)
    found = desks["auditor"].get(f"/api/v1/cameras/viewings?camera={lens}").json()

    assert found[0]["id"] == number
    assert (found[0]["user_name"], found[0]["reason"]) == ("ann", "核实积水")
    assert (found[0]["code"], found[0]["unit"]) == ("live", drawn.STREET)
    assert found[0]["begun_at"] is not None
    assert "token" not in str(found)
    assert ann.get("/api/v1/cameras/viewings").status_code == 403
    far = crew("gus", Role.AUDITOR, drawn.CODES[1]).get("/api/v1/cameras/viewings")
    assert far.json() == []
    older = desks["auditor"].get(f"/api/v1/cameras/viewings?before={number}&limit=1").json()
    assert [one["id"] for one in older] == [earlier]


def test_who_looked_and_why_can_never_be_changed(
    engine: Engine, ann: TestClient, lens: int
) -> None:
    number = ask(ann, lens).json()["viewing"]
    for change in ("reason = 'x'", "user_name = 'x'", "created_at = now()", "camera = camera"):
        with engine.begin() as conn, pytest.raises(Exception, match="permission denied"):
            conn.execute(text(f"update viewings set {change} where id = :id"), {"id": number})  # noqa: S608
    with engine.begin() as conn, pytest.raises(Exception, match="permission denied"):
        conn.execute(text("delete from viewings where id = :id"), {"id": number})


def test_looking_is_in_the_log_of_who_did_what(engine: Engine, ann: TestClient, lens: int) -> None:
    number = ask(ann, lens).json()["viewing"]
    with engine.connect() as conn:
        told = conn.execute(text(
            "select actor, details from audit_log where action = 'view camera' order by id desc"
        )).first()  # fmt: skip

    assert told is not None
    assert (told.actor, told.details["viewing"]) == ("ann", number)
