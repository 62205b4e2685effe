"""The registry of rules: what can be wrong with a file, how grave it is, and what to do about it.

The parser and the checks name what they found; only this table says what follows from it. Sources of the
rules: the article files in the wild (parse), the tables' models (contract), the loader (read, batch).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal, cast, get_args

Severity = Literal["error", "warning", "off"]
Stage = Literal["read", "parse", "contract", "batch", "history"]


class UnknownRuleError(ValueError):
    """A setting names a rule or a severity that does not exist or cannot be."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``error`` withholds the file, ``warning`` marks the row, ``off`` does nothing.

    A file that is no article at all is withheld under the rule that says so, whatever its severity.
    """

    name: str
    severity: Severity
    stage: Stage
    description: str
    remedy: str

    @property
    def refuses(self) -> bool:
        """Whether no record remains of a file that breaks it."""
        error = RULES[self.name].severity == "error" and self.stage in {"read", "parse"}
        return error and self.name not in _LEAVE_A_RECORD


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
    Rule("headline_too_long", "warning", "contract", "The headline is longer than 400 characters.", "Compare with the page: it may be a paragraph."),
    Rule("abstract_too_long", "warning", "contract", "The standfirst is longer than 4,000 characters.", "Compare with the page: it may be the body."),
    Rule("dateline_too_long", "warning", "contract", "The place line is longer than 120 characters.", "Compare with the page."),
    Rule("caption_too_long", "warning", "contract", "A caption is longer than 2,000 characters.", "Compare with the page: it may be a paragraph."),
    Rule("photographer_too_long", "warning", "contract", "A photographer's name is longer than 120 characters.", "Compare with the page."),
    # batch
    Rule("duplicate_content", "warning", "batch", "Another article has the same bytes; it is kept once.", "Nothing; both paths are in files."),
)  # fmt: skip

RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for rule in _RULES})
"""Every rule by name, with its default severity."""


def rules_with(severities: Mapping[str, str]) -> Mapping[str, Rule]:
    """The registry with some severities changed.

    Raises UnknownRuleError for a rule or a severity that does not exist, and names the nearest one.
    """
    for name, severity in severities.items():
        _require(name, RULES, f"[rules] {name}: there is no such rule")
        _require(severity, get_args(Severity), f"[rules] {name} = {severity!r}: no such severity")
        if RULES[name].refuses and severity != "error":
            msg = f"[rules] {name} = {severity!r}: a file that breaks it has no record to load, so it stays an error"
            raise UnknownRuleError(msg)
    chosen = {name: cast("Severity", severities.get(name, rule.severity)) for name, rule in RULES.items()}
    return MappingProxyType({name: replace(rule, severity=chosen[name]) for name, rule in RULES.items()})


def _require(word: str, known: Iterable[str], complaint: str) -> None:
    names = list(known)
    if word not in names:
        near = get_close_matches(word, names, n=3, cutoff=0.4) or names[:3]
        msg = f"{complaint}; did you mean {' or '.join(near)}?"
        raise UnknownRuleError(msg)
