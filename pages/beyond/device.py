"""What would a real device say? One drawing's circuit with a device's errors, and on the device.

The errors are simulated on the cluster. A job on the device itself computes nothing here: the page
asks IBM's service over the network, whenever its buttons are pressed.
"""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from hqnn_core.figures.device import device_chart
from hqnn_core.figures.pixels import digit_png
from hqnn_core.quantum import (
    AccountError,
    JobFailedError,
    Sent,
    account,
    ask_device,
    device_names,
    has_runtime,
    least_busy,
    send,
    training_cost,
)
from hqnn_core.runs import PRESETS
from hqnn_core.words import (
    DEVICE_ANSWERS,
    angle_text,
    cost_text,
    device_answer,
    device_text,
    job_text,
    model_device_text,
    queue_text,
)
from pages.beyond.prediction import ask, result_of, show_outcome
from pages.frame import resources, session
from pages.frame.asking import ask_button
from pages.frame.messages import show_fault
from pages.frame.settings import control, option
from pages.frame.theme import palette
from pages.visit.visitors import visitor

SHOTS = 1_000


def show() -> None:
    image, what = _image()
    network = resources.pretrained()
    theta = float(network.activations(image).theta[0, 0])
    left, right = st.columns([4, 7], gap="large")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(digit_png(image[0], 3), width=84, alt=what)
            st.markdown(
                f"**{what}** The network gives it θ = {angle_text(theta)}. How would a device with "
                "real errors measure it?"
            )
        names = device_names()
        name = option(session.DEVICE, names, names[0])
        st.selectbox(
            "Device", names, **control(session.DEVICE, name, options=names),
            help="Snapshots have the errors that a real device once had.",
        )  # fmt: skip
        question = f"How far from the ideal P(1) will it be, with {SHOTS:,} shots?"
        prediction = ask("device", question, DEVICE_ANSWERS)
        found = result_of(
            "device", "Measure 20 times", ask_device,
            (resources.circuit(True), theta, name, SHOTS), prediction,
        )  # fmt: skip
    with right:
        if found is not None:
            show_outcome("device", device_answer(found))
            st.vega_lite_chart(
                spec=device_chart(found, palette()),
                alt="P(1) as the device measured it, raw and mitigated, and the ideal value",
            )
            st.markdown(device_text(found))
        _show_cost()
        _show_account(theta)
    if not has_runtime():
        st.caption(
            f"{model_device_text()} For snapshots of IBM's devices, and for the devices "
            "themselves: pip install '.[hardware]'."
        )


def _image() -> tuple[Tensor, str]:
    """The visitor's drawing on the Draw page, or else an example."""
    drawing = visitor().studio.canvases.get("draw")
    if drawing is not None:
        return drawing.image, "Your drawing."
    digits = resources.example_digits()
    return digits.test_images[digits.test_labels == 1][:1], "An example."


def _show_cost() -> None:
    plans, n_images = [], PRESETS[0].training.n_images(2)
    for preset in PRESETS[:2]:  # ours and the chapter's
        shots, training = preset.model.shots or 0, preset.training
        plans.append((training, training_cost(
            resources.circuit(True), shots, n_images, training.batch_size, training.epochs
        )))  # fmt: skip
    st.markdown(cost_text(n_images, *plans))


def _show_account(theta: float) -> None:
    """With an account of this machine: the least busy device, its queue, and one job."""
    mine = visitor()
    sent: Sent | None = mine.device_job
    with st.popover("On the device itself", disabled=not has_runtime()):
        st.markdown(
            "This uses the IBM account saved on this machine: **one job with one circuit**, "
            f"{SHOTS:,} shots."
        )
        try:
            if st.button("Find the least busy device"):
                st.session_state[session.DEVICE_QUEUE] = least_busy(account())
            queue = st.session_state.get(session.DEVICE_QUEUE)
            if queue is not None:
                st.markdown(queue_text(queue.name, queue.n_qubits, queue.waiting))
                if st.button("Send the circuit", disabled=sent is not None):
                    sent = mine.device_job = send(resources.circuit(True), theta, queue, SHOTS)
            if sent is not None:
                with st.container(horizontal=True):  # first: they are needed if nobody answers
                    st.button("Look again")
                    ask_button(
                        "Forget this job",
                        f"The job **{sent.id}** goes on at IBM, but this page will not show it.",
                        "Forget it", _forget_job,
                    )  # fmt: skip
                said = job_text(sent.id, sent.device, sent.status, sent.p_one(), sent.ideal)
                st.markdown(said)
        except (AccountError, JobFailedError) as fault:
            show_fault(str(fault))


def _forget_job() -> None:
    visitor().device_job = None
