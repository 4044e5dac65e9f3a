"""The bench: data is put back between checks, a restart keeps it, and nothing of one check reaches the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.checks.bench import Bench
from autograder.checks.finding import NotYet, Stopped
from autograder.checks.page import Page
from autograder.checks.patience import Patience
from autograder.checks.plugin import AppFiles
from autograder.checks.visitor import Visitor
from autograder.model import Outcome
from autograder.sandbox.folder import PrivateCopy
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.remote import Broken, Gone
from tests.tool.conftest import APP_WITH_DATA

Put = Callable[..., Bench]

DATA = """
import os, sqlite3, shutil
from pathlib import Path
HERE = Path(__file__).parent
def db():
    connection = sqlite3.connect(HERE / "app.db")
    connection.execute("create table if not exists build (title)")
    return connection
db().close()
@app.get("/add/<title>")
def add(title):
    with db() as connection:
        connection.execute("insert into build values (?)", (title,))
    return "added"
@app.get("/count")
def count(): return str(db().execute("select count(*) from build").fetchone()[0])
@app.get("/pid")
def pid(): return str(os.getpid())
@app.get("/env")
def env(): return os.environ.get("GREETING", "nothing")
@app.get("/files")
def files(): return " ".join(sorted(p.name for p in HERE.iterdir()))
@app.get("/wrecks")
def wrecks():
    for path in HERE.iterdir():
        path.unlink()
    (HERE / "new").write_text("x")
    (HERE / "app.db").mkdir()
    return "wrecked"
"""


def test_the_next_check_finds_the_data_as_it_was(on_bench: Put, launcher: Launcher) -> None:
    bench = on_bench(DATA, launcher=launcher)
    visitor = Visitor(bench)
    pids = set()
    for _ in range(3):
        bench.begin(1)
        pids.add(visitor.opens("/pid").text)
        visitor.opens("/add/Castle")
        visitor.opens("/count").shows("1")
    assert len(pids) == 1


def test_whatever_an_app_does_to_its_folder_is_undone(on_bench: Put) -> None:
    bench = on_bench(DATA)
    visitor = Visitor(bench)
    before = visitor.opens("/files").text
    visitor.opens("/wrecks")
    bench.begin(1)
    assert visitor.opens("/files").text == before
    visitor.opens("/count").shows("0")


def test_a_restart_keeps_the_data_and_the_cookies_and_passes_the_environment(on_bench: Put, launcher: Launcher) -> None:
    bench = on_bench(DATA, launcher=launcher)
    visitor = Visitor(bench)
    bench.begin(1)
    first = visitor.opens("/pid").text
    visitor.opens("/add/Castle")
    visitor.restarts(env={"GREETING": "Salut"})
    assert visitor.opens("/pid").text != first
    visitor.opens("/count").shows("1")
    visitor.opens("/env").shows("Salut")
    bench.begin(1)
    visitor.opens("/count").shows("0")
    visitor.opens("/env").shows("nothing")


AFRESH = (
    DATA
    + """
import time
@app.cli.command("init-db")
def init_db():
    with db() as connection:
        connection.execute("delete from build")
        connection.execute("insert into build values ('Castle')")
    print("afresh, by", os.getpid(), "at", time.monotonic_ns())
