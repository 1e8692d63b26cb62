"""``anslag propose`` with a scripted model: the walk from a question to an export, and all that can go wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import llm.plugins
import pytest

from anslag.db.proposals import Standing
from anslag.errors import AnslagError, BadInput
from anslag.pipeline import build
from anslag.review import Desk, proposed
from anslag.second_reader import report
from anslag.second_reader.asking import Limits
from tests import scripted
from tests.archives import Shelf
from tests.archives import page as archived
from tests.command import SCRIPT, Ran, anslag, hear_ctrl_c
from tests.contents import content
from tests.scripted import Script
from tests.site import Visitor

CONTACT = "<h2>Kontakt</h2><p>Vera Vinge, handläggare, 070-174 06 55, vera.vinge@example.se</p>"


def page(village: str, owner: str, amount: str, more: str = "") -> bytes:
    """A release with a grant that is read, and a sum that no rule understands."""
    return (
        "<!DOCTYPE html><html lang='sv'><h1>Kommunen och föreningarna</h1>"
        f"<p>Bland annat beviljades {village} byalag 250 000 kronor till Vinterljus, efter ett år av väntan.</p>"
        f"<p>Föreningen och kommunen talade om {amount} kronor på mötet med {owner}, som varade i flera timmar.</p>"
        f"{more}</html>"
    ).encode()


def grant(number: int = 2, amount: str = "900 000 kronor", owner: str = "Alvik IF") -> dict[str, object]:
    return {"sum": number, "amount": amount, "owner": owner, "title": None, "period": None, "partners": []}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with four releases that the reader does not understand, and its database."""
    shelf = Shelf(tmp_path_factory.mktemp("made") / "anslag-data")
    shelf.put(page("Ekby", "Alvik IF", "900 000", CONTACT))
    shelf.put(page("Norrby", "Sörby IF", "800 000"), name="b")
    shelf.put(page("Tallby", "Granby IF", "700 000"), name="c")
    shelf.put(page("Ängby", "Hultby IF", "600 000"), name="d")
    shelf.built()
    sums = shelf.rows("SELECT quote FROM amounts WHERE fate = 'not understood' ORDER BY release_id")
    assert [row[0] for row in sums] == [
        "900 000 kronor",
        "800 000 kronor",
        "700 000 kronor",
        "600 000 kronor",
    ]
    return shelf.data


@pytest.fixture
def shelf(made: Path, tmp_path: Path) -> Shelf:
    """A copy of it."""
    shutil.copytree(made, tmp_path / "anslag-data")
    return Shelf(tmp_path / "anslag-data")


@pytest.fixture
def script(tmp_path: Path) -> Script:
    made = Script(tmp_path)
    made.says([])
    return made


def propose(shelf: Shelf, script: Script, *options: str) -> Ran:
    return anslag("propose", "--model", "scripted", *options, cwd=shelf.data.parent, env=script.env)


@dataclass
class Here:
    """Runs in this process, which has loaded the model's library once: what it printed, and its exit code."""

    data: Path
    script: Script
    capsys: pytest.CaptureFixture[str]

    def propose(self, limit: int | None = None, budget: int | None = None) -> tuple[int, str]:
        self.capsys.readouterr()
        code = report.run(self.data, "scripted", Limits(limit=limit, budget=budget))
        return code, self.capsys.readouterr().out

    def forecast(self, budget: int | None = None) -> str:
        return "\n".join(report.forecast(self.data, Limits(budget=budget), "scripted"))


@pytest.fixture
def here(
    shelf: Shelf, script: Script, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Here]:
    """The scripted model in this process."""
    for name in ("SCRIPTED", "LLM_USER_PATH"):
        monkeypatch.setenv(name, script.env[name])
    monkeypatch.setenv("COLUMNS", "250")
    llm.plugins.pm.register(scripted, "tests.scripted")
    yield Here(shelf.data, script, capsys)
    llm.plugins.pm.unregister(scripted)


