"""The settings: wirehouse.toml, then WIREHOUSE_* variables, then flags; the later wins. Read once, at the edge."""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from flows.errors import UsageError

PREFIX = "WIREHOUSE_"
DEFAULT_FILE = Path("wirehouse.toml")


class Settings(BaseSettings):
    """Every setting of wirehouse, frozen."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, validate_default=True
    )

    inbox: Path = Field(default=Path("seeds"), description="The directory that the crawlers write into.")
    home: Path = Field(default=Path("var"), description="The directory of the warehouse's files.")
    patterns: tuple[str, ...] = Field(default=("*.txt",), min_length=1, description="File names that are taken.")
    profile: str = Field(
        default="vietnamnews", description="The outlet's profile: a name, or the path of a .toml file."
    )
    settle: float = Field(default=1.0, ge=0, le=3600, description="Seconds in which a file must not change.")
    lock_timeout: float = Field(default=60.0, ge=0, description="Seconds to wait for another run.")
    max_file_size: int = Field(default=10_000_000, ge=1, description="Bytes; a larger file is withheld as too_large.")
    batch_files: int = Field(default=5_000, ge=1, le=100_000, description="Files per transaction.")
    batch_bytes: int = Field(default=64_000_000, ge=1_000, description="Bytes per transaction.")
    workers: int = Field(default=0, ge=0, le=256, description="Parser processes; 0 for one per core.")
    memory_limit: str = Field(
        default="512MB", pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$", description="What the loader's DuckDB may use."
    )
    rules: dict[str, str] = Field(default={}, description="Severities by rule: error, warning or off.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what load_settings hands in: it has merged the sources already."""
        return (init_settings,)


def load_settings(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """Merge file, environment and flags.

    ``file`` must exist if it is given; without it ``wirehouse.toml`` is read if there is one. Flags that are
    None were not given. Raises UsageError that names the source, the key and, for an unknown key, the nearest.
    """
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    layers = {
        str(file or DEFAULT_FILE): _from_file(file),
        "the environment": _from_environment(),
        "the command line": given,
    }
    merged: dict[str, Any] = {}
    for layer in layers.values():
        rules = {**merged.get("rules", {}), **layer.get("rules", {})}
        merged |= layer | ({"rules": rules} if rules else {})
    try:
        return Settings(**merged)
    except ValidationError as error:
        raise UsageError(_told(error, layers)) from error


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None and not DEFAULT_FILE.exists():
        return {}
    path = file or DEFAULT_FILE
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
        raise UsageError(msg) from error
    for key in values:
        _require_known(key, f"{path}: {key}")
    return values


def _from_environment() -> dict[str, Any]:
    for variable in os.environ:
        if variable.startswith(PREFIX):
            key = variable.removeprefix(PREFIX).lower().split("__")[0]
            _require_known(key, f"environment: {variable}")
    values = EnvSettingsSource(Settings)()
    return dict(values)


def _require_known(key: str, told: str) -> None:
    if key not in Settings.model_fields:
        nearest = get_close_matches(key, Settings.model_fields, n=1, cutoff=0)
        msg = f"{told}: there is no such setting; did you mean {nearest[0]}?"
        raise UsageError(msg)


def _told(error: ValidationError, layers: dict[str, dict[str, Any]]) -> str:
    """The first fault of a validation: where it stands, which key, and what is wrong."""
    fault = error.errors()[0]
    key = str(fault["loc"][0]) if fault["loc"] else "settings"
    source = next((name for name in reversed(layers) if key in layers[name]), "the defaults")
    return f"{source}: {key} = {fault['input']!r}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
