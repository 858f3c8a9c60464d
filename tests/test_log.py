"""The log: lines of JSON that a program can read."""

import json
import logging
import subprocess
import sys

import pytest

from hqnn_core import log
from hqnn_core.log import log_event, open_log


@pytest.fixture
def own_log(monkeypatch) -> logging.Logger:
    """A log that no other test writes to."""
    mine = logging.Logger("own")
    monkeypatch.setattr(log, "_log", mine)
    return mine


def test_event_is_one_line_of_json_with_its_time(own_log, monkeypatch, tmp_path):
    monkeypatch.setenv("HQNN_LOG", str(tmp_path / "log"))
    assert open_log() == ""
    log_event("run-ended", who="0a", message="zwei\nZeilen, θ", shots=None)
    line = (tmp_path / "log").read_text(encoding="utf-8")
    assert line.count("\n") == 1
    event = json.loads(line)
    assert event.pop("time").endswith("+00:00")
    assert event == {"event": "run-ended", "who": "0a", "message": "zwei\nZeilen, θ"}


def test_log_that_cannot_be_written_goes_to_stderr_with_a_sentence(own_log, monkeypatch, tmp_path):
    monkeypatch.setenv("HQNN_LOG", str(tmp_path / "nowhere" / "log"))
    assert "HQNN_LOG must name a file that can be written" in open_log()
    assert [type(handler) for handler in own_log.handlers] == [logging.StreamHandler]


def test_a_program_without_the_app_hears_nothing():
    code = "from hqnn_core.log import log_event; log_event('run-started')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
