"""The chapter's way is measured while nothing trains, and not once for ever."""

from collections.abc import Callable

from hqnn_core.runs import Computation
from pages.widgets.chapter_probe import KEPT_SECONDS, RETRY_SECONDS, ChapterProbe


class Machine:
    """A clock to set, a load to switch on, and measurements to end."""

    def __init__(self) -> None:
        self.time, self.is_busy, self.n_measured = 0.0, False, 0
        self.probe = ChapterProbe(lambda: self.is_busy, self.compute, lambda: self.time)
        self.measuring: list[tuple[Computation, Callable[[Computation], None]]] = []

    def compute(self, on_change: Callable[[Computation], None]) -> Computation:
        self.n_measured += 1
        computation = Computation(float, (0.2 + self.n_measured,))
        self.measuring.append((computation, on_change))
        return computation

    def refreshed(self, fails: bool = False) -> float | None:
        self.probe.refresh()
        for computation, on_change in self.measuring:
            if fails:
                computation.become("failed", "no Aer")
            else:
                computation.compute_here()
            on_change(computation)
        self.measuring.clear()
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
    machine.probe.refresh()
    machine.is_busy = True
    assert machine.refreshed() is None
    machine.is_busy = False
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
    assert machine.refreshed(fails=True) is None
    assert "no Aer" in caplog.text
    assert machine.refreshed() is None  # not at each redraw
    machine.time = RETRY_SECONDS + 1
    assert machine.refreshed() == 2.2
