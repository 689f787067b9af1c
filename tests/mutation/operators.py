"""The mutation operators: each place in a module that can be broken, and how.

A mutant is one change of the syntax tree. Annotations, docstrings, assertions (including `strict=True`), `__all__` and
code under `if TYPE_CHECKING` stay as they are, because they have no effect when the program runs.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Final

__all__ = ["Mutant", "code_of", "mutants_of"]

_COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COMMUTATIVE: Final = frozenset({"max", "min", "maximum", "minimum", "fmax", "fmin"})
"""Functions whose two arguments can be in either order."""
_ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Div,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_JUDGED_BY_PARTS = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant)

Apply = Callable[[], None]
_Node = ast.expr | ast.If | ast.While


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module.

    function: the outermost function or method around it; empty for code that runs when the module is imported.
    number: 0-based number of the place in the module, in the order of the walk.
    nth: its number among the equal changes in this function, so that `key` stays the same when lines move.
    """

    path: Path
    function: str
    operator: str
    before: str
    after: str
    nth: int
    number: int
    lines: tuple[int, int]
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name of the mutant in data files."""
        nth = f" #{self.nth + 1}" if self.nth else ""
        return f"{self.function or '<module>'}: {self.before} => {self.after}{nth}"


@dataclass(frozen=True, slots=True)
class _Change:
    function: str
    names: tuple[str, ...]
    statement: ast.stmt
    operator: str
    before: str
    after: str
    apply: Apply


def mutants_of(path: Path) -> list[Mutant]:
    """Return all mutants of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for number, change in enumerate(_Walk().changes(tree)):
        identity = (change.function, change.before, change.after)
        found.append(
            Mutant(
                path,
                change.function,
                change.operator,
                change.before,
                change.after,
                seen[identity],
                number,
                _header(change.statement),
                change.names,
            )
        )
        seen[identity] += 1
    return found


def code_of(mutant: Mutant) -> CodeType:
    """Compile the module with the change."""
    tree = ast.parse(mutant.path.read_text(encoding="utf-8"))
    for number, change in enumerate(_Walk(told=False).changes(tree)):
        if number == mutant.number:
            change.apply()
            break
    return compile(ast.fix_missing_locations(tree), str(mutant.path), "exec", dont_inherit=True)


def _header(statement: ast.stmt) -> tuple[int, int]:
    """Return the first and last line of a statement, without the body of a compound one."""
    body = getattr(statement, "body", None)
    last = statement.end_lineno or statement.lineno
    if isinstance(body, list) and body:
        last = max(statement.lineno, body[0].lineno - 1)
    return statement.lineno, last


