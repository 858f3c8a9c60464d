"""Which images the network trains on, and how to get MNIST."""

import streamlit as st

from hqnn_core.network import DatasetError, download_mnist, mnist_is_there
from pages.shared.messages import show_fault


def show_data() -> None:
    if mnist_is_there():
        st.caption("MNIST is on this machine; it is used unless the settings say otherwise.")
        return
    st.caption(
        "MNIST is not on this machine, so the network trains on the smaller set of real "
        "handwriting that comes with scikit-learn, 8 × 8 pixels brought to MNIST's form."
    )
    if st.button("Download MNIST"):
        _fetch_mnist()


def _fetch_mnist() -> None:
    bar = st.progress(0.0, "Downloading MNIST (11 MB)")

    def show(share: float) -> None:
        bar.progress(share, f"MNIST: {share:.0%} of 11 MB")

    try:
        download_mnist(progress=show)
    except DatasetError as fault:
        bar.empty()
        show_fault(str(fault))
    else:
        st.rerun()
