"""An inbox and a home of a test's own, and a page to put into it."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.job import prepare_job, utc_now
from pipeline.receipt import READ, SEEN, Receipt
from pipeline.run import ingest_inbox
from settings.model import Settings
from warehouse.connection import LOADER, PUBLISHED, open_read_only
from warehouse.sql import rows_of

PROJECT = Path(__file__).parents[2]
SHARED_SEEDS = PROJECT.parent / "shared" / "seeds"


@dataclass
class House:
    """An inbox and a home of a test's own."""

    inbox: Path
    home: Path
    settings: dict[str, Any] = field(default_factory=lambda: {"settle": 0.02, "workers": 1})

    def write(self, name: str, text: str | bytes) -> Path:
        """Put a file into the inbox."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run(self, *, dry_run: bool = False, now: datetime | None = None, **settings: Any) -> Receipt:
        """One run; at the moment ``now``, if one is given."""
        chosen = Settings(inbox=self.inbox, home=self.home, **{**self.settings, **settings})
        clock = utc_now if now is None else lambda: now
        return ingest_inbox(prepare_job(chosen, dry_run=dry_run, clock=clock))

    def classes(self, **settings: Any) -> dict[str, int]:
        """One run; the parts of its receipt that are not zero."""
        row = self.run(**settings).run
        return {name: row[name] for name in (*SEEN, *READ, "missing") if row[name]}

    def ask(self, sql: str, *values: Any, database: str = PUBLISHED) -> list[tuple[Any, ...]]:
        """Rows of a query on the published database."""
        with open_read_only(self.home / database) as connection:
            return connection.execute(sql, list(values)).fetchall()

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """The same as dictionaries."""
        with open_read_only(self.home / PUBLISHED) as connection:
            return rows_of(connection.execute(sql, list(values)))

    def loader(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the loader's database."""
        return self.ask(sql, database=LOADER)


def article_text(headline: str = "Rice farmers try salt-proof seeds", day: str = "2025-03-04", body: str = "") -> str:
    """A page in the layout of the Viet Nam News site; invented."""
    month = {"03": "March", "04": "April", "05": "May"}[day[5:7]]
    lead = "HUẾ — Growers in three communes have sown a seed that bears salt water, the cooperative said on Tuesday."
    more = body or "The first harvest is due in June, and half of it is kept for the next season."
    stamp = f"{month} {day[8:]}, {day[:4]} - 08:30"
    head = f" date {day} Economy\nHome Economy\n\n{headline}\n\n{stamp}\n"
    return f"{head}{lead}\n\n{more}\n\nThe district pays for a third of it. — VNS\n"
