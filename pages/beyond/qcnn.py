"""A quantum network beats a classical one: a button for each question of a referee."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hqnn_core.comparison.race import QUESTIONS, Race
from hqnn_core.experiments import qcnn
from hqnn_core.language import N_, gettext
from hqnn_core.runs import Computation
from pages.beyond.part import ComputedPart, show_failure, show_progress
from pages.frame import resources, session
from pages.frame.settings import forget
from pages.visit.visitors import live_seconds, visitor


class OwnPart(ComputedPart):
    def show_words(self, found: Race) -> None:
        """The questions, and the means; there is more room for the comparison below the picture."""
        self._show_questions(found)
        st.markdown(qcnn.means_text(self._shown(found)))

    def show_more(self, found: Race | None) -> None:
        if found is not None:
            st.markdown(qcnn.comparison_text(self._shown(found)))

    def _show_questions(self, found: Race) -> None:
        st.markdown("**" + gettext("What would a referee ask?") + "**")
        known = self._known()
        is_computing = known is not None and known.is_active
        with st.container(horizontal=True):
            for question, label in {"": N_("The paper's way"), **QUESTIONS}.items():
                st.button(
                    gettext(label), on_click=self._ask, args=[question, found],
                    key=session.REFEREE_BUTTON + question, disabled=is_computing,
                    type="primary" if question == self._shown(found).question else "secondary",
                )  # fmt: skip
        if known is not None and is_computing:
            st.fragment(show_progress, run_every=live_seconds())(known)
        if known is not None and known.state == "failed":
            show_failure(known)

    def show_picture(self, chosen: tuple[Any, ...], found: Race | None) -> None:
        race = None if found is None else self._shown(found)
        truth = None if race is None else qcnn.truth(race)
        self.show_stage(qcnn.guess(race), truth, self.is_running)

    def forget(self) -> None:
        super().forget()
        for question in QUESTIONS:
            visitor().experiments.pop(_name(question), None)
        forget([session.REFEREE_QUESTION])

    def _ask(self, question: str, found: Race) -> None:
        """Show the answer to a question; compute it unless it is known."""
        st.session_state[session.REFEREE_QUESTION] = question
        mine, arguments = visitor(), (question, found)
        known = mine.experiments.get(_name(question))
        if not question or (known and known.arguments == arguments and known.state != "failed"):
            return
        made = (
            Computation(qcnn.asked, arguments).compute_here()
            if question in qcnn.QUICK
            else resources.runner().compute(qcnn.asked, arguments, mine)
        )
        mine.experiments[_name(question)] = made

    def _known(self) -> Computation | None:
        question = st.session_state.get(session.REFEREE_QUESTION, "")
        return visitor().experiments.get(_name(question)) if question else None

    def _shown(self, found: Race) -> Race:
        """The answer to the chosen question once it is there, until then the paper's race."""
        known = self._known()
        if known is None or known.result is None or known.arguments[1] != found:
            return found
        return known.result


def _name(question: str) -> str:
    return f"qcnn {question}"
