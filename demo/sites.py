"""Putting one site together for one day: every address with its answer and its bytes."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import PurePosixPath
from string import Template

from demo.addresses import Addresses, served_path
from demo.answers import Answer, etag, http_date
from demo.content import CONTENT, ContentError, Entry
from demo.dates import date_line
from demo.discovery import Listed
from demo.documents.library import LibraryDocument
from demo.markup import Block, Bullets, Directive, Paragraph, plain
from demo.pages import Renderer
from demo.region import DemoSite
from demo.shelves import Shelf, discovery_files

_CHROME_LINK = re.compile(r'href="([a-z-]+:[^"/][^"]*|[a-z-]+:/[^/"][^"]*)"')
_ACCORDIONS = {"lindvik": "details", "skarsdal": "display-none"}
_CONTACTS = {"skarsdal": "kontaktboks", "universitetet": "vcard", "lindvik": "kontaktkort"}
_FALLBACK_DAY = dt.date(2026, 1, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An answer and the bytes that go with it."""

    answer: Answer
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class SiteBuild:
    """One site on one day."""

    site: DemoSite
    day: int
    entries: Mapping[str, Entry]
    documents: Mapping[str, LibraryDocument]
    #: The built documents' bytes by name.
    bodies: Mapping[str, bytes]
    ports: Mapping[str, int]

    @cached_property
    def addresses(self) -> Addresses:
        """
        How links are resolved on this site.
        """
        slug = self.site.slug
        return Addresses(slug=slug, ports=self.ports, entries=self.entries, documents=self.documents)

    @cached_property
    def renderer(self) -> Renderer:
        """
        The site's dialect of HTML.
        """
        return Renderer(
            resolve=self.addresses.resolve,
            describe_file=self._describe_file,
            accordion=_ACCORDIONS.get(self.site.slug, "button"),
            contact_class=_CONTACTS.get(self.site.slug, "contact-card"),
        )

    @cached_property
    def template(self) -> Template:
        """
        The site's own frame around a page; day 2 may have its own.
        """
        folder = CONTENT / "templates"
        changed = folder / f"{self.site.slug}.day2.html"
        path = changed if self.day >= 2 and changed.exists() else folder / f"{self.site.slug}.html"
        return Template(_CHROME_LINK.sub(self._chrome_link, path.read_text(encoding="utf-8")))

    def _chrome_link(self, match: re.Match[str]) -> str:
        slug = match[1].partition(":")[0]
        return f'href="{self.addresses.resolve(match[1])}"' if slug in self.ports or slug == "doc" else match[0]

    def serve_all(self) -> dict[str, Served]:
        """
        Every address the site answers, by path.
        """
        served = {served_path(self.site.slug, entry): self._entry(entry) for entry in self.entries.values()}
        served.update(self._documents())
        for path, (media_type, body) in discovery_files(self.site.slug, self._shelf()).items():
            answer = Answer(content_type=media_type, etag=etag(body), last_modified=http_date(self._newest()))
            served[path] = Served(answer=answer, body=body)
        return served

    def _entry(self, entry: Entry) -> Served:
        status = int(entry.get("status", "200"))
        if target := entry.get("to"):
            return Served(answer=Answer(status=status, location=self.addresses.resolve(target)))
        body = self._page(entry).encode(self.site.charset, errors="xmlcharrefreplace")
        answer = Answer(
            status=status,
            content_type=entry.get("content-type", f"text/html; charset={self.site.charset}"),
            delay=float(entry.get("delay", "0")),
            calendar=entry.get("calendar") == "yes",
        )
        if status == 200 and not answer.calendar and entry.name != "*":
            answer = replace(answer, etag=etag(body), last_modified=http_date(changed_on(entry) or _FALLBACK_DAY))
        return Served(answer=answer, body=body)

    def _page(self, entry: Entry) -> str:
        blocks = self._expanded(entry)
        intro = ""
        if blocks and isinstance(first := blocks[0], Paragraph):
            intro = f'<p class="ingress">{self.renderer.inline(first.text)}</p>'
            blocks = blocks[1:]
        title = entry.need("title")
        return self.template.safe_substitute(
            title=escape(title),
            head=self._head(entry),
            lang=entry.get("html-lang", entry.get("lang", self.site.language)),
            crumbs=self._crumbs(entry),
            dates=date_line(self.site.slug, entry.date("published"), entry.date("updated")),
            captured=entry.get("captured", "20191215"),
            intro=intro,
            body=self.renderer.render(blocks),
        )

    def _expanded(self, entry: Entry) -> list[Block]:
        blocks: list[Block] = []
        for block in entry.blocks:
            if isinstance(block, Directive) and block.name == "children":
                blocks.append(self._children(entry, *block.arguments))
            else:
                blocks.append(block)
        return blocks

    def _children(self, parent: Entry, prefix: str = "") -> Bullets:
        start = prefix or parent.name
        pages = [page for page in self._listed_pages() if page.name.startswith(start) and page.name != parent.name]
        newest = sorted(pages, key=lambda page: (page.get("published"), page.name), reverse=True)
        return Bullets(tuple(f"[{page.need('title')}]({page.name}){_day_in_list(page)}" for page in newest))

    def _listed_pages(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if _is_listed(entry)]

    def _head(self, entry: Entry) -> str:
        lines = [f"<title>{escape(entry.need('title'))} - {escape(self.site.name)}</title>"]
        if summary := _summary(entry):
            lines.append(f'<meta name="description" content="{escape(summary)}">')
        if robots := entry.get("robots"):
            lines.append(f'<meta name="robots" content="{robots}">')
        if self.site.slug == "lindvik" and entry.name.startswith("/"):
            lines.append(f'<link rel="canonical" href="{self.addresses.absolute(self.site.slug, entry.name)}">')
        if self.site.slug == "departementet":
            lines += _dublin_core(entry)
        if entry.get("json-ld") == "yes":
            lines.append(_json_ld(entry, self.site.name))
        if self.site.slug == "betre-i-lag":
            lines.append('<meta property="og:type" content="article">')
        return "\n".join(lines)

    def _crumbs(self, entry: Entry) -> str:
        path = PurePosixPath(entry.name)
        parents = [f"{parent}/".replace("//", "/") for parent in reversed(path.parents)]
        known = [self.entries[parent] for parent in parents if parent in self.entries and parent != entry.name]
        pages = [page for page in known if not page.get("to")]
        links = [f'<a href="{self.addresses.resolve(page.name)}">{escape(_menu_title(page))}</a>' for page in pages]
        return " › ".join([*links, f"<span>{escape(_menu_title(entry))}</span>"])

    def _describe_file(self, target: str) -> str:
        name = target.removeprefix("doc:")
        if name not in self.bodies:
            return ""
        kind = self.documents[name].file_name.rsplit(".", 1)[1].upper()
        return f"{kind}, {max(1, len(self.bodies[name]) // 1024)} kB"

    def _documents(self) -> dict[str, Served]:
        found: dict[str, Served] = {}
        for document in self.documents.values():
            if document.day > self.day:
                continue
            body = self.bodies[document.name]
            answer = Answer(
                content_type=document.content_type,
                etag=etag(body),
                last_modified=http_date(document.entry.date("date") or _FALLBACK_DAY),
                disposition=document.entry.get("disposition"),
            )
            paths = [place.path for place in document.placements if place.slug == self.site.slug]
            found.update({path: Served(answer=answer, body=body) for path in paths})
        return found

    def _shelf(self) -> Shelf:
        slug = self.site.slug
        pages = [entry for entry in self._listed_pages() if entry.get("sitemap") != "no"]
        documents = [
            Listed(
                url=self.addresses.absolute(slug, place.path),
                title=document.entry.need("title"),
                summary="",
                changed_on=document.entry.date("date"),
            )
            for document in self.documents.values()
            for place in document.placements
            if place.slug == slug and document.day <= self.day and document.entry.get("sitemap") != "no"
        ]
        return Shelf(
            name=self.site.name,
            language=self.site.language,
            pages=[self._listed(entry) for entry in pages],
            documents=documents,
            news=[self._listed(entry) for entry in pages if entry.get("feed") == "yes"],
            absolute=lambda path: self.addresses.absolute(slug, path),
        )

    def _listed(self, entry: Entry) -> Listed:
        url = self.addresses.absolute(self.site.slug, served_path(self.site.slug, entry))
        return Listed(url=url, title=entry.need("title"), summary=_summary(entry), changed_on=changed_on(entry))

    def _newest(self) -> dt.date:
        return max((changed_on(entry) or _FALLBACK_DAY for entry in self.entries.values()), default=_FALLBACK_DAY)


