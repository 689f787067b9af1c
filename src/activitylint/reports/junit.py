"""`junit`: XML that CI servers show as tests.

Each file is a suite and each finding a test case; it is a failure if it reaches --fail-on. A suite is written as soon
as its file is done, so the root element has no totals; readers compute them. The output is ASCII, so that it is valid
in any encoding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from activitylint.model.finding import Finding
from activitylint.model.report import Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import printable
from activitylint.reports.words import basis_sentence, effect_sentence, ordinals, place

__all__ = ["make"]

_RANGES = 20


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `junit`."""
    del output_format
    return _JUnit(write, options)


class _JUnit:
    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        self._write = write
        self._options = options
        self._write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="activitylint">\n')

    def add(self, report: Report) -> None:
        shown = [one for one in report.findings if self._options.shows(one.severity)]
        failures = sum(self._fails(finding) for finding in shown)
        errors = 0 if report.failure is None else 1
        cases = [line for finding in shown for line in self._case(report.path, finding)]
        if report.failure is not None:
            cases += _wrapped(report.path, "activitylint", f"    <error{_attributes(message=report.failure)}/>")
        elif not shown:
            cases.append(f"  <testcase{_attributes(name='no findings', classname=report.path, time='0')}/>")
        count = len(shown) + errors or 1
        about = _attributes(
            name=report.path, tests=str(count), failures=str(failures), errors=str(errors), skipped="0", time="0"
        )
        lines = [f" <testsuite{about}>", *cases, " </testsuite>"]
        self._write("".join(f"{_ascii(line)}\n" for line in lines))

    def close(self, totals: Totals) -> None:
        del totals
        self._write("</testsuites>\n")

    def _fails(self, finding: Finding) -> bool:
        return finding.severity.rank >= self._options.fail_on.rank

    def _case(self, path: str, finding: Finding) -> list[str]:
        name = f"{finding.code} {finding.name}"
        text = escape("\n".join(printable(line) for line in self._lines(path, finding)))
        if self._fails(finding):
            about = _attributes(message=finding.message, type=finding.severity.value)
            return _wrapped(path, name, f"    <failure{about}>{text}</failure>")
        return _wrapped(path, name, f"    <system-out>{text}</system-out>")

    def _lines(self, path: str, finding: Finding) -> Iterator[str]:
        where = place(path, finding.location)
        yield f"{where} {finding.severity.value} {finding.code} {finding.name}: {finding.message}"
        rows = ordinals(finding, None if self._options.show_all else _RANGES)
        if rows:
            yield rows
        yield f"{effect_sentence(finding.effect)} {basis_sentence(finding.basis)}"
        yield f"help: {finding.help}"


def _wrapped(path: str, name: str, content: str) -> list[str]:
    return [f"  <testcase{_attributes(name=name, classname=path, time='0')}>", content, "  </testcase>"]


def _attributes(**values: str) -> str:
    return "".join(f' {name}="{escape(printable(value), {chr(34): "&quot;"})}"' for name, value in values.items())


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
