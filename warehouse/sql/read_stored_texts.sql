SELECT ordinal, headline, abstract, article_body FROM incoming ORDER BY ordinal;
