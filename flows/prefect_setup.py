"""Whether a Prefect API is configured, and quiet defaults for one that is not. Read before Prefect is imported."""

import os
import tomllib
from pathlib import Path

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


def settle_prefect(home: Path) -> None:
    """Set what the user has not set: quiet logs, no telemetry, and a temporary server's files under our home."""
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)
    if not api_url() and "PREFECT_HOME" not in os.environ:
        place = (home / "prefect").resolve()
        place.mkdir(parents=True, exist_ok=True)  # Prefect's server makes one directory, not its parents
        os.environ["PREFECT_HOME"] = str(place)
