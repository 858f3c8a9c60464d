from .angles import (
    AngleError as AngleError,
    parse_angle as parse_angle,
    turns_text as turns_text,
    typed_text as typed_text,
    whole_turns as whole_turns,
    within_two_turns as within_two_turns,
)
from .beyond import (
    UNSURE as UNSURE,
    computing_text as computing_text,
)
from .board import (
    board_runs_text as board_runs_text,
    class_text as class_text,
    clear_question as clear_question,
    cleared_text as cleared_text,
    content_text as content_text,
    desk_text as desk_text,
    entries_text as entries_text,
    kind_text as kind_text,
    leave_question as leave_question,
    names_text as names_text,
    near_text as near_text,
    question_text as question_text,
    ranks_table as ranks_table,
    sent_text as sent_text,
    shift_name as shift_name,
    waiting_text as waiting_text,
)
from .chance import (
    chance_rule as chance_rule,
    chance_text as chance_text,
    contrast_text as contrast_text,
    contrasts_text as contrasts_text,
)
from .circuit import (
    CHAPTER as CHAPTER,
    band_only_text as band_only_text,
    band_text as band_text,
    expectation_text as expectation_text,
    more_shots_text as more_shots_text,
    moving_text as moving_text,
    probability_formula as probability_formula,
    sampled_curve_text as sampled_curve_text,
    shot_error_text as shot_error_text,
)
from .comparison import differences as differences
from .computation import (
    angle_terms as angle_terms,
    hidden_terms as hidden_terms,
    hidden_text as hidden_text,
    last_number_name as last_number_name,
    map_label as map_label,
    neighbours_text as neighbours_text,
    neuron_label as neuron_label,
    one_text as one_text,
    pixel_label as pixel_label,
    pixel_text as pixel_text,
    terms_text as terms_text,
    window_label as window_label,
    window_title as window_title,
)
from .drawing import (
    answer_text as answer_text,
    answers_text as answers_text,
    attempt_text as attempt_text,
    blend_text as blend_text,
    curve_alt as curve_alt,
    drawing_chart_text as drawing_chart_text,
    last_number_text as last_number_text,
    looks_like_text as looks_like_text,
    novelty_text as novelty_text,
    origin_text as origin_text,
    own_angle_text as own_angle_text,
    tuning_text as tuning_text,
)
from .keeping import store_text as store_text
from .links import (
    HiddenFault as HiddenFault,
    LinkFault as LinkFault,
    link_faults_text as link_faults_text,
    only_here_text as only_here_text,
)
from .lists import (
    PARSERS as PARSERS,
    parse_digits as parse_digits,
    parse_list as parse_list,
    parse_seeds as parse_seeds,
    parse_shift as parse_shift,
)
from .numbers import (
    MINUS as MINUS,
    NEGLIGIBLE as NEGLIGIBLE,
    a_digit as a_digit,
    angle_text as angle_text,
    decimal_text as decimal_text,
    degrees_text as degrees_text,
    digits_text as digits_text,
    duration_text as duration_text,
    number_text as number_text,
    one_of_digits as one_of_digits,
    percent_spread as percent_spread,
    percent_text as percent_text,
    pi_text as pi_text,
    plural as plural,
    share_text as share_text,
    spread_text as spread_text,
    with_spread as with_spread,
)
from .pairs import series_text as series_text
from .passage import (
    graph_text as graph_text,
    picture_text as picture_text,
    step_words as step_words,
)
from .settings import (
    DEFAULT_SHIFTS as DEFAULT_SHIFTS,
    ENGINES as ENGINES,
    GRADIENT_RULES as GRADIENT_RULES,
    KINDS as KINDS,
    LABELS as LABELS,
    LOSS_NAMES as LOSS_NAMES,
    LOSSES as LOSSES,
    NAMED_VALUES as NAMED_VALUES,
    NOISES as NOISES,
    RULES as RULES,
    SOURCES as SOURCES,
    settings_of as settings_of,
    value_text as value_text,
)
from .slopes import (
    errors_text as errors_text,
    fan_text as fan_text,
    least_scatter_sentence as least_scatter_sentence,
    line_names as line_names,
    moving_slopes_text as moving_slopes_text,
    rule_formulas as rule_formulas,
    slopes_text as slopes_text,
    step_names as step_names,
    trials_table as trials_table,
)
from .sweeps import (
    SWEEP_MEASURES as SWEEP_MEASURES,
    cell_text as cell_text,
    grid_text as grid_text,
    scale_of as scale_of,
    setting_text as setting_text,
    spread_note as spread_note,
    summary_text as summary_text,
    sweep_result_text as sweep_result_text,
    sweep_status as sweep_status,
)
from .training import (
    angles_text as angles_text,
    loss_text as loss_text,
    mistake_text as mistake_text,
    mistakes_text as mistakes_text,
    moment_text as moment_text,
    recorded_text as recorded_text,
    replay_text as replay_text,
    result_text as result_text,
    training_lines as training_lines,
    training_text as training_text,
    watch_text as watch_text,
)
from .typed import (
    parse_decimal as parse_decimal,
    parse_whole as parse_whole,
    quoted as quoted,
)