@app.cli.command("stops")
def stops(): 1 / 0
"""
)


def test_checks_that_begin_with_a_command_find_what_it_left(on_bench: Put, launcher: Launcher) -> None:
    bench = on_bench(AFRESH, launcher=launcher)
    visitor = Visitor(bench)
    for _ in range(3):
        bench.begin(1)
        assert "afresh" in visitor.begins_with("init-db").succeeds().output
        visitor.opens("/count").shows("1")
        visitor.opens("/add/Tower")
        visitor.opens("/count").shows("2")
        visitor.begins_with("init-db")  # in the midst of a check it runs anew
        visitor.opens("/count").shows("1")


def test_after_a_restart_a_check_begins_with_what_the_command_left(on_bench: Put, launcher: Launcher) -> None:
    bench = on_bench(AFRESH, launcher=launcher)
    visitor = Visitor(bench)
    outputs = set()
    for _ in range(3):
        bench.begin(1)
        outputs.add(visitor.begins_with("init-db").output)
        visitor.opens("/count").shows("1")
        visitor.opens("/add/Tower")
        visitor.restarts()
        visitor.opens("/count").shows("2")
    assert len(outputs) == 1


def test_a_fresh_process_begins_with_what_the_command_left_in_another_fresh_one(
    on_bench: Put, launcher: Launcher
) -> None:
    bench = on_bench(AFRESH, launcher=launcher)
    visitor, outputs, apps = Visitor(bench), set(), set()
    for _ in range(3):
        bench.begin(1, fresh=True)
        outputs.add(visitor.begins_with("init-db").output)
        assert not bench.apps.used_by_others
        visitor.opens("/count").shows("1")
        visitor.opens("/add/Tower")
        bench.begin(1)
        visitor.opens("/count").shows("0")  # what does not begin so finds the app as it was loaded
        apps.add(bench.app())
    assert (len(outputs), len(apps)) == (1, 3)


def test_what_a_command_left_in_a_process_that_others_used_is_for_that_process_alone(
    on_bench: Put, launcher: Launcher
) -> None:
    bench = on_bench(AFRESH, launcher=launcher)
    visitor = Visitor(bench)
    bench.begin(1)
    visitor.opens("/count")
    bench.begin(1)
    outputs = {visitor.begins_with("init-db").output}
    bench.begin(1, fresh=True)
    outputs.add(visitor.begins_with("init-db").output)
    assert len(outputs) == 2


def test_where_other_files_were_laid_out_the_command_runs_anew(on_bench: Put, launcher: Launcher) -> None:
    bench = on_bench(AFRESH, launcher=launcher)
    visitor, files = Visitor(bench), AppFiles(bench)
    for name in ("", "beside.py", ""):
        bench.begin(1)
        if name:
            files.put(name, "")
        visitor.begins_with("init-db").succeeds()
        visitor.opens("/count").shows("1")


SHOWS = """
import app as yours
app = yours.app
@app.get("/shown")
def shown(): return "beside it"
"""


@pytest.mark.parametrize(
    ("own", "turns", "known"),
    [
        pytest.param({}, (False, True, False, True), True, id="what others began with is right for it"),
        pytest.param({"wsgi.py": "from app import app"}, (True, False, True), False, id="its own is for it alone"),
    ],
)
def test_a_check_with_a_file_beside_the_app_begins_with_what_the_command_left_for_others(
    on_bench: Put, launcher: Launcher, own: dict[str, str], turns: tuple[bool, ...], known: bool
) -> None:
    bench = on_bench(AFRESH, own, launcher=launcher)
    visitor, files, outputs = Visitor(bench), AppFiles(bench), set()
    for beside in turns:
        bench.begin(1)
        if beside:
            files.lay_beside("wsgi.py", SHOWS)
        outputs.add(visitor.begins_with("init-db").output)
        assert visitor.gets("/shown").status == (200 if beside else 404)
        assert ("wsgi.py" in visitor.opens("/files").text) == (beside or bool(own))
        visitor.opens("/count").shows("1")
        visitor.opens("/add/Tower")
    assert (len(outputs) == 1) == known


MEMBERS = (
    DATA
    + """
from flask import session
app.secret_key = os.urandom(16)
@app.get("/join/<name>")
def join(name):
    session["name"] = name
    return add(name)
@app.get("/who")
def who(): return session.get("name", "nobody")
@app.get("/breaks")
def breaks(): return 1 / 0
"""
)


def joins(visitor: Visitor, name: str) -> str:
    """Join, and return who has told so."""
    visitor.opens(f"/join/{name}")
    return f"{name}, told by {visitor.opens('/pid').text}"


def breaks(visitor: Visitor) -> None:
    """Ask for what is not to be had."""
    visitor.opens("/breaks")


def asked(bench: Bench) -> list[str]:
    """Return the addresses that a check has asked for."""
    return [environ["PATH_INFO"] for environ, _, _ in bench.asked]


def test_checks_that_begin_alike_find_the_files_and_the_cookies_of_the_first(on_bench: Put) -> None:
    bench = on_bench(MEMBERS)
    told, steps = set(), []
    for _ in range(3):
        bench.begin(1)
        visitor = Visitor(bench)
        told.add(visitor.begins(joins, "Ada"))
        visitor.opens("/who").shows("Ada")
        visitor.another().opens("/who").shows("nobody")
        visitor.opens("/count").shows("1")
        visitor.opens("/add/Tower")
        steps.append((asked(bench), visitor.steps))
    assert len(told) == 1
    assert steps[0] == steps[1] == steps[2]


def arrives(visitor: Visitor, name: str) -> Page:
    """Join, and return the page with one's name."""
    visitor.opens(f"/join/{name}")
    return visitor.opens("/who")