def proposals(shelf: Shelf) -> list[dict[str, object]]:
    path = shelf.data / "proposals.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_walk_from_a_question_to_an_export(shelf: Shelf, script: Script) -> None:
    script.says([grant()], "Alvik IF")
    script.says([grant(2, "800 000 kronor", "Sörby IF")], "Sörby IF")
    script.says([grant(2, "700 000 kronor", "Granby IF")], "Granby IF")
    ran = propose(shelf, script)
    assert (ran.code, ran.err) == (0, "")
    assert "Asked about 4 releases of 4" in ran.out
    assert "Proposed: 3 grants in 3 releases, 3 of them backed" in ran.out
    folder = shelf.data.parent
    # A person accepts the first, rejects the second, and leaves the third.
    ran = anslag("review", "--who", "P", cwd=folder, stdin=b"a\nr\na budget\nq\n")
    assert "talade om 900 000 kronor på mötet med Alvik IF" in ran.out
    assert "scripted, " in ran.out
    assert ran.out.index("900 000 kronor") < ran.out.index("800 000 kronor")
    assert "2 decisions kept" in ran.out
    ran = anslag("build", cwd=folder)
    assert "proposals of a model: 1 left out until reviewed" in ran.out
    grants = "SELECT owner, amount, reviewed IS NOT NULL, confidence FROM grants WHERE read_by = 'model' ORDER BY id"
    assert shelf.rows(grants) == [("Alvik IF", 900_000, 1, 1.0)]
    ran = anslag("build", "--with-proposals", cwd=folder)
    assert "proposals of a model: 1 in it that nobody has reviewed" in ran.out
    assert shelf.rows(grants) == [("Alvik IF", 900_000, 1, 1.0), ("Granby IF", 700_000, 0, None)]
    assert shelf.rows("SELECT release_id, standing, grant_id, model FROM proposals ORDER BY release_id") == [
        ("example-a", "accepted", "example-a-g2", "scripted"),
        ("example-b", "refused", None, "scripted"),
        ("example-c", "taken", "example-c-g2", "scripted"),
    ]
    assert shelf.rows("SELECT sum(kronor), sum(kronor_by_model) FROM kronor_per_year") == [
        (2_600_000, 1_600_000)
    ]
    assert shelf.rows("SELECT rule, quote FROM evidence WHERE grant_id = 'example-c-g2' ORDER BY field") == [
        ("model", "700 000 kronor"),
        ("model", "Granby IF"),
    ]
    with Visitor(shelf.data / "anslag.db") as visitor:
        assert "read by a model, not reviewed" in visitor.page("/-/release/example-c")
        assert "read by a model, reviewed" in visitor.page("/-/release/example-a")
        assert "read by a model" not in visitor.page("/-/release/example-b")
    exported = anslag("export", "csv", "-", "--where", "read_by <> 'rules'", cwd=folder).out
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert [(row["owner"], row["read_by"], bool(row["reviewed"]), row["confidence"]) for row in rows] == [
        ("Alvik IF", "model", True, "1.0"),
        ("Granby IF", "model", False, ""),
    ]


def test_same_build_with_proposals_gives_the_same_bytes(shelf: Shelf, here: Here) -> None:
    here.script.says([grant()], "Alvik IF")
    here.propose()
    build(shelf.data, with_proposals=True)
    first = (shelf.data / "anslag.db").read_bytes()
    build(shelf.data, with_proposals=True)
    assert (shelf.data / "anslag.db").read_bytes() == first
    folder = shelf.data.parent
    assert "example-a-g2" in anslag("build", "--diff", cwd=folder).out
    assert anslag("build", "--diff", "--with-proposals", cwd=folder).out == "No row would change.\n"


def test_build_that_goes_on_is_the_one_from_nothing(shelf: Shelf, here: Here, tmp_path: Path) -> None:
    # So many that a build goes on with those that something was proposed for, and leaves the others.
    for number in range(12):
        shelf.put(
            archived(owner=f"Granby {number}:ans byalag", amount=f"{number + 2}0 000"), name=f"more-{number}"
        )
    here.script.says([grant()], "Alvik IF")
    here.script.says([grant(2, "800 000 kronor", "Sörby IF")], "Sörby IF")
    desk_of = partial(Desk, shelf.data, "P", date(2025, 4, 1))
    build(shelf.data)
    steps: list[Callable[[], object]] = [
        here.propose,
        lambda: (desk := desk_of()).accept(desk.case("example-a"), desk.proposals[0]),
        lambda: (desk := desk_of()).refuse(desk.proposals[1], "a budget"),
        lambda: (shelf.data / "proposals.jsonl").unlink(),
    ]
    for number, step in enumerate(steps):
        step()
        for take in (True, False):
            build(shelf.data, with_proposals=take)
            anew = tmp_path / f"anew-{number}-{take}"
            shutil.copytree(shelf.data, anew)
            build(anew, with_proposals=take, full=True)
            assert content(shelf.data / "anslag.db") == content(anew / "anslag.db"), (number, take)
    assert build(shelf.data).is_new is False


