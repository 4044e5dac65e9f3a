"""The collection's own course is graded, not collected."""

collect_ignore = ["course"]
