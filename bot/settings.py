"""What does the environment say? Read once, into a frozen Settings that names every fault at once."""

import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

# A scheme, a host, perhaps a port; nothing before, between or after.
_ORIGIN = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?")
LEAST_WIRE_DAYS = 14
EXAMPLE_KEY = "change-me-to-something-long-and-random"


class SettingsError(Exception):
    """The environment is missing something or malformed; the message names all of it."""


class Settings(BaseSettings):
    """Every setting, under the name it has in the environment (.env.example explains them)."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    line_channel_secret: str = Field(min_length=1)
    line_channel_secret_previous: str = ""
    line_channel_access_token: str = Field(min_length=1)
    line_api_host: str = ""
    database_url: str = ""
    secret_key: str = Field(min_length=16)
    public_url: str = ""
    port: int = Field(default=8000, ge=1, le=65535)
    data_dir: Path = Path("var")
    media_url: str = ""
    media_days: int = Field(default=0, ge=0, le=36_500)
    wire_days: int = Field(default=0, ge=0, le=36_500)
    metrics_token: str = ""
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    locale: str = "th"
    timezone: str = "Asia/Bangkok"
    case_menus: bool = True
    clock_offset_file: Path | None = None

    @field_validator("line_api_host", "public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if not value:
            return ""
        parts = urlsplit(value)
        if (
            parts.path not in ("", "/")
            or not _ORIGIN.fullmatch(value.rstrip("/"))
            or not 0 < (443 if parts.port is None else parts.port) <= 65535
        ):
            raise ValueError("must be a whole origin such as https://desk.example.com")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if value.startswith(prefix):
                value = "postgresql+psycopg://" + value.removeprefix(prefix)
        try:
            address = make_url(value) if value else None
        except (ArgumentError, ValueError):
            raise ValueError("is not a database address") from None
        is_relative = (
            address is not None
            and address.drivername == "sqlite"
            and not str(address.database).startswith("/")
        )
        if address is not None and (
            is_relative
            or address.drivername not in ("postgresql+psycopg", "sqlite")
            or address.database in (None, "", ":memory:")
        ):
            raise ValueError("must be postgresql://user:password@host/name or sqlite:////absolute/path")
        return value

    @field_validator("secret_key")
    @classmethod
    def _own_key(cls, value: str) -> str:
        if value == EXAMPLE_KEY:
            raise ValueError("is the one from .env.example, which everybody knows; make your own")
        return value

    @field_validator("clock_offset_file", mode="before")
    @classmethod
    def _no_file(cls, value: object) -> object:
        return value or None

    @field_validator("wire_days")
    @classmethod
    def _longer_than_line_repeats(cls, value: int) -> int:
        if 0 < value < LEAST_WIRE_DAYS:
            raise ValueError(
                f"must be 0 or at least {LEAST_WIRE_DAYS}: LINE may bring an event again for days"
            )
        return value

    @field_validator("locale")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in ("th", "en"):
            raise ValueError("must be th or en")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError("is not a time zone such as Asia/Bangkok") from unknown
        return value

    @property
    def database(self) -> str:
        """The database's address: DATABASE_URL, or a file in DATA_DIR."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'saphan.db').absolute()}"

    @property
    def media(self) -> str:
        """Where files are kept: MEDIA_URL, or a folder in DATA_DIR."""
        return self.media_url or (self.data_dir / "media").absolute().as_uri()

    @property
    def is_sqlite(self) -> bool:
        """Everything in one process, or web and worker over PostgreSQL."""
        return self.database.startswith("sqlite")

    @property
    def menus_folder(self) -> Path:
        """Where the operator's own menu pictures lie, th.png and en.png, if there are any."""
        return self.data_dir / "menus"

    @property
    def lock_file(self) -> Path:
        """Beside the SQLite database: whoever opens that file meets this lock, whatever DATA_DIR says."""
        return Path(f"{make_url(self.database).database}.lock")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The channel secrets that may have signed a webhook: two while rotating."""
        return tuple(each for each in (self.line_channel_secret, self.line_channel_secret_previous) if each)


def read_settings(**overrides: object) -> Settings:
    """The environment (and .env) as Settings. Raises SettingsError naming every missing or malformed one."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as found:
        raise SettingsError(_explain(found)) from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8 text; save it as UTF-8.") from None


def _explain(found: ValidationError) -> str:
    lines = []
    for error in found.errors():
        name = str(error["loc"][0]).upper() if error["loc"] else "settings"
        if error["type"] == "missing" or error.get("input") == "":
            lines.append(f"  {name} is missing")
        else:
            lines.append(f"  {name} {error['msg'].removeprefix('Value error, ')}")
    return "Saphan cannot start; these settings need attention (.env.example explains each):\n" + "\n".join(
        lines
    )
