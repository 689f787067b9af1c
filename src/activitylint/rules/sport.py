"""SPO: the sport that the file names, and whether Strava can read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented, format_spec, observed
from activitylint.model.format import FIT, GPX, TCX, TRACKS, Format
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import messages
from activitylint.rules.support.wording import plural, quote
from activitylint.strava import thresholds
from activitylint.vocabulary.sports import UNNAMED_FIT_SPORT, fit_sport_type, tcx_sport_type, tcx_sports

_TRANSITIONS: Final = frozenset({"transition", "multisport"})
"""FIT sports of the sessions that only connect or enclose the sessions of a multisport activity."""


@rule("SPO001", "unsupported-tcx-sport", Severity.WARNING, Effect.MISREAD, basis=documented(Section.TCX), formats=TCX)
def unsupported_tcx_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects TCX activities whose Sport is not biking, running, hiking, walking or swimming.

    Why: Strava's documentation names these five, in any case, and says: "No other types are currently supported." The
    activity becomes a Workout, or gets the athlete's default sport.

    Fix: Send sport_type with the upload; it overrides the file. Or write one of the five sports.

    Note: Garmin's schema knows only Biking, Running and Other. Hiking, walking and swimming are Strava's addition.
    """
    sports = activity.sessions.sport
    rows = np.flatnonzero(sports.where(_is_unmapped))
    *most, last = tcx_sports()
    for row in rows[: thresholds.NAMES_LISTED].tolist():
        message = f"Strava does not support the sport {quote(sports[row] or '')}, only {', '.join(most)} and {last}"
        yield Violation(message, Place("session", row, "@Sport"), about=(sports[row] or "",))
    rest = rows[thresholds.NAMES_LISTED :]
    if len(rest):
        message = f"Strava does not support the sports of {plural(len(rest), 'more activity')}, either"
        yield Violation(message, Place("session", int(rest[0]), "@Sport"), rest, about=("others",))


@rule(
    "SPO002",
    "no-sport",
    Severity.INFO,
    Effect.MISREAD,
    basis=(documented(Section.UPLOAD), observed("several reports")),
    formats=TRACKS,
    needs_complete_file=True,
)
def no_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files that do not name a sport.

    Why: Strava's documentation says of sport_type: "if left unspecified sport type detected from file will be used". If
    Strava can detect none, the activity gets the athlete's default sport.

    Fix: Send sport_type with the upload.

    Note: FIT's sport `generic` counts as none. A TCX Course has no sport.
    """
    written = activity.sport.written
    if activity.format is Format.FIT and not len(activity.sessions):
        return
    if written is None or not written.strip():
        yield Violation("the file names no sport, so Strava uses the athlete's default", activity.sport.at)
    elif activity.format is Format.FIT and written.partition("/")[0] == UNNAMED_FIT_SPORT:
        message = f"the sport is only {quote(written)}, so Strava uses the athlete's default"
        yield Violation(message, activity.sport.at)


@rule("SPO003", "unmapped-fit-sport", Severity.WARNING, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def unmapped_fit_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT sessions with a sport for which Strava has no sport type.

    Why: Strava's documentation says: "Activity type is detected from session.sport & session.sub_sport." Strava's list
    of sport types has no word for some of FIT's sports, so the activity gets a different one.

    Fix: Send the nearest sport_type on Strava's list with the upload. Workout fits everything.

    Note: Strava does not publish how it maps the sports. A sport counts as mapped if the words of both lists name the
    same sport. The transitions of a multisport activity are not reported.
    """
    seen: dict[str, int] = {}
    for (sport, sub), row in activity.cached(_named).items():
        if sport is None or sport == UNNAMED_FIT_SPORT or (sport in _TRANSITIONS and len(activity.sessions) > 1):
            continue
        if fit_sport_type(sport, sub) is not None or seen.setdefault(sport, row) != row:
            continue
        if len(seen) <= thresholds.NAMES_LISTED:
            message = f"Strava has no sport type for {quote(_written(sport, sub))}"
            if sport.isdigit():
                message = f"FIT sport {sport} is unknown to activitylint, and so is its sport type at Strava"
            yield Violation(message, Place("session", row, "sport"))
    rest = list(seen.values())[thresholds.NAMES_LISTED :]
    if rest:
        message = f"Strava has no sport type for {plural(len(rest), 'more sport')}, either"
        yield Violation(message, Place("session", rest[0], "sport"), count=len(rest))


@rule(
    "SPO004",
    "gpx-type-not-documented",
    Severity.INFO,
    Effect.UNKNOWN,
    basis=observed("reports contradict each other"),
    formats=GPX,
)
def gpx_type_not_documented(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects GPX files that give the sport in the `<type>` element, which Strava may or may not read.

    Why: Strava's documentation does not say that Strava reads `<type>`, and reports contradict each other. Strava's own
    exports used to write numbers there (1, 9), and later words.

    Fix: Send sport_type with the upload.
    """
    if activity.sport.written is not None and activity.sport.written.strip():
        message = f"Strava's documentation does not say that Strava reads the type {quote(activity.sport.written)}"
        yield Violation(message, activity.sport.at)


@rule(
    "SPO005",
    "sports-disagree",
    Severity.WARNING,
    Effect.MISREAD,
    basis=format_spec("FIT Activity file: sport and session messages"),
    formats=FIT,
)
def sports_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files whose sport message names a different sport than their sessions.

    Why: Strava detects the sport from the session. If the sport message names a different one, one of the two is wrong.

    Fix: Write the same sport in both messages.

    Note: Two sports agree if they are the same sport_type at Strava. Transitions are ignored. Sessions with different
    sports are reported by FIT207. In a chain, only the first file counts.
    """
    found = messages(activity, "sport")
    if found is None:
        return
    sessions = [
        (sport, sub) for sport, sub in activity.cached(_named) if sport is not None and sport not in _TRANSITIONS
    ]
    if not sessions:
        return
    kinds = {_kind(sport, sub) for sport, sub in sessions}
    for (word, sub), row in found.names("sport").firsts(found.names("sub_sport")).items():
        if word is not None and word not in _TRANSITIONS and _kind(word, sub) not in kinds:
            here, there = quote(_written(word, sub)), quote(_written(*sessions[0]))
            message = f"the sport message says {here}, but the session says {there}"
            advice = "Write the same sport in the sport message and in the session."
            yield Violation(message, Place("sport", row, "sport"), help=advice)
            break


def _named(activity: Activity) -> dict[tuple[str | None, ...], int]:
    """Each sport and sub_sport of the sessions, with the first session that has them."""
    return activity.sessions.sport.firsts(activity.sessions.sub_sport)


def _is_unmapped(sport: str | None) -> bool:
    return sport is not None and bool(sport.strip()) and tcx_sport_type(sport) is None


def _written(sport: str, sub_sport: str | None) -> str:
    return sport if sub_sport in {None, UNNAMED_FIT_SPORT} else f"{sport}/{sub_sport}"


def _kind(sport: str, sub_sport: str | None) -> str:
    """The sport_type at Strava, or the sport itself if there is none: two sports agree if it is the same."""
    return fit_sport_type(sport, sub_sport) or sport
