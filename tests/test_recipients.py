"""Organisation numbers of recipients: printed, from a register that the user brings, or open with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from anslag.db.errors import BadTable
from anslag.db.recipients import Entry, recipients, register
from anslag.parsers.records import Organisation
from tests.archives import Shelf
from tests.command import anslag

NUMBER, OTHER = "212000-2627", "556036-0793"


def table(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "companies.csv"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize(
    "text", ["name,number,kommun\n", "kommun;name;number\n", "\ufeffname\tnumber\tkommun\n"]
)
def test_register_is_read_whatever_stands_between_its_cells(tmp_path: Path, text: str) -> None:
    sign = next(sign for sign in ",;\t" if sign in text)
    cells = {"name": " Älvkraft AB ", "number": "5560360793", "kommun": "Umeå"}
    row = sign.join(cells[name.strip("\ufeff\n")] for name in text.strip().split(sign))
    assert register(table(tmp_path, text + row)) == ([Entry("Älvkraft AB", OTHER, "2480")], 0)


@pytest.mark.parametrize("kommun", ["2480", "Umeå kommun", "umeå", "Umeås kommun"])
def test_kommun_is_a_name_or_four_digits(tmp_path: Path, kommun: str) -> None:
    [entry], _ = register(table(tmp_path, f"name,number,kommun\nÄlvkraft AB,16{OTHER},{kommun}"))
    assert entry.kommun == "2480"


def test_numbers_of_persons_are_never_kept(tmp_path: Path) -> None:
    text = f"name,number\nAnna Berg Snickeri,811218-9876\nÄlvkraft AB,{OTHER}"
    assert register(table(tmp_path, text)) == ([Entry("Älvkraft AB", OTHER, None)], 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("namn,number\nA,1", "lacks the column name; its columns may be name, number, kommun"),
        ("name,number,city\nA,1,B", "has the column 'city'"),
        (
            f"name,number\nA,{OTHER}\nB,556036-0794\n,{OTHER}",
            "line 3: '556036-0794' is no organisation number; line 4: no name",
        ),
        (f"name,number,kommun\nA,{OTHER},Atlantis", "line 2: 'Atlantis' is no kommun"),
        ("name,number\n" + "A,1\n" * 12, "and 2 more. Nothing was kept"),
        ("", "lacks the column name, number"),
    ],
)
def test_bad_register_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadTable) as told:
        register(table(tmp_path, text))
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_register_in_other_letters_is_told(tmp_path: Path) -> None:
    (tmp_path / "companies.csv").write_bytes("name,number\nÄlvkraft,1".encode("cp1252"))
    with pytest.raises(BadTable, match="is not UTF-8"):
        register(tmp_path / "companies.csv")


def body(name: str, **more: str) -> Organisation:
    return Organisation("body", name, names=(name,), **more)


@pytest.mark.parametrize(
    ("organisation", "wanted"),
    [
        (body("Älvkraft AB"), (OTHER, "register", None)),
        (body("ÄLVKRAFT  AB"), (OTHER, "register", None)),
        (body("Älvkraft AB", organisation_number=NUMBER), (NUMBER, "printed", None)),
        (body("Älvkraft Norr AB"), (None, None, "not in the register")),
        (body("Byalaget"), (None, None, "several numbers in the register")),
        (body("Byalaget", kommun="2480", county="24"), (NUMBER, "register", None)),
        (
            body("Byalaget", kommun="0180", county="01"),
            (None, None, "in the register in another kommun only"),
        ),
    ],
)
def test_number_comes_from_the_exact_name(organisation: Organisation, wanted: tuple[str | None, ...]) -> None:
    entries = [
        Entry("Älvkraft AB", OTHER, None),
        Entry("Byalaget", NUMBER, "2480"),
        Entry("Byalaget", OTHER, "2580"),
    ]
    [found] = recipients([organisation], entries)
    assert (found.organisation.organisation_number, found.source, found.open) == wanted


def test_place_comes_with_the_number_where_the_name_tells_none() -> None:
    [found] = recipients([body("Byalaget")], [Entry("Byalaget", NUMBER, "2480")])
    assert (found.organisation.kommun, found.organisation.county) == ("2480", "24")


def test_without_a_register_nothing_is_said_to_be_missing_in_it() -> None:
    [found] = recipients([body("Byalaget")], [])
    assert (found.source, found.open) == (None, None)


@pytest.mark.slow
def test_register_is_kept_used_and_what_is_open_is_listed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "anslag-data")
    shelf.put(
        "<!DOCTYPE html><h1>Bidrag till två</h1><ul><li>Umeå kommun, 250 000 kronor</li>"
        "<li>Hults byalag, 150 000 kronor</li></ul>".encode()
    )
    shelf.built()
    assert "no register is kept" in anslag("register", cwd=tmp_path).out
    table(tmp_path, f"name,number\nUmeå Kommun,{NUMBER}\nAnna Berg,811218-9876\n")
    ran = anslag("register", "companies.csv", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert "1 organisation in" in ran.out
    assert "1 number of persons" in ran.out
    shelf.built()
    assert shelf.rows("SELECT organisation_number, number_source FROM organisations ORDER BY id") == [
        (None, None),
        (NUMBER, "register"),
    ]
    listed = anslag("register", cwd=tmp_path).out
    assert "1 organisation with a number, 1 without one" in listed
    assert "Hults byalag  1 grant, 150 000 kr: not in the register" in listed.replace("\u00a0", " ")
    kept = (shelf.data / "register.csv").read_text("utf-8")
    assert "8112" not in kept
    table(tmp_path, "name,number\nUmeå Kommun,1\n")
    ran = anslag("register", "companies.csv", cwd=tmp_path)
    assert (ran.code, "line 2: '1' is no organisation number" in ran.err) == (2, True)
    assert (shelf.data / "register.csv").read_text("utf-8") == kept
