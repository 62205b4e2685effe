"""The search finds what a plain BM25 finds, in its order, after whatever happened to the articles."""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from unicodedata import category, normalize
from unicodedata import name as name_of

import duckdb
import polars as pl
import pytest

import bm25
from articles.text.words import words_of
from benchmarks.generator import path_of, revise_file, write_corpus
from house import PROJECT, House, article_text
from indexed import DOCUMENTS, ORDER, POSTINGS
from pipeline.job import prepare_rerun
from pipeline.reprocess import reparse_articles
from schemas.search_index import WordFrames, index_words, number_words, words_in
from settings.model import Settings
from warehouse.connection import LOADER, Connection, open_loader
from warehouse.load.reparse import ReparseSelection
from warehouse.migrate import migrate
from warehouse.search.index import tidy_index
from warehouse.search.search import fold_words, read_query

_FILES, _SEED = 2_000, 7
_NOTHING = pl.lit(None, pl.String())
_RECORD = {"ordinal": pl.Int64(), "headline": pl.String()}
_IMAGE = {"ordinal": pl.Int64(), "caption": pl.String()}
_TERM = {"number": pl.UInt32(), "term_id": pl.Int32()}
_HARD = (
    "the", "of the in", '"of the"', "đà nẵng", "da nang", '"đà nẵng"', '"Da Nang"', 'rice -"da nang"', "harbour -the",
    "nobodysword", "rice nobodysword", '"rice nobodysword"', "-rice", "salt-proof", "RICE Rice rice",
    '"per cent" -rice', "2025", 'cent "per cent" per', '"', '""', "--rice harbour", "«đà nẵng»", '"per cent',
    "a-b -c-d", "!?",
)  # fmt: skip


def everything_happens(house: House) -> None:
    """Loads, revisions, moves, losses, and a reparse."""
    write_corpus(house.inbox, _FILES - 500, _SEED)
    house.run(profile=str(PROJECT / "articles" / "outlets" / "profiles" / "vietnamplus.toml"), batch_files=400)
    write_corpus(house.inbox, 500, _SEED, first=_FILES - 500)
    dice = Random(1)  # noqa: S311  a seeded choice is wanted
    paths = [house.inbox / path_of(number, _SEED) for number in range(_FILES)]
    for path in dice.sample([path for path in paths if path.read_bytes().count(b"\n\n") > 4], 60):
        revise_file(path, _SEED)
    for path in dice.sample(paths, 40):
        path.rename(path.with_name(f"moved_{path.name}"))
    for path in dice.sample([path for path in paths if path.exists()], 20):
        path.unlink()
    house.run(batch_files=400)
    chosen = Settings(inbox=house.inbox, home=house.home, **house.settings)
    outcome = reparse_articles(prepare_rerun(chosen, "reparse"), ReparseSelection())
    (row,) = house.rows("SELECT sum(moved) AS moved, sum(revised) AS revised, sum(missing) AS missing FROM runs")
    assert min(row["moved"], row["revised"], row["missing"], outcome.total("renewed")) > 10


