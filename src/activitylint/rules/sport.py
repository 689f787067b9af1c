"""SPO: sport. What Strava makes of the file's own word for it."""

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
from activitylint.rules.support.wording import plural, quote
from activitylint.strava import thresholds
from activitylint.vocabulary.sports import UNNAMED_FIT_SPORT, fit_sport_type, tcx_sport_type, tcx_sports

_BETWEEN: Final = frozenset({"transition", "multisport"})
"""FIT sports of the sessions between or around those of a multisport activity."""


@rule("SPO001", "unsupported-tcx-sport", Severity.WARNING, Effect.MISREAD, basis=documented(Section.TCX), formats=TCX)
def unsupported_tcx_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """The Sport of a TCX Activity is none of biking, running, hiking, walking and swimming, in any case.

    Why: "No other types are currently supported." The activity becomes a Workout, or the athlete's default sport.

    Fix: Send sport_type with the upload: it overrides the file. Or write one of the five sports.

    Note: Garmin's schema knows Biking, Running and Other only; hiking, walking and swimming are Strava's addition.
    """
    sports = activity.sessions.sport
    rows = np.flatnonzero(sports.where(_is_unmapped))
    *most, last = tcx_sports()
    for row in rows[: thresholds.NAMES_TOLD].tolist():
        message = f"the sport {quote(sports[row] or '')} is not mapped: only {', '.join(most)} and {last} are"
        yield Violation(message, Place("session", row, "@Sport"), about=(sports[row] or "",))
    rest = rows[thresholds.NAMES_TOLD :]
    if len(rest):
        message = f"the sports of {plural(len(rest), 'further activity')} are not mapped, either"
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
    """The file names no sport.

    Why: "If left unspecified sport type detected from file will be used." Where nothing can be detected, the activity
    gets the athlete's default sport.

    Fix: Send sport_type with the upload.

    Note: FIT's sport `generic` names none. A Course has no sport.
    """
    written = activity.sport.written
    if activity.format is Format.FIT and not len(activity.sessions):
        return
    if written is None or not written.strip():
        yield Violation("the file names no sport, so Strava takes the athlete's default", activity.sport.at)
    elif activity.format is Format.FIT and written.partition("/")[0] == UNNAMED_FIT_SPORT:
        yield Violation(
            f"the sport {quote(written)} names none, so Strava takes the athlete's default", activity.sport.at
        )


@rule("SPO003", "unmapped-fit-sport", Severity.WARNING, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def unmapped_fit_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """The sport of a FIT session has no counterpart among Strava's sport types.

    Why: "Activity type is detected from session.sport & session.sub_sport." The list of sport types has no word for
    some of FIT's sports, so the activity gets another.

    Fix: Send sport_type with the upload, the nearest on Strava's list; Workout takes everything.

    Note: Strava does not publish how it maps the sports. Where the words of both lists name the same sport, it counts
    as mapped. The transitions of a multisport activity are left out.
    """
    seen: dict[str, int] = {}
    for (sport, sub), row in activity.sessions.sport.firsts(activity.sessions.sub_sport).items():
        if sport is None or sport == UNNAMED_FIT_SPORT or (sport in _BETWEEN and len(activity.sessions) > 1):
            continue
        if fit_sport_type(sport, sub) is not None or seen.setdefault(sport, row) != row:
            continue
        if len(seen) <= thresholds.NAMES_TOLD:
            message = f"Strava's sport types have no counterpart of the sport {quote(_written(sport, sub))}"
            if sport.isdigit():
                message = f"the sport {sport} is in no FIT profile known here, so its counterpart is not known"
            yield Violation(message, Place("session", row, "sport"))
    rest = list(seen.values())[thresholds.NAMES_TOLD :]
    if rest:
        message = f"Strava's sport types have no counterpart of {plural(len(rest), 'further sport')}, either"
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
    """The sport of a GPX file stands in its type element, which is not documented to be read.

    Why: the page does not say that `<type>` is read, and reports contradict each other. Strava's own exports wrote
    numbers there (1, 9) and later words.

    Fix: Send sport_type with the upload.
    """
    if activity.sport.written is not None and activity.sport.written.strip():
        message = f"the type {quote(activity.sport.written)} is not documented to be read"
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
    """The sport message and the sessions of a FIT file name different sports.

    Why: Strava detects the sport from the session. Where the sport message says another, one of the two is wrong;
    where sessions differ, a multisport activity becomes one activity of one sport.

    Fix: Write the same sport in both messages. Upload each session of a multisport activity as a file of its own.

    Note: Sports that are one sport_type at Strava agree. Transitions are left out.
    """
    named = activity.sessions.sport.firsts(activity.sessions.sub_sport)
    sessions = [(row, sport, sub) for (sport, sub), row in named.items() if sport is not None and sport not in _BETWEEN]
    if not sessions:
        return
    _, first, first_sub = sessions[0]
    for row, sport, sub in sessions[1:]:
        if _kind(sport, sub) != _kind(first, first_sub):
            message = (
                f"the sessions differ in sport: {quote(_written(first, first_sub))}, then {quote(_written(sport, sub))}"
            )
            yield Violation(message, Place("session", row, "sport"))
            break
    told = activity.fit.messages.get("sport") if activity.fit is not None else None
    if told is not None:
        kinds = {_kind(sport, sub) for _, sport, sub in sessions}
        for (word, sub), row in told.names("sport").firsts(told.names("sub_sport")).items():
            if word is not None and word not in _BETWEEN and _kind(word, sub) not in kinds:
                here, there = quote(_written(word, sub)), quote(_written(first, first_sub))
                message = f"the sport message says {here} and the session {there}"
                yield Violation(message, Place("sport", row, "sport"))
                break


def _is_unmapped(sport: str | None) -> bool:
    return sport is not None and bool(sport.strip()) and tcx_sport_type(sport) is None


def _written(sport: str, sub_sport: str | None) -> str:
    return sport if sub_sport in {None, UNNAMED_FIT_SPORT} else f"{sport}/{sub_sport}"


def _kind(sport: str, sub_sport: str | None) -> str:
    """What two sports must share to be one at Strava."""
    return fit_sport_type(sport, sub_sport) or sport
