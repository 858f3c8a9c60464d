"""The chapter's way is measured while nothing trains, and not once for ever."""

from pages.shared.chapter_probe import KEPT_SECONDS, RETRY_SECONDS, ChapterProbe, ProbeError
from tests.app import wait_for


class Machine:
    """A clock to set, a load to switch on, and measurements to wait for."""

    def __init__(self) -> None:
        self.time, self.is_busy, self.n_measured = 0.0, False, 0
        self.gets_busy = self.fails = False
        self.probe = ChapterProbe(lambda: self.is_busy, self.measure, lambda: self.time)

    def measure(self) -> float:
        self.n_measured += 1
        self.is_busy = self.is_busy or self.gets_busy
        if self.fails:
            raise ProbeError("no Aer")
        return 0.2 + self.n_measured

    def refreshed(self) -> float | None:
        self.probe.refresh()
        wait_for(lambda: not self.probe._lock.locked())
        return self.probe.seconds_per_image


def test_nothing_is_measured_while_something_trains():
    machine = Machine()
    machine.is_busy = True
    assert machine.refreshed() is None
    assert machine.n_measured == 0
    machine.is_busy = False
    assert machine.refreshed() == 1.2


def test_a_measurement_that_a_run_has_slowed_is_made_again():
    machine = Machine()
    machine.gets_busy = True
    assert machine.refreshed() is None
    machine.gets_busy = machine.is_busy = False
    assert machine.refreshed() == 2.2


def test_a_measurement_is_kept_for_a_day():
    machine = Machine()
    assert machine.refreshed() == 1.2
    machine.time = KEPT_SECONDS - 1
    assert machine.refreshed() == 1.2
    machine.time = KEPT_SECONDS + 1
    assert machine.refreshed() == 2.2


def test_a_failed_measurement_is_tried_again_after_a_while(caplog):
    machine = Machine()
    machine.fails = True
    assert machine.refreshed() is None
    assert "no Aer" in caplog.text
    machine.fails = False
    assert machine.refreshed() is None  # not at each redraw
    machine.time = RETRY_SECONDS + 1
    assert machine.refreshed() == 2.2
