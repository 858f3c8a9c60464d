"""A hybrid quantum-classical neural network, from the circuit to the trained classifier.

The names in `__init__.pyi` are public. Each is imported when it is first used, so that importing
the package, or a wing of it, takes no longer than that part needs.
"""

import importlib
import threading
from concurrent.futures import ThreadPoolExecutor

import lazy_loader

# Qiskit 2.6 crashes the process once the thread that imported it has ended (seen on making a
# Parameter in a second thread). A web server runs its pages in threads that end, so there the
# import is handed to one that lasts as long as the process.
if threading.current_thread() is not threading.main_thread():
    _lasting_thread = ThreadPoolExecutor(1, "qiskit-import")
    _lasting_thread.submit(importlib.import_module, "qiskit").result()

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
