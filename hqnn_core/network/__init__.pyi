from .chapter_way import seconds_per_image as seconds_per_image
from .checkpoint import (
    CheckpointError as CheckpointError,
    checkpoint_bytes as checkpoint_bytes,
    load_checkpoint as load_checkpoint,
    load_pretrained as load_pretrained,
    save_checkpoint as save_checkpoint,
)
from .classical_part import Activations as Activations, ClassicalPart as ClassicalPart
from .data import (
    DatasetError as DatasetError,
    Digits as Digits,
    load_digits as load_digits,
    mnist_is_there as mnist_is_there,
)
from .download import download_mnist as download_mnist
from .evaluation import (
    Mistake as Mistake,
    confusion as confusion,
    first_of_each as first_of_each,
    mistakes as mistakes,
    probe_classes as probe_classes,
    untrained_report as untrained_report,
)
from .events import (
    BatchDone as BatchDone,
    EpochDone as EpochDone,
    Event as Event,
    Finished as Finished,
    Started as Started,
    batches_per_probe as batches_per_probe,
)
from .explain import (
    NeuronSum as NeuronSum,
    OneProbability as OneProbability,
    Passage as Passage,
    Pixel as Pixel,
    PixelSum as PixelSum,
    angle_sum as angle_sum,
    brightest_map as brightest_map,
    brightest_pixel as brightest_pixel,
    hidden_sum as hidden_sum,
    input_place as input_place,
    maps_of as maps_of,
    one_probability as one_probability,
    passage_of as passage_of,
    pixel_sum as pixel_sum,
)
from .labelled_images import (
    LabelledImages as LabelledImages,
    LabelledImagesError as LabelledImagesError,
    pixels_of as pixels_of,
)
from .losses import (
    PSEUDO_PROBABILITY as PSEUDO_PROBABILITY,
    negative_log_likelihood as negative_log_likelihood,
)
from .mnist_images import (
    IMAGE_SIDE as IMAGE_SIDE,
    MIDDLE as MIDDLE,
    is_dot as is_dot,
    mnist_form as mnist_form,
)
from .model import (
    ClassicalTwin as ClassicalTwin,
    HybridNet as HybridNet,
    build_model as build_model,
    circuit_of as circuit_of,
    class_probability as class_probability,
)
from .pixel_attack import MOST as MOST, Way as Way, turned as turned
from .qcnn import (
    CNN_RUNS as CNN_RUNS,
    SEEDS as SEEDS,
    STEPS as STEPS,
    Samples as Samples,
    cnn_answers as cnn_answers,
    logistic_answers as logistic_answers,
    qcnn_answers as qcnn_answers,
    samples as samples,
    trained_qcnns as trained_qcnns,
)
from .tensor_files import (
    tensor_file as tensor_file,
    tensors_of as tensors_of,
    words_of as words_of,
)
from .training import Trainer as Trainer, train as train
from .training_state import TrainingStateError as TrainingStateError
