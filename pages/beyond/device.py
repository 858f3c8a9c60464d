"""What would a real device say? The choice of a device, and a job on the device itself."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hqnn_core.experiments import device
from hqnn_core.figures.pixels import digit_png
from hqnn_core.language import gettext, ngettext
from hqnn_core.quantum import (
    AccountError,
    JobFailedError,
    account,
    device_names,
    has_runtime,
    least_busy,
    send,
)
from hqnn_core.words.numbers import angle_text
from pages.beyond.part import ComputedPart, image_or_example
from pages.frame import resources, session
from pages.frame.asking import ask_button
from pages.frame.messages import show_fault
from pages.frame.settings import control, option
from pages.visit.visitors import visitor


class OwnPart(ComputedPart):
    words_below = True
    theta = 0.0
    """The angle that the network gives the image, radians."""

    def choose(self) -> tuple[Any, ...]:
        image, what = image_or_example()
        self.theta = float(resources.pretrained().activations(image).theta[0, 0])
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(digit_png(image[0], 3), width=84, alt=what)
            st.markdown(f"**{what}**  \nθ = {angle_text(self.theta)}", width=200)
        names = device_names()
        name = option(session.DEVICE, names, names[0])
        st.selectbox(
            gettext("Device"), names, format_func=device.device_label,
            **control(session.DEVICE, name, options=names),
            help=gettext("The copies have the errors that a real device once had."),
        )  # fmt: skip
        return resources.circuit(True), self.theta, name, device.SHOTS

    def show_more(self, found: Any) -> None:
        super().show_more(found)
        st.markdown(device.cost_text(resources.circuit(True)))
        with st.popover(gettext("On the device itself"), disabled=not has_runtime()):
            try:
                _show_account(self.theta)
            except (AccountError, JobFailedError) as fault:
                show_fault(str(fault))
        if not has_runtime():
            st.caption(device.model_device_text())


def _show_account(theta: float) -> None:
    """With an account of this machine: the least busy device, its queue, and one job."""
    mine = visitor()
    st.markdown(
        ngettext(
            "This sends **one job with one circuit** and {n} shot, by the IBM account saved on "
            "this machine.",
            "This sends **one job with one circuit** and {n} shots, by the IBM account saved on "
            "this machine.",
            device.SHOTS,
        )
    )
    if st.button(gettext("Find the least busy device")):
        st.session_state[session.DEVICE_QUEUE] = least_busy(account())
    queue = st.session_state.get(session.DEVICE_QUEUE)
    if queue is not None:
        st.markdown(device.queue_text(queue))
        if st.button(gettext("Send the circuit"), disabled=mine.device_job is not None):
            mine.device_job = send(resources.circuit(True), theta, queue, device.SHOTS)
    if mine.device_job is not None:
        with st.container(horizontal=True):  # first: they are needed if nobody answers
            st.button(gettext("Look again"))
            ask_button(
                gettext("Forget this job"),
                gettext(
                    "The job **{job}** goes on at IBM, but this page will not show it.",
                    job=mine.device_job.id,
                ),
                gettext("Forget it"), _forget_job,
            )  # fmt: skip
        st.markdown(device.job_text(mine.device_job))


def _forget_job() -> None:
    visitor().device_job = None
