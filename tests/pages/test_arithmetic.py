"""The check of the walls is itself checked: on planted violations of each kind, and on what it must let pass."""

import pytest

from tests.pages.arithmetic import arithmetic

CHART = '''"""A chart."""

from pages.lab.text.notation import number


def chart(moment):
    return Chart(figure=_figure(moment), sentence=_sentence(moment), table=_table(moment))


def _sentence(moment):
    return f"{number(PLANTED)} and " + "more"


def _table(moment):
    rows = [(f"k = {term.lag}", number(term.value)) for term in moment.terms]
    rows += [("total", number(moment.total))]
    return rows + [("lag", -1)] + [""] * len(rows)


def _figure(moment):
    return {"y": [2 * value for value in moment.values], "range": [min(moment.values), max(moment.values)]}


def _draw_marks(moment):
    def place(value):
        return abs(value) ** 0.5

    return sum(place(value) for value in moment.values)
'''


@pytest.mark.parametrize(
    "planted",
    [
        "max(moment.values)",
        "min(a, b)",
        "sum(term.value for term in moment.terms)",
        "round(moment.total, 2)",
        "abs(moment.total)",
        "pow(moment.total, 2)",
        "divmod(moment.t, 7)[0]",
        "moment.values.sum()",
        "moment.losses.mean()",
        "moment.losses.max()",
        "moment.losses.min()",
        "moment.losses.argmax()",
        "moment.total - moment.counted",
        "moment.total + 1",
        "moment.total * 100",
        "moment.part / moment.total",
        "moment.t // 120",
        "moment.t % 120",
        "moment.total ** 2",
        "moment.matrix @ moment.vector",
        "-moment.total",
        "len(moment.terms) - 1",
        "[value * 2 for value in moment.values][0]",
        "next(value - 1 for value in moment.values)",
        "{lag: term / 2 for lag, term in moment.terms}[0]",
        "(lambda value: value + 1)(moment.total)",
        "moment.total.__add__(1)",
        "float(moment.total) + float(moment.counted)",
        "math.hypot(a, b)",
        "2 * moment.text",
        "next(map(abs, moment.values))",
        "(lambda total=sum: total(moment.values))()",
        "sorted(moment.values, key=abs)[0]",
        "float.__neg__(moment.total)",
        "int.__rsub__(1, moment.t)",
        "moment.t << 1",
        "f'{moment.part:.0%}'",
        "f'{moment.total:.3g}'",
        "f'{moment.total:+.2f}'",
    ],
)
def test_a_planted_violation_is_seen(planted: str):
    assert arithmetic(CHART.replace("PLANTED", planted)) != []


@pytest.mark.parametrize("name", ["math", "statistics", "operator", "itertools", "numpy"])
def test_a_module_that_computes_is_for_drawing_alone(name: str):
    drawing = f"import {name}\n\n\ndef _figure(moment):\n    return {name}.hypot(1, 2)\n"
    assert arithmetic(drawing) == []
    assert arithmetic(drawing.replace("_figure", "_sentence")) == [name]
    assert arithmetic(f"from {name} import accumulate\n") == [f"from {name} import accumulate"]


def test_what_only_arranges_may_be_imported():
    assert arithmetic("from itertools import chain, pairwise, zip_longest\nfrom functools import partial\n") == []


def test_an_augmented_assignment_is_seen():
    assert arithmetic("total = 0\ntotal += term.value\n") == ["total += term.value"]
    assert arithmetic("count -= 1\n") == ["count -= 1"]


def test_text_and_lists_put_together_and_drawing_pass():
    assert arithmetic(CHART.replace("PLANTED", "moment.total")) == []
    assert arithmetic(CHART.replace("PLANTED", "f'{moment.count:,} {moment.name!r}'")) == []


def test_what_computes_inside_of_a_function_with_another_name_is_seen():
    assert arithmetic("def _figures(moment):\n    return moment.total - 1\n") == ["moment.total - 1"]
    assert arithmetic("def drawn(moment):\n    return moment.total - 1\n") == ["moment.total - 1"]
