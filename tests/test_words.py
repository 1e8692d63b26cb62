"""The site's words: both catalogues hold every message and no other, and no template has words of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from anslag.db.codebook import schema
from anslag.db.connection import connect
from anslag.db.site import search
from anslag.db.site.charts import YEARS, shipped
from anslag.db.site.languages import plain_label
from anslag.db.site.metadata import questions
from bench import words
from tests.databases import empty

TEMPLATES = sorted((words.SITE / "templates").glob("*.html"))
FIGURES = Path(__file__).parent.parent / "docs" / "figures.md"
_MARKS = re.compile(r"%\(\w+\)s|%s|%%|</?[a-z]+|https?://[^\"<]+")


def forms(text: object) -> list[str]:
    """A message's text, or its forms for one and for many."""
    return [str(one) for one in text] if isinstance(text, tuple | list) else [str(text)]


def swedish() -> list[Message]:
    with words.SWEDISH.open("rb") as file:
        return [one for one in read_po(file, locale="sv") if one.id]


# -- catalogues


def test_english_catalogue_holds_every_message_and_no_other() -> None:
    assert words.TEMPLATE.read_bytes() == words.written(words.template()), "run python -m bench.words"


def test_swedish_catalogue_holds_every_message_and_no_other() -> None:
    known = {(one.context, one.id) for one in swedish()}
    assert known == {(one.context, one.id) for one in words.template() if one.id}, "run python -m bench.words"


def test_no_message_wants_a_translation() -> None:
    assert words.untranslated(words.swedish()) == []


def test_compiled_catalogue_is_that_of_the_text() -> None:
    assert words.SWEDISH.with_suffix(".mo").read_bytes() == words.compiled(words.swedish())


def test_translations_keep_what_is_filled_in_and_marked_up() -> None:
    wrong = []
    for one in swedish():
        ids, said = forms(one.id), forms(one.string)
        # What is left out for a single thing may be left out in both languages.
        marks = [sorted(_MARKS.findall(text)) for text in (*ids, *said)]
        if marks[: len(ids)] != marks[len(ids) :]:
            wrong.append((one.id, one.string))
    assert wrong == []


def test_every_column_of_tables_questions_and_charts_has_a_label(tmp_path: Path) -> None:
    known = {one.id for one in words.template() if one.context == "column"}
    assert {plain_label(column.name) for one in schema() for column in one.columns} <= known
    with closing(connect(empty(tmp_path / "anslag.db"))) as db:
        search.teach(db)
        for question in questions().values():
            assert isinstance(question, dict)
            parameters = question["parameters"]
            assert isinstance(parameters, dict)
            found = db.execute(str(question["sql"]), dict.fromkeys(parameters, ""))
            assert {plain_label(one[0]) for one in found.description} <= known
        for chart in shipped()["charts"].values():
            found = db.execute(str(chart["sql"]), dict.fromkeys((*YEARS, "tellings"), ""))
            assert {plain_label(one[0]) for one in found.description} <= known


def test_every_check_of_the_documents_has_a_word() -> None:
    table = FIGURES.read_text("utf-8").partition("| `total` |")
    listed = re.findall(r"^\| `(\w+)` \|", (table[1] + table[2]).partition("\n\n")[0], re.M)
    assert len(listed) > 10
    assert set(listed) <= set(words.WORDS["check"])


LOOKS_UP = ("_", "gettext", "ngettext", "pgettext", "npgettext")


@pytest.mark.parametrize("module", sorted(words.SITE.glob("*.py")), ids=lambda one: one.name)
def test_message_stands_where_it_is_collected(module: Path) -> None:
    """Babel passes over what stands within an f-string."""
    formatted = (
        one for one in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(one, ast.JoinedStr)
    )
    calls = (part for one in formatted for part in ast.walk(one) if isinstance(part, ast.Call))
    assert [ast.unparse(one) for one in calls if ast.unparse(one.func) in LOOKS_UP] == []


# -- templates

_SPOKEN = ("title", "placeholder", "aria-label", "alt")
_NAMES = {"anslag", "db", "kr", "SHA", "SQL"}
_SILENT = ("code", "script", "style", "textarea")
_VOID = ("meta", "link", "input", "br")


class _Words(HTMLParser):
    """Collects what a reader is told in words that are not looked up; Swedish terms may stand as such."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        silent = tag in _SILENT or ("lang", "sv") in attrs
        if tag not in _VOID:
            self._open.append(silent)
            self._silent += silent
        spoken = (*_SPOKEN, "value") if ("type", "submit") in attrs else _SPOKEN
        self.found += [
            said for name, value in attrs if name in spoken and not silent for said in plain(value or "")
        ]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self._open:
            self._silent -= self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found += plain(data)


def plain(text: str) -> list[str]:
    """The words of a text, but for names."""
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in _NAMES]


def hard_coded(template: str) -> list[str]:
    """The words of a template that no catalogue knows."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(template)
    parts: list[str] = []
    found: list[str] = []
    classes = {
        id(one)
        for block in tree.find_all(nodes.Block)
        if block.name == "body_class"
        for one in block.find_all(nodes.Output)
    }
    for output in (one for one in tree.find_all(nodes.Output) if id(one) not in classes):
        for node in output.nodes:
            parts.append(node.data if isinstance(node, nodes.TemplateData) else "0")
            found += [word for said in constants(node) for word in plain(said)]
    reader = _Words()
    reader.feed("".join(parts))
    return found + reader.found


def constants(node: nodes.Expr) -> Iterator[str]:
    """The texts that an expression can put on the page itself."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from constants(node.expr1)
        if node.expr2:
            yield from constants(node.expr2)
    elif isinstance(node, nodes.BinExpr):
        yield from constants(node.left)
        yield from constants(node.right)
    elif isinstance(node, nodes.Concat):
        for one in node.nodes:
            yield from constants(one)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_template_has_no_words_of_its_own(template: Path) -> None:
    assert hard_coded(template.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Rows</p>", ["Rows"]),
        ('<a title="see below">{{ _("more") }}</a>', ["see", "below"]),
        ("<b>{{ 'one' if x else 'many' }}</b>", ["one", "many"]),
        ("{{ name or 'unknown' }}", ["unknown"]),
        ("{% macro m() %}<i>told</i>{% endmacro %}", ["told"]),
        ('<code>text</code> <dt lang="sv">län</dt> {{ _("said") }} {% trans %}said{% endtrans %}', []),
    ],
)
def test_words_of_a_template_are_found(template: str, found: list[str]) -> None:
    assert hard_coded(template) == found