def test_a_page_that_a_check_began_with_goes_on_in_the_browser_of_the_next(on_bench: Put) -> None:
    bench = on_bench(MEMBERS)
    pages, findings = [], []
    for _ in range(2):
        bench.begin(1)
        visitor = Visitor(bench)
        pages.append(visitor.begins(arrives, "Ada").shows("Ada"))
        assert asked(bench) == ["/join/Ada", "/who"]
        assert pages[-1].visitor is visitor
        with pytest.raises(NotYet) as refused:
            pages[-1].lands_on("/elsewhere")
        findings.append(refused.value.finding)
    assert pages[0] is not pages[1]
    assert findings[0] == findings[1]


def test_a_beginning_can_have_several_steps_and_several_browsers(on_bench: Put) -> None:
    bench = on_bench(MEMBERS)
    told = set()
    for second in ("Ben", "Ben", "Cleo", "Ben"):
        bench.begin(1)
        one, other = Visitor(bench), Visitor(bench)
        told |= {one.begins(joins, "Ada"), other.begins(joins, second)}
        one.opens("/who").shows("Ada")
        other.opens("/who").shows(second)
        one.opens("/count").shows("2")
    assert len(told) == 3


def test_only_the_files_of_the_last_step_are_put_there(on_bench: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = on_bench(MEMBERS)
    put = []
    put_back = PrivateCopy.put_back
    monkeypatch.setattr(PrivateCopy, "put_back", lambda copy, files: put.append(1) or put_back(copy, files))
    for _ in range(2):
        bench.begin(1)
        one, other = Visitor(bench), Visitor(bench)
        one.begins(joins, "Ada")
        other.begins(joins, "Ben")
        put.clear()
        one.opens("/count").shows("2")
    assert len(put) == 1


def test_where_files_cannot_be_put_there_a_check_begins_anew_when_it_runs_once_more(
    on_bench: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object) -> None:
        raise OSError("the disk is full")

    bench = on_bench(MEMBERS)
    bench.begin(1)
    Visitor(bench).begins(joins, "Ada")
    monkeypatch.setattr(PrivateCopy, "put_back", cannot)
    bench.begin(1)
    visitor = Visitor(bench)
    visitor.begins(joins, "Ada")
    with pytest.raises(Gone, match="the disk is full"):
        visitor.opens("/who")
    assert bench.apps.used_by_others
    for _ in range(2):
        bench.begin(1, fresh=True)
        visitor = Visitor(bench)
        visitor.begins(joins, "Ada")
        visitor.opens("/who").shows("Ada")
        visitor.opens("/count").shows("1")


def test_a_fresh_process_begins_anew(on_bench: Put) -> None:
    bench = on_bench(MEMBERS)
    told = set()
    for fresh, used in ((False, False), (False, True), (True, False), (False, True)):
        bench.begin(1, fresh)
        visitor = Visitor(bench)
        told.add(visitor.begins(joins, "Ada"))
        assert bench.apps.used_by_others is used
        visitor.opens("/who").shows("Ada")  # a key that is drawn when the app starts makes old cookies worthless
    assert len(told) == 2


def test_in_the_midst_of_a_check_nothing_is_a_beginning(on_bench: Put) -> None:
    bench = on_bench(MEMBERS)
    for _ in range(2):
        bench.begin(1)
        visitor = Visitor(bench)
        visitor.opens("/add/Tower")
        visitor.begins(joins, "Ada")
        visitor.opens("/count").shows("2")
        visitor.restarts()
        visitor.begins(joins, "Ada")
        visitor.opens("/count").shows("3")


def test_other_files_and_another_way_to_speak_make_another_beginning(on_bench: Put) -> None:
    bench = on_bench(MEMBERS)
    for name in ("", "beside.py", ""):
        for https in (False, True):
            bench.begin(1)
            if name:
                AppFiles(bench).put(name, "")
            visitor = Visitor(bench).over_https() if https else Visitor(bench)
            visitor.begins(joins, "Ada")
            visitor.opens("/who").shows("Ada")
            visitor.opens("/files").shows(name)


def test_what_fails_at_the_beginning_is_tried_by_each_check(on_bench: Put) -> None:
    bench = on_bench(MEMBERS)
    for _ in range(2):
        bench.begin(1)
        with pytest.raises(NotYet, match="divi"):
            Visitor(bench).begins(breaks)
        assert asked(bench) == ["/breaks"]


def test_a_command_that_fails_says_why(on_bench: Put) -> None:
    visitor = Visitor(on_bench(AFRESH))
    with pytest.raises(NotYet, match=r"flask stops[\s\S]*divi"):
        visitor.begins_with("stops").succeeds()
    with pytest.raises(NotYet, match="No such command"):
        visitor.command("there-is-none").succeeds()


def test_a_restart_that_fails_is_told(on_bench: Put) -> None:
    bench = on_bench("import os\nif 'GREETING' in os.environ: 1 / 0\n@app.get('/')\ndef home(): return 'x'")
    visitor = Visitor(bench)
    visitor.opens("/")
    with pytest.raises(Broken):
        visitor.restarts(env={"GREETING": "x"})
    bench.begin(1)
    visitor.opens("/")


def test_files_that_a_check_supplies_are_gone_in_the_next_one(on_bench: Put) -> None:
    bench = on_bench("import builds\n@app.get('/')\ndef home(): return builds.TITLE", {"builds.py": "TITLE = 'own'"})
    visitor, files = Visitor(bench), AppFiles(bench)
    for title in ("Castle", "Tower"):
        bench.begin(1)
        assert files.read("builds.py") == "TITLE = 'own'"
        files.put("builds.py", f"TITLE = {title!r}")
        visitor.opens("/").shows(title)
    bench.begin(1)
    visitor.opens("/").shows("own")


def test_a_template_that_a_check_supplies_is_shown_in_its_place(on_bench: Put) -> None:
    app = "from flask import render_template\n@app.get('/')\ndef home(): return render_template('home.html')"
    bench = on_bench(app, {"templates/home.html": "<p>mine</p>"})
    visitor, files = Visitor(bench), AppFiles(bench)
    for words in ("other", "third", "mine"):
        bench.begin(1)
        files.put("templates/home.html", f"<p>{words}</p>")
        visitor.opens("/").shows(words)


@pytest.mark.parametrize(
    ("uri", "shared"),
    [
        ("sqlite:///app.db", True),
        ("sqlite://", False),
        ("sqlite:///:memory:", False),
        ("sqlite:///file:x?mode=memory&cache=shared&uri=true", False),
        ("sqlite:////tmp/{tmp}/elsewhere.db", False),
    ],
)
def test_data_that_cannot_be_put_back_costs_a_worker_for_each_check(
    on_bench: Put, tmp_path, uri: str, shared: bool
) -> None:
    bench = on_bench(APP_WITH_DATA.format(uri=uri.replace("/tmp/{tmp}", str(tmp_path))))
    visitor = Visitor(bench)
    pids = set()
    for _ in range(2):
        bench.begin(1)
        visitor.opens("/").shows("1")
        pids.add(visitor.opens("/pid").text)
    assert (len(pids) == 1) == shared


def test_a_hang_costs_one_time_out_and_blocks_its_route_only(on_bench: Put) -> None:
    bench = on_bench(
        "@app.get('/<int:n>')\ndef hangs(n):\n    while True: pass\n@app.get('/fine')\ndef fine(): return 'fine'",
        patience=Patience(request=0.4, load=5, check=5),
    )
    visitor = Visitor(bench)
    for path, outcome in (("/1", Outcome.TIMED_OUT), ("/1", Outcome.BLOCKED), ("/2", Outcome.BLOCKED)):
        bench.begin(1)
        with pytest.raises(Stopped) as stopped:
            visitor.opens(path)
        assert stopped.value.outcome is outcome
    visitor.opens("/fine")


def test_a_worker_that_died_in_between_is_replaced(on_bench: Put) -> None:
    bench = on_bench("import os, threading\n@app.get('/')\ndef home():\n    return 'x'")
    visitor = Visitor(bench)
    visitor.opens("/")
    bench.app().worker.interrupt()
    bench.begin(1)
    visitor.opens("/")
    assert not bench.apps.used_by_others
