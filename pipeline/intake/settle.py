"""Waiting until a file has settled: two looks, some time apart, must agree before it is read."""

import time
from collections.abc import Iterator
from typing import Any

from pipeline.intake.scan import Look, Scan, look_again
from pipeline.intake.tally import Tally
from pipeline.job import Job
from pipeline.signals import finish_asked

GROWING = "it was still changing"
CHANGED = "it changed while it was read"
GONE = "it was gone when it was to be read"
PASSING = frozenset((GROWING, CHANGED, GONE))
"""Reasons for which a file stays pending that pass with time."""


def settled(job: Job, scan: Scan, unread: Iterator[tuple[Any, ...]], tally: Tally) -> Iterator[Look]:
    """The files that may be read, in the order given; those that have not settled go to the tally as pending.

    A file whose inode did not change for ``settle`` seconds before the first look has been vouched for by the
    file system's own clock; the younger ones come last and get a second look once they are as old.
    """
    limit = scan.ended_ns - job.settle_ns
    for look in map(Look._make, unread):
        if look.ctime_ns <= limit:
            yield look
            continue
        changed_ns = min(look.ctime_ns, scan.ended_ns)  # one from the future is as good as changed just now
        if finish_asked.wait(max(0.0, (changed_ns + job.settle_ns - time.time_ns()) / 1e9)):
            return
        if look_again(job.inbox, scan, look) == look:
            yield look
        else:
            tally.pending.append((look.path, GROWING))
