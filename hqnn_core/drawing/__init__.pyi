from .blend import Blend as Blend, blend_in_doubt as blend_in_doubt
from .canvas import (
    EmptyDrawingError as EmptyDrawingError,
    Stroke as Stroke,
    TooLittleInkError as TooLittleInkError,
    UnreadableDrawingError as UnreadableDrawingError,
    canvas_from_png as canvas_from_png,
    canvas_of_strokes as canvas_of_strokes,
    image_from_canvas as image_from_canvas,
    image_from_drawing as image_from_drawing,
    rgba as rgba,
)
from .challenge import (
    N_DIGITS as N_DIGITS,
    Attempt as Attempt,
    Challenge as Challenge,
    new_challenge as new_challenge,
)
from .drawings import (
    MAX_DRAWINGS as MAX_DRAWINGS,
    CanvasDrawing as CanvasDrawing,
    DrawingSet as DrawingSet,
    image_of as image_of,
)
from .examples import (
    example_drawing as example_drawing,
    example_strokes as example_strokes,
    is_alike as is_alike,
    is_example as is_example,
    n_examples as n_examples,
    smooth_line as smooth_line,
)
from .fine_tuning import (
    Evaluation as Evaluation,
    evaluation_of as evaluation_of,
    taught_and_held_out as taught_and_held_out,
    tuning_configs as tuning_configs,
    tuning_images as tuning_images,
    untaught as untaught,
)
from .fooling import (
    PUZZLES as PUZZLES,
    Fooling as Fooling,
    changed_image as changed_image,
    fooling as fooling,
    puzzle_image as puzzle_image,
)
from .novelty import (
    FILES as FILES,
    NoveltyDetector as NoveltyDetector,
    detector_bytes as detector_bytes,
    detector_for as detector_for,
    load_novelty_detector as load_novelty_detector,
    measured_hands as measured_hands,
)
from .prediction import (
    Measurement as Measurement,
    Prediction as Prediction,
    majority_probability as majority_probability,
    measurements as measurements,
    most_frequent as most_frequent,
    predict as predict,
)
from .sensitivity import (
    N_MOST as N_MOST,
    n_among_most as n_among_most,
    sensitivity as sensitivity,
)
from .signs import (
    LEAST as LEAST,
    SignsLearned as SignsLearned,
    are_enough as are_enough,
    learn_signs as learn_signs,
    random_halves as random_halves,
)
