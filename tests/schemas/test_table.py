"""The parser's table of child names and the shipped schemas say the same, but for what is named here.

The parser checks structure from its own table, since running a validator over every file would cost too much; here the
validator is the oracle, over every file at hand and over documents that are bent in every way.
"""

from __future__ import annotations

import gzip
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from lxml import etree

import activitylint
from activitylint.formats import read
from activitylint.model.faults import FaultKind
from activitylint.model.format import Format
from fixture_cases import NOW, moment
from paths import SCHEMAS
from schemas import documents
from schemas.test_xsd import bent, files, parse, refused

XS = "http://www.w3.org/2001/XMLSchema"
DOCUMENTS = {Format.GPX: documents.GPX, Format.TCX: documents.TCX}

# What the schemas refuse and the table passes over is told by these rules, so that nothing is told twice, ...
TELLERS = ("TIM", "POS", "STR", "SPO", "DEV", "TCX", "GPX", "XML001", "XML007")
# ... or it is one of these, which nobody reads:
NOT_LOOKED_INTO = ("Folders", "Workouts", "Training")
UNREAD = {
    "Character content": "text between elements is skipped",
    "XMLSchema-instance}type'": "xsi:type is not looked at",
    "attribute 'Sport' is required": "the rules about sport look at the first Activity",
    "}UnitId': This element is not expected": "the rules about devices look at the first Creator",
    "}Build': This element is not expected": "and at the Name of the Author only",
}


@cache
def all_schemas() -> etree.XMLSchema:
    """GPX, TCX and the three extensions as one, so that the content of extensions is looked into."""
    paths = {str(etree.parse(path).getroot().get("targetNamespace")): path for path in sorted(SCHEMAS.glob("*.xsd"))}
    imports = "".join(f'<xs:import namespace="{ns}" schemaLocation="{path.as_uri()}"/>' for ns, path in paths.items())
    return etree.XMLSchema(etree.fromstring(f'<xs:schema xmlns:xs="{XS}">{imports}</xs:schema>'))


def told(data: bytes, format: Format) -> set[tuple[str, str]]:  # noqa: A002 -- the field's own word
    report = activitylint.lint(data, name=f"a.{format}", now=moment(NOW))
    return {(finding.code, finding.message) for finding in report.findings}


def silent(data: bytes, format: Format) -> bool:  # noqa: A002 -- the field's own word
    activity = read(data, format)
    return not (activity.faults_of(FaultKind.XML_SCHEMA) or activity.faults_of(FaultKind.XML_ELEMENT_ORDER))


@pytest.mark.parametrize("format", DOCUMENTS)
def test_a_document_that_uses_everything_is_right_to_the_table(format: Format) -> None:  # noqa: A002
    assert silent(DOCUMENTS[format].strip().encode(), format)


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("format", DOCUMENTS)
def test_one_thing_wrong_is_wrong_to_the_table_or_told_by_another_rule(format: Format, every: int) -> None:  # noqa: A002
    whole = etree.fromstring(DOCUMENTS[format].strip())
    etree.strip_elements(whole, *(f"{{*}}{name}" for name in NOT_LOOKED_INTO))
    base = told(etree.tostring(whole), format)
    unexplained = []
    for what, document in islice(bent(whole), 0, None, every):
        data = etree.tostring(document)
        errors = {message for _, _, message in refused(all_schemas(), document)}
        if not errors and not silent(data, format):
            unexplained.append((what, "only the table refuses it"))
        elif not all(map(unread, errors)) and silent(data, format):
            others = {code for code, _ in told(data, format) - base}
            if not any(code.startswith(TELLERS) for code in others):
                unexplained.append((what, f"only the schemas refuse it: {errors}"))
    assert unexplained == []


def unread(message: str) -> bool:
    return any(words in message for words in UNREAD)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_on_every_file_the_table_and_the_schemas_agree(path: Path) -> None:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    document = parse(data)
    if document is None:
        return
    format = Format.TCX if ".tcx" in path.name else Format.GPX  # noqa: A001 -- the field's own word
    if etree.QName(document).namespace not in {"http://www.topografix.com/GPX/1/1", documents.TCX_NAMESPACE}:
        assert silent(data, format), "what another version is, is a rule's to say"
        return
    errors = refused(all_schemas(), document)
    if not errors:
        assert silent(data, format)
    elif silent(data, format) and not all(unread(message) for _, _, message in errors):
        assert any(code.startswith(TELLERS) for code, _ in told(data, format)), sorted(errors)[:3]
