"""Attack on a digit: the visitor's image, and what the attack makes of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hqnn_core.experiments import attack, recorded_day
from hqnn_core.figures.pixels import digit_png, pixels_png
from hqnn_core.language import gettext
from hqnn_core.network import pixels_of
from pages.beyond.part import ComputedPart, image_or_example

WIDTH = 96  # pixels of a picture


class OwnPart(ComputedPart):
    words_below = True

    def choose(self) -> tuple[Any, ...]:
        image, what = image_or_example()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(digit_png(image[0], 4), width=WIDTH, alt=what)
            st.markdown(f"**{what}** " + gettext("It is attacked too."), width=200)
        return (pixels_of(image),)

    def run(self, chosen: tuple[Any, ...]) -> Any:
        """Show the buttons, and an attacked image: a recorded one before the attack."""
        found = super().run(chosen)
        with st.container(horizontal=True):
            for name, pixels in attack.pictures(found).items():
                st.image(pixels_png(pixels, 4), caption=name, width=WIDTH, alt=name)
        st.caption(
            gettext("An attack, recorded in this app on {day}.", day=recorded_day())
            if found is None
            else gettext(attack.PICTURES_TEXT)
        )
        return found