@pytest.fixture(name="lived", scope="module")
def _lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which everything happened."""
    root = tmp_path_factory.mktemp("lived")
    (root / "inbox").mkdir()
    house = House(root / "inbox", root / "home")
    everything_happens(house)
    return house


def texts_of(house: House) -> dict[str, bm25.Text]:
    """The current articles, for the reference."""
    texts = {}
    for row in house.rows("SELECT article_id, headline, abstract, article_body FROM articles"):
        texts[row["article_id"]] = text = bm25.Text()
        for name in ("headline", "abstract", "article_body"):
            text.add(name, row[name])
    captions = "SELECT article_id, caption FROM article_images JOIN articles USING (article_id, version)"
    for article_id, caption in house.ask(captions):
        texts[article_id].add("caption", caption)
    return texts


def queries_of(texts: dict[str, bm25.Text]) -> list[str]:
    """Words and phrases drawn from the texts, plain, quoted, and to be left out."""
    dice = Random(2)  # noqa: S311  a seeded choice is wanted
    long = [words for text in texts.values() for words in text.stretches if len(words) > 20]
    drawn = []
    for _ in range(12):
        some = [dice.choice(dice.choice(long)) for _ in range(4)]
        words = dice.choice(long)
        at = dice.randrange(len(words) - 5)
        phrase = " ".join(words[at : at + dice.randint(2, 4)])
        drawn += [" ".join(some), f'"{phrase}"', f'{some[0]} -{some[1]} "{phrase}"', f'{" ".join(some)} -"{phrase}"']
    return [*drawn, *_HARD]


def test_it_ranks_as_the_reference_does(lived: House) -> None:
    """Ids in the same order, and scores equal to nine digits, for dozens of queries."""
    texts = texts_of(lived)
    queries = queries_of(texts)
    found = 0
    for query in queries:
        expected = bm25.search(texts, query)
        actual = lived.ask("SELECT article_id, score FROM search(?)", query)
        scores = dict(actual)
        found += len(expected)

        assert scores.keys() == dict(expected).keys(), query
        assert scores == pytest.approx(dict(expected), rel=1e-9), query
        assert [score for _, score in actual] == sorted(scores.values(), reverse=True), query
        clear = [  # an order that the last digits decide is no order
            name
            for at, (name, score) in enumerate(expected)
            if all(abs(score - expected[near][1]) > 1e-9 for near in (at - 1, at + 1) if 0 <= near < len(expected))
        ]
        assert [name for name, _ in actual if name in set(clear)] == clear, query

    assert len(queries) > 60
    assert found > 10_000


def test_built_anew_it_is_as_it_was_kept(lived: House, tmp_path: Path) -> None:
    """What all the loads left is what a database of before the search gets by the migration, in documents and words."""
    path = tmp_path / "old.duckdb"
    path.write_bytes((lived.home / LOADER).read_bytes())
    queries = (DOCUMENTS, POSTINGS, ORDER)
    with open_loader(path) as old:
        kept = [old.execute(sql).fetchall() for sql in queries]
        for table in ("search_documents", "search_terms", "search_postings"):
            old.execute(f"DROP TABLE {table}")
        for macro in ("folded", "search_sign", "search_words_of"):
            old.execute(f"DROP MACRO {macro}")
        for macro in ("search_parts", "search_scores", "search"):
            old.execute(f"DROP MACRO TABLE {macro}")
        old.execute("DELETE FROM schema_migrations WHERE name LIKE '%search%'")

        assert [name[5:] for name in migrate(old)] == ["create_search", "search_by_postings"]
        assert [old.execute(sql).fetchall() for sql in queries] == kept


def test_replaced_postings_are_tidied_up(lived: House, tmp_path: Path) -> None:
    """Postings of replaced texts are deleted when they are many, and nothing else; before that they do no harm."""
    path = tmp_path / "untidy.duckdb"
    path.write_bytes((lived.home / LOADER).read_bytes())
    with open_loader(path) as untidy:
        stale = (
            "SELECT count(*) FROM search_postings WHERE document_id NOT IN (SELECT document_id FROM search_documents)"
        )
        kept = untidy.execute(POSTINGS).fetchall()
        assert untidy.execute(stale).fetchall() > [(1_000,)]
        assert not tidy_index(untidy)
        assert tidy_index(untidy, share=0, at_least=0)

        assert untidy.execute(stale).fetchall() == [(0,)]
        assert untidy.execute(POSTINGS).fetchall() == kept


@pytest.fixture(name="database")
def _database() -> Iterator[Connection]:
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        yield connection


def test_a_query_is_divided_as_texts_are(database: Connection) -> None:
    """Python and SQL see the same words in every character there is, but those of newer Unicode versions."""
    differing = []
    for start in range(0, sys.maxunicode, 0x400):
        text = " ".join(chr(c) for c in range(start, start + 0x400) if not 0xD800 <= c <= 0xDFFF and c)
        (normal,) = database.execute("SELECT nfc_normalize(?)", [text]).fetchone() or ("",)
        (found,) = database.execute("SELECT search_words_of(?)", [text]).fetchone() or ([],)
        differing += set(words_of(normal)) ^ set(found)

    assert len(differing) < 20_000
    assert not [word for word in differing if ord(word[0]) < 0x870]


def frames_of(*headlines: str) -> WordFrames:
    """The words of articles that have a headline only, by ordinal from 0."""
    records = pl.DataFrame({"ordinal": range(len(headlines)), "headline": headlines}, schema_overrides=_RECORD)
    return number_words(records.with_columns(abstract=_NOTHING, article_body=_NOTHING), pl.DataFrame(schema=_IMAGE))


def test_an_index_divides_as_a_query_does(database: Connection) -> None:
    """What a load and a query make of every character there is differ in those only that Python does not know yet."""
    texts = [
        normalize("NFC", " ".join(chr(c) for c in range(start, start + 0x400) if not 0xD800 <= c <= 0xDFFF and c))
        for start in range(0, sys.maxunicode, 0x400)
    ]
    indexed = set(frames_of(*texts).vocabulary["word"])
    found = [database.execute("SELECT search_words_of(?)", [text]).fetchall()[0][0] for text in texts]
    asked = {word for words in found for word in words}

    assert len(indexed & asked) > 190_000
    assert [word for word in indexed ^ asked if name_of(word[0], "")] == []


def test_words_keep_their_order() -> None:
    """Every text's words are numbered in their order, the same word alike, whatever stands between them."""
    text = "“Tô Lâm,” said K'Bay’s salt-proof\u00a0man – 3,000\n\n北京市ABC – Tô … _ Lâm."
    frames = frames_of(text, "…", "Another Lâm")
    spelt = frames.vocabulary["word"].gather(frames.words["number"]).to_list()

    assert spelt == [*words_of(text), "Another", "Lâm"]
    assert frames.texts["size"].to_list() == [len(words_of(text)), 0, 2]
    assert frames.vocabulary["word"].is_unique().all()


