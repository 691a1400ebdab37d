from __future__ import annotations

from pathlib import Path

import pytest

from gis.errors import ParameterError
from gis.settings import Settings

GOOD = "kq8Zr3vXw0Lm5TnYb7Hd2Jc9Gf4Sa6Pe1Uo"
OUTSIDE = "0.0.0.0"  # noqa: S104 -- what is being tested


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WANGGE_{name.upper()}", raising=False)
        monkeypatch.delenv(f"WANGGE_{name.upper()}_FILE", raising=False)


def test_without_any_environment_it_listens_on_this_machine_only() -> None:
    settings = Settings.read()

    assert settings.local
    assert settings.service_url is None
    settings.check_exposure()


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGGE_PORT", "8001")

    assert Settings.read().port == 8001
    assert Settings.read(port=9000).port == 9000
    assert Settings.read(port=None).port == 8001


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "address"
    file.write_text("postgresql://app:p%40ss@db:5433/towns\n", "utf-8")
    monkeypatch.setenv("WANGGE_DATABASE_FILE", str(file))

    url = Settings.read().service_url

    assert url is not None
    assert (url.username, url.password, url.host, url.port) == ("app", "p@ss", "db", 5433)
    assert url.drivername == "postgresql+psycopg2"


def test_a_secrets_folder_is_read_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("gis.settings.SECRETS", tmp_path)
    (tmp_path / "wangge_secret").write_text(GOOD, "utf-8")

    secret = Settings.read().secret

    assert secret is not None
    assert secret.get_secret_value() == GOOD


def test_a_variable_goes_before_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "level").write_text("debug", "utf-8")
    monkeypatch.setenv("WANGGE_LOG_LEVEL_FILE", str(tmp_path / "level"))
    monkeypatch.setenv("WANGGE_LOG_LEVEL", "error")

    assert Settings.read().log_level == "error"


def test_a_named_file_that_is_not_there_is_no_silent_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WANGGE_SECRET_FILE", str(tmp_path / "nowhere"))

    with pytest.raises(ParameterError, match=r"WANGGE_SECRET: .*nowhere cannot be read"):
        Settings.read()


def test_all_faults_come_at_once_by_the_names_of_their_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WANGGE_PORT", "70000")
    monkeypatch.setenv("WANGGE_LOG_LEVEL", "chatty")

    with pytest.raises(ParameterError) as caught:
        Settings.read()

    assert "WANGGE_PORT" in str(caught.value)
    assert "WANGGE_LOG_LEVEL" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "hunter2",
        "mysql://root:hunter2@db/towns",
        "postgresql://app:hunter2@db",
        "postgresql://:x@[",
    ],
)
def test_a_wrong_address_is_refused_without_repeating_its_password(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("WANGGE_DATABASE", text)

    with pytest.raises(ParameterError, match="WANGGE_DATABASE") as caught:
        Settings.read()

    assert "hunter2" not in str(caught.value)


def test_no_secret_shows_when_settings_are_printed() -> None:
    settings = Settings.read(secret=GOOD, database="postgresql://app:hunter2@db/towns")

    assert GOOD not in repr(settings)
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings.service_url)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.9", "::1", "localhost"])
def test_on_this_machine_weak_secrets_will_do(host: str) -> None:
    Settings.read(host=host, secret="weak").check_exposure()  # noqa: S106 -- on purpose


@pytest.mark.parametrize(
    ("secret", "complaint"),
    [
        (None, "is missing"),
        ("", "is missing"),
        ("change-me-" + GOOD, "looks like a sample"),
        ("ab" * 40, "looks like a sample"),
        (GOOD[:20], "fewer than 32"),
    ],
)
@pytest.mark.parametrize("host", [OUTSIDE, "::", "wangge.example.org", "10.0.0.4"])
def test_beyond_this_machine_a_weak_secret_is_refused(
    host: str, secret: str | None, complaint: str
) -> None:
    with pytest.raises(ParameterError, match=complaint) as caught:
        Settings.read(host=host, secret=secret).check_exposure()

    assert GOOD not in str(caught.value)


def test_beyond_this_machine_the_passwords_of_the_database_count_too() -> None:
    settings = Settings.read(
        host=OUTSIDE,
        secret=GOOD,
        database="postgresql://app:postgres@db/towns",
        database_owner="postgresql://owner@db/towns",
    )

    with pytest.raises(ParameterError) as caught:
        settings.check_exposure()

    assert "WANGGE_DATABASE looks like a sample" in str(caught.value)
    assert "WANGGE_DATABASE_OWNER is missing" in str(caught.value)


def test_beyond_this_machine_good_secrets_are_accepted() -> None:
    Settings.read(
        host=OUTSIDE,
        secret=GOOD,
        origin="https://grids.example.gov",
        database=f"postgresql://app:{GOOD}@db/towns",
    ).check_exposure()


@pytest.mark.parametrize("origin", [None, "http://grids.example.gov"])
def test_beyond_this_machine_browsers_must_come_by_https(origin: str | None) -> None:
    with pytest.raises(ParameterError, match="WANGGE_ORIGIN"):
        Settings.read(host=OUTSIDE, secret=GOOD, origin=origin).check_exposure()


def test_a_basemap_of_another_service_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGGE_BASEMAP", "https://tiles.example.gov/{z}/{x}/{y}.png")
    monkeypatch.setenv("WANGGE_BASEMAP_NAME", "影像")

    found = Settings.read().backcloth

    assert found is not None
    assert (found.name, found.origin) == ("影像", "https://tiles.example.gov")


def test_there_is_no_basemap_of_another_service_unless_it_is_set() -> None:
    assert Settings.read().backcloth is None


def test_a_basemap_that_cannot_be_asked_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGGE_BASEMAP", "https://tiles.example.gov/base.png")

    with pytest.raises(ParameterError, match="WANGGE_BASEMAP"):
        Settings.read()


def test_no_camera_is_asked_unless_its_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.read().networks == ()
    monkeypatch.setenv("WANGGE_CAMERA_NETWORKS", "10.0.0.0/8, 127.0.0.1")
    assert [str(one) for one in Settings.read().networks] == ["10.0.0.0/8", "127.0.0.1/32"]
    for wrong in ("10.0.0.1/8", "cameras.example", "10.0.0.0/99"):
        monkeypatch.setenv("WANGGE_CAMERA_NETWORKS", wrong)
        with pytest.raises(ParameterError, match="WANGGE_CAMERA_NETWORKS"):
            Settings.read()