class _Walk:
    """Goes through a module, collects the possible changes, and applies at most one of them."""

    def __init__(self, *, told: bool = True) -> None:
        """told: True to describe each change, which takes longer than finding it."""
        self._told = told
        self._function = ""
        self._names: tuple[str, ...] = ()
        self._classes: tuple[str, ...] = ()

    def changes(self, tree: ast.Module) -> Iterator[_Change]:
        yield from self._body(tree.body, docstring=True)

    def _body(self, body: list[ast.stmt], *, docstring: bool = False) -> Iterator[_Change]:
        for index, statement in enumerate(body):
            if docstring and index == 0 and _is_text(statement):
                continue
            if self._function or not _is_text(statement):
                yield from self._statement(statement, body, index)

    def _statement(self, node: ast.stmt, body: list[ast.stmt], index: int) -> Iterator[_Change]:
        if isinstance(node, _FUNCTIONS):
            yield from self._definition(node)
        elif isinstance(node, ast.ClassDef):
            yield from self._class(node)
        elif not _does_nothing(node):
            if not self._function:
                self._names = _bound(node) or self._classes
            yield from self._removals(node, body, index)
            yield from self._children(node, node)

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[_Change]:
        outer, names = self._function, self._names
        if not outer:
            # Decorators and defaults are evaluated when the module is imported.
            self._names = (node.name,)
            for part in (*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)):
                yield from self._expression(part, node)
            self._function = ".".join((*self._classes, node.name))
        yield from self._body(node.body, docstring=True)
        self._function, self._names = outer, names

    def _class(self, node: ast.ClassDef) -> Iterator[_Change]:
        if self._function:
            yield from self._body(node.body, docstring=True)
            return
        self._classes += (node.name,)
        yield from self._body(node.body, docstring=True)
        self._classes = self._classes[:-1]

    def _removals(self, node: ast.stmt, body: list[ast.stmt], index: int) -> Iterator[_Change]:
        """Change a whole statement."""
        text = self._brief(node)

        def put(new: ast.stmt) -> Apply:
            return lambda: body.__setitem__(index, ast.copy_location(new, node))

        if not self._function:
            return
        match node:
            case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Delete():
                # A function without `yield` is not a generator; `if False: yield` keeps it one.
                kept: ast.stmt = ast.If(ast.Constant(False), [node], [])
                yield self._change(node, "removed statement", text, "pass", put(kept))
            case ast.Return(value=ast.expr() as value) if not _is_none(value):
                yield self._change(node, "return", text, "return None", put(ast.Return(ast.Constant(None))))
            case ast.Assign(value=value) if not _is_none(value):
                changed = copy.copy(node)
                changed.value = ast.Constant(None)
                yield self._change(node, "assignment", text, "... = None", put(changed))
            case ast.If(test=test) | ast.While(test=test) if not isinstance(test, _JUDGED_BY_PARTS):
                yield self._set(node, node, "boolean", "test", ast.UnaryOp(ast.Not(), test))
            case ast.Break():
                yield self._change(node, "removed statement", text, "continue", put(ast.Continue()))
            case ast.Continue():
                yield self._change(node, "removed statement", text, "break", put(ast.Break()))

    def _children(self, node: ast.AST, statement: ast.stmt) -> Iterator[_Change]:
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "type_comment"}:
                continue
            if isinstance(value, ast.expr):
                yield from self._expression(value, statement)
            elif isinstance(value, list):
                if value and isinstance(value[0], ast.stmt):
                    yield from self._body(value)
                else:
                    for item in value:
                        yield from self._part(item, statement)

    def _part(self, item: object, statement: ast.stmt) -> Iterator[_Change]:
        if isinstance(item, ast.expr):
            yield from self._expression(item, statement)
        elif isinstance(item, ast.ExceptHandler | ast.match_case):
            yield from self._body(item.body)
        elif isinstance(item, ast.AST) and not (isinstance(item, ast.keyword) and item.arg == "strict"):
            yield from self._children(item, statement)

    def _expression(self, node: ast.expr, statement: ast.stmt) -> Iterator[_Change]:
        yield from self._of_expression(node, statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast":
            yield from self._expression(node.args[1], statement)
        else:
            yield from self._children(node, statement)

    def _of_expression(self, node: ast.expr, statement: ast.stmt) -> Iterator[_Change]:
        match node:
            case ast.Compare(ops=ops):
                for index in range(len(ops)):
                    yield self._swap(node, statement, index)
            case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
                yield self._set(node, statement, "arithmetic", "op", _ARITHMETIC[type(op)]())
            case ast.BoolOp(op=op):
                yield self._set(node, statement, "boolean", "op", ast.Or() if isinstance(op, ast.And) else ast.And())
            case ast.UnaryOp(op=ast.USub()):
                yield self._set(node, statement, "arithmetic", "op", ast.UAdd())
            case ast.UnaryOp(op=op, operand=operand):
                yield self._set(node, statement, "boolean", "operand", ast.UnaryOp(op, operand))
            case ast.IfExp(test=test) if not isinstance(test, _JUDGED_BY_PARTS):
                yield self._set(node, statement, "boolean", "test", ast.UnaryOp(ast.Not(), test))
            case ast.Constant(value=value):
                for other in _others(value):
                    yield self._set(node, statement, "constant", "value", other)
            case ast.Call(func=called, args=[_, _]) if _name(called) in _COMMUTATIVE:
                return
            case ast.Call(args=[first, second, *rest]) if not (
                isinstance(first, ast.Starred) or ast.dump(first) == ast.dump(second)
            ):
                yield self._set(node, statement, "swapped arguments", "args", [second, first, *rest])

    def _swap(self, node: ast.Compare, statement: ast.stmt, index: int) -> _Change:
        """Replace one operator of a comparison with a related one."""
        new = _COMPARISONS[type(node.ops[index])]()
        changed = copy.copy(node)
        changed.ops = [*node.ops[:index], new, *node.ops[index + 1 :]]
        return self._change(
            statement, "comparison", self._brief(node), self._brief(changed), lambda: _put(node.ops, index, new)
        )

    def _set(self, node: _Node, statement: ast.stmt, operator: str, field: str, new: object) -> _Change:
        """Replace a field of a node."""
        changed = copy.copy(node)
        setattr(changed, field, new)
        return self._change(
            statement, operator, self._brief(node), self._brief(changed), lambda: setattr(node, field, new)
        )

    def _brief(self, node: ast.AST) -> str:
        return ast.unparse(node).partition("\n")[0] if self._told else ""

    def _change(self, statement: ast.stmt, operator: str, before: str, after: str, apply: Apply) -> _Change:
        return _Change(self._function, self._names, statement, operator, before, after, apply)


def _name(called: ast.expr) -> str:
    """Return the last part of the name of the called function."""
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _put(ops: list[ast.cmpop], index: int, new: ast.cmpop) -> None:
    ops[index] = new


def _others(value: object) -> list[object]:
    match value:
        case bool():
            return [not value]
        case int() | float():
            return [value + 1]
        case str():
            return [f"XX{value}"] if value else ["XX"]
        case bytes():
            return [b"XX" + value]
    return []


def _bound(node: ast.stmt) -> tuple[str, ...]:
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return tuple(name.id for target in targets if target for name in ast.walk(target) if isinstance(name, ast.Name))


def _does_nothing(node: ast.stmt) -> bool:
    """True if a statement is not mutated: imports and assertions are checked by other tools."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.Global | ast.Nonlocal | ast.Pass):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    return "__all__" in _bound(node)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
