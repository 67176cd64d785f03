-- internal
-- name: head
-- purpose: The position of the last event.
SELECT coalesce(max(position), 0) AS position FROM events
