"""Draw a digit; the network says which it is, and how it got there."""

import streamlit as st
from torch import Tensor

from hqnn_core.drawing import EmptyDrawingError, image_from_canvas
from hqnn_core.figures.charts import outcomes_chart
from hqnn_core.figures.circuit import circuit_svg
from hqnn_core.figures.dials import dial_chart
from hqnn_core.figures.pixels import digit_png
from hqnn_core.model import ClassicalTwin, HybridNet
from hqnn_core.text import angle_text
from pages.draw.answer import Answer, answer_to
from pages.shared import server, session
from pages.shared.canvas import drawing_canvas
from pages.shared.theme import palette
from pages.shared.visitors import visitor

SHOTS = [1, 10, 100, 1_000, 10_000]
PRETRAINED, OWN = "Pretrained", "Trained by you"


@st.fragment
def studio() -> None:
    left, right = st.columns([4, 5], gap="medium")
    with left:
        image = drawn_image()
    with right:
        place = st.container()
        with st.container(horizontal=True):
            st.button("Clear", on_click=session.count, args=[session.CANVAS_NUMBER])
            st.button("Measure again", on_click=session.count, args=[session.MEASUREMENT])
        with st.container(horizontal=True, gap="medium"):
            shots = st.select_slider(
                "Shots", SHOTS, 1_000, format_func="{:,}".format,
                key=session.DRAW_SHOTS, persist_state="session", width=260,
            )  # fmt: skip
            st.slider(
                "Pen (pixels)", 8, 40, 20, key=session.PEN, persist_state="session", width=260
            )
        network = chosen_network()
    example = server.example_digits().test_images[:1]
    answer = answer_to(example if image is None else image, network, shots)
    with place:
        show_answer(answer, is_drawn=image is not None)
    show_way(answer)


def drawn_image() -> Tensor | None:
    """The drawing as the network sees it, None for an empty canvas."""
    picture = drawing_canvas(st.session_state.get(session.PEN, 20))
    if picture is None:
        return None
    try:
        return image_from_canvas(picture)
    except EmptyDrawingError as fault:
        st.info(str(fault))
        return None


def chosen_network() -> HybridNet | ClassicalTwin:
    """The pretrained network, or the visitor's own once there is one."""
    run = visitor().shown
    if run is None or not run.checkpoint:
        return server.pretrained()
    name = st.segmented_control(
        "Network", [PRETRAINED, OWN], default=OWN, required=True,
        key=session.NETWORK, persist_state="session",
    )  # fmt: skip
    return server.trained(run.checkpoint) if name == OWN else server.pretrained()


def show_answer(answer: Answer, is_drawn: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.html(
            '<div data-testid="answer" style="font-size:7rem;line-height:1;font-weight:600">'
            f"{answer.digit}</div>",
            width="content",
        )
        with st.container():
            st.markdown("**Your drawing**" if is_drawn else "**An example.** Draw a 0 or a 1.")
            st.markdown(answer.sentence)


def show_way(answer: Answer) -> None:
    """From the picture to the answer, step by step."""
    colours = palette()
    # Drawn before anything is sent, so that the answer is on the screen while this takes 40 ms.
    circuit = None if answer.circuit is None else circuit_svg(answer.circuit, colours)
    seen, angle, measured = st.columns([3, 3, 5], border=True)
    with seen:
        st.markdown(":gray-background[classical]  **What the network sees**")
        st.image(digit_png(answer.image[0]), width=224, alt="The drawing in 28 by 28 pixels")
        st.caption("Cropped, centred and brought to 28 × 28 pixels, as its training images were.")
    with angle:
        st.markdown(":violet-background[quantum]  **The angle**")
        st.vega_lite_chart(
            spec=dial_chart(answer.theta, answer.hadamard, colours),
            width="content",
            alt=f"The state's direction at θ = {angle_text(answer.theta)}",
        )
        st.caption(f"θ = {angle_text(answer.theta)}")
    with measured:
        st.markdown(":violet-background[quantum]  **The measurement**")
        st.vega_lite_chart(
            spec=outcomes_chart(answer.shares, answer.exact_shares, answer.names, colours),
            alt=answer.sentence,
        )
        if circuit is not None:
            st.image(circuit, width=330, alt="|0⟩, H, RY(θ), measurement")
        st.caption("Bars: what was measured. Lines across: the exact probabilities.")


st.title("Draw a digit")
st.markdown(
    "Write a **0** or a **1** in the square. The qubit answers when you lift the pen. "
    "Then choose 1 shot and measure again a few times."
)
studio()
