"""Read a warehouse with other versions of DuckDB: every column of every table, and every worked query.

``make test-clients`` (or ``CLIENTS='1.3.2 2.0.0'``) makes an environment for each, and a warehouse of several runs. It
is no part of the tests: it needs a registry. Exit code 1 if anything cannot be read but what ``_KNOWN`` names.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.generator import kind_of, path_of, revise_file, write_corpus
from benchmarks.layouts import LAYOUTS
from house import PROJECT, House

_ENVIRONMENTS = PROJECT / ".venv-clients"
_KNOWN = {"1.0.0": {"authors", "translators", "changed_fields", "SELECT *"}}
"""What a version cannot read, as the README says: lists without any value in a block of rows."""
_FILES, _SEED = 3_000, 5
_READ = """
import json, sys, duckdb
path, queries, failed = sys.argv[1], json.loads(sys.argv[2]), {}
def ask(sql):
    with duckdb.connect(path, read_only=True) as connection:  # anew: an internal error ends the old one
        return connection.execute(sql).fetchall()
for table, column in ask("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"):
    queries[f"{table}.{column}"] = f'SELECT sum(hash("{column}")) FROM {table}'
for name, sql in queries.items():
    try:
        ask(sql)
    except Exception as error:
        failed[name] = str(error).split(chr(10))[0]
print(json.dumps({"version": duckdb.__version__, "tried": len(queries), "failed": failed}))
"""


def main(versions: list[str]) -> int:
    """Print a line for each version, and for each thing that it cannot read."""
    with tempfile.TemporaryDirectory() as work:
        copy = _warehouse(Path(work))
        return max([_try(version, copy) for version in versions], default=0)


def _warehouse(work: Path) -> Path:
    """The readers' copy after a load, news, and revisions."""
    (work / "inbox").mkdir()
    house = House(work / "inbox", work / "home")
    for first in range(0, _FILES, _FILES // 3):
        write_corpus(house.inbox, _FILES // 3, _SEED, first=first)
        house.run(batch_files=500)
        for number in range(first, first + 60):
            if kind_of(number, _SEED) in LAYOUTS:
                revise_file(house.inbox / path_of(number, _SEED), _SEED)
        house.run()
    return house.home / "published.duckdb"


def _try(version: str, copy: Path) -> int:
    python = _ENVIRONMENTS / version / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
    subprocess.run([python, "-m", "pip", "install", "-qq", f"duckdb=={version}", "pytz"], check=True)
    page = (PROJECT / "docs" / "queries.md").read_text(encoding="utf-8")
    queries = {
        f"docs/queries.md {at}": sql for at, sql in enumerate(re.findall(r"```sql\n(.*?)```", page, re.DOTALL), 1)
    }
    queries |= {"SELECT *": "FROM articles", "a phrase": 'FROM search(\'"of the" -"in the" harbour\')'}
    done = subprocess.run(
        [python, "-c", _READ, copy, json.dumps(queries)], stdout=subprocess.PIPE, text=True, check=True
    )
    told = json.loads(done.stdout)
    known = _KNOWN.get(version, set())
    unknown = {name: why for name, why in told["failed"].items() if name.split(".")[-1] not in known}
    print(f"DuckDB {told['version']}: {told['tried'] - len(told['failed'])} of {told['tried']} read")
    for name, why in told["failed"].items():
        print(f"  {name}: {why}{'' if name in unknown else ' (known)'}")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
