"""README and the pages of docs/: their links, examples, commands and pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from hqnn_core.lesson.reading import lesson_from_text
from pages.classroom.advice import advice

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*"))
QUICK = {  # so that an example takes seconds
    "100), TrainConfig(epochs=20)": "5), TrainConfig(epochs=1)",
    "[1, 10, 100, 1000]": "[10]",
    "range(5)": "range(1)",
    "import run_sweep": "import TrainConfig, run_sweep",
    'file="shots.hqnn")': 'file="shots.hqnn", training=TrainConfig(epochs=1))',
}


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(), re.MULTILINE | re.DOTALL)


def examples() -> list:
    return [
        pytest.param(code, id=f"{path.stem}-{number}")
        for path in PAGES
        for number, code in enumerate(blocks(path, "python"))
    ]


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", path.read_text())


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def test_links_lead_to_files_and_headings_that_exist():
    for path, link in ((page, link) for page in PAGES for link in links(page)):
        if not link.startswith("https://"):
            file, _, anchor = link.partition("#")
            target = path.parent / file if file else path
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link


def test_every_page_of_docs_is_linked_in_readme():
    linked = {(ROOT / link.partition("#")[0]).resolve() for link in links(ROOT / "README.md")}
    assert {*PAGES, *PICTURES} - linked == {ROOT / "README.md"}


def test_pictures_show_a_page_at_its_size_and_are_small():
    for path in PICTURES:
        assert Image.open(path).size == (1280, 720), path
        assert path.stat().st_size <= 100_000, path


@pytest.mark.filterwarnings("ignore:.*SamplerV2 class is deprecated")  # IBM's; it still works
@pytest.mark.parametrize("code", examples())
def test_example_runs(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
):
    if "run_sweep" in code or "Runner" in code:
        request.getfixturevalue("shared_workers")
    monkeypatch.chdir(tmp_path)  # some write files
    for long, short in QUICK.items():
        code = code.replace(long, short)
    exec(compile(code, "example", "exec"), {"__name__": "__main__"})


def test_lesson_of_the_docs_can_be_read():
    texts = [text for path in PAGES for text in blocks(path, "yaml")]
    assert texts
    for text in texts:
        assert lesson_from_text(text).steps


def test_advice_on_the_board_has_the_commands_of_the_teachers_page():
    teaching = (ROOT / "docs" / "teaching.md").read_text()
    commands = re.findall(r"```sh\n(.*?)\n```", advice(), re.DOTALL)
    assert len(commands) == 4
    assert not [command for command in commands if command not in teaching]
