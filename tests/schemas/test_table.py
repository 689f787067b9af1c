"""The parser's table of child names agrees with the schemas, except for the differences that are listed here.

The parser checks the structure with its own table, because a validator would be too slow for every file. Here the
validator is the oracle, for every available file and for documents that are broken in every way.
"""

from __future__ import annotations

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
from paths import CORPUS, FIXTURES, SCHEMAS
from sampling import sampled
from schemas import documents
from schemas.test_xsd import broken, documents_in, refused

XS = "http://www.w3.org/2001/XMLSchema"
DOCUMENTS = {Format.GPX: documents.GPX, Format.TCX: documents.TCX}

# These rules report what the schemas refuse but the table accepts, so that nothing is reported twice, ...
OTHER_RULES = ("TIM", "POS", "STR", "SPO", "DEV", "TCX", "GPX", "XML001", "XML007")
# ... or it is one of these, which nobody reads:
NOT_CHECKED = ("Folders", "Workouts", "Training")
UNREAD = {
    "Character content": "text between elements is skipped",
    "XMLSchema-instance}type'": "xsi:type is ignored",
    "attribute 'Sport' is required": "the rules about sports check only the first Activity",
    "}UnitId': This element is not expected": "the rules about devices check only the first Creator",
    "}Build': This element is not expected": "and only the Name of the Author",
}


@cache
def all_schemas() -> etree.XMLSchema:
    """The schemas of GPX, TCX and the three extensions in one, so that extensions are validated too."""
    paths = {str(etree.parse(path).getroot().get("targetNamespace")): path for path in sorted(SCHEMAS.glob("*.xsd"))}
    imports = "".join(f'<xs:import namespace="{ns}" schemaLocation="{path.as_uri()}"/>' for ns, path in paths.items())
    return etree.XMLSchema(etree.fromstring(f'<xs:schema xmlns:xs="{XS}">{imports}</xs:schema>'))


def findings_of(data: bytes, format: Format) -> set[tuple[str, str]]:  # noqa: A002 -- the field's own word
    report = activitylint.lint(data, name=f"a.{format}", now=moment(NOW))
    return {(finding.code, finding.message) for finding in report.findings}


def table_accepts(data: bytes, format: Format) -> bool:  # noqa: A002 -- the field's own word
    activity = read(data, format)
    return not (activity.faults_of(FaultKind.XML_SCHEMA) or activity.faults_of(FaultKind.XML_ELEMENT_ORDER))


@pytest.mark.parametrize("format", DOCUMENTS)
def test_the_table_accepts_a_document_that_uses_everything(format: Format) -> None:  # noqa: A002
    assert table_accepts(DOCUMENTS[format].strip().encode(), format)


@pytest.mark.parametrize("every", sampled((23, 1), 2))
@pytest.mark.parametrize("format", DOCUMENTS)
def test_the_table_or_another_rule_finds_each_single_error(format: Format, every: int) -> None:  # noqa: A002
    whole = etree.fromstring(DOCUMENTS[format].strip())
    etree.strip_elements(whole, *(f"{{*}}{name}" for name in NOT_CHECKED))
    base = findings_of(etree.tostring(whole), format)
    unexplained = []
    for what, document in islice(broken(whole), 0, None, every):
        data = etree.tostring(document)
        errors = {message for _, _, message in refused(all_schemas(), document)}
        if not errors and not table_accepts(data, format):
            unexplained.append((what, "only the table refuses it"))
        elif not all(map(unread, errors)) and table_accepts(data, format):
            others = {code for code, _ in findings_of(data, format) - base}
            if not any(code.startswith(OTHER_RULES) for code in others):
                unexplained.append((what, f"only the schemas refuse it: {errors}"))
    assert unexplained == []


def unread(message: str) -> bool:
    return any(words in message for words in UNREAD)


@pytest.mark.slow
@pytest.mark.parametrize("folder", [FIXTURES, CORPUS])
def test_on_every_file_the_table_and_the_schemas_agree(folder: Path) -> None:
    for path, data, document in documents_in(folder):
        format = Format.TCX if ".tcx" in path.name else Format.GPX  # noqa: A001 -- the field's own word
        accepted = table_accepts(data, format)
        if etree.QName(document).namespace not in {"http://www.topografix.com/GPX/1/1", documents.TCX_NAMESPACE}:
            assert accepted, f"{path}: other rules report another version"
            continue
        errors = refused(all_schemas(), document)
        if not errors:
            assert accepted, path
        elif accepted and not all(unread(message) for _, _, message in errors):
            others = {code for code, _ in findings_of(data, format)}
            assert any(code.startswith(OTHER_RULES) for code in others), (path, sorted(errors)[:3])
