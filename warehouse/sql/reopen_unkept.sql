-- Originals of loaded articles that are not kept, or damaged: the next reading of the inbox takes their files again.
UPDATE files SET mtime_ns = -1
WHERE inbox = $inbox AND list_contains($paths::VARCHAR[], path);
