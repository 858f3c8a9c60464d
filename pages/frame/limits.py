"""Server limits as page messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from hqnn_core.errors import ConfigError, InputError
from hqnn_core.language import said
from hqnn_core.limits import LimitError, check_size, check_waiting
from hqnn_core.runs import Run, short_name
from pages.frame.messages import literal
from pages.visit.entrance import note_refusal
from pages.visit.visitors import visitor


def told(fault: InputError, names: Mapping[str, str]) -> str:
    """The error text with the page's labels substituted; an exceeded limit is logged."""
    if isinstance(fault, ConfigError):
        return fault.told(names)
    if isinstance(fault, LimitError):
        note_refusal(fault, short_name(visitor().key))
    return said(str(fault))


def may_start(n_runs: int) -> bool:
    """Whether this visitor may start `n_runs` more runs; if not, show why."""
    n_active = sum(run.is_active for run in visitor().runs)
    return _is_allowed(lambda: check_waiting(n_active, n_runs))


def may_extend(run: Run, epochs: int) -> bool:
    """Whether a run may be extended by `epochs`; if not, show why."""
    longer = replace(run.training, epochs=run.training.epochs + epochs)
    return _is_allowed(lambda: check_size(run.n_images, longer))


def _is_allowed(check: Callable[[], None]) -> bool:
    try:
        check()
    except LimitError as fault:
        note_refusal(fault, short_name(visitor().key))
        st.toast(literal(said(str(fault))), icon=":material/error:", duration="long")
        return False
    return True
