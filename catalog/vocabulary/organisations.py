"""Public bodies and their partners under every name they have had, from the shipped tables."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from catalog.vocabulary.model import Domain, Organisation, OrganisationName
from catalog.vocabulary.tables import read_day, read_table, split_values


@cache
def organisations() -> Mapping[str, Organisation]:
    """Every organisation by slug, current and ended."""
    rows_by_slug: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_table("organisations"):
        rows_by_slug[row["slug"]].append(row)
    return MappingProxyType({slug: _read_organisation(rows) for slug, rows in rows_by_slug.items()})


def todays_organisations(slug: str) -> tuple[str, ...]:
    """The slugs of today: itself, what took over, or itself when nothing did."""
    organisation = organisations().get(slug)
    if organisation is None:
        return ()
    heirs = (heir for successor in organisation.successors for heir in todays_organisations(successor))
    return tuple(dict.fromkeys(heirs)) or (slug,)


@cache
def domains() -> Mapping[str, Domain]:
    """Internet domains of the field with their history, by name and by alias."""
    found = [_read_domain(row) for row in read_table("domains")]
    return MappingProxyType({name: domain for domain in found for name in (domain.name, *domain.aliases)})


def _read_organisation(rows: Sequence[dict[str, str]]) -> Organisation:
    return Organisation(
        slug=rows[-1]["slug"],
        names=tuple(_read_name(row) for row in rows),
        part_of=rows[-1]["part_of"],
        successors=split_values(rows[-1]["successors"]),
    )


def _read_name(row: dict[str, str]) -> OrganisationName:
    return OrganisationName(
        nb=row["nb"],
        nn=row["nn"],
        en=row["en"],
        short=split_values(row["short"]),
        aliases=split_values(row["aliases"]),
        valid_from=read_day(row["valid_from"]),
        valid_to=read_day(row["valid_to"]),
    )


def _read_domain(row: dict[str, str]) -> Domain:
    return Domain(
        name=row["name"],
        owner=row["owner"],
        aliases=split_values(row["aliases"]),
        from_year=int(row["from_year"]) if row["from_year"] else None,
        to_year=int(row["to_year"]) if row["to_year"] else None,
        successors=split_values(row["successors"]),
    )
