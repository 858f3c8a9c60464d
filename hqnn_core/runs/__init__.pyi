from .computation import Computation as Computation
from .export import (
    config_json as config_json,
    file_name as file_name,
    history_csv as history_csv,
    reproduce_source as reproduce_source,
    reproduce_zip as reproduce_zip,
    sweep_frame as sweep_frame,
    sweep_source as sweep_source,
)
from .grid import FIELDS as FIELDS, MAX_RUNS as MAX_RUNS, Grid as Grid
from .job import Job as Job, Until as Until, short_name as short_name
from .notebook import run_sweep as run_sweep
from .pace import (
    SlowBatchError as SlowBatchError,
    check_batch as check_batch,
    images_passed as images_passed,
    remaining_seconds as remaining_seconds,
    samples_per_second as samples_per_second,
)
from .presets import (
    OLD_PRESETS as OLD_PRESETS,
    PRESETS as PRESETS,
    QUESTIONS as QUESTIONS,
    Preset as Preset,
    Question as Question,
    question_of as question_of,
)
from .run import Probe as Probe, Run as Run
from .run_notebook import run_notebook as run_notebook
from .runner import Runner as Runner
from .sweep import (
    SWEEP_PRIORITY as SWEEP_PRIORITY,
    UNWATCHED_PRIORITY as UNWATCHED_PRIORITY,
    Outcome as Outcome,
    Sweep as Sweep,
)
