"""Does a start with a faulty environment name every fault at once, and a good one mean what it says?"""

import os
from pathlib import Path

import pytest

from bot.settings import EXAMPLE_KEY, Settings, SettingsError, read_settings

EXAMPLE = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
NEEDED = {
    "LINE_CHANNEL_SECRET": "channel-secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "channel-token",
    "SECRET_KEY": "0123456789abcdef",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to start in, and an environment without any setting of ours."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        for spelling in (name, name.upper()):
            monkeypatch.delenv(spelling, raising=False)
    return tmp_path


@pytest.fixture
def environment(here: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The least that starts; a test sets what it is about."""
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refusal() -> str:
    with pytest.raises(SettingsError) as refused:
        read_settings()
    return str(refused.value)


def test_three_settings_are_enough(environment: pytest.MonkeyPatch, here: Path) -> None:
    settings = read_settings()

    assert settings.secrets == ("channel-secret",)
    assert settings.database == f"sqlite:///{here / 'var' / 'saphan.db'}"
    assert settings.is_sqlite
    assert (settings.port, settings.locale, settings.timezone) == (8000, "th", "Asia/Bangkok")
    assert settings.line_api_host == ""


@pytest.mark.usefixtures("here")
def test_every_missing_setting_is_named_in_one_message() -> None:
    said = refusal()

    for name in NEEDED:
        assert f"{name} is missing" in said
    assert ".env.example" in said


def test_every_malformed_setting_is_named_in_one_message_beside_the_missing(
    environment: pytest.MonkeyPatch,
) -> None:
    faulty = {
        "SECRET_KEY": "short-key-9",
        "LINE_API_HOST": "api.line.me",
        "DATABASE_URL": "mysql://hidden-user:hidden-password@db/x",
        "PUBLIC_URL": "desk.example.com",
        "PORT": "70000",
        "TRUSTED_PROXIES": "many",
        "LOCALE": "fr",
        "TIMEZONE": "Mars/Olympus",
    }
    environment.delenv("LINE_CHANNEL_SECRET")
    for name, value in faulty.items():
        environment.setenv(name, value)

    said = refusal()

    for name in ("LINE_CHANNEL_SECRET", *faulty):
        assert f"  {name} " in said
    assert "LINE_CHANNEL_ACCESS_TOKEN" not in said


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "LINE_API_HOST", "PORT"])
def test_a_refusal_never_repeats_a_value(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(name, "hush-hush")

    assert "hush" not in refusal()


@pytest.mark.parametrize("name", NEEDED)
def test_an_empty_secret_is_missing(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(name, "")

    assert f"{name} is missing" in refusal()


@pytest.mark.usefixtures("here")
def test_a_missing_setting_is_called_missing_beside_others_given_directly() -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY is missing"):
        read_settings(line_channel_secret="a", line_channel_access_token="b")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_means_psycopg_3(environment: pytest.MonkeyPatch, scheme: str) -> None:
    environment.setenv("DATABASE_URL", f"{scheme}://user:p%40ss@db.example:5432/desk?sslmode=require")

    settings = read_settings()

    assert settings.database == "postgresql+psycopg://user:p%40ss@db.example:5432/desk?sslmode=require"
    assert not settings.is_sqlite


def test_an_sqlite_file_may_be_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "sqlite:////srv/desk.db")

    settings = read_settings()

    assert (settings.database, settings.is_sqlite) == ("sqlite:////srv/desk.db", True)


@pytest.mark.parametrize(
    "url",
    [
        *("mysql://db/x", "postgresql+psycopg2://db/x", "http://db", "http://db/x"),
        *("postgres://", "postgresql://db.example", "postgresql://db.example/"),
        *("sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite+aiosqlite:////srv/desk.db"),
    ],
)
def test_any_other_database_is_refused_by_name_saying_which_are_taken(
    environment: pytest.MonkeyPatch, url: str
) -> None:
    environment.setenv("DATABASE_URL", url)

    said = "must be postgresql://user:password@host/name or sqlite:////absolute/path"
    assert f"  DATABASE_URL {said}" in refusal()


@pytest.mark.parametrize(
    "url", ["oracle:x", "desk.db", "sqlite:desk.db", "/srv/desk.db", " ", "postgresql://h:abc/db"]
)
def test_what_is_no_database_address_is_refused_by_name(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("DATABASE_URL", url)

    assert "  DATABASE_URL is not a database address" in refusal()


@pytest.mark.parametrize("name", ["LINE_API_HOST", "PUBLIC_URL"])
@pytest.mark.parametrize("origin", ["http://127.0.0.1:8001", "https://desk.example.com", "http://[::1]:8001"])
def test_a_whole_origin_is_taken_with_or_without_its_slash(
    environment: pytest.MonkeyPatch, name: str, origin: str
) -> None:
    read = []
    for written in (origin, origin + "/"):
        environment.setenv(name, written)
        read.append(getattr(read_settings(), name.lower()))

    assert read == [origin, origin]


@pytest.mark.parametrize("name", ["LINE_API_HOST", "PUBLIC_URL"])
@pytest.mark.parametrize(
    "value",
    [
        "api.line.me",
        "//api.line.me",
        "127.0.0.1:8001",
        "ftp://api.line.me",
        "https://",
        "https:///v2",
        "https://api.line.me/v2",
        "http://[::1",
        "http://[x]",
        *("https://h?x=1", "https://h?", "https://h/#f", "https://h#", "https://u:p@h", "https://u@h"),
        *("http://h:99999", "http://h:abc", "http://h:", "http://h:123456", "https://exa mple"),
        *("https://h\n", " https://h", "https://h//x", "https://h\\x", "https://ร้าน"),
    ],
)
def test_what_is_no_origin_is_refused_by_name(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)

    assert f"  {name} " in refusal()


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8000x", "80.5"])
def test_a_port_is_a_port(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("PORT", value)

    assert "  PORT " in refusal()


@pytest.mark.parametrize("value", ["Mars/Olympus", " ", "../etc/passwd", "/etc/localtime", "Asia"])
def test_a_time_zone_must_exist(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("TIMEZONE", value)

    assert "TIMEZONE is not a time zone" in refusal()


def test_both_channel_secrets_count_while_one_replaces_the_other(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LINE_CHANNEL_SECRET_PREVIOUS", "older")

    assert read_settings().secrets == ("channel-secret", "older")


def test_a_file_named_env_is_read_and_the_environment_wins(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"{name}={value}" for name, value in {**NEEDED, "PORT": "9001", "LOCALE": "en"}.items()]
    (here / ".env").write_text("# ร้าน\n" + "\n".join(lines) + "\nNOT_OURS=1\n", "utf-8")
    monkeypatch.setenv("PORT", "9002")

    settings = read_settings()

    assert (settings.port, settings.locale) == (9002, "en")
    assert "NOT_OURS" not in os.environ


def test_settings_cannot_be_changed_after_the_start(environment: pytest.MonkeyPatch) -> None:
    settings = read_settings()

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_the_key_everybody_knows_is_all_that_is_wrong_with_the_example(here: Path) -> None:
    (here / ".env").write_text(EXAMPLE, "utf-8")

    heading, *faults = refusal().splitlines()

    assert heading.endswith(":")
    assert faults == [
        "  SECRET_KEY is the one from .env.example, which everybody knows; make your own",
    ]


def test_the_example_with_a_key_of_ones_own_is_a_whole_environment(here: Path) -> None:
    assert EXAMPLE.count(EXAMPLE_KEY) == 1
    (here / ".env").write_text(EXAMPLE.replace(EXAMPLE_KEY, NEEDED["SECRET_KEY"]), "utf-8")

    assert read_settings().database == f"sqlite:///{here / 'var' / 'saphan.db'}"


def test_no_clock_offset_file_is_none_however_it_is_left_out(environment: pytest.MonkeyPatch) -> None:
    left_out = read_settings().clock_offset_file
    environment.setenv("CLOCK_OFFSET_FILE", "")
    empty = read_settings().clock_offset_file
    environment.setenv("CLOCK_OFFSET_FILE", "/srv/offset")

    assert (left_out, empty, read_settings().clock_offset_file) == (None, None, Path("/srv/offset"))


@pytest.mark.usefixtures("environment")
def test_a_file_that_is_no_text_is_refused_in_one_sentence(here: Path) -> None:
    (here / ".env").write_bytes("LOCALE=th # ร้าน".encode("tis-620"))

    assert refusal() == ".env is not UTF-8 text; save it as UTF-8."


def test_the_wire_is_kept_for_good_or_longer_than_line_may_bring_an_event_again(
    environment: pytest.MonkeyPatch,
) -> None:
    assert read_settings().wire_days == 0

    environment.setenv("WIRE_DAYS", "13")
    assert "WIRE_DAYS must be 0 or at least 14" in refusal()
    environment.setenv("WIRE_DAYS", "14")
    assert read_settings().wire_days == 14
