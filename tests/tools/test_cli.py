"""The program that clerks, technicians and developers start."""

import signal
import subprocess
import sys
import textwrap
from importlib import import_module
from types import ModuleType

import pytest

from tools import cli

Reply = pytest.CaptureFixture[str]


def part(monkeypatch: pytest.MonkeyPatch, name: str, main: object) -> None:
    """Puts a stand-in for the part `name` where `taxhall` imports it from."""
    module = ModuleType(name)
    vars(module)["main"] = main
    monkeypatch.setitem(sys.modules, name, module)


def test_a_technician_who_asks_for_help_sees_each_command_on_a_line(capsys: Reply) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    for command in cli.COMMANDS:
        assert [command.name, *command.line.split()] in lines


def test_a_technician_asked_for_the_version_reads_it_off(capsys: Reply) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == "0.1.0\n"


def test_a_command_gets_its_own_arguments_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []

    def main(arguments: list[str]) -> int:
        heard.append(arguments)
        return 3

    part(monkeypatch, "tools.audit", main)
    assert cli.main(["audit", "--json", "--help", "--", "x"]) == 3
    assert heard == [["--json", "--help", "--", "x"]]


def test_a_mistyped_command_is_refused_with_the_ones_there_are(capsys: Reply) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["gatewy"])
    assert ended.value.code == 2
    assert "gateway" in capsys.readouterr().err


def test_a_part_whose_package_is_not_installed_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: Reply
) -> None:
    def main(arguments: list[str]) -> int:
        import_module("nicegui_that_nobody_installed.ui")
        return 0

    part(monkeypatch, "hw_sim.main", main)
    assert cli.main(["sim"]) == 1
    said = capsys.readouterr().err
    assert "'nicegui_that_nobody_installed'" in said
    assert "pip install 'taxhall[sim]'" in said


def test_a_module_of_ours_that_is_missing_is_not_blamed_on_the_installation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part(monkeypatch, "tools.audit", lambda arguments: import_module("protocol.no_such_module"))
    with pytest.raises(ModuleNotFoundError, match=r"protocol\.no_such_module"):
        cli.main(["audit"])


@pytest.mark.timeout(20)
def test_ctrl_c_ends_a_command_without_a_traceback() -> None:
    waiting = textwrap.dedent(
        """
        import signal, sys, time, types
        from tools import cli
        # Of a shell's background job it is ignored, and children inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        def main(arguments):
            print("waiting", flush=True)
            time.sleep(15)
        sys.modules["tools.day"] = types.SimpleNamespace(main=main)
        sys.exit(cli.main(["day"]))
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", waiting], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said == ""


def test_help_imports_no_part_and_no_package_of_others() -> None:
    script = textwrap.dedent(
        """
        import sys
        import tools.cli
        heavy = {"gateway", "central", "hw_sim", "fastapi", "pydantic", "serial", "nicegui"}
        sys.exit(", ".join(sorted(heavy & set(sys.modules))) or 0)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_each_command_leads_to_a_part_that_can_be_called(command: cli.Command) -> None:
    assert callable(import_module(command.module).main)
