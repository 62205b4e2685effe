"""What the search's tables say of a warehouse, whatever numbers its documents and terms have."""

DOCUMENTS = "SELECT article_id, version, words, length, terms FROM search_documents ORDER BY ALL"
POSTINGS = """
SELECT article_id, version, term, weight
FROM search_postings JOIN search_documents USING (document_id) JOIN search_terms USING (term_id)
ORDER BY ALL
"""
ORDER = """
SELECT article_id, place, term
FROM (
    SELECT article_id, unnest(single) AS sign, generate_subscripts(single, 1) AS place
    FROM (SELECT article_id, regexp_extract_all(signs, '.') AS single FROM search_documents)
)
LEFT JOIN search_terms ON sign = search_sign(term_id)
ORDER BY ALL
"""
"""Every word in its place, NULL between two texts; for terms whose sign is one character."""
