from .config import ModelConfig as ModelConfig, TrainConfig as TrainConfig
from .drawing import (
    EmptyDrawingError as EmptyDrawingError,
    image_from_canvas as image_from_canvas,
    load_novelty_detector as load_novelty_detector,
)
from .network import (
    BatchDone as BatchDone,
    CheckpointError as CheckpointError,
    ClassicalTwin as ClassicalTwin,
    DatasetError as DatasetError,
    EpochDone as EpochDone,
    Finished as Finished,
    HybridNet as HybridNet,
    Started as Started,
    Trainer as Trainer,
    TrainingStateError as TrainingStateError,
    load_checkpoint as load_checkpoint,
    load_digits as load_digits,
    load_pretrained as load_pretrained,
    save_checkpoint as save_checkpoint,
    train as train,
)
from .quantum import (
    AerEngine as AerEngine,
    Ansatz as Ansatz,
    PrimitiveEngine as PrimitiveEngine,
    QuantumLayer as QuantumLayer,
    StatevectorEngine as StatevectorEngine,
    entangled_circuit as entangled_circuit,
    ry_circuit as ry_circuit,
)
from .runs import (
    Run as Run,
    Runner as Runner,
    config_json as config_json,
    history_csv as history_csv,
    reproduce_source as reproduce_source,
    run_sweep as run_sweep,
)
