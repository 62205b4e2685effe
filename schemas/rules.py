"""The registry of rules: what can be wrong with a file or a run, how grave it is, and what to do about it.

The parser and the checks name what they found; only this table says what follows from it. Sources of the
rules: the article files in the wild (parse), the tables' models (contract), the loader (read, batch, history),
the runs before (run).
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, cast, get_args

from articles.text.spelling import did_you_mean

Severity = Literal["error", "warning", "off"]
Stage = Literal["read", "parse", "contract", "batch", "history", "run"]
SEVERITIES: tuple[str, ...] = get_args(Severity)
STAGES: tuple[str, ...] = get_args(Stage)
RuleSetting = str | Mapping[str, object]
"""What the settings say of a rule: a severity, or a table of ``severity`` and parameters."""


class UnknownRuleError(ValueError):
    """A setting names a rule, a severity or a parameter that does not exist or cannot be."""


@dataclass(frozen=True, slots=True)
class RuleParameter:
    """A number that a rule compares with; whole if its default is. ``least`` is the smallest that makes sense."""

    name: str
    value: int | float
    description: str
    least: int | float = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``error`` withholds the file, ``warning`` marks the row, ``off`` does nothing.

    A file that is no article at all is withheld under the rule that says so, whatever its severity. A rule of the
    stage ``run`` is about no file: as an error it is told as one, and withholds nothing.
    In the description a parameter's name in braces stands for its value.
    """

    name: str
    severity: Severity
    stage: Stage
    description: str
    remedy: str
    parameters: tuple[RuleParameter, ...] = ()

    @property
    def refuses(self) -> bool:
        """Whether no record remains of a file that breaks it."""
        error = RULES[self.name].severity == "error" and self.stage in {"read", "parse"}
        return error and self.name not in _LEAVE_A_RECORD

    @property
    def values(self) -> dict[str, int | float]:
        """The parameters' values by name."""
        return {parameter.name: parameter.value for parameter in self.parameters}

    @property
    def settings(self) -> str | None:
        """The parameters as one line: ``threshold = 5.0, weeks = 4``; None without any."""
        return ", ".join(f"{parameter.name} = {parameter.value}" for parameter in self.parameters) or None


def _characters(limit: int) -> tuple[RuleParameter, ...]:
    return (RuleParameter("characters", limit, "Characters that it may have.", least=1),)


_LEAVE_A_RECORD = frozenset({"header_invalid", "date_in_future", "body_missing"})
"""Errors of the parser with a record all the same, without the value at fault: their severity may be changed."""

