-- name: list_tables
-- Tables, views and table macros of our own, with their columns.
WITH found AS (
    SELECT table_name AS name, comment FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT view_name, comment FROM duckdb_views() WHERE NOT internal
    UNION ALL
    SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', comment
    FROM duckdb_functions() WHERE NOT internal AND function_type = 'table_macro'
),
columns AS (
    SELECT
        table_name AS name,
        list({'name': column_name, 'kind': data_type, 'comment': coalesce(comment, '')} ORDER BY column_index) AS columns
    FROM duckdb_columns() WHERE NOT internal GROUP BY ALL
)
SELECT name, coalesce(comment, ''), columns FROM found LEFT JOIN columns USING (name) ORDER BY name;
