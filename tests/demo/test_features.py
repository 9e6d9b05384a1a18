"""The table of features is true, and the README shows all of it."""

from pathlib import Path

import pytest

from demo import features
from demo.features import FEATURES, Feature

_README = Path(features.__file__).parent / "README.md"


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_the_feature_is_at_its_address(get, feature: Feature):
    """
    The address answers with the status and holds what the table says.
    """
    answer = get(feature.slug, feature.path)

    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    shown = headers + "\n" + answer.body.decode("cp1252" if "1252" in headers else "utf-8", errors="replace")
    assert feature.status == answer.status
    assert feature.holds in shown


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_the_readme_has_the_feature(feature: Feature):
    """
    Every feature is a row of the README's table, with its site and address.
    """
    row = f"| {feature.name} | {feature.slug} | `{feature.path}` |"

    assert row in _README.read_text(encoding="utf-8")


def test_the_same_report_has_the_same_bytes_at_all_its_addresses(get):
    """
    Two addresses on one site, and two sites, give the same ETag.
    """
    declaration = [
        get("solvang", "/globalassets/dokumenter/naring/klokere-sammen/erklaring-klokere-sammen.pdf"),
        get("solvang", "/contentassets/5b1f0c9e2d3a4f60b7c8d9e0f1a2b3c4/erklaring.pdf"),
    ]
    evaluation = [
        get("departementet", "/contentassets/77665544332211ffeeddccbbaa009988/evaluering-betre-i-lag.pdf"),
        get("betre-i-lag", "/wp-content/uploads/2016/12/evaluering.pdf"),
    ]

    assert 1 == len({answer.headers["ETag"] for answer in declaration})
    assert 1 == len({answer.headers["ETag"] for answer in evaluation})
