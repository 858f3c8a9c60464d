"""`run_sweep`: train and tabulate a grid in one call, from Python."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.errors import ConfigError
from hqnn_core.runs.export import sweep_frame
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.runner import Runner
from hqnn_core.runs.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd

LOOK_SECONDS = 0.2


def run_sweep(
    grid: Mapping[str, Iterable[Any]],
    model: ModelConfig | None = None,
    training: TrainConfig | None = None,
    *,
    n_workers: int | None = None,
    address: str | None = None,
    file: str | Path | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Train a network for every combination of some settings, several at once.

    Args:
        grid: values for each setting that varies: `{"shots": [10, 100], "seed": range(5)}`.
        model, training: all other settings.
        n_workers: training processes on this machine; one a core if None.
        address: the scheduler of a Dask cluster, `$HQNN_SCHEDULER` if None.
        file: where the outcomes are kept as they come. A second call with the same grid and file
            trains only what is missing, so a call that was interrupted goes on.
        progress: whether a bar shows what is done.

    Returns a row for each run, see `sweep_frame`. Raises `ConfigError` for a grid that cannot be
    trained, with the run that is at fault, and for a file of something else or of another grid.
    """
    wanted = Grid(grid, model or ModelConfig(), training or TrainConfig())
    path = Path(os.path.expanduser(file)) if file else None
    sweep = _continued(path, wanted)
    if sweep.state != "done":
        _train(sweep, Runner(n_workers=n_workers, address=address), path, progress)
    return sweep_frame(sweep)


def _continued(path: Path | None, grid: Grid) -> Sweep:
    """A new sweep, or the one in a file."""
    if path is None or not path.exists():
        return Sweep(grid)
    sweep = Sweep.from_bytes(path.read_bytes())
    if sweep.grid != grid:
        raise ConfigError("file", f"has the outcomes of another grid: {path}; name another file")
    return sweep


def _train(sweep: Sweep, runner: Runner, path: Path | None, progress: bool) -> None:
    """Train the missing runs, then close the runner."""
    from tqdm.auto import tqdm

    try:
        _keep(sweep, path)  # so that a file that cannot be written is found now
        sweep.start(runner)
        with tqdm(total=len(sweep), disable=not progress, unit="run") as bar:
            is_over = False
            while not is_over:
                is_over, n_done = sweep.finished.wait(LOOK_SECONDS), sweep.n_done
                if n_done > bar.n:
                    _keep(sweep, path)
                    bar.update(n_done - bar.n)
    finally:
        sweep.stop()
        runner.close()


def _keep(sweep: Sweep, path: Path | None) -> None:
    """Write the outcomes atomically."""
    if path is not None:
        new = path.with_name(f"{path.name}.part")
        new.write_bytes(sweep.to_bytes())
        new.replace(path)