def test_what_does_not_stand_is_counted_with_its_reason(shelf: Shelf, here: Here) -> None:
    here.script.says(
        [grant(owner="Påhittet AB"), grant(owner="███"), grant(2, "999 kronor"), grant(7)], "Alvik IF"
    )
    here.script.says("I cannot help with that.", "Sörby IF")
    here.script.says('{"grants": [', "Granby IF")
    here.script.says([grant(1, "600 000 kronor", "Hultby IF")], "Hultby IF")
    code, out = here.propose()
    assert code == 0
    assert "answer not usable: 1 × it has no JSON, as where a model refuses, for example example-b" in out
    assert "answer not usable: 1 × its JSON is broken" in out
    assert "dropped: 2 × the words of its owner do not stand in the release" in out
    assert "dropped: 1 × the words of its amount do not stand in the release" in out
    assert "dropped: 1 × there is no sum of that number" in out
    assert "dropped: 1 × the words of its sum are not those of the sum of that number" in out
    assert "Proposed: 0 grants" in out
    assert proposals(shelf) == []


def test_no_contact_data_leaves_the_machine(here: Here) -> None:
    here.propose()
    sent = json.dumps(here.script.asked, ensure_ascii=False)
    assert "Alvik IF" in sent
    for private in ("Vinge", "174 06 55", "example.se"):
        assert private not in sent


def test_nothing_is_asked_twice(shelf: Shelf, here: Here) -> None:
    asked = here.script
    asked.says([grant()], "Alvik IF")
    here.propose(limit=1)
    assert len(asked.asked) == 1
    out = here.forecast()
    assert "It would ask about 3 releases of 4" in out
    assert "1 release would be asked about no more" in out
    assert len(asked.asked) == 1
    here.propose()
    assert len(asked.asked) == 4
    _, out = here.propose()
    assert len(asked.asked) == 4
    assert "0 tokens in, 0 out; 4 were answered before" in out
    assert [one["release"] for one in proposals(shelf)] == ["example-a"]


def test_budget_ends_the_questions(here: Here) -> None:
    _, out = here.propose(budget=1200)
    assert 1 <= len(here.script.asked) < 4
    assert "beyond --limit or --budget" in out
    out = here.forecast(budget=10)
    assert "It would ask about 0 releases of 4" in out
    assert "Nothing was sent." in out


def test_model_that_fails_again_and_again_ends_the_run(shelf: Shelf, here: Here) -> None:
    here.script.says([grant()], "Alvik IF")
    here.script.says({"error": "no credit left"}, "*")
    with pytest.raises(AnslagError, match=r"failed 3 times in a row \(ModelError: no credit left\)"):
        here.propose()
    assert [one["release"] for one in proposals(shelf)] == ["example-a"]
    # What it had answered is kept; the others are asked again.
    here.script.says([], "*")
    assert here.propose()[0] == 0
    assert len(here.script.asked) == 7


def test_question_without_an_answer_is_told_and_the_others_go_on(here: Here) -> None:
    here.script.says({"error": "try later"}, "Sörby IF")
    code, out = here.propose()
    assert code == 3
    assert "no answer: 1 × ModelError: try later, for example example-b" in out
    assert len(here.script.asked) == 4


