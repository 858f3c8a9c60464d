from .entries import (
    ChallengeSent as ChallengeSent,
    Content as Content,
    Entry as Entry,
    PredictionSent as PredictionSent,
    Resolution as Resolution,
    RunSent as RunSent,
    cut as cut,
    from_json as from_json,
    kind_of as kind_of,
    to_json as to_json,
)
from .example import example_board as example_board
from .faults import BoardError as BoardError, GoneError as GoneError
from .invitation import Invitation as Invitation, invitation_from as invitation_from
from .names import (
    ALPHABET as ALPHABET,
    CODE_LENGTH as CODE_LENGTH,
    KEY_LENGTH as KEY_LENGTH,
    free_name as free_name,
    nickname_from as nickname_from,
    same_name as same_name,
    typed_code as typed_code,
    typed_key as typed_key,
)
from .table import board_csv as board_csv
from .view import (
    UNDO_SECONDS as UNDO_SECONDS,
    ClassBoard as ClassBoard,
    Dot as Dot,
    Question as Question,
    Rank as Rank,
    dots_of as dots_of,
    questions_of as questions_of,
    ranking_of as ranking_of,
    runs_of as runs_of,
)
