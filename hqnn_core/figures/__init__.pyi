from .bloch import SIDE as SIDE, bloch_chart as bloch_chart
from .board import board_runs_chart as board_runs_chart, predictions_chart as predictions_chart
from .charts import (
    Spec as Spec,
    axis_of as axis_of,
    expectation_chart as expectation_chart,
    frame_of as frame_of,
    label_size as label_size,
    layer as layer,
    moving_outcomes_chart as moving_outcomes_chart,
    outcomes_chart as outcomes_chart,
    pi_axis as pi_axis,
    probabilities_chart as probabilities_chart,
    share_axis as share_axis,
)
from .circuit import circuit_svg as circuit_svg, one_angle_svg as one_angle_svg
from .computation import (
    neighbours_chart as neighbours_chart,
    terms_chart as terms_chart,
    window_chart as window_chart,
)
from .dots import dots_chart as dots_chart
from .drawing_charts import drawing_chart as drawing_chart
from .fan import FAN as FAN, fan_chart as fan_chart, middle_of_fan as middle_of_fan
from .grips import MOMENT as MOMENT
from .link_code import LONGEST as LONGEST, link_code_svg as link_code_svg
from .many_qubits import (
    dials_chart as dials_chart,
    expectations_chart as expectations_chart,
    shares_chart as shares_chart,
    vectors_chart as vectors_chart,
)
from .network import STEPS as STEPS, network_svg as network_svg
from .palette import PALETTES as PALETTES, Palette as Palette, high_contrast as high_contrast
from .pixels import (
    data_url as data_url,
    digit_png as digit_png,
    map_png as map_png,
    maps_png as maps_png,
    pixels_png as pixels_png,
    strongest as strongest,
)
from .printed import printed_curve as printed_curve, printed_training as printed_training
from .result_charts import angles_chart as angles_chart, confusion_chart as confusion_chart
from .shot_charts import (
    running_mean_chart as running_mean_chart,
    shot_error_chart as shot_error_chart,
)
from .slope_charts import error_chart as error_chart
from .strips import answers_strip as answers_strip, challenge_strip as challenge_strip
from .sweep_charts import sweep_chart as sweep_chart
from .trail_chart import (
    aligned as aligned,
    replayed as replayed,
    trail_charts as trail_charts,
)
from .training_charts import (
    Overlay as Overlay,
    accuracy_chart as accuracy_chart,
    loss_chart as loss_chart,
)
