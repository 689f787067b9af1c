"""The page of each rule is about that rule: two pages of a group cannot be swapped unnoticed.

A summary has more words in common with the name and the messages of its own rule than with those of another rule. The
few pairs of rules whose words are too much alike, and rules that must not be confused again, have words in a table.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest

import activitylint
from paths import ROOT

RULES = {rule.code: rule for rule in activitylint.catalogue()}
WORDING = ROOT / "tests" / "acceptance" / "wording.txt"

DISTINGUISHING = {
    "DEV001": "GPX and TCX files that do not name",
    "FIT007": "joined end to end",
    "FIT101": "without a file_id",
    "FIT207": "more than one session",
    "GPX004": "in a namespace from which",
    "GPX005": "wrong place",
    "INT001": "refuses to read",
    "INT002": "a different number of points",
    "TCX006": "averages",
    "TCX010": "without a Trackpoint",
    "TCX013": "not inside a Track",
    "TIM002": "without any",
    "TIM010": "single record",
    "UPL004": "cannot be unpacked",
    "UPL102": "a sport_type that Strava does not list",
    "UPL302": "that its activities.csv",
    "UPL304": "links, rare compression",
    "UPL305": "Detects archives that cannot be read",
}
"""Words that the summary of a rule has and no other summary of its group."""

_COMMON = {
    "the",
    "a",
    "an",
    "of",
    "in",
    "and",
    "or",
    "is",
    "are",
    "to",
    "it",
    "as",
    "than",
    "has",
    "have",
    "no",
    "not",
} | {*("with", "for", "from", "by", "which", "their", "they", "on", "one", "be", "file", "detect", "without", "other")}
_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ied", "es", "ed", "s", "ly", "er")
_SHORTEST = 3
"""Letters of a word that are left without its ending."""


def stem(word: str) -> str:
    """Return a word without its ending, so that `refuses` and `refused` are one."""
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= _SHORTEST), "")
    return word.removesuffix(ending).rstrip("e")


_LEFT_OUT = {stem(word) for word in _COMMON}


def significant(text: str) -> set[str]:
    """Return the stems of the words that say something."""
    return {stem(word) for word in re.findall(r"[a-z_]+", text.lower())} - _LEFT_OUT


def _subjects() -> dict[str, set[str]]:
    """Return the significant words of the name and the messages of each rule."""
    texts = {code: [rule.name.replace("-", " ")] for code, rule in RULES.items()}
    for line in WORDING.read_text(encoding="utf-8").splitlines():
        code, _, message = line.partition(": ")
        if code in texts:  # not the help of a rule, which is a part of its page
            texts[code].append(message)
    return {code: significant(" ".join(some)) for code, some in texts.items()}


SUBJECTS = _subjects()
SUMMARIES = {code: significant(rule.page.summary) for code, rule in RULES.items()}
NAMES = {code: significant(rule.name.replace("-", " ")) for code, rule in RULES.items()}
GROUPS: dict[str, list[str]] = defaultdict(list)
for _code in RULES:
    GROUPS[_code[:3]].append(_code)
RARITY = {group: Counter(word for code in codes for word in SUBJECTS[code]) for group, codes in GROUPS.items()}


def agreement(page: str, rule: str) -> float:
    """Return how much the summary of one rule is about another: rare words count for more, those of the name twice."""
    shared = SUMMARIES[page] & SUBJECTS[rule]
    return sum((1 + (word in NAMES[rule])) / RARITY[rule[:3]][word] for word in shared)


@pytest.mark.parametrize("group", GROUPS)
def test_no_two_summaries_of_a_group_can_be_swapped(group: str) -> None:
    easily_confused = []
    for one, other in combinations(GROUPS[group], 2):
        right = agreement(one, one) + agreement(other, other)
        swapped = agreement(one, other) + agreement(other, one)
        if right <= swapped and not DISTINGUISHING.keys() & {one, other}:
            easily_confused.append((one, RULES[one].page.summary, other, RULES[other].page.summary))
    assert easily_confused == []


@pytest.mark.parametrize(("code", "words"), DISTINGUISHING.items())
def test_the_summary_of_a_rule_that_is_easily_confused_has_words_of_its_own(code: str, words: str) -> None:
    assert [other for other in GROUPS[code[:3]] if words in RULES[other].page.summary] == [code]


def test_words_are_compared_by_their_stems() -> None:
    assert significant("refuses refused refusing") == {"refus"}
    assert significant("the file has no tracks") == {"track"}
