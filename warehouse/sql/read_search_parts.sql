SELECT part, excluded, required, size, place, term FROM search_parts($query) ORDER BY part, place;
