"""A run as the pages of Prefect show it: its name, its progress, its artifacts, its log.

No text of an article is in them: paths, rules, fields and numbers.
"""

import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from alerts.messages.lines import event_lines
from flows.deployments import slug
from pipeline.receipt import READ, SEEN, Receipt, sums_of
from pipeline.verify.verify import Verification
from schemas.text import whole_cell
from settings.load import load_settings
from warehouse.errors import WarehouseError
from warehouse.runs.changes import Effects
from warehouse.verify.verify import NOTE, Finding

_WORK = ("read", "replayed", "missing", "unsettled")


def run_name() -> str:
    """What a flow run is called: its inbox and the time that it is to begin (UTC)."""
    given = flow_run.parameters
    file = given.get("settings_file")
    try:
        settings = load_settings(Path(file) if file else None, {"inbox": given.get("inbox")})
    except WarehouseError:  # the run will say what is wrong
        return f"ingest {_moment()}"
    return f"{'all inboxes' if settings.inboxes else inbox_name(settings.inbox)} {_moment()}"


def timed(flow: str) -> Callable[[], str]:
    """What names the runs of a flow that is about the whole home: its name and the same time."""
    return lambda: f"{flow} {_moment()}"


def _moment() -> str:
    """When the run is to begin, which it does some seconds after it was named."""
    return f"{max(datetime.now(UTC), flow_run.scheduled_start_time):%Y-%m-%d %H:%M:%SZ}"


def inbox_name(inbox: Path | str) -> str:
    """An inbox in a word: the last part of its path."""
    return Path(inbox).name or str(inbox)


def show_progress(inbox: Path) -> Callable[[int, int], None]:
    """What tells Prefect how far a run is: one artifact, made with the first batch and brought up to date."""
    made: list[Any] = []

    def show(done: int, total: int) -> None:
        percent = 100 * done / total if total else 100.0
        if made:
            update_progress_artifact(made[0], percent, f"{done:,} of {total:,} files")
        else:
            key = f"progress-{slug(inbox_name(inbox))}"
            made.append(create_progress_artifact(percent, key, f"{done:,} of {total:,} files"))

    return show


def log_receipt(receipt: Receipt, effects: Effects) -> None:
    """The receipt in the run's log; what is odd as warnings, but a withheld file is no fault of the run."""
    logger = get_run_logger()
    for line in sums_of(receipt.run):
        logger.info(line)
    for place in receipt.blind:
        logger.warning("cannot be looked into: %s", whole_cell(place))
    for oddity in receipt.oddities:
        logger.warning("%s: %s %s", oddity["rule"], oddity["message"], oddity["remedy"])
    for line in event_lines(receipt.events):
        logger.info(line)
    for row in effects.withheld:
        logger.info("withheld %s by %s", f"{row['files']:,}", row["rule"])


def show_receipt(receipt: Receipt, effects: Effects, home: Path) -> None:
    """The receipt and the files withheld as tables, and a report in words; of a run that found something.

    Prefect shows the latest of each: a run with nothing to do must not hide what the one before it did.
    """
    run = receipt.run
    if not (any(run[name] for name in _WORK) or receipt.blind or receipt.oddities or receipt.events):
        return
    name = slug(inbox_name(receipt.run["inbox"]))
    create_table_artifact(_receipt_rows(receipt.run), f"receipt-{name}", f"Receipt of run {receipt.run['run_id']}")
    if receipt.quarantine:
        rows = [_withheld_row(row) for row in receipt.quarantine]
        create_table_artifact(rows, f"quarantine-{name}", f"Withheld by run {receipt.run['run_id']} (20 at most)")
    create_markdown_artifact(render_report(receipt, effects, home), f"report-{name}", "What the run changed")


def show_verification(verification: Verification) -> None:
    """What a verification found, as warnings and as a table; of one that found nothing an empty one takes its place."""
    logger = get_run_logger()
    logger.info(verification.summary())
    for finding in verification.findings:
        tell = logger.info if finding.kind == NOTE else logger.warning
        tell("%s: %s %s against it. Next: %s", finding.name, finding.proves, f"{finding.count:,}", finding.remedy)
    rows = [_finding_row(finding) for finding in verification.findings]
    create_table_artifact(rows, f"verify-{slug(inbox_name(verification.home))}", verification.summary())


