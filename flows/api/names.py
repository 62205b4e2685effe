"""Names by which Prefect knows our deployments, artifacts and events."""

import re

TAGS = ("wirehouse",)
"""The tags of every deployment of ours."""
NOTIFY = "notify"
"""The deployment that sends alerts again."""


def slug(name: str) -> str:
    """A name in lower-case letters, digits and dashes, as Prefect's keys are."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "inbox"
