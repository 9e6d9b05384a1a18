"""Settings: where they come from, and what is said about those that cannot be used."""

import ipaddress
import threading
from pathlib import Path

import pytest

from samla.settings import Home, Settings, SettingsError, find_home, load_settings


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def write(home: Home, text: str) -> None:
    home.settings_file.write_text(text, encoding="utf-8")


def refusal(home: Home, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(home, environment)
    return str(caught.value)


def test_without_a_file_everything_is_at_its_default(home: Home) -> None:
    """
    And the catalogue is a file in the home folder.
    """
    settings = load_settings(home, {})

    assert Settings() == settings
    assert f"sqlite:///{home.path / 'catalog.db'}" == home.database_url(settings)


def test_the_environment_goes_before_the_file(home: Home) -> None:
    """
    Key by key; what only one of them has is kept. A byte order mark does no harm.
    """
    write(home, '\ufeff[web]\nport = 9000\nsite_name = "Fjordsøk"\n')

    web = load_settings(home, {"SAMLA_WEB__PORT": "9001", "OTHER": "x"}).web

    assert (9001, "Fjordsøk") == (web.port, web.site_name)


def test_lists_and_truth_values_from_the_environment(home: Home) -> None:
    """
    Lists with commas between.
    """
    settings = load_settings(
        home,
        {
            "SAMLA_CRAWL__ALLOW_ADDRESSES": "127.0.0.0/8, ::1/128,",
            "SAMLA_MAIL__SMTP_STARTTLS": "true",
            "SAMLA_DATABASE_URL": "postgresql+psycopg://samla@db.example.org/a,b",
        },
    )

    assert (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")) == settings.crawl.networks
    assert settings.mail.smtp_starttls
    assert settings.database_url.endswith("/a,b")


def test_a_secret_may_stand_in_a_file(home: Home) -> None:
    """
    Its last line break is not part of it; a file that is not there is named with its variable.
    """
    secret = home.path / "smtp"
    secret.write_text("hysj\n")

    assert "hysj" == load_settings(home, {"SAMLA_MAIL__SMTP_PASSWORD_FILE": str(secret)}).mail.smtp_password
    assert "SAMLA_MAIL__SMTP_PASSWORD_FILE names a file that cannot be read" in refusal(
        home, SAMLA_MAIL__SMTP_PASSWORD_FILE=str(home.path / "borte")
    )


def test_every_fault_is_named_with_where_it_stands(home: Home) -> None:
    """
    In one go: unknown keys, unknown sections, wrong values, from the file and from the environment.
    """
    write(home, '[web]\nprot = 80\n[crawll]\ncontact = "x"\n[index]\nengine = "lucene"\n')

    words = refusal(
        home, SAMLA_WEB__PORT="mange", SAMLA_CRAWL__ALLOW_ADDRESSES="her", SAMLA_LOG_LEVEL="LOUD", SAMLA_SMTP__HOST="x"
    )

    toml = str(home.settings_file)
    for line in (
        f"web.prot ({toml}): there is no such setting; is it web.port",
        f"crawll ({toml}): there is no such setting",
        f"index.engine ({toml}): Input should be",
        "web.port (SAMLA_WEB__PORT): Input should be a valid integer",
        "crawl.allow_addresses (SAMLA_CRAWL__ALLOW_ADDRESSES): 'her' does not appear to be an IPv4 or IPv6 network",
        "log_level (SAMLA_LOG_LEVEL): Input should be",
        "smtp (SAMLA_SMTP__HOST): there is no such setting",
    ):
        assert line in words
    assert 7 == len([line for line in words.splitlines() if line.startswith("  ")])


def test_the_commonest_slip_is_put_right(home: Home) -> None:
    """
    One underscore for two.
    """
    assert "is it web.port (SAMLA_WEB__PORT) you mean?" in refusal(home, SAMLA_WEB_PORT="80")


def test_a_section_that_is_no_section(home: Home) -> None:
    """
    Is a fault, also when the environment would put something into it.
    """
    write(home, "web = 3\n")

    assert f"web ({home.settings_file})" in refusal(home, SAMLA_WEB__PORT="80")


@pytest.mark.parametrize("content", [b"[web\n", b'site = "Sm\xf8rblid"\n'])
def test_a_file_that_is_not_toml(home: Home, content: bytes) -> None:
    """
    The error names it.
    """
    home.settings_file.write_bytes(content)

    assert f"{home.settings_file} is not valid TOML" in refusal(home)


def test_secrets_are_not_repeated_in_errors(home: Home) -> None:
    """
    The message may be logged.
    """
    assert "hysj" not in refusal(home, SAMLA_MAIL__SMTP_PORT="hysj", SAMLA_MAIL__SMTP_PASSWORD="hysj")


def test_variables_of_the_tests_are_no_settings(home: Home) -> None:
    """
    Nor is the home folder's own.
    """
    ours = {"SAMLA_HOME": "x", "SAMLA_TEST_DATABASE_URL": "x", "SAMLA_REQUIRE_BROWSER": "1"}

    assert Settings() == load_settings(home, ours)


def test_the_home_folder(tmp_path: Path) -> None:
    """
    SAMLA_HOME, or samla-home where one stands.
    """
    assert tmp_path / "data" == find_home({"SAMLA_HOME": str(tmp_path / "data")}).path
    assert Path.cwd() / "samla-home" == find_home({}).path


def test_the_signing_key_is_made_once(tmp_path: Path) -> None:
    """
    Readable by its owner only; of several that make it at once, all get the same.
    """
    home = Home(tmp_path / "ny" / "mappe")
    keys: list[str] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        keys.append(home.secret_key(Settings()))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (8, 1) == (len(keys), len(set(keys)))
    assert len(keys[0]) >= 32
    assert 0o600 == home.secret_file.stat().st_mode & 0o777
    assert [home.secret_file] == list(home.path.iterdir())


def test_a_key_in_the_settings_is_used(home: Home) -> None:
    """
    And none is made.
    """
    settings = load_settings(home, {"SAMLA_WEB__SECRET_KEY": "egen"})

    assert "egen" == home.secret_key(settings)
    assert not home.secret_file.exists()
