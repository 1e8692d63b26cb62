"""The newsrooms of a project, the recipes that crawl them every night, and the shell that completes the command."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from anslag.cli import main
from anslag.demo import Newsroom
from tests.command import ROOT, SCRIPT, anslag

CRAWLING = (ROOT / "docs" / "crawling.md").read_text("utf-8")


def listed(folder: Path, *urls: str) -> Path:
    """The list of a project in its data folder."""
    path = folder / "anslag-data" / "newsrooms.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "".join(f"[[newsroom]]\nname = 'Room {n}'\nurl = '{url}'\n" for n, url in enumerate(urls, 1))
    )
    return path


def test_crawl_without_an_address_takes_the_newsrooms_of_the_folder(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        listed(tmp_path, newsroom.address)
        ran = anslag("crawl", "--delay", "0", cwd=tmp_path)
        again = anslag("crawl", "--delay", "0", "--quiet", cwd=tmp_path)
    assert ran.code == 0
    assert "note: crawling the 1 newsroom of anslag-data/newsrooms.toml" in ran.err
    assert "22 new" in ran.out
    assert (again.code, again.err) == (0, "")
    assert "0 new, 0 changed, 22 unchanged" in again.out


def test_crawl_of_an_address_leaves_the_list_alone(tmp_path: Path) -> None:
    with Newsroom() as newsroom, Newsroom() as other:
        listed(tmp_path, other.address)
        one = newsroom.releases()[0]
        assert anslag("crawl", one, "--delay", "0", cwd=tmp_path).code == 0
        assert other.requests == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "anslag-data/newsrooms.toml lists no newsroom; add [[newsroom]] with name and url"),
        ("[[newsroom]]\nname = 'A'\n", "(newsroom 1 has no url)"),
        ("[newsroom]\nname = 'A'\nurl = 'https://a.se/'\n", "put two brackets around it: [[newsroom]]"),
        ("newsroom = ['https://a.se/']", "(newsroom 1 is none)"),
        ("[[newsroom]]\nname = 'A'\nurl = 'a.se/nyheter'\n", "newsroom 'A': "),
        ("[[newsroom]]\nname = 'A'\nurl = 'https://a.se/'\nwith_grants = 1\n", "newsroom 1, 'A', has a band"),
        ('[[newsroom]]\nname = "A\nurl', "not a list of [[newsroom]]"),
    ],
)
def test_list_that_cannot_be_used_is_told_before_anything_is_asked(
    tmp_path: Path, content: str, said: str
) -> None:
    path = listed(tmp_path)
    path.write_text(content)
    ran = anslag("crawl", cwd=tmp_path)
    assert ran.code == 2
    assert said in ran.complaint
    assert list(path.parent.iterdir()) == [path]


def test_list_may_begin_with_the_mark_of_a_windows_editor(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        path = listed(tmp_path, newsroom.address)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert anslag("crawl", "--delay", "0", "--quiet", cwd=tmp_path).code == 0


# -- the recipes of docs/crawling.md


def recipes() -> list[str]:
    """The indented blocks of the section."""
    section = CRAWLING[CRAWLING.index("## Every night") : CRAWLING.index("## Letting it run")]
    return [
        re.sub(r"^    ", "", block, flags=re.M)
        for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", section, re.M)
    ]


def test_commands_of_the_recipes_are_understood() -> None:
    commands = re.findall(r"(?<![`.])\banslag ((?:crawl|new)[^;}\n]*)", "\n".join(recipes()))
    assert len(commands) == 4
    for command in commands:
        name, *words = shlex.split(command)
        main.commands[name].make_context(name, words)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_units_of_the_recipes_are_valid(tmp_path: Path) -> None:
    service, timer = (block for block in recipes() if block.lstrip().startswith("[Unit]"))
    (tmp_path / "anslag.service").write_text(service.replace("%h/.local/bin/anslag", str(SCRIPT)))
    (tmp_path / "anslag.timer").write_text(timer)
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", tmp_path / "anslag.service", tmp_path / "anslag.timer"],
        capture_output=True, text=True, check=False, env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_line_of_the_crontab_crawls_and_says_what_is_new(tmp_path: Path) -> None:
    [line] = [line for line in "\n".join(recipes()).splitlines() if line.startswith("17 4 * * *")]
    command = line.split(maxsplit=5)[5]
    with Newsroom() as newsroom:
        (tmp_path / "grants").mkdir()
        listed(tmp_path / "grants", newsroom.address)
        env = {"HOME": str(tmp_path), "PATH": f"{SCRIPT.parent}:/usr/bin:/bin"}
        done = subprocess.run(
            ["sh", "-c", command], env=env, capture_output=True, text=True, check=True, timeout=100
        )
    assert "Releases seen: 22 (22 new" in done.stdout
    assert "New so far" in done.stdout
    assert "Ambulans utan gräns, Region Norrskog, 812 500 EUR" in done.stdout


# -- completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_as_documented(tmp_path: Path, shell: str) -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert f"_ANSLAG_COMPLETE={shell}_source anslag" in text
    ran = anslag(cwd=tmp_path, env={"_ANSLAG_COMPLETE": f"{shell}_source"})
    assert ran.code == 0
    assert "_ANSLAG_COMPLETE" in ran.out


def test_commands_and_options_are_completed(tmp_path: Path) -> None:
    def completed(words: str, place: int) -> list[str]:
        env = {"_ANSLAG_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(place)}
        return [line.partition(",")[2] for line in anslag(cwd=tmp_path, env=env).out.splitlines()]

    assert completed("anslag ex", 1) == ["extract", "export"]
    assert completed("anslag export ", 2)[:2] == ["csv", "xlsx"]
    assert completed("anslag new --s", 2) == ["--since"]
