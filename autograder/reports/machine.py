"""Results for programs: one versioned JSON shape, described by ``check.schema.json`` beside this file."""

from __future__ import annotations

from typing import Any

from autograder.model import CheckResult, Result

SCHEMA = 1


def to_json(results: list[Result]) -> dict[str, Any]:
    """Return results as plain data. Points are whole numbers, seconds rounded to milliseconds."""
    return {"schema": SCHEMA, "results": [_result(result) for result in results]}


def _result(result: Result) -> dict[str, Any]:
    return {
        "lesson": result.lesson,
        "points": result.points,
        "max_points": result.max_points,
        "seed": result.seed,
        "isolation": result.isolation,
        "notes": list(result.notes),
        "checks": [_check(each) for each in result.checks],
    }


def _check(each: CheckResult) -> dict[str, Any]:
    return {
        "id": each.check.id,
        "title": each.check.title,
        "task": each.check.task,
        "guard": each.check.guard,
        "points": each.points,
        "max_points": each.check.points,
        "outcome": each.outcome.value,
        "message": str(each.finding) if each.finding else None,
        "seconds": round(each.seconds, 3),
    }
