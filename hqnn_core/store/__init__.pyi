from .boards import Boards as Boards, Pupil as Pupil, Teacher as Teacher
from .faults import StoreError as StoreError
from .settings import LONGEST_CLASS as LONGEST_CLASS, key_of as key_of
from .shared_runner import SharedRunner as SharedRunner
from .store import Store as Store, open_store as open_store
