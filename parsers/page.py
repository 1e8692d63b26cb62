"""The only door to the DOM: bytes of a page in, its blocks and standard metadata out.

Platforms change their classes more often than their words, so the reading leans on elements, ARIA roles
and hidden marks; a class is only believed when one of its words names furniture (nav, cookie, related…).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from anslag.parsers.document import Draft, clean, itemised, numbered_lines, piped, unfolded
from anslag.parsers.errors import NotARelease
from anslag.parsers.grid import Cell, grid
from anslag.parsers.marks import INVISIBLE, PANEL, names_furniture
from anslag.parsers.markup.decode import decoded
from anslag.parsers.markup.limits import too_complex
from anslag.parsers.records import BlockKind

_DROPPED = (
    "script,style,template,noscript,svg,iframe,object,select,button,form,nav,aside,figure,dialog,footer,figcaption,picture,video,audio,canvas,"
    "[hidden],[aria-hidden=true],[role=navigation],[role=banner],[role=contentinfo],[role=search],[role=dialog],[role=complementary]"
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "button",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_TYPED = re.compile(r"[ \xa0]{3,}")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: its blocks in order, and its standard metadata as printed ("" keys never)."""

    drafts: list[Draft]
    meta: Mapping[str, str]
    language: str | None
    signals: str


def page(body: bytes, content_type: str = "") -> Page:
    """Reads an HTML page. Raises :class:`NotARelease` if it is too complex to parse in bounded time."""
    if why := too_complex(body):
        raise NotARelease(why)
    text = decoded(body, content_type)
    tree = LexborHTMLParser(text)
    root = tree.body
    if root is None or tree.root is None:
        raise NotARelease("no HTML body in it")
    meta = _metadata(tree)
    language = (tree.root.attributes.get("lang") or "").split("-")[0].lower() or None
    _drop_marked(tree)
    size = len(root.text(deep=True))
    _drop_furniture(root, size)
    if len(root.text(deep=True)) < _LEAST < size:
        # A class that names furniture stood round the text itself: believe none on this page.
        tree = LexborHTMLParser(text)
        _drop_marked(tree)
        root = tree.body or root
    try:
        drafts = list(_Walk().drafts(_content(root)))
    except RecursionError:
        raise NotARelease("too complex to parse: elements nested too deep") from None
    return Page(drafts, meta, language, _signals(body))


_LEAST = 250
"""Characters of text that a page keeps at least when its furniture goes."""


def _drop_marked(tree: LexborHTMLParser) -> None:
    """Drops what elements and ARIA roles mark as no part of the text, and what is hidden."""
    size = _length(tree.body)
    for node in tree.css(_DROPPED):
        # Some systems wrap the whole page in a form, and every table in a figure.
        kept = {"form": "h1", "figure": "table"}.get(node.tag or "")
        if (kept and node.css_first(kept) is not None) or _is_accordion(node) or _is_panel(node):
            continue
        if node.tag == "form" and _length(node) > size * 0.4:
            continue
        node.decompose()


def _length(node: LexborNode | None) -> int:
    return len(node.text(deep=True)) if node is not None else 0


def _is_panel(node: LexborNode) -> bool:
    """Whether a hidden element is a part that the reader opens: the body of an accordion, a tab."""
    marks = node.attributes
    named = f"{marks.get('class')} {marks.get('id')}"
    opened = marks.get("role") in ("region", "tabpanel") or PANEL.search(named) is not None
    return node.tag in ("div", "section", "dd") and opened and not names_furniture(named)


def _is_accordion(node: LexborNode) -> bool:
    """Whether a button is the heading of a part that it opens, not a control."""
    if node.tag != "button":
        return False
    parent = node.parent
    opens = "aria-expanded" in node.attributes and (
        "aria-controls" in node.attributes or PANEL.search(f"{node.attributes.get('class')}") is not None
    )
    return opens or (parent is not None and (parent.tag in _HEADINGS or parent.tag == "summary"))


def _signals(body: bytes) -> str:
    # Marks of a platform stand in the head and in the addresses of assets.
    return body[:60_000].decode("latin-1").lower()


_TEXTUAL = frozenset("body main article html h1 h2 h3 p table tr td tbody li".split())
"""Elements that hold text whatever their class is called."""


def _drop_furniture(root: LexborNode, size: int) -> None:
    for node in root.css("[class],[id],[style]"):
        marks = node.attributes
        style = marks.get("style")
        if (style and INVISIBLE.search(style) and not _is_panel(node)) or (
            node.tag not in _TEXTUAL
            and names_furniture(f"{marks.get('class')} {marks.get('id')}")
            and node.css_first("h1") is None
            and len(node.text(deep=True)) < size * 0.6
        ):
            node.decompose()


def _content(root: LexborNode) -> LexborNode:
    for selector in ("main article", "article", "main", "[role=main]"):
        found = root.css(selector)
        if len(found) == 1 and found[0].css_first("h1") is not None and len(found[0].text(deep=True)) > 200:
            return found[0]
    main = root.css("main, [role=main]")
    return main[0] if len(main) == 1 and len(main[0].text(deep=True)) > 200 else root


