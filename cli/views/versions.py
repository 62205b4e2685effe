"""Two versions of an article side by side: the fields that differ, and how they are shown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click

from cli.lookup import find_article
from cli.views.terminal import local_time
from cli.views.word_diff import BREAK, TextChange, compare_texts
from schemas.text import printable, whole_cell
from warehouse.connection import Connection
from warehouse.errors import UsageError
from warehouse.queries.articles import list_versions, read_version

_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_COLOURS = {"same": None, "removed": "red", "added": "green"}
_NAME = 20


class FieldChange(NamedTuple):
    """A field that differs: its values, and the changes from one's text to the other's."""

    field: str
    before: Any
    after: Any
    words: list[TextChange]


class Comparison(NamedTuple):
    """Two versions of an article (rows of version, valid_from, run_id, path), None if it has only one."""

    article: dict[str, Any]
    versions: tuple[dict[str, Any], dict[str, Any]] | None
    fields: list[FieldChange]

    def as_json(self) -> dict[str, Any]:
        """The comparison for programs."""
        before, after = self.versions or (None, None)
        fields = [change._asdict() | {"words": [word._asdict() for word in change.words]} for change in self.fields]
        facts = {name: self.article[name] for name in ("article_id", "path")}
        return {**facts, "from": before, "to": after, "fields": fields}


def compare_versions(connection: Connection, name: str, first: int | None, second: int | None) -> Comparison:
    """Two versions of the article that is called so.

    Without numbers the last two, with one that and the current one. Raises UsageError.
    """
    article = find_article(connection, name)
    versions = {row["version"]: row for row in list_versions(connection, article["article_id"])}
    last = max(versions)
    for number in (first, second):
        if number is not None and number not in versions:
            msg = f"{article['article_id']} has {_versions_text(sorted(versions))}; there is no version {number}"
            raise UsageError(msg)
    if first is None and last == min(versions):
        return Comparison(article, None, [])
    before = max(number for number in versions if number < last) if first is None else first
    after = last if second is None else second
    texts = [read_version(connection, article["article_id"], number) for number in (before, after)]
    return Comparison(article, (versions[before], versions[after]), _changed_fields(*texts))


def echo_comparison(comparison: Comparison, context: int) -> None:
    """Print what differs, with ``context`` paragraphs of what is the same around it."""
    article = comparison.article
    click.secho(f"{article['article_id']}  {whole_cell(article['path'])}", bold=True)
    if comparison.versions is None:
        click.echo(f"It has one version, of {local_time(article['version_created'])}: there is nothing to compare.")
        return
    before, after = comparison.versions
    text = " → ".join(f"version {row['version']} ({local_time(row['valid_from'])})" for row in (before, after))
    click.echo(text)
    if not comparison.fields:
        click.echo("No field differs: only the file changed, or what no field shows of it.")
    for change in comparison.fields:
        _echo_field(change, context)


def _versions_text(numbers: Sequence[int]) -> str:
    return f"versions {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else f"only version {numbers[0]}"


def _changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    return [
        FieldChange(name, before[name], after[name], compare_texts(_text(before[name]), _text(after[name])))
        for name in before
        if before[name] != after[name]
    ]


def _text(value: Any) -> str:
    """A value as a text that can be compared; nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, list):
        images = [item for item in value if isinstance(item, dict)]
        return BREAK.join(map(_image_line, images)) if images else ", ".join(value)
    return str(value) if isinstance(value, str) else whole_cell(value)


def _image_line(image: Mapping[str, Any]) -> str:
    """A picture in a line: caption, credit, and who took it."""
    caption = " — ".join(image[name] for name in ("caption", "credit_line") if image[name])
    return f"{caption} ({image['photographer']})" if image["photographer"] else caption


def _echo_field(change: FieldChange, context: int) -> None:
    name = click.style(f"{change.field:<{_NAME}}", bold=True)
    words = list(_shorten_same(change.words, context))
    if change.before is None or change.after is None:
        null = TextChange("removed" if change.before is None else "added", "NULL")
        words = [null, *words] if change.before is None else [*words, null]
    if any("\n" in word.text for word in words):
        lines = "".join(map(_style, words)).split("\n")
        click.echo("\n".join([name, *(f"  {line}".rstrip() for line in lines)]))
    else:
        click.echo(f"{name} {''.join(map(_style, words))}")


def _style(change: TextChange) -> str:
    """A stretch as it is printed, each of its lines marked by itself, so that no colour goes over a line's end."""
    left, right = _MARKS[change.op]
    lines = [printable(line, len(line) + 1) for line in change.text.split("\n")]
    marked = (f"{left}{line}{right}" if line or len(lines) == 1 else line for line in lines)
    return "\n".join(click.style(line, fg=_COLOURS[change.op]) if line else line for line in marked)


def _shorten_same(words: Sequence[TextChange], context: int) -> Iterator[TextChange]:
    """The same with what is the same cut to some paragraphs beside the changes."""
    last = len(words) - 1
    for at, change in enumerate(words):
        parts = change.text.split(BREAK)
        head, tail = context + 1 if at else 0, context + 1 if at < last else 0
        left_out = len(parts) - head - tail
        if change.op != "same" or left_out < 1:
            yield change
            continue
        note = f"… {left_out:,} paragraph{'s' if left_out > 1 else ''} the same …"
        yield TextChange("same", BREAK.join([*parts[:head], note, *parts[len(parts) - tail :]]))