_RULES = (
    # read
    Rule("empty_file", "error", "read", "The file has no visible character.", "Ask the crawler for the page again."),
    Rule("too_large", "error", "read", "The file is larger than the limit.", "Raise max_file_size if it is an article."),
    Rule("unreadable", "warning", "read", "The file could not be read; it stays pending.", "Look at its permissions and the disk."),
    # parse: is it an article, and can its text be trusted
    Rule("encoding_invalid", "error", "parse", "The bytes are not UTF-8.", "Have the crawler store the page as UTF-8."),
    Rule("text_garbled", "warning", "parse", "The text is double-encoded, in a legacy font, or has lost its letters.", "Crawl the page again with its right encoding."),
    Rule("not_an_article", "error", "parse", "A listing, feed, code, address list or spam; no article.", "Leave such pages out of the crawl."),
    Rule("teasers_only", "error", "parse", "Only titles and teasers of other stories.", "Leave such pages out of the crawl."),
    Rule("parser_failed", "error", "parse", "The parser broke down on this text: a bug of wirehouse.", "Report it with the file; it is tried again with the next parser."),
    Rule("invisible_characters", "warning", "parse", "Invisible characters were removed from the text.", "Nothing, unless the outlet is new: it may be a mirror."),
    Rule("multi_article", "warning", "parse", "A second story follows on the page; only the first was taken.", "Have the crawler split the page."),
    Rule("truncated", "warning", "parse", "The text stops in mid-sentence.", "Crawl the page again."),
    Rule("duplicate_block", "warning", "parse", "A caption stands twice; one was kept.", "Nothing."),
    Rule("trailing_content_removed", "warning", "parse", "Other stories after the end of the text were cut off.", "Nothing."),
    Rule("captions_after_signoff", "warning", "parse", "Captions follow the sign-off; they are kept as images.", "Nothing."),
    # parse: the header and the dates
    Rule("header_missing", "warning", "parse", "The file has no header line with a date.", "Nothing, if the page has a stamp."),
    Rule("header_month_only", "warning", "parse", "The header gives a month, no day.", "Nothing."),
    Rule("header_invalid", "error", "parse", "The header has no date, or one that the calendar does not know.", "Correct the crawler's date."),
    Rule("date_mismatch", "warning", "parse", "The page's stamp and the header differ by more than a day.", "Compare with the page; the stamp was used."),
    Rule("date_ambiguous", "warning", "parse", "Day and month could be swapped and nothing decides.", "Give the outlet's date order in its profile."),
    Rule("date_in_future", "error", "parse", "The date lies more than a day after today.", "Correct the crawler's clock or the file's date."),
    Rule("tz_suspect", "warning", "parse", "The zone that the stamp names cannot hold on that date.", "Compare with the page."),
    Rule("clock_rejected", "warning", "parse", "A page clock or a relative time was seen and not used.", "Nothing."),
    # parse, the other fields
    Rule("headline_missing", "warning", "parse", "No line is the headline.", "Nothing: two thirds of the pages come without one."),
    Rule("section_conflict", "warning", "parse", "The first line's section is not that of the breadcrumb, which was used.", "Nothing."),
    Rule("section_unknown", "warning", "parse", "The section is not in the outlet's list.", "Add it to the outlet's profile."),
    Rule("lead_missing", "warning", "parse", "The first paragraph is missing.", "Crawl the page again."),
    Rule("body_missing", "error", "parse", "There is no paragraph at all.", "Crawl the page again."),
    Rule("place_is_outlet", "warning", "parse", "An outlet or agency stands where the place would.", "Nothing: the place is NULL."),
    Rule("author_is_outlet", "warning", "parse", "An outlet or agency stands where the author would.", "Nothing: the author is NULL."),
    # contract, the types and ranges of the models
    Rule("article_id_malformed", "error", "contract", "The article's id is not 16 hex digits.", "Report it: a bug of wirehouse."),
    Rule("value_missing", "error", "contract", "A column that must have a value has none.", "Report it: a bug of wirehouse."),
    Rule("date_out_of_range", "error", "contract", "The date is older than the web (1991).", "Correct the file's date."),
    Rule("precision_inconsistent", "error", "contract", "Date, instant, zone and precision contradict each other.", "Report it: a bug of wirehouse."),
    Rule("genre_unknown", "error", "contract", "The genre is none of the five.", "Report it: a bug of wirehouse."),
    Rule("language_malformed", "error", "contract", "The language is no BCP 47 tag.", "Correct the language in the outlet's profile."),
    Rule("control_characters", "warning", "contract", "A field holds control characters.", "Crawl the page again."),
    Rule("headline_too_long", "warning", "contract", "The headline is longer than {characters:,} characters.", "Compare with the page: it may be a paragraph.", _characters(400)),
    Rule("abstract_too_long", "warning", "contract", "The standfirst is longer than {characters:,} characters.", "Compare with the page: it may be the body.", _characters(4_000)),
    Rule("dateline_too_long", "warning", "contract", "The place line is longer than {characters:,} characters.", "Compare with the page.", _characters(120)),
    Rule("caption_too_long", "warning", "contract", "A caption is longer than {characters:,} characters.", "Compare with the page: it may be a paragraph.", _characters(2_000)),
    Rule("photographer_too_long", "warning", "contract", "A photographer's name is longer than {characters:,} characters.", "Compare with the page.", _characters(120)),
    # batch and history, what only the other files and the stored versions tell
    Rule("duplicate_content", "warning", "batch", "Another article has the same bytes; it is kept once.", "Nothing; both paths are in files."),
    Rule("duplicate_id", "warning", "batch", "Another file with another text has the same article id; both are versions of one article.", "Have the crawler give every article its own id; the texts are in article_versions."),
    Rule("silent_edit", "warning", "history", "The text changed, but the publisher's date did not.", "Compare the versions in article_versions."),
    Rule("version_outdated", "warning", "history", "The text is dated earlier than the version that it replaces.", "Look whether the crawler stored an old copy; as an error the rule keeps the stored version."),
    # run
    Rule("volume", "warning", "run", "A day's articles are far more or fewer than on that weekday before.", "Look whether the crawler misses pages or fetches others than before.", (
        RuleParameter("weeks", 4, "Weeks before that a day is compared with.", least=3),
        RuleParameter("threshold", 5.0, "Deviations from the median that are too many.", least=1),
        RuleParameter("lag", 12.0, "Hours after midnight UTC that a day's articles have to come in."),
    )),
    Rule("freshness", "warning", "run", "Nothing new came for longer than is usual.", "Look whether the crawler runs and writes into this inbox.", (
        RuleParameter("limit", 0.0, "Hours that may pass; 0 for what is usual in the inbox."),
        RuleParameter("factor", 1.5, "How many times the usual gap may pass.", least=1),
        RuleParameter("days", 28, "Days that tell what is usual.", least=7),
    )),
    Rule("completeness_drift", "warning", "run", "A field is missing far more often than before: a page layout may have changed.", "Look at the latest articles with wirehouse explain; the parser or the outlet's profile may need the new layout.", (
        RuleParameter("threshold", 4.5, "Deviations from the median share that are too many.", least=1),
        RuleParameter("jump", 0.1, "Share by which it must have risen, of 1."),
        RuleParameter("articles", 100, "Articles that a share is counted of, at least.", least=10),
        RuleParameter("shares", 5, "Earlier shares that are needed to compare with.", least=3),
        RuleParameter("days", 28, "Days whose runs are compared with.", least=1),
    )),
    # run, what became of the run itself and of what it told
    Rule("run_failed", "error", "run", "A run broke off; what it had not loaded stays pending.", "Look at wirehouse status for the reason; the next run goes on from there."),
    Rule("run_crashed", "warning", "run", "A run ended without a word: it was killed, or the machine went down.", "Nothing, if it happens once: the next run goes on from there. Else look at memory and disk."),
    Rule("receipt_mismatch", "error", "run", "The receipt of a run does not add up.", "Report it with the column error of runs: a bug of wirehouse, or somebody else wrote to its database."),
    Rule("not_published", "error", "run", "Everything is loaded, but readers have not got it.", "Look at the room on the disk; the next run publishes."),
    Rule("destination_down", "warning", "run", "Alerts cannot be delivered to a destination.", "Look at wirehouse status and the destination's address; what waits is sent when it answers."),
    Rule("verify_failed", "error", "run", "Folder, ledger, tables and originals do not agree.", "Look at what wirehouse verify says."),
)  # fmt: skip


