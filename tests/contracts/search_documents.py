"""Documents and engines for the tests of the search engine contract."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from indexer.analysis import norwegian
from indexer.engine import Batch, IndexDocument, IndexPage, SearchEngine, SearchPage
from indexer.engines import KINDS
from indexer.engines.tantivy import TantivyEngine
from indexer.engines.whoosh import WhooshEngine
from indexer.query import SearchQuery

#: (engine, where it keeps its index)
FORMS = tuple((kind, place) for kind in KINDS for place in ("memory", "disk"))
FORM_IDS = tuple(f"{kind} {place}" for kind, place in FORMS)


def make_engine(kind: str, path: Path | None, *, lock_wait: float = 10.0) -> SearchEngine:
    """An engine over the folder, as it is."""
    make = {"tantivy": TantivyEngine, "whoosh": WhooshEngine}[kind]
    return make(path, norwegian(), lock_wait=lock_wait)


@contextmanager
def new_engine(form: tuple[str, str], folder: Path, *, lock_wait: float = 10.0) -> Iterator[SearchEngine]:
    """An engine of one form, with an empty index."""
    kind, place = form
    engine = make_engine(kind, folder / "index" if place == "disk" else None, lock_wait=lock_wait)
    with engine.rebuilding():
        pass
    yield engine


def make_document(doc_id: int, title: str = "", text: str | Sequence[str] = "", **values: Any) -> IndexDocument:
    """A web page, or a document with pages when there are several texts."""
    texts = (text,) if isinstance(text, str) else text
    pages = tuple(IndexPage(number=number, text=page) for number, page in zip(count(1), texts, strict=False))
    known = {"revision": 1, "source": "solvik", "type": "article", "date_on": date(2024, 5, 17)}
    return IndexDocument(**known | {"id": doc_id, "title": title, "pages": pages} | values)


def fill(engine: SearchEngine, *documents: IndexDocument, deletes: Iterable[int] = ()) -> None:
    """Apply one batch."""
    engine.apply(Batch(upserts=documents, deletes=tuple(deletes)))


def ask(engine: SearchEngine, text: str = "", **values: Any) -> SearchPage:
    """Search."""
    within = values.pop("within", None)
    return engine.search(SearchQuery(text=text, **values), within=within)


def ids(page: SearchPage) -> list[int]:
    """The ids of the hits in their order."""
    return [hit.id for hit in page.hits]


def found(engine: SearchEngine, text: str = "", **values: Any) -> list[int]:
    """The ids that a search gives, in their order."""
    return ids(ask(engine, text, **values))


def counts(page: SearchPage, facet: str) -> list[tuple[str, int]]:
    """A facet's values with their counts."""
    return [(entry.value, entry.count) for entry in page.facets[facet]]