class _Walk:
    """One pass over the DOM in document order that turns block elements into drafts."""

    def __init__(self) -> None:
        self._out: list[Draft] = []
        self._run: list[str] = []
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._marker = ""
        self._group = 0
        self._groups = 0
        self._time = ""
        self._term: list[str] = []
        self._terms = 0
        self._lists: list[list[int]] = []

    def drafts(self, root: LexborNode) -> Iterator[Draft]:
        self._visit(root)
        self._flush()
        return iter(self._out)

    def _visit(self, node: LexborNode) -> None:
        child = node.child
        while child is not None:
            tag = child.tag
            if tag == "-text":
                self._run.append(child.text_content or "")
            elif tag == "br":
                self._run.append("\x1e")
            elif tag == "table":
                self._table(child)
            elif tag == "time":
                self._visit(child)
                self._time = child.text(deep=True).strip()
            elif tag in _BLOCKS:
                self._block(child, tag or "")
            elif tag and tag[0] not in "-!_":
                self._visit(child)
            child = child.next

    def _block(self, node: LexborNode, tag: str) -> None:
        self._flush()
        state = (self._kind, self._level, self._marker, self._group)
        if tag in _HEADINGS:
            self._kind = BlockKind.HEADLINE if tag == "h1" else BlockKind.HEADING
            self._level = _HEADINGS[tag]
        elif tag in ("summary", "button") and self._kind is BlockKind.PARAGRAPH:
            self._kind, self._level = BlockKind.HEADING, 4
        elif tag in ("ul", "ol"):
            self._groups += 1
            self._lists.append([self._groups, _start(node) if tag == "ol" else 0])
        elif tag == "li" and self._lists:
            current = self._lists[-1]
            self._kind, self._level, self._group = BlockKind.ITEM, len(self._lists), current[0]
            self._marker = f"{current[1]}." if current[1] else "•"
            current[1] += 1 if current[1] else 0
        elif tag == "dl":
            self._groups += 1
            self._terms = self._groups
        elif tag in ("dt", "dd"):
            self._kind, self._marker = BlockKind.PARAGRAPH, tag
        self._visit(node)
        self._flush()
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "dl":
            self._flush_term()
        self._kind, self._level, self._marker, self._group = state

    def _flush(self) -> None:
        if not self._run:
            return
        raw = "".join(self._run)
        self._run.clear()
        if not raw.strip() or self._is_dateline(raw):
            return
        if self._kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and not self._marker and self._columns(raw):
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", raw)
        lines = [line for line in (clean(part) for part in text.split("\x1e")) if line]
        if lines:
            self._emit(lines, raw)

    def _is_dateline(self, raw: str) -> bool:
        """Whether a block by the headline holds only the time of publication, which the metadata have."""
        is_time, self._time = raw.strip() == self._time, ""
        return is_time and self._kind is BlockKind.PARAGRAPH and not self._marker and len(self._out) < 4

    def _columns(self, raw: str) -> bool:
        # Text pasted from a typed table keeps its columns apart by runs of spaces.
        cells = [clean(part) for part in _TYPED.split(raw.strip())]
        # Word sets its list markers apart with spaces too.
        if (
            len(cells) < 2
            or itemised(f"{cells[0]} x")[0]
            or len(raw) > 300
            or not all(cells)
            or "\x1e" in raw
        ):
            return False
        self._out.append(Draft(BlockKind.ROW, [], cells=cells))
        return True

    def _emit(self, lines: list[str], raw: str) -> None:
        gaps = "\x1e\x1e" in re.sub(r"\s", "", raw) and self._kind is BlockKind.PARAGRAPH
        runs = _split_runs(raw) if gaps else [lines]
        for run in runs:
            self._one(run)

    def _one(self, lines: list[str]) -> None:
        if self._marker == "dt":
            self._term += lines
            return
        if self._marker == "dd":
            # A term and what is said of it are one item; more of the same is its body.
            if self._term:
                self._out.append(Draft(BlockKind.ITEM, self._term + lines, 1, "•", self._terms))
            else:
                self._out.append(Draft(BlockKind.PARAGRAPH, lines))
            self._term, self._marker = [], ""
            return
        self._flush_term()
        if self._kind is not BlockKind.PARAGRAPH:
            self._out.append(Draft(self._kind, lines, self._level, self._marker, self._group))
            if self._kind is BlockKind.ITEM:
                # What follows inside the same item is its body, not a new item.
                self._kind, self._marker = BlockKind.PARAGRAPH, ""
            return
        pending: list[str] = []
        for line in (part for whole in numbered_lines(lines) for part in unfolded(whole)):
            barred = piped(line)
            if barred is not None:
                if pending:
                    self._out.append(Draft(BlockKind.PARAGRAPH, pending))
                    pending = []
                if barred:
                    self._out.append(Draft(BlockKind.ROW, [], cells=barred))
                continue
            marker, rest = itemised(line)
            if marker:
                if pending:
                    self._out.append(Draft(BlockKind.PARAGRAPH, pending))
                    pending = []
                self._groups += 0 if self._out and self._out[-1].kind is BlockKind.ITEM else 1
                self._out.append(Draft(BlockKind.ITEM, [rest], 1, marker, self._groups))
            else:
                pending.append(line)
        if pending:
            self._out.append(Draft(BlockKind.PARAGRAPH, pending))

    def _flush_term(self) -> None:
        if self._term:
            self._out.append(Draft(BlockKind.PARAGRAPH, self._term))
            self._term = []

    def _table(self, table: LexborNode) -> None:
        self._flush()
        self._flush_term()
        rows = [list(_children(row, ("td", "th"))) for row in _rows(table)]
        rows = [row for row in rows if row]
        if not rows or max(len(row) for row in rows) < 2 or _is_layout(table, rows):
            self._visit(table)
            self._flush()
            return
        for caption in table.css("caption"):
            self._visit(caption)
            self._flush()
        self._groups += 1
        headers: list[str] = []
        width = max(map(len, rows))
        first = True
        cells = [[_cell(cell) for cell in row] for row in rows]
        for row, own, texts in zip(rows, cells, grid(cells), strict=True):
            if len(own) == 1 and own[0].columns >= width:
                # A cell over the whole width heads the rows below it.
                self._out.append(Draft(BlockKind.PARAGRAPH, [texts[0]] if texts[0] else []))
                continue
            is_header = all(cell.tag == "th" for cell in row) or (
                first and not any(re.search(r"\d{3}", t) for t in texts)
            )
            if is_header and (first or not headers):
                headers = texts
            first = False
            self._out.append(
                Draft(BlockKind.ROW, [], group=self._groups, header=is_header, cells=texts, headers=headers)
            )


