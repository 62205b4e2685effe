-- What only the other files and the stored versions tell of a text; one row per text and rule.
CREATE OR REPLACE TEMP TABLE late_verdicts (
    ordinal BIGINT, rule VARCHAR, severity VARCHAR, stage VARCHAR, field VARCHAR, value VARCHAR, message VARCHAR,
    remedy VARCHAR, line_start INTEGER, line_end INTEGER
);
