"""The images that the network trains on, and the button that downloads MNIST."""

import streamlit as st

from hqnn_core.language import gettext
from hqnn_core.network import DatasetError, download_mnist, mnist_is_there
from pages.frame.messages import show_fault


def show_data() -> None:
    if mnist_is_there():
        st.caption(
            gettext(
                "MNIST is installed. It is used unless you choose other images in the settings."
            )
        )
        return
    st.caption(
        gettext(
            "MNIST is not installed, so the network trains on a smaller set of real handwriting: "
            "scikit-learn's, 8 × 8 pixels, converted to MNIST's format."
        )
    )
    if st.button(gettext("Download MNIST")):
        _fetch_mnist()


def _fetch_mnist() -> None:
    bar = st.progress(0.0, gettext("Downloading MNIST (11 MB)"))

    def show(share: float) -> None:
        text = gettext("Downloading MNIST: {megabytes} of 11 MB", megabytes=int(11 * share))
        bar.progress(share, text)

    try:
        download_mnist(progress=show)
    except DatasetError as fault:
        bar.empty()
        show_fault(str(fault))
    else:
        st.rerun()
