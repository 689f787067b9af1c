"""FIT101 to FIT104: the file_id message."""

from __future__ import annotations

from fit_builder import INVALID, START, FitFile, activity, chain
from fit_recipes import Recipe


def _tail() -> FitFile:
    return FitFile().message("event", timestamp=START, event="session", event_type="stop")


RECIPES: dict[str, Recipe] = {
    "FIT101-no-file-id/fail-none.fit": lambda: activity().drop("file_id"),
    "FIT101-no-file-id/pass-first.fit": activity,
    "FIT101-no-file-id/pass-tail-of-chain.fit": lambda: chain(activity(), _tail()),
    "FIT102-not-an-activity/fail-course.fit": lambda: activity().change("file_id", type="course"),
    "FIT102-not-an-activity/pass-activity.fit": activity,
    "FIT103-file-id-not-first/fail-session-first.fit": lambda: (
        activity().drop("session").insert("file_id", "session", **activity().of("session")[0].values)
    ),
    "FIT103-file-id-not-first/pass-summary-second.fit": lambda: (
        activity().drop("session").insert("event", "session", **activity().of("session")[0].values)
    ),
    "FIT104-incomplete-file-id/fail-no-time-created.fit": lambda: activity().change("file_id", time_created=None),
    "DEV008-no-product/fail-product-invalid.fit": lambda: activity().change("file_id", garmin_product=INVALID),
    "FIT104-incomplete-file-id/pass-complete.fit": activity,
}
