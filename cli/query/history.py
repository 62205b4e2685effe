"""Where the prompt keeps what was asked: a file of the user's own that nobody else can read."""

import os
from pathlib import Path


def history_file() -> Path | None:
    """The file in the user's state directory, made if need be; None where it cannot be kept."""
    path = _state_directory() / "wirehouse" / "sql_history"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        path.chmod(0o600)
    except OSError:
        return None
    return path


def _state_directory() -> Path:
    """XDG_STATE_HOME, or what the XDG base directory specification has in its place."""
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    return given if given.is_absolute() else Path("~/.local/state").expanduser()
