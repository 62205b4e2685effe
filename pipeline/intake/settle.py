"""Waiting until a file has settled: two stats, ``settle`` seconds apart, must agree before it is read."""

import time
from collections.abc import Iterator
from typing import Any

from pipeline.intake.pending import GROWING
from pipeline.intake.scan import FileStat, Scan, stat_again
from pipeline.intake.tally import Tally
from pipeline.job import Job
from pipeline.signals import stop_requested


def settled_files(job: Job, scan: Scan, unread: Iterator[tuple[Any, ...]], tally: Tally) -> Iterator[FileStat]:
    """Yield the files that may be read, in the order given; count the others as pending.

    A file whose ctime is at least ``settle`` seconds old is stable and comes first. Younger files are stat'ed again
    once they are that old; if the stat differs, they stay pending.
    """
    limit = scan.ended_ns - job.settle_ns
    for file in map(FileStat._make, unread):
        if file.ctime_ns <= limit:
            yield file
            continue
        changed_ns = min(file.ctime_ns, scan.ended_ns)  # one from the future is as good as changed just now
        if stop_requested.wait(max(0.0, (changed_ns + job.settle_ns - time.time_ns()) / 1e9)):
            return
        if stat_again(job.inbox, scan, file) == file:
            yield file
        else:
            tally.pending.append((file.path, GROWING))
