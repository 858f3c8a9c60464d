from .faults import StoreError as StoreError
from .keeper import Keeper as Keeper, Owner as Owner
from .shared_runner import SharedRunner as SharedRunner
from .store import Store as Store, key_of as key_of, open_store as open_store
