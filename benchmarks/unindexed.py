"""``python -m benchmarks.unindexed`` is ``wirehouse`` without a search: it finds no word in any text.

What a load takes longer than with this one is the search's share. The processes of the pool import this module too.
"""

import polars as pl

from cli.main import main
from pipeline.intake import read as reading
from schemas.search_index import WordFrames, number_words


def _no_words(records: pl.DataFrame, images: pl.DataFrame) -> WordFrames:
    return number_words(records.clear(), images.clear())


reading.number_words = _no_words  # type: ignore[attr-defined]  # reading imports it, for itself

if __name__ == "__main__":
    main()
