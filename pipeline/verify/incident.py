"""That not everything agrees is an incident, until a verification finds that it does: no run can write it down."""

from collections.abc import Sequence

from alerts.failures import begin, end
from pipeline.verify.verify import Verification
from settings.load import Settings
from warehouse.verify.verify import CheckFinding

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


def _bring_up(settings: Settings, scope: str, faults: Sequence[CheckFinding]) -> None:
    if faults:
        told = " ".join(f"{one.name}, {one.count:,} against it; {one.remedy}." for one in faults)
        begin(settings, _RULE, "", told, scope=scope)
    else:
        end(settings, _RULE, "", scope=scope)