def test_signs_are_told_apart(database: Connection) -> None:
    """Each term has a sign of its own, no part of another's, that no terminal obeys; also beyond the single ones."""
    edges = [n + d for n in (1, 94, 55_230, 980_926, 980_927 + 65_535, 980_927 + 2**20) for d in range(5)]
    rows = database.execute("SELECT n, search_sign(n) FROM (SELECT unnest(?) AS n)", [[*range(1, 70_000), *edges]])
    sign_of = dict(rows.fetchall())
    signs = set(sign_of.values())
    single = {sign for sign in signs if len(sign) == 1}

    assert len(signs) == len(sign_of)
    assert {len(sign) for sign in signs} == {1, 2}
    assert all(not single & set(sign) and sign[0] != sign[1] for sign in signs - single)
    assert {sign[0] for sign in signs - single}.isdisjoint(sign[1] for sign in signs - single)
    assert " " not in single
    assert not [sign for sign in single if category(sign) == "Cc"]


def test_numbers_far_apart_fit(database: Connection) -> None:
    """Terms and documents are told apart whatever their numbers are."""
    documents = pl.DataFrame(
        {"ordinal": [0, 1], "document_id": [1, 2**31 - 1]}, schema_overrides={"document_id": pl.Int32}
    )
    terms = pl.DataFrame({"part": 0, "number": [0, 1], "term_id": [9, 7], "sign": ["i", "g"]}, schema_overrides=_TERM)
    index = index_words([words_in(frames_of("one two", "two two"), documents)], terms)

    assert index.postings.rows() == [(7, 1, 4), (7, 2**31 - 1, 8), (9, 1, 4)]


def test_a_phrase_of_rare_words_is_found(database: Connection) -> None:
    """Words whose signs are two characters stand in a text as others do."""
    frames = frames_of("one two three", "two one", "")
    documents = pl.DataFrame(
        {"ordinal": [0, 1, 2], "document_id": [7, 8, 9]}, schema_overrides={"document_id": pl.Int32}
    )
    numbers = [1, 980_927, 2_000_000]
    signs = [sign for (sign,) in database.execute("SELECT search_sign(unnest(?))", [numbers]).fetchall()]
    terms = pl.DataFrame({"part": 0, "number": [0, 1, 2], "term_id": numbers, "sign": signs}, schema_overrides=_TERM)
    index = index_words([words_in(frames, documents)], terms)

    assert [len(sign) for sign in signs] == [1, 2, 2]
    assert index.documents["signs"].to_list() == ["".join(signs), signs[1] + signs[0], ""]