def test_another_model_is_asked_anew_and_what_was_decided_stays(shelf: Shelf, here: Here) -> None:
    here.script.says([grant()], "Alvik IF")
    here.script.says([grant(2, "800 000 kronor", "Sörby IF")], "Sörby IF")
    here.propose()
    desk = Desk(shelf.data, "P", date(2025, 4, 1))
    desk.accept(desk.case("example-a"), desk.proposals[0])
    desk.refuse(desk.proposals[1], "a budget")
    before = proposals(shelf)
    # Answers that are gone are asked for again; decisions on proposals stay with them.
    (shelf.data / "answers.db").unlink()
    here.script.says([], "*")
    here.propose()
    assert proposals(shelf) == before
    assert doubtful_of(shelf) == []


def doubtful_of(shelf: Shelf) -> list[str]:
    return proposed(Desk(shelf.data, "P", date(2025, 4, 1)))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_run_loses_no_answer(shelf: Shelf, script: Script, here: Here, how: signal.Signals) -> None:
    script.says([grant()], "Alvik IF")
    script.says({"seconds": 60}, "Granby IF")
    command: list[str | Path] = [SCRIPT, "propose", "--model", "scripted"]
    environment = {**os.environ, **script.env}
    with subprocess.Popen(
        command, cwd=shelf.data.parent, env=environment, stderr=subprocess.PIPE, preexec_fn=hear_ctrl_c
    ) as process:
        until = time.monotonic() + 60
        while len(script.asked) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(how)
        _, err = process.communicate(timeout=60)
    if how is signal.SIGINT:
        assert process.returncode == 130
        assert err == b"anslag: stopped; run the same command again to go on\n"
        assert [one["release"] for one in proposals(shelf)] == ["example-a"]
    script.says([grant(2, "700 000 kronor", "Granby IF")], "Granby IF")
    assert "2 were answered before" in here.propose()[1]
    assert [one["release"] for one in proposals(shelf)] == ["example-a", "example-c"]
    assert len(script.asked) == 5


def test_command_without_a_model_or_with_a_wrong_one_says_what_to_do(shelf: Shelf, script: Script) -> None:
    ran = anslag("propose", cwd=shelf.data.parent)
    assert ran.code == 2
    assert "name a model with --model" in ran.complaint
    ran = anslag("propose", "--model", "nobody", cwd=shelf.data.parent, env=script.env)
    assert ran.code == 2
    assert "no model 'nobody' is installed" in ran.complaint
    ran = anslag("propose", "--dry-run", "--limit", "1", cwd=shelf.data.parent)
    assert (ran.code, ran.err) == (0, "")
    assert "It would ask about 1 release of 4 that are unsure: about " in ran.out
    assert script.asked == []


def test_spoilt_answers_are_told_and_nothing_is_asked(shelf: Shelf, here: Here) -> None:
    (shelf.data / "answers.db").write_text("no database, but long enough to be taken for none " * 30)
    with pytest.raises(BadInput, match=r"answers.db cannot be used .* move it away"):
        here.propose()
    assert here.script.asked == []


def test_folder_without_a_database_is_told_and_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "anslag-data").mkdir()
    for options in (("--dry-run",), ("--model", "scripted")):
        ran = anslag("propose", *options, cwd=tmp_path)
        assert ran.code == 2
        assert "run `anslag crawl` or `anslag build` first" in ran.complaint
    assert list((tmp_path / "anslag-data").iterdir()) == []


def test_spoilt_file_of_proposals_stops_a_build_with_one_line(shelf: Shelf) -> None:
    (shelf.data / "proposals.jsonl").write_text("{\n")
    ran = anslag("build", cwd=shelf.data.parent)
    assert ran.code == 2
    assert "proposals.jsonl, line 1" in ran.complaint


def test_grant_that_a_person_added_makes_the_proposal_stale(shelf: Shelf, here: Here) -> None:
    here.script.says([grant()], "Alvik IF")
    here.propose()
    typed = b"s\nm\n\nAlvik IF\n900 000 kronor\n\n\n\n\nseen\nq\n"
    anslag("review", "example-a", "--who", "P", cwd=shelf.data.parent, stdin=typed)
    assert build(shelf.data, with_proposals=True).proposals == {Standing.STALE: 1}
    assert shelf.rows("SELECT owner FROM grants WHERE read_by = 'person'") == [("Alvik IF",)]
    assert shelf.rows("SELECT standing, message FROM proposals") == [
        ("stale", "its sum is accounted for already (granted)")
    ]
