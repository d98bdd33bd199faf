"""A drawing of boxes, labels and places to touch: each where it was asked for."""

from pages.lab.plot.drawing import Drawing
from pages.lab.plot.palette import colour
from tests.pages.records import trace


def test_a_bar_goes_up_or_down_from_its_base_and_its_number_stands_beyond_its_end():
    drawing = Drawing()
    drawing.bar(0, 100, 30, "up", "term", width=0.5, gap=2)
    drawing.bar(1, 100, -30, "down", "term", width=0.5, gap=2)
    drawing.hover(0, 100, 98, "both", ["Wh", 2])
    figure = drawing.figure(200, -0.5, 1.5)
    boxes, labels = trace(figure, "boxes"), trace(figure, "labels")
    assert list(zip(boxes["x"], boxes["base"], boxes["y"], strict=True)) == [(0, 100, 30), (1, 100, -30)]
    assert boxes["marker"]["color"] == [colour("term")] * 2
    assert list(zip(labels["x"], labels["y"], labels["text"], labels["textposition"], strict=True)) == [
        (0, 132, "up", "top center"), (1, 68, "down", "bottom center"),
    ]  # fmt: skip


def test_a_place_to_touch_reaches_as_far_up_as_down():
    drawing = Drawing()
    drawing.box(0, 1, 0, 1, "paper")
    drawing.label(0, 0, "")
    drawing.hover(3, 100, 98, "a term", ["Wh", 3], 0.5)
    touch = trace(drawing.figure(200, 0, 4), "touch")
    assert (touch["x"], touch["base"], touch["y"], touch["width"]) == ([3], [51], [98], [0.5])
    assert (touch["hovertext"], touch["customdata"]) == (["a term"], [["Wh", 3]])


def test_a_rule_is_as_thick_upright_as_level():
    drawing = Drawing()
    drawing.rule((2, 10), (2, 50), "picked", 3)
    drawing.rule((1, 20), (4, 20), "picked", 3)
    drawing.hover(0, 0, 1, "")
    boxes = trace(drawing.figure(200, 0, 4), "boxes")
    upright, level = zip(boxes["x"], boxes["width"], boxes["base"], boxes["y"], strict=True)
    assert upright == (2, 3 / Drawing.column, 10, 40)
    assert level == (2.5, 3, 18.5, 3)


def test_an_empty_text_takes_no_place():
    drawing = Drawing()
    for text in ("one", "", "two"):
        drawing.label(0, 0, text)
    assert [text for _, _, text, *_ in drawing.labels["labels"]] == ["one", "two"]
