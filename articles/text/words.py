"""The words of a text as the search knows them: runs of letters and digits, everything else divides.

Scripts that put no blanks between words (Chinese, Japanese) give a word per character; who searches for several of
them finds them side by side. Marks that have no letter of their own divide words too, here and in a query alike.
"""

import re

UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Han, Hiragana and Katakana, as ranges of code points: the index (``schemas/search_index.py``) and the queries
(the macro ``search_words_of``) say the same in the regular expressions of others."""
_WORD = re.compile(f"[^\\W_{UNSPACED}]+|[{UNSPACED}]")

words_of = _WORD.findall
"""The words of a text, in order, as they are spelt."""
places_of = _WORD.finditer
"""The same as matches, which know where they stand."""
