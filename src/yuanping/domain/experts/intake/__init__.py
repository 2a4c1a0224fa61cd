"""From a file of experts to rows that may enter the pool: columns, reading, judging, comparing. Nothing here writes."""