def rules_with(choices: Mapping[str, RuleSetting]) -> Mapping[str, Rule]:
    """The registry with some severities and parameters changed.

    Raises UnknownRuleError for a rule, a severity or a parameter that does not exist, and names the nearest one.
    """
    known = {rule.name: rule for rule in _RULES}
    for name, choice in choices.items():
        _require(name, known, f"[rules] {name}: there is no such rule")
        known[name] = _chosen(known[name], {"severity": choice} if isinstance(choice, str) else choice)
    return MappingProxyType({name: _worded(rule) for name, rule in known.items()})


def _chosen(rule: Rule, choice: Mapping[str, object]) -> Rule:
    """The rule with the severity and the parameters of a setting."""
    parameters = {parameter.name: parameter for parameter in rule.parameters}
    severity: object = rule.severity
    for key, value in choice.items():
        if key == "severity":
            _require(value, SEVERITIES, f"[rules] {rule.name} = {value!r}: no such severity")
            severity = value
        else:
            _require(key, ["severity", *parameters], f"[rules.{rule.name}] {key}: the rule has no such parameter")
            parameters[key] = replace(parameters[key], value=_number(rule, parameters[key], value))
    if rule.refuses and severity != "error":
        msg = f"[rules] {rule.name} = {severity!r}: a file that breaks it has no record to load, so it stays an error"
        raise UnknownRuleError(msg)
    return replace(rule, severity=cast("Severity", severity), parameters=tuple(parameters.values()))


def _number(rule: Rule, parameter: RuleParameter, value: object) -> int | float:
    """A parameter's new value; the environment gives it as text."""
    kind = type(parameter.value)
    number = None
    if isinstance(value, (str, int, float)) and (isinstance(value, str) or type(value) in {int, kind}):
        with suppress(ValueError):
            number = kind(value)
    if number is None or not parameter.least <= number < float("inf"):
        wanted = f"{'a whole number' if kind is int else 'a number'} of {parameter.least} or more"
        msg = f"[rules.{rule.name}] {parameter.name} = {value!r}: expected {wanted}"
        raise UnknownRuleError(msg)
    return number


def _worded(rule: Rule) -> Rule:
    return replace(rule, description=rule.description.format(**rule.values))


def _require(word: object, known: Iterable[str], complaint: str) -> None:
    names = list(known)
    if word not in names:
        msg = f"{complaint}{did_you_mean(str(word), names)}"
        raise UnknownRuleError(msg)


RULES: Mapping[str, Rule] = rules_with({})
"""Every rule by name, with its default severity and parameters."""
