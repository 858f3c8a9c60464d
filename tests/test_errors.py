from hqnn_core.errors import MAX_CHARACTERS, InputError, shortened


def test_short_sentence_stays_as_it_is_but_for_half_characters():
    assert shortened("θ must be '½'. Type pi/3, a\ud800b.") == "θ must be '½'. Type pi/3, a?b."


def test_long_sentence_keeps_its_beginning_and_what_to_do_at_its_end():
    short = str(InputError("The name is too long: " + "x" * 2_000_000 + ". Choose another."))
    assert len(short) <= MAX_CHARACTERS
    assert short.startswith("The name is too long: xxx")
    assert " … " in short
    assert short.endswith("xxx. Choose another.")
