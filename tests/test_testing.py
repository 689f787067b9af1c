from __future__ import annotations

import pytest

from activitylint.model.finding import Severity
from activitylint.testing import assert_uploadable
from fixture_cases import NOW, moment
from paths import FIXTURES

RIDE = FIXTURES / "samples" / "ride.fit"
UNTIMED = FIXTURES / "TIM001-record-without-time" / "fail-one-point.gpx"


def test_a_good_file_passes() -> None:
    assert_uploadable(RIDE, sport_type="Ride", now=moment(NOW))
    assert_uploadable(RIDE.read_bytes(), name="ride.fit", now=moment(NOW))


def test_the_message_says_where_and_how_to_fix_it() -> None:
    with pytest.raises(AssertionError) as raised:
        assert_uploadable(UNTIMED, now=moment(NOW))
    message = str(raised.value)
    assert message.startswith(f"not uploadable:\n{UNTIMED}:13:7 error TIM001")
    assert "help: " in message
    assert "SPO002" not in message


def test_the_upload_fields_are_checked_too() -> None:
    with pytest.raises(AssertionError, match="did you mean GravelRide"):
        assert_uploadable(RIDE, sport_type="gravel ride", now=moment(NOW))


def test_the_caller_can_choose_the_threshold_and_ignore_rules() -> None:
    assert_uploadable(UNTIMED, ignore=["TIM001"], now=moment(NOW))
    with pytest.raises(AssertionError, match="SPO002"):
        assert_uploadable(UNTIMED, ignore=["TIM001"], fail_on=Severity.INFO, now=moment(NOW))
