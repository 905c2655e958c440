"""One answer in two formats: the Spark convention, and characters that XML cannot hold."""

import json
import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.open311.spark import write

LEAF = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=20)


def test_an_object_becomes_its_children() -> None:
    value = {"a": 1, "b": None, "c": True, "d": "<&>", "e": 0.5}
    assert write("json", "root", value) == '{"a":1,"b":null,"c":true,"d":"<&>","e":0.5}'
    assert write("xml", "root", value) == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<root><a>1</a><b/><c>true</c><d>&lt;&amp;&gt;</d><e>0.5</e></root>"
    )


def test_a_list_becomes_its_items_under_their_own_name() -> None:
    value = [{"key": "k"}]
    assert json.loads(write("json", "values", value)) == value
    assert write("xml", "values", value).endswith("<values><value><key>k</key></value></values>")
    assert (write("json", "values", []), write("xml", "values", [])[-9:]) == ("[]", "<values/>")


@settings(max_examples=200, deadline=None)
@given(value=st.dictionaries(st.sampled_from(["a", "b", "c"]), LEAF))
def test_xml_says_what_json_says(value: dict[str, object]) -> None:
    told = ET.fromstring(write("xml", "root", value).encode("utf-8", "replace"))
    assert [child.tag for child in told] == list(value)
    for child, leaf in zip(told, value.values(), strict=True):
        assert (child.text or "") == _as_xml(leaf)


def _as_xml(leaf: object) -> str:
    if leaf is None:
        return ""
    if isinstance(leaf, bool):
        return "true" if leaf else "false"
    if isinstance(leaf, str):
        return "".join(char if _is_char(char) else "\ufffd" for char in leaf)
    return repr(leaf)


def _is_char(char: str) -> bool:
    """XML 1.0, production 2."""
    return (
        char in "\t\n\r"
        or "\x20" <= char <= "\ud7ff"
        or "\ue000" <= char <= "\ufffd"
        or (char >= "\U00010000")
    )
