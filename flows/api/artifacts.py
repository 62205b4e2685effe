"""What the pages of Prefect show of a run: name, progress, artifacts, log.

They hold paths, rules, fields and numbers, but no text of an article.
"""

import logging
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

from flows.api.names import slug
from pipeline.receipt import READ, SEEN, Receipt, receipt_lines
from pipeline.verify.verify import Verification
from schemas.text import whole_cell
from settings.load import load_settings
from warehouse.errors import WarehouseError
from warehouse.runs.changes import Effects
from warehouse.verify.verify import NOTE, CheckFinding

_WORK = ("read", "replayed", "missing", "unsettled")


def run_name() -> str:
    """Name a flow run by its inbox and the time when it is to begin (UTC)."""
    given = flow_run.parameters
    file = given.get("settings_file")
    try:
        settings = load_settings(Path(file) if file else None, {"inbox": given.get("inbox")})
    except WarehouseError:  # the run will say what is wrong
        return f"ingest {_moment()}"
    return f"{'all inboxes' if settings.inboxes else inbox_name(settings.inbox)} {_moment()}"


def run_name_for(flow: str) -> Callable[[], str]:
    """Return a function that names runs of a flow for the whole home: the flow and the time."""
    return lambda: f"{flow} {_moment()}"


def _moment() -> str:
    """Return when the run is to begin, some seconds after it is named."""
    return f"{max(datetime.now(UTC), flow_run.scheduled_start_time):%Y-%m-%d %H:%M:%SZ}"


def inbox_name(inbox: Path | str) -> str:
    """Return the last part of the path of an inbox."""
    return Path(inbox).name or str(inbox)


def progress_artifact(inbox: Path) -> Callable[[int, int], None]:
    """Return a callback that keeps one progress artifact, made with the first batch, up to date."""
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
    """Log the receipt; findings are warnings, but quarantined files are not."""
    logger = get_run_logger()
    for level, line in receipt_lines(receipt):
        logger.log(level, line)
    for row in effects.withheld:
        logger.info("withheld %s by %s", f"{row['files']:,}", row["rule"])


def create_artifacts(receipt: Receipt, effects: Effects, home: Path) -> None:
    """Create the receipt and the quarantined files as tables, and a report, if the run changed something.

    Prefect shows the latest of each: a run without work must not hide those of the run before.
    """
    run = receipt.run
    if not (any(run[name] for name in _WORK) or receipt.unreadable_dirs or receipt.findings or receipt.events):
        return
    name = slug(inbox_name(receipt.run["inbox"]))
    create_table_artifact(_receipt_rows(receipt.run), f"receipt-{name}", f"Receipt of run {receipt.run['run_id']}")
    if receipt.quarantine:
        rows = [_withheld_row(row) for row in receipt.quarantine]
        create_table_artifact(rows, f"quarantine-{name}", f"Withheld by run {receipt.run['run_id']} (20 at most)")
    create_markdown_artifact(render_report(receipt, effects, home), f"report-{name}", "What the run changed")


def create_verification_artifact(verification: Verification) -> None:
    """Log the findings of a verification, and create a table of them, which is empty if there are none."""
    logger = get_run_logger()
    logger.info(verification.summary())
    for finding in verification.findings:
        tell = logger.info if finding.kind == NOTE else logger.warning
        tell("%s: %s %s against it. Next: %s", finding.name, finding.proves, f"{finding.count:,}", finding.remedy)
    rows = [_finding_row(finding) for finding in verification.findings]
    create_table_artifact(rows, f"verify-{slug(inbox_name(verification.home))}", verification.summary())


def _finding_row(finding: CheckFinding) -> dict[str, Any]:
    """Return a row with the finding and its examples, which are ids, paths and numbers."""
    examples = [" ".join(whole_cell(value) for value in row.values() if value is not None) for row in finding.examples]
    named = {"kind": finding.kind, "check": finding.name, "proves": finding.proves, "count": finding.count}
    return {**named, "such as": "; ".join(examples), "next": finding.remedy}


def render_report(receipt: Receipt, effects: Effects, home: Path) -> str:
    """Return the report of a run as Markdown: sums, findings, changes, and commands to go on with."""
    return "\n".join([*_summary(receipt), *_changes(effects), *_withheld(effects), *_commands(receipt, effects, home)])


def _summary(receipt: Receipt) -> Iterator[str]:
    run = receipt.run
    yield f"# {_code(run['inbox'])}\n"
    yield f"Run {_code(run['run_id'])}\n"
    for level, line in receipt_lines(receipt):
        yield f"- {'**warning** ' if level >= logging.WARNING else ''}{_code(line)}"


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
    """Yield commands to go on with."""
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
    """Return a row per count."""
    of_kind = {"seen": SEEN, "read": READ, "replayed": ("freed",)}
    rows = []
    for whole, parts in of_kind.items():
        rows.append({"count": whole, "files": run[whole], "part of": ""})
        rows += [{"count": part, "files": run[part], "part of": whole} for part in parts]
    return [*rows, {"count": "missing", "files": run["missing"], "part of": ""}]


def _withheld_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: whole_cell(row[name]) for name in ("path", "rules", "reason", "first_seen", "attempts")}


def _code(text: str) -> str:
    """Return text as code in Markdown, in tables too, so that names cannot act as markup."""
    return "`" + whole_cell(text).replace("`", "'").replace("|", "\\|") + "`"
