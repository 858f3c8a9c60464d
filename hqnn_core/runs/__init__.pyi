from .export import (
    config_json as config_json,
    file_name as file_name,
    history_csv as history_csv,
    reproduce_source as reproduce_source,
    reproduce_zip as reproduce_zip,
)
from .pace import (
    images_passed as images_passed,
    remaining_seconds as remaining_seconds,
    samples_per_second as samples_per_second,
)
from .pairs import (
    MEASURES as MEASURES,
    N_SEEDS as N_SEEDS,
    Measure as Measure,
    Pair as Pair,
    end_of as end_of,
    mean_with_error as mean_with_error,
    missing_seeds as missing_seeds,
    paired_differences as paired_differences,
    series_of as series_of,
    signs as signs,
)
from .presets import PRESETS as PRESETS, Preset as Preset
from .recorded import RecordedRun as RecordedRun, recorded_runs as recorded_runs
from .results import Mistake as Mistake, confusion as confusion, mistakes as mistakes
from .run import Probe as Probe, Run as Run, Until as Until
from .runner import Runner as Runner
