"""Read the addresses of destinations from where they are kept, and check them. No address is ever shown."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alerts.transport.process import TransportProcess
from settings.destinations import Destination, scheme_of
from settings.model import Settings
from settings.prefect import set_prefect_defaults
from warehouse.errors import UsageError


def read_address(destination: Destination, environment: Mapping[str, str]) -> str:
    """Return the Apprise URL, from wherever it is kept; only a Secret block needs Prefect.

    Raises UsageError, which names the destination and the place, never the address.
    """
    prefix = f"destination {destination.name}"
    if destination.url_env is not None:
        address = environment.get(destination.url_env, "")
        if not address.strip():
            raise UsageError(f"{prefix}: the environment variable {destination.url_env} is not set")
    elif destination.url_file is not None:
        address = _read_file(destination.url_file, prefix)
    elif destination.url_secret is not None:
        address = _read_secret(destination.url_secret, prefix)
    else:
        address = destination.url or ""
    return _one_address(address.strip(), prefix)


def address_warning(destination: Destination) -> str | None:
    """Return a warning if others may read the file of the address; None if it is safe."""
    file = destination.url_file
    try:
        readable = file is not None and file.stat().st_mode & 0o044
    except OSError:
        return None
    return f"destination {destination.name}: others may read {file}; chmod 600 it" if readable else None


def prepare_prefect(settings: Settings, destinations: Sequence[Destination]) -> None:
    """Set Prefect's defaults before its first import, if an address is in a Secret block."""
    if any(one.url_secret is not None for one in destinations):
        set_prefect_defaults(settings.home)


def check_addresses(destinations: Sequence[Destination], environment: Mapping[str, str]) -> None:
    """Raise UsageError for the first address that is missing or invalid; nothing is sent."""
    addresses = [(one.name, read_address(one, environment)) for one in destinations]
    if not addresses:
        return
    with TransportProcess() as transport:
        for name, address in addresses:
            require_valid_address(transport, name, address)


def require_valid_address(transport: TransportProcess, name: str, address: str) -> None:
    """Raise UsageError for an address that Apprise rejects. Loads Apprise's plugin for it, too."""
    if error := transport.check(address):
        raise UsageError(f"destination {name}: {error}")


def _one_address(address: str, prefix: str) -> str:
    if not scheme_of(address) or len(address.split()) != 1:
        raise UsageError(f"{prefix}: its address is no Apprise URL, as in mailto://… or slack://…")
    return address


def _read_file(path: Path, prefix: str) -> str:
    try:
        address = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{prefix}: {path} cannot be read: {(error.strerror or 'failed').lower()}") from error
    except ValueError:  # from None: the error shows the bytes
        raise UsageError(f"{prefix}: {path} is no text") from None
    if not address.strip():
        raise UsageError(f"{prefix}: {path} is empty")
    return address


def _read_secret(name: str, prefix: str) -> str:
    """Return the value of a Prefect Secret block. Prefect's errors are reported by type: their text may hold values."""
    try:
        from prefect.blocks.system import Secret

        block: Any = Secret.load(name, _sync=True)  # type: ignore[call-arg]  # its decorator takes it
        return str(block.get())
    except ValueError:
        raise UsageError(f"{prefix}: there is no Prefect Secret block {name}") from None
    except Exception as error:  # noqa: BLE001  Prefect's own, of whatever kind
        kind = type(error).__name__
        raise UsageError(f"{prefix}: the Prefect Secret block {name} cannot be read ({kind})") from None
