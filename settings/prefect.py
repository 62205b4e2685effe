"""Whether a Prefect API is configured, and quiet defaults for one that is not. Read before Prefect is imported."""

import os
import tomllib
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

_QUIET = {
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # Without bytecode the temporary server takes longer to start than the 20 s that it is given.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}


def api_url() -> str | None:
    """The Prefect API that the environment or the active profile names; reading it takes no import of Prefect."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    try:
        file = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect") / "profiles.toml"
        profiles = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):  # not there, no TOML, or no home directory
        return None
    active = os.environ.get("PREFECT_PROFILE") or profiles.get("active")
    url = profiles.get("profiles", {}).get(active, {}).get("PREFECT_API_URL")
    return str(url) if url else None


def set_prefect_defaults(home: Path) -> None:
    """Set what the user has not set: quiet logs, no telemetry, and a temporary server's files under our home."""
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)
    if not api_url() and "PREFECT_HOME" not in os.environ:
        place = (home / "prefect").resolve()
        place.mkdir(parents=True, exist_ok=True)  # Prefect's server makes one directory, not its parents
        os.environ["PREFECT_HOME"] = str(place)


def ui_url(api: str) -> str:
    """The address of Prefect's page, without a password that may be in its API's."""
    if page := os.environ.get("PREFECT_UI_URL"):
        return page
    parts = urlsplit(api)
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}{parts.path.rstrip('/').removesuffix('/api')}"


def is_reachable(api: str, patience: float = 5.0) -> bool:
    """Whether something answers at the address of a Prefect API; what it answers is for Prefect to say."""
    opener = build_opener(*([ProxyHandler({})] if "//127.0.0.1:" in api else []))  # no proxy leads back to us
    try:
        with opener.open(Request(f"{api.rstrip('/')}/health"), timeout=patience):  # noqa: S310  the user's own setting
            return True
    except HTTPError:
        return True
    except (URLError, OSError, ValueError):
        return False
