"""`samla search` and `samla eval`: ask the index, and measure its answers."""

import html
import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from catalog.database import Database
from catalog.models import Document
from indexer.engine import SearchEngine
from indexer.generous import search_generously
from indexer.query import SearchQuery
from samla.cli.output import json_option, note, print_json, print_rows
from samla.cli.query_options import paging_options, query_options, read_query
from samla.wiring import Program


@click.command("search")
@click.argument("query")
@query_options
@paging_options
@json_option
def search_command(query: str, as_json: bool, **options: Any) -> int:
    """Search; exits 1 when nothing is found."""
    from webapp.presenters.search import search_answer

    program = Program.from_environment()
    page = search_generously(program.engine, read_query(query, options))
    with program.db.read() as session:
        answer = search_answer(session, page)
    if as_json:
        print_json(answer)
    else:
        _print_hits(answer)
    return 0 if page.total else 1


def _print_hits(answer: dict[str, Any]) -> None:
    note(f"{answer['total']} hits in {answer['took_ms']:.0f} ms")
    for hit in answer["hits"]:
        click.secho(hit["title"], bold=True)
        click.echo(f"  {hit['url']}  ({hit['source']}, {hit['type']})")
        click.echo(f"  {_terminal(hit['snippet'])}")
        for page in hit["pages"]:
            click.echo(f"  p. {page['number']}: {_terminal(page['snippet'])}")
    if answer["suggestion"]:
        note(f"did you mean: {answer['suggestion']}")


def _terminal(snippet: str) -> str:
    """Escaped text with <mark> as text with the marked words in bold."""
    styled = snippet.replace("<mark>", "\x1b[1m").replace("</mark>", "\x1b[0m")
    return html.unescape(" ".join(styled.split()))


@click.command("eval")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--at", type=click.IntRange(1, 100), default=10, show_default=True, help="How many hits count.")
@json_option
def eval_command(file: Path, at: int, as_json: bool) -> int:
    """Measure the search on judged queries: FILE holds a JSON object a line, {"query": …, "relevant": [url, …]}.

    Prints the reciprocal rank of the first relevant hit for each query and the mean; exits 1 when a query found none.
    """
    program = Program.from_environment()
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            rows.append(_judge(program.db, program.engine, _read_line(file, number, line), at))
    mean = sum(row["reciprocal_rank"] for row in rows) / len(rows) if rows else 0.0
    if as_json:
        print_json({"mean_reciprocal_rank": round(mean, 4), "at": at, "queries": rows})
    else:
        print_rows(rows, as_json=False, empty=f"{file} holds no queries")
        note(f"MRR@{at} {mean:.3f} over {len(rows)} queries")
    return 0 if rows and all(row["rank"] for row in rows) else 1


def _read_line(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        judged = json.loads(line)
        return {"query": str(judged["query"]), "relevant": [str(url) for url in judged["relevant"]]}
    except (ValueError, KeyError, TypeError) as error:
        words = f'{file}, line {number}: expected {{"query": …, "relevant": [url, …]}} ({error})'
        raise click.UsageError(words) from error


def _judge(db: Database, engine: SearchEngine, judged: dict[str, Any], at: int) -> dict[str, Any]:
    page = search_generously(engine, SearchQuery(text=judged["query"], per_page=at))
    with db.read() as session:
        urls = dict(session.execute(select(Document.id, Document.url)).all())
    wanted = set(judged["relevant"])
    ranks = [
        rank for rank, hit in enumerate(page.hits, 1) if wanted & {urls.get(each, "") for each in (hit.id, *hit.also)}
    ]
    rank = ranks[0] if ranks else None
    return {
        "query": judged["query"],
        "rank": rank,
        "reciprocal_rank": round(1 / rank, 3) if rank else 0.0,
        "total": page.total,
    }
