"""Runs as training would leave them, without training."""

from __future__ import annotations

from sqlalchemy import select

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network import BatchDone, EpochDone, Finished, Started
from hqnn_core.runs.run import Run
from hqnn_core.store.schema import BlobRow
from hqnn_core.store.settings import key_of
from hqnn_core.store.store import Store

KEY = key_of("0123456789abcdef")
PER_EPOCH = 25


def train_on(run: Run, n: int) -> None:
    """Have a run report more batches, and an epoch's end where there is one."""
    for _ in range(n):
        step = (run.batches[-1].step if run.batches else 0) + 1
        epoch, batch = (step - 1) // PER_EPOCH + 1, (step - 1) % PER_EPOCH + 1
        thetas = (0.1 * step, -0.5) if batch == PER_EPOCH else ()
        run.note(BatchDone(epoch, batch, step, 1 / step, -0.7, 3 * step, 0.01 * step, thetas))
        if batch == PER_EPOCH:
            done = EpochDone(
                epoch, step, 0.3, -0.8, 0.2, -0.9, 0.99, 20, thetas, 3 * step, 0.01 * step
            )
            run.note(done)
    run.checkpoint, run.training_state = b"network %d" % run.last_step, b"state %d" % run.last_step


def a_run(n_batches: int = 0) -> Run:
    run = Run(ModelConfig(engine="statevector"), TrainConfig(epochs=4), weights=b"weights")
    run.source = "offline"
    run.note(Started((0.0, 0.5), circuits=0, seconds=0.0))
    run.become("running")
    if n_batches:
        train_on(run, n_batches)
    return run


def finish(run: Run) -> None:
    end = Finished("completed", "Done.", 4, 0.1, -0.9, 0.98, 20, 9, 1.0, (0.1,), (1,), (0.5,))
    run.note(end)
    run.become(end.outcome, end.message)


def kept(store: Store, run: Run, key: str = KEY) -> None:
    store.save_run(run, key)
    assert store.flush()


def read(store: Store, key: str = KEY) -> list[Run]:
    """A visitor's runs, read anew."""
    return store.news(key, [])[0]


def blobs(store: Store, key: str = KEY) -> dict[str, bytes]:
    """All else that is stored of a visitor, by name."""
    with store.transaction() as session:
        rows = session.scalars(select(BlobRow).where(BlobRow.visitor == key))
        return {row.name: row.content for row in rows}


def shown(run: Run) -> dict[str, object]:
    """All that a page can show of a run, and all that resumes it."""
    names = (
        "id created label model training priority state batches epochs probes finished source "
        "checkpoint message notices weights drawings training_state"
    )
    return {name: getattr(run, name) for name in names.split()}
