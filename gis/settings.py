"""What the environment says. Nothing else in the package reads it.

Each setting is a variable ``WANGGE_NAME``, or a file named by ``WANGGE_NAME_FILE``, or a file
``/run/secrets/wangge_name``; the first of these that is there counts.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import URL

from gis.api.backcloth import Backcloth
from gis.errors import ParameterError
from gis.store import address
from gis.workflow.fetching import Networks, parse_networks

PREFIX = "WANGGE_"
SECRETS = Path("/run/secrets")
SHORTEST_SECRET, SHORTEST_PASSWORD, FEWEST_CHARACTERS = 32, 16, 8
# What stands in examples, ours and others'.
_SAMPLES = ("change", "secret", "password", "example", "sample", "wangge", "postgres", "12345")


class Settings(BaseSettings):
    """Settings of the service and of ``gis db``.

    Parameters
    ----------
    data_folder
        Where the private cluster and uploads lie.
    database
        Address of the database as the service; None for the private cluster.
    database_owner
        Address as the role that owns the tables, for migrations; the service does without.
    postgres_bin
        Folder of ``pg_ctl``, where it is not in one of the usual places.
    host, port
        Where the service listens; port 0 takes any free one.
    origin
        Address under which browsers reach the service, such as ``https://grids.example.gov``.
        Needed beyond this machine, and must be HTTPS there: a proxy in front ends it.
    import_folder
        Folder of this machine whose files planners may import by path; None: no such imports.
    upload_limit
        Bytes of an uploaded file.
    basemap
        Address of tiles of another service that the map may show below the plan, such as
        ``https://tiles.example.gov/base/{z}/{x}/{y}.png``; None: browsers ask nobody else.
    basemap_name
        What planners see of it.
    camera_networks
        Networks in which gateways of cameras may be asked, such as ``10.0.0.0/8,127.0.0.1``.
        Empty: none is asked, so no camera is looked at and none can be viewed.
    tile_cache
        Bytes of finished tiles that the process keeps in memory.
    secret
        Signs what the service hands out and gets back. Made up at each start where it is missing,
        which only a service on this machine may do.
    pool_size
        Connections to the database of one process.
    log_level
        From which level on the log is written.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    data_folder: Path = Path(".data")
    database: SecretStr | None = None
    database_owner: SecretStr | None = None
    postgres_bin: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    origin: str | None = Field(default=None, pattern=r"^https?://[^/?#@\s]+$")
    import_folder: Path | None = None
    upload_limit: int = Field(default=2**31, gt=0)
    basemap: str | None = None
    basemap_name: str = Field(default="底图 Basemap", max_length=40)
    camera_networks: str = Field(default="", max_length=2000)
    tile_cache: int = Field(default=2**28, ge=0)
    secret: SecretStr | None = None
    pool_size: int = Field(default=8, ge=1, le=100)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("database", "database_owner")
    @classmethod
    def _is_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                address.parse(value.get_secret_value())
            except ParameterError as error:
                raise ValueError(str(error)) from None
        return value

    @field_validator("basemap")
    @classmethod
    def _is_basemap(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                Backcloth.of(value, "-")
            except ParameterError as error:
                raise ValueError(str(error)) from None
        return value

    @field_validator("camera_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        parse_networks(value)
        return value

    @property
    def networks(self) -> Networks:
        """Where cameras may be asked for."""
        return parse_networks(self.camera_networks)

    @property
    def backcloth(self) -> Backcloth | None:
        """The basemap of another service, if there is one."""
        return None if self.basemap is None else Backcloth.of(self.basemap, self.basemap_name)

    @property
    def service_url(self) -> URL | None:
        """Address of the database as the service."""
        return _url(self.database)

    @property
    def owner_url(self) -> URL | None:
        """Address of the database as the owner of the tables."""
        return _url(self.database_owner)

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the service."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @classmethod
    def read(cls, **given: Any) -> Self:
        """Read the environment; what is given and not None goes before it.

        Raises
        ------
        ParameterError
            Values that make no sense, all at once; secrets are not repeated.
        """
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False, include_context=False)
            raise ParameterError(
                "\n".join(
                    f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in faults
                )
            ) from None

    def check_exposure(self) -> None:
        """Refuse to serve other machines with secrets that can be guessed.

        Raises
        ------
        ParameterError
            Every secret at fault and how to make a good one.
        """
        if self.local:
            return
        faults = [] if self.secret else ["WANGGE_SECRET is missing"]
        if not (self.origin or "").startswith("https://"):
            faults.append("WANGGE_ORIGIN must be the HTTPS address under which browsers reach it")
        if self.secret:
            faults += _weakness("WANGGE_SECRET", self.secret.get_secret_value(), SHORTEST_SECRET)
        for name, url in (("DATABASE", self.service_url), ("DATABASE_OWNER", self.owner_url)):
            if url is not None:
                password = str(url.password or "")
                faults += _weakness(f"the password in {PREFIX}{name}", password, SHORTEST_PASSWORD)
        if faults:
            raise ParameterError(
                f"not serving on {self.host}, where other machines can reach it: "
                f"{'; '.join(faults)}. Make secrets with: openssl rand -base64 32"
            )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then variables, then files."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _Files(settings_cls)


class _Files(PydanticBaseSettingsSource):
    """Settings whose value lies in a file, as systemd, Docker and Podman hand over secrets."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Read one setting's file, if there is one."""
        del field
        named = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        path = Path(named) if named else SECRETS / f"{PREFIX}{field_name}".lower()
        if not named and not path.is_file():
            return None, field_name, False
        try:
            return path.read_text("utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            raise ParameterError(
                f"{PREFIX}{field_name.upper()}: {path} cannot be read ({type(error).__name__})"
            ) from None

    def __call__(self) -> dict[str, Any]:
        """Every setting that has a file."""
        values = {}
        for name, field in self.settings_cls.model_fields.items():
            value, _, _ = self.get_field_value(field, name)
            if value is not None:
                values[name] = value
        return values


def _url(value: SecretStr | None) -> URL | None:
    return None if value is None else address.parse(value.get_secret_value())


def _weakness(name: str, value: str, shortest: int) -> list[str]:
    if not value:
        return [f"{name} is missing"]
    if any(sample in value.lower() for sample in _SAMPLES) or len(set(value)) < FEWEST_CHARACTERS:
        return [f"{name} looks like a sample"]
    if len(value) < shortest:
        return [f"{name} has fewer than {shortest} characters"]
    return []