def _cell(node: LexborNode) -> Cell:
    # What no page means covers one row, one column.
    down, across = (node.attributes.get(name) or "1" for name in ("rowspan", "colspan"))
    return Cell(_cell_text(node), *(int(n) if re.fullmatch(r"[1-9][0-9]?", n) else 1 for n in (down, across)))


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table, not of the tables inside it."""
    for part in _children(table, ("tr", "thead", "tbody", "tfoot")):
        yield from [part] if part.tag == "tr" else _children(part, ("tr",))


def _is_layout(table: LexborNode, rows: list[list[LexborNode]]) -> bool:
    """Whether a table only lays out the page: a cell holds headings, a table of many cells, or most of the words."""
    if any(len(inner.css("td, th")) > 1 for inner in table.css("table")[1:]):
        return True
    if any(cell.css_first("h1, h2, h3") is not None for row in rows for cell in row):
        return True
    sizes = [len(cell.text(deep=True)) for row in rows for cell in row]
    return max(sizes) > 400 and max(sizes) * 2 > sum(sizes)


def _split_runs(raw: str) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for part in re.sub(r"[ \t\r\n\f]+", " ", raw).split("\x1e"):
        line = clean(part)
        if line:
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _start(node: LexborNode) -> int:
    start = node.attributes.get("start") or "1"
    return int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1


def _children(row: LexborNode, tags: tuple[str, ...]) -> Iterator[LexborNode]:
    child = row.child
    while child is not None:
        if child.tag in tags:
            yield child
        child = child.next


def _cell_text(cell: LexborNode) -> str:
    # Inline markup may cut a number in two, so no separator; blocks and breaks part words.
    for br in cell.css("br, p, div, li"):
        br.insert_before(" ")
    return clean(re.sub(r"\s+", " ", cell.text(deep=True)))


def _metadata(tree: LexborHTMLParser) -> dict[str, str]:
    meta: dict[str, str] = {}
    head = tree.head
    if head is not None:
        for node in head.css("meta"):
            key = (node.attributes.get("property") or node.attributes.get("name") or "").lower()
            value = clean(node.attributes.get("content") or "")
            if key and value:
                meta.setdefault(key, value)
        canonical = head.css_first("link[rel=canonical]")
        if canonical is not None and canonical.attributes.get("href"):
            meta["canonical"] = clean(canonical.attributes["href"] or "")
        title = head.css_first("title")
        if title is not None:
            meta["title"] = clean(title.text())
    _linked_data(tree, meta)
    time = tree.css_first("time")
    if time is not None:
        meta.setdefault("time", clean(time.attributes.get("datetime") or time.text(deep=True)))
    return meta


def _linked_data(tree: LexborHTMLParser, meta: dict[str, str]) -> None:
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text())
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", [data]) if isinstance(data, dict) else data
        for thing in graph if isinstance(graph, list) else []:
            if not isinstance(thing, dict) or ("headline" not in thing and "datePublished" not in thing):
                continue
            for key in ("headline", "datePublished"):
                if isinstance(thing.get(key), str):
                    meta.setdefault(f"ld:{key}", clean(thing[key]))
            publisher = thing.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                meta.setdefault("ld:publisher", clean(publisher["name"]))
