"""The contract as it is in force: the rules under the settings, the tables, and where each severity comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.text.spelling import did_you_mean
from pipeline.job import check_settings
from schemas.dictionary import NOT_FOR_READERS, TableEntry
from schemas.export.json_schema import contract_schema, table_schema
from schemas.rules import Rule
from settings.load import sources_of_rules
from settings.model import Settings, rules_in_force
from warehouse.dictionary.ddl import sql_type
from warehouse.dictionary.markdown import tables_in_reading_order
from warehouse.errors import UsageError


@dataclass(frozen=True, slots=True)
class Contract:
    """Rules and tables to be shown; ``all_rules`` are in force, ``sources`` says which settings changed them."""

    rules: Mapping[str, Rule]
    tables: tuple[TableEntry, ...]
    all_rules: Mapping[str, Rule]
    sources: Mapping[str, str]

    def source(self, rule: str, key: str = "severity") -> str:
        """Where a rule's severity or parameter is from: a file, the environment, or default."""
        return self.sources.get(f"{rule}.{key}", "default")

    def select(self, name: str | None) -> "Contract":
        """The part that is called so; all of it without a name. Raises UsageError that names the nearest."""
        if name is None:
            return self
        rules = {name: self.rules[name]} if name in self.rules else {}
        tables = tuple(table for table in self.tables if table.name == name)
        if not rules and not tables:
            known = [*self.rules, *(table.name for table in self.tables)]
            msg = f"there is no rule and no table {name}{did_you_mean(name, known)}"
            raise UsageError(msg)
        return Contract(rules, tables, self.all_rules, self.sources)


def read_contract(settings: Settings, settings_file: Path | None) -> Contract:
    """The whole contract; the tables are those of the readers. Raises UsageError."""
    rules = rules_in_force(settings)
    for inbox in settings.each_inbox():
        check_settings(inbox)  # a mistake is told by the first who looks at them, not by the next run only
    tables = tuple(table for table in tables_in_reading_order() if table.name not in NOT_FOR_READERS)
    return Contract(rules, tables, rules, sources_of_rules(settings_file))


def contract_facts(contract: Contract) -> dict[str, Any]:
    """The contract for ``--json``."""
    return {
        "rules": [_rule_facts(contract, rule) for rule in contract.rules.values()],
        "tables": [_table_facts(table) for table in contract.tables],
    }


def schema_of(contract: Contract, name: str | None) -> dict[str, Any]:
    """The JSON Schema of the table that is called so, or of all. Raises UsageError for a rule."""
    if name is None:
        return contract_schema(contract.tables, contract.all_rules)
    if not contract.tables:
        msg = f"{name} is a rule, and --format jsonschema is about tables: name one, or none for all"
        raise UsageError(msg)
    return table_schema(contract.tables[0], contract.all_rules)


def _rule_facts(contract: Contract, rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "severity": rule.severity,
        "severity_from": contract.source(rule.name),
        "stage": rule.stage,
        "description": rule.description,
        "remedy": rule.remedy,
        "parameters": [
            {
                "name": parameter.name,
                "value": parameter.value,
                "from": contract.source(rule.name, parameter.name),
                "description": parameter.description,
            }
            for parameter in rule.parameters
        ],
    }


def _table_facts(table: TableEntry) -> dict[str, Any]:
    columns = [
        {"column": c.name, "type": sql_type(c), "nullable": c.nullable, "description": c.description}
        for c in table.columns
    ]
    return {"table": table.name, "description": table.description, "columns": columns}
