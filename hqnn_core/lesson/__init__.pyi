from .facts import FACTS as FACTS, Value as Value
from .handout import Picture as Picture, handout_html as handout_html
from .progress import (
    Progress as Progress,
    Record as Record,
    came_text as came_text,
    is_right as is_right,
    predicted_text as predicted_text,
    right_text as right_text,
)
from .reading import (
    LessonError as LessonError,
    built_in_lesson as built_in_lesson,
    lesson_from_text as lesson_from_text,
    read_lesson as read_lesson,
)
from .steps import Lesson as Lesson, Step as Step