def test_no_word_folds_to_nothing(database: Connection) -> None:
    """Every letter and digit of the planes that are written in can be found."""
    letters = [chr(c) for c in range(0x20000) if chr(c).isalnum()]
    folds = fold_words(database, letters)

    assert [letter for letter, fold in folds.items() if not fold] == []


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Tô Lâm đến Đà Nẵng", "to lam da nang"),
        ("TO LAM TOI DA NANG", '"tô lâm" "Đà Nẵng"'),
        ("a salt-proof seed", '"salt proof seed"'),
        ("a salt-proof seed", "brine\u00a0proof"),
        ("the K'Bay ferry", "k’bay"),
        ("He flew to 北京市 at noon", "北京"),
        ("He flew to 北京市 at noon", "京市"),
        ("Prices rose 3,000 dong", "3.000"),
        ("On a clôturé l'année", '"cloture l annee"'),
        ("an e\u0301tude in June", "étude"),
    ],
)
def test_spelling_does_not_matter(house: House, text: str, query: str) -> None:
    """Accents, case, signs between words and ways to compose a letter make no difference; nor do scripts."""
    house.write("001_00000000000000aa.txt", article_text(body=f"{text}, and so it was."))
    house.write("002_00000000000000bb.txt", article_text("Another one"))
    house.run()

    assert house.ask("SELECT article_id FROM search(?)", query) == [("00000000000000aa",)]


def test_phrases_end_where_a_field_does(house: House) -> None:
    """No phrase runs from the headline into the body, nor from one caption into the next."""
    house.write("001_00000000000000aa.txt", article_text("Growers try pumpkins", body="Growers in the north do not."))
    house.run()

    assert house.ask("SELECT count(*) FROM search('\"pumpkins growers\"')") == [(0,)]
    assert house.ask("SELECT count(*) FROM search('\"try pumpkins\"')") == [(1,)]


def test_phrases_end_where_a_caption_does(house: House) -> None:
    """A phrase is found in a caption, none in the end of one and the beginning of the next or of another text."""
    essay = article_text(body="The boats are made of pine.") + (
        "\nOarsmen wait below the bridge. — VNS Photo Hoài An\nWinners share the rice. — VNS Photo Hoài An\n"
    )
    house.write("001_00000000000000aa.txt", essay)
    house.run()

    assert house.ask("SELECT count(*) FROM article_images") == [(2,)]
    for phrase, found in (
        ("wait below the bridge", 1),
        ("bridge winners", 0),
        ("the rice", 1),
        ("third of it oarsmen", 0),
    ):
        assert house.ask("SELECT count(*) FROM search(?)", f'"{phrase}"') == [(found,)], phrase


def test_the_headline_weighs_more(house: House) -> None:
    """Of two articles with a word the one that has it in its headline comes first."""
    house.write("001_00000000000000aa.txt", article_text("Growers try seeds", body="A pumpkin was the first to fail."))
    house.write("002_00000000000000bb.txt", article_text("A pumpkin, of all plants", body="It was the first to fail."))
    house.run()

    assert house.ask("SELECT article_id FROM search('pumpkin')") == [("00000000000000bb",), ("00000000000000aa",)]


def test_only_the_current_text_is_searched(house: House) -> None:
    """A word that a revision removed is found no longer; its new words are."""
    house.write("001_00000000000000aa.txt", article_text(body="The pumpkins failed."))
    house.run()
    house.write("001_00000000000000aa.txt", article_text(body="The marrows failed again."))
    house.run()

    assert house.ask("SELECT version FROM search('pumpkins')") == []
    assert house.ask("SELECT version FROM search('marrows')") == [(2,)]


def test_parts_of_a_query(database: Connection) -> None:
    """Words are wanted or excluded; a query of signs looks for nothing."""
    assert read_query(database, 'Tô "state visit" -football -"so what"') == (
        type(read_query(database, ""))(frozenset({"to", "state", "visit"}), frozenset({"football", "so", "what"}))
    )
    assert not read_query(database, '- -- "" !? …').wanted
    assert len(read_query(database, "word " * 5_000).wanted) == 1
