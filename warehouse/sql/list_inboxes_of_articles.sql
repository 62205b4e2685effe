SELECT DISTINCT inbox FROM articles ORDER BY inbox;
