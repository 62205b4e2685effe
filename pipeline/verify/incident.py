"""The system incident ``verify_failed``: open while verifications find faults. No run can write it."""

from collections.abc import Sequence

from alerts.failures import open_incident, resolve_incident
from pipeline.verify.verify import Verification
from settings.model import Settings
from warehouse.verify.verify import CheckFinding

_RULE = "verify_failed"


def report_verification(settings: Settings, verification: Verification) -> None:
    """Open the incident, count it again, or resolve it; nothing is raised.

    Faults that only ``deep`` finds are an incident of their own (scope ``deep``), which only ``deep`` resolves.
    """
    deep = _deep_checks() if verification.deep else set()
    _update_incident(settings, "", [one for one in verification.faults if one.name not in deep])
    if deep and deep <= set(verification.checks):
        _update_incident(settings, "deep", [one for one in verification.faults if one.name in deep])


def _deep_checks() -> set[str]:
    from pipeline.verify.hashes import CHECKS

    return {check.name for check in CHECKS}


def _update_incident(settings: Settings, scope: str, faults: Sequence[CheckFinding]) -> None:
    if faults:
        faults_text = " ".join(f"{one.name}, {one.count:,} against it; {one.remedy}." for one in faults)
        open_incident(settings, _RULE, "", faults_text, scope=scope)
    else:
        resolve_incident(settings, _RULE, "", scope=scope)
