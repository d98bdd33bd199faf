"""Find the arithmetic in a source. A chart may compute only where it draws: in ``_figure``, or in a ``_draw…``."""

import ast

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult, ast.LShift, ast.RShift)
FUNCTIONS = {"abs", "min", "max", "sum", "round", "pow", "divmod", "hash", "reduce", "accumulate", "fsum", "prod"}
METHODS = {
    *("sum", "mean", "max", "min", "argmax", "argmin", "std", "var", "prod", "cumsum", "cumprod", "dot", "round"),
    *("median", "quantile", "clip", "ptp", "accumulate", "reduce"),
}
MODULES = {"math", "cmath", "statistics", "operator", "itertools", "numpy", "decimal", "fractions", "random"}
ROUNDING = set("eEfFgGn%")
"""Format codes that round or scale a number; the page has one number formatter."""
ARRANGING = {"chain", "pairwise", "zip_longest", "islice", "repeat", "product"}
"""What itertools has that computes nothing."""
TEXT_OR_LIST = (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp)


def arithmetic(source: str) -> list[str]:
    """Every piece of arithmetic outside of the functions that draw, as written."""
    found: list[str] = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef) and (node.name == "_figure" or node.name.startswith("_draw")):
            return
        if _computes(node):
            found.append(ast.unparse(node))
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(source))
    return found


def _computes(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, OPERATORS) and not _joins(node)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub | ast.Invert) and not isinstance(node.operand, ast.Constant)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in METHODS
    if isinstance(node, ast.Attribute):
        return node.attr.startswith("__")
    if isinstance(node, ast.Name):  # also where it is passed on, as in map(abs, values)
        return node.id in MODULES | FUNCTIONS
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        return ast.unparse(node.format_spec).rstrip("'\"")[-1:] in ROUNDING
    return isinstance(node, ast.ImportFrom) and any(
        (node.module or "").split(".")[0] in MODULES and alias.name not in ARRANGING for alias in node.names
    )


def _joins(node: ast.AST) -> bool:
    """Whether texts or lists are put together or repeated: one part at least is visibly such."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Add) and _joins(node.value)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mult) and (_joins(node.left) or _joins(node.right))
    return isinstance(node, TEXT_OR_LIST) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