def changed_on(entry: Entry) -> dt.date | None:
    """
    The last day a page says something happened to it.
    """
    return entry.date("updated") or entry.date("published")


def _is_listed(entry: Entry) -> bool:
    plain_page = entry.get("status", "200") == "200" and not entry.get("to") and entry.name != "*"
    return plain_page and not entry.get("robots") and entry.get("listed") != "no" and entry.get("calendar") != "yes"


def _summary(entry: Entry) -> str:
    first = entry.blocks[0] if entry.blocks else None
    return plain(first.text)[:160] if isinstance(first, Paragraph) else ""


def _menu_title(entry: Entry) -> str:
    return entry.get("menu") or entry.need("title")


def _day_in_list(entry: Entry) -> str:
    day = entry.date("published")
    return f" ({day:%d.%m.%Y})" if day else ""


def _dublin_core(entry: Entry) -> list[str]:
    day = entry.date("published")
    language = {"nn": "nn-NO", "en": "en-GB"}.get(entry.get("lang"), "nb-NO")
    lines = [
        f'<meta name="DC.Language" content="{language}">',
        f'<meta name="DC.Title" content="{escape(entry.need("title"))}">',
    ]
    return [*lines, *([f'<meta name="DC.Date" content="{day.isoformat()}">'] if day else [])]


def _json_ld(entry: Entry, publisher: str) -> str:
    published = entry.date("published")
    if published is None:
        raise ContentError(f"{entry.origin}: «{entry.name}» has json-ld but no «published:»")
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": entry.need("title"),
        "datePublished": f"{published.isoformat()}T08:00:00+01:00",
        "dateModified": f"{(changed_on(entry) or published).isoformat()}T08:00:00+01:00",
        "publisher": {"@type": "GovernmentOrganization", "name": publisher},
    }
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
