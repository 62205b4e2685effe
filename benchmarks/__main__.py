"""Measure the jobs against their floors.

It reports and does not judge: the exit code is 0 when every job ran, 1 when one failed.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure, figures_of
from benchmarks.jobs import NEW, Plan, run_jobs
from benchmarks.processes import JobFailedError

_WORK = Path(__file__).parent / "work"
_FEWEST = NEW  # files: less cannot be revised in


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the jobs, print the figures, and return the exit code."""
    options = _parser().parse_args(arguments)
    if options.what == "parsing":
        return _measure_parsing(options)
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    try:
        return _measure_indexing(options, work) if options.what == "indexing" else _run_jobs(options, work)
    except JobFailedError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1


def _run_jobs(options: argparse.Namespace, work: Path) -> int:
    plan = Plan(work, options.files, options.small, options.repeat, options.seed, keep=options.keep)
    figures = figures_of(plan, run_jobs(plan))
    print(_as_json(plan, figures) if options.json else _as_table(plan, figures))
    return 0


def _measure_parsing(options: argparse.Namespace) -> int:
    from benchmarks.parsing import FILES, as_table, measure

    ratios = measure(min(options.files, FILES), options.seed, options.repeat)
    print(json.dumps([ratio._asdict() for ratio in ratios], indent=2) if options.json else as_table(ratios))
    return 0


def _measure_indexing(options: argparse.Namespace, work: Path) -> int:
    from benchmarks.indexing import as_table, measure

    shares = measure(work, options.files, options.seed, options.repeat)
    print(json.dumps([share._asdict() for share in shares], indent=2) if options.json else as_table(shares))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=("jobs", "parsing", "indexing"), default="jobs",
        help="jobs: whole runs of wirehouse (default); parsing: the parser alone, on one core, some seconds; "
        "indexing: what the search adds to a first load",
    )  # fmt: skip
    parser.add_argument("--files", type=_count, default=100_000, help="files of the large corpus (default 100,000)")
    parser.add_argument("--small", type=_count, default=10_000, help="files of the small corpus (default 10,000)")
    parser.add_argument("--repeat", type=int, default=3, choices=range(1, 100), metavar="N", help="rounds (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other files (default 1)")
    parser.add_argument(
        "--work", type=Path, default=_WORK, help="where everything is written (default benchmarks/work)"
    )
    parser.add_argument("--keep", action="store_true", help="keep the last warehouse in WORK/home")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


def _count(text: str) -> int:
    count = int(text.replace(",", "").replace("_", ""))
    if count < _FEWEST:
        msg = f"at least {_FEWEST} files"
        raise argparse.ArgumentTypeError(msg)
    return count


def _as_table(plan: Plan, figures: Sequence[Figure]) -> str:
    rows = [("job", "measured", "against", "figure", "aim", "met", "processor time, floor"), *map(_row, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    how = f"Medians; rounds: {plan.repeat}, cores: {os.cpu_count()}, load at the end: {os.getloadavg()[0]:.1f}."
    return "\n".join([*lines, how])


def _row(figure: Figure) -> tuple[str, ...]:
    times = figure.details
    more = "+" if figure.figure_unit == "s" else ""
    return (
        figure.job,
        f"{figure.value:,.2f} {figure.unit}",
        f"{figure.against:,.2f} {figure.unit}",
        f"{more}{figure.figure:.2f} {figure.figure_unit}",
        f"{more}{figure.aim} {figure.figure_unit}",
        "yes" if figure.met else "no",
        f"{times['cpu_seconds']:,.2f} s, {times['floor_cpu_seconds']:,.2f} s" if times else "",
    )


def _as_json(plan: Plan, figures: Sequence[Figure]) -> str:
    facts = {
        "files": plan.files,
        "small": plan.small,
        "repeat": plan.repeat,
        "seed": plan.seed,
        "cores": os.cpu_count(),
        "figures": [figure.as_json() for figure in figures],
    }
    return json.dumps(facts, indent=2)


if __name__ == "__main__":
    sys.exit(main())
