SELECT word, folded(word) FROM (SELECT unnest($words::VARCHAR[]) AS word);
