"""The list of experiments, which is read before their modules are loaded, agrees with them."""

from pathlib import Path

import pytest

from hqnn_core import experiments
from hqnn_core.experiments import EXPERIMENTS, Computed, experiment


def test_every_module_is_listed():
    [folder] = experiments.__path__
    assert {file.stem for file in Path(folder).glob("[!_]*.py")} == set(EXPERIMENTS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_listed_settings_are_those_of_the_module_and_begin_with_an_option(name):
    about = experiment(name)
    settings = about.settings if isinstance(about, Computed) else ()
    assert EXPERIMENTS[name].settings == tuple(each.name for each in settings)
    assert all(each.default in each.options for each in settings)
