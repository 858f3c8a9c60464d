"""The list of experiments, which is read before their modules are loaded, agrees with them."""

import inspect
from dataclasses import replace
from pathlib import Path

import pytest

from hqnn_core import experiments
from hqnn_core.experiments import EXPERIMENTS, Computed, experiment
from hqnn_core.experiments.__main__ import NAMES, main


def test_every_module_is_listed():
    [folder] = experiments.__path__
    assert {file.stem for file in Path(folder).glob("[!_]*.py")} == set(EXPERIMENTS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_listed_settings_are_those_of_the_module_and_begin_with_an_option(name):
    about = experiment(name)
    settings = about.settings if isinstance(about, Computed) else ()
    assert EXPERIMENTS[name].settings == tuple(each.name for each in settings)
    assert all(each.default in each.options for each in settings)


@pytest.mark.parametrize("name", NAMES)
def test_experiment_without_a_page_has_arguments(name, monkeypatch, capsys):
    """The command line runs it with its defaults, and asks what there is further to ask."""
    about, seen = experiment(name), []
    assert isinstance(about, Computed)

    def compute(*arguments, report=None):
        seen.append(arguments)
        if report:
            report(1, 2)
        return arguments

    quick = replace(
        about, compute=compute, text=lambda found: f"result of {len(found)}",
        further=dict.fromkeys(about.further, compute),
    )  # fmt: skip
    monkeypatch.setattr("hqnn_core.experiments.__main__.experiment", lambda name: quick)
    monkeypatch.setattr("sys.argv", ["experiments", name])
    main()
    signature = inspect.signature(about.compute).parameters
    needed = [p for p in signature.values() if p.default is p.empty]
    assert len(needed) <= len(seen[0])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"result of {len(seen[0])}"
    assert [line for line in said if line in about.further] == list(about.further)