def _finding_row(finding: Finding) -> dict[str, Any]:
    """Of an example only what names it: ids, paths and numbers."""
    examples = [" ".join(whole_cell(value) for value in row.values() if value is not None) for row in finding.examples]
    named = {"kind": finding.kind, "check": finding.name, "proves": finding.proves, "count": finding.count}
    return {**named, "such as": "; ".join(examples), "next": finding.remedy}


def render_report(receipt: Receipt, effects: Effects, home: Path) -> str:
    """The report of a run as Markdown: its sums, what changed, what is odd, and commands to go on with."""
    return "\n".join([*_summary(receipt), *_changes(effects), *_withheld(effects), *_commands(receipt, effects, home)])


def _summary(receipt: Receipt) -> Iterator[str]:
    run = receipt.run
    yield f"# {_code(run['inbox'])}\n"
    yield f"Run {_code(run['run_id'])}\n"
    yield from (f"- {line}" for line in sums_of(run))
    if run["missing"]:
        yield f"- missing since this run {run['missing']:,}"
    yield from (f"- pending: {_code(path)}, {why}" for path, why in receipt.pending[:10])
    yield from (f"- cannot be looked into: {_code(place)}" for place in receipt.blind[:10])
    yield from (f"- **{odd['rule']}**: {odd['message']} {odd['remedy']}" for odd in receipt.oddities)
    yield from (f"- {_code(line)}" for line in event_lines(receipt.events))


def _changes(effects: Effects) -> Iterator[str]:
    if effects.changed:
        yield "\n## Articles\n\n| article | version | changed | file |\n| --- | --- | --- | --- |"
    for row in effects.changed:
        changed = ", ".join(row["changed_fields"] or ()) or "new"
        yield f"| {_code(row['article_id'])} | {row['version']} | {changed} | {_code(row['path'])} |"


def _withheld(effects: Effects) -> Iterator[str]:
    if effects.withheld:
        yield "\n## Withheld\n\n| rule | files | such as |\n| --- | --- | --- |"
    for row in effects.withheld:
        yield f"| {row['rule']} | {row['files']:,} | {', '.join(map(_code, row['examples']))} |"


def _commands(receipt: Receipt, effects: Effects, home: Path) -> Iterator[str]:
    """Commands with which to go on from here."""
    flag = f"--home {shlex.quote(str(home.resolve()))}"
    yield "\n## Go on\n\n```sh"
    yield f"wirehouse status {flag}"
    if effects.changed:
        query = f"FROM articles SELECT headline, path WHERE run_id = '{receipt.run['run_id']}'"
        yield f'wirehouse sql {flag} "{query}"'
        yield f"wirehouse explain {flag} {effects.changed[0]['article_id']}"
    if receipt.quarantine:
        yield f"wirehouse quarantine list {flag}"
        yield f"wirehouse quarantine show {flag} {shlex.quote(whole_cell(receipt.quarantine[0]['path']))}"
    yield "```"


def _receipt_rows(run: dict[str, Any]) -> list[dict[str, Any]]:
    """A row per count."""
    of_kind = {"seen": SEEN, "read": READ, "replayed": ("freed",)}
    rows = []
    for whole, parts in of_kind.items():
        rows.append({"count": whole, "files": run[whole], "part of": ""})
        rows += [{"count": part, "files": run[part], "part of": whole} for part in parts]
    return [*rows, {"count": "missing", "files": run["missing"], "part of": ""}]


def _withheld_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: whole_cell(row[name]) for name in ("path", "rules", "reason", "first_seen", "attempts")}


def _code(text: str) -> str:
    """Text as code in Markdown, in tables too: a name can be no markup."""
    return "`" + whole_cell(text).replace("`", "'").replace("|", "\\|") + "`"
