"""That not everything agrees is an incident, until a verification finds that it does: no run can write it down."""

from collections.abc import Sequence

from alerts.failures import open_incident, resolve_incident
from pipeline.verify.verify import Verification
from settings.load import Settings
from warehouse.verify.verify import Finding

_RULE = "verify_failed"


def tell_verification(settings: Settings, verification: Verification) -> None:
    """Open the incident, count it while it lasts, or end it; nothing is raised.

    What only hashing again finds is an incident of its own (scope ``deep``), which only hashing again ends.
    """
    deep = _deep_checks() if verification.deep else set()
    _bring_up(settings, "", [one for one in verification.faults if one.name not in deep])
    if deep and deep <= set(verification.checks):
        _bring_up(settings, "deep", [one for one in verification.faults if one.name in deep])


def _deep_checks() -> set[str]:
    from pipeline.verify.hashes import CHECKS

    return {check.name for check in CHECKS}


def _bring_up(settings: Settings, scope: str, faults: Sequence[Finding]) -> None:
    if faults:
        told = " ".join(f"{one.name}, {one.count:,} against it; {one.remedy}." for one in faults)
        open_incident(settings, _RULE, "", told, scope=scope)
    else:
        resolve_incident(settings, _RULE, "", scope=scope)
