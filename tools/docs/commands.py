"""docs/commands.md: what can be typed: `make` and `desbumi`."""

import ast
import re
from dataclasses import dataclass

from tools.docs.catalogue import in_indonesian
from tools.house import PACKAGE, House, assigned, words_in

HEAD = """# Commands

Made from the Makefile and from `cli/` by `make docs`. Output with `--json` is one document on stdout, words go to
stderr. Exit codes: 0 done, 1 refused, 2 usage. What stands in the environment: [settings.md](settings.md).
"""


@dataclass(frozen=True)
class Command:
    """A command of `desbumi`: what is typed, what it does, its options."""

    typed: str
    says: str
    options: tuple[tuple[str, str], ...]


def targets(house: House) -> dict[str, str]:
    """Make target → what it is for."""
    return dict(re.findall(r"^([a-z-]+):[^#\n]*## (.+)$", house.text("Makefile"), re.MULTILINE))


def _modules(house: House) -> list[ast.Module]:
    return [house.parsed(name) for name in house.files(f"{PACKAGE}/cli/**/*.py") if "/tests/" not in name]


def groups(house: House) -> dict[str, str]:
    """Name of a group of commands → what it is about: `territory = typer.Typer(help=_("…"))`."""
    found = {}
    for module in _modules(house):
        for name, value in assigned(module.body).items():
            if isinstance(value, ast.Call) and ast.unparse(value.func) == "typer.Typer":
                found[name] = _help(value)
    return found


def commands(house: House) -> list[Command]:
    """Every command, in the order in which they stand."""
    modules = _modules(house)
    known = {name: value for module in modules for name, value in assigned(module.body).items()}
    functions = [each for module in modules for each in module.body if isinstance(each, ast.FunctionDef)]
    return [_command(each, mark, known) for each in functions for mark in each.decorator_list if isinstance(mark, ast.Call) and _is_command(mark)]


def _is_command(mark: ast.Call) -> bool:
    return isinstance(mark.func, ast.Attribute) and mark.func.attr == "command"


def _command(told: ast.FunctionDef, mark: ast.Call, known: dict[str, ast.expr]) -> Command:
    group = ast.unparse(mark.func).rpartition(".")[0]
    name = words_in(mark.args[0]) if mark.args else told.name.replace("_", "-")
    typed = ["desbumi", *([] if group == "app" else [group]), name]
    options = []
    defaults = dict(zip(reversed(told.args.args), reversed(told.args.defaults), strict=False))
    for each in told.args.args:
        option = _option(each, known)
        if option or each in defaults:
            options.append((f"--{each.arg}", _help(option)))
        else:
            typed.append(each.arg.upper())
    for each, default in zip(told.args.kwonlyargs, told.args.kw_defaults, strict=True):
        if argument := _call(each, known, "typer.Argument"):
            shown = next((words_in(kind.value) for kind in argument.keywords if kind.arg == "metavar"), each.arg.upper())
            typed.append(shown)
            options.append((shown, _help(argument)))
            continue
        option = _option(each, known)
        flag = next((words_in(argument) for argument in option.args if words_in(argument).startswith("--")), "") if option else ""
        spelt = f"{flag or '--' + each.arg.replace('_', '-')}{'' if _is_switch(each, known) else ' ' + each.arg.upper()}"
        typed.extend([] if default else [spelt])
        options.append((spelt, _help(option)))
    return Command(" ".join(typed), _help(mark), tuple(options))


def _annotation(told: ast.arg, known: dict[str, ast.expr]) -> ast.expr | None:
    """What a parameter is said to be; a name like `AsJson` is followed to what it stands for."""
    return known.get(told.annotation.id, told.annotation) if isinstance(told.annotation, ast.Name) else told.annotation


def _option(told: ast.arg, known: dict[str, ast.expr]) -> ast.Call | None:
    """The `typer.Option(…)` in an annotation."""
    return _call(told, known, "typer.Option")


def _call(told: ast.arg, known: dict[str, ast.expr], name: str) -> ast.Call | None:
    annotation = _annotation(told, known)
    calls = [each for each in ast.walk(annotation) if isinstance(each, ast.Call)] if annotation else []
    return next((each for each in calls if ast.unparse(each.func) == name), None)


def _is_switch(told: ast.arg, known: dict[str, ast.expr]) -> bool:
    annotation = _annotation(told, known)
    return annotation is not None and ast.unparse(annotation).startswith(("bool", "Annotated[bool"))


def _help(told: ast.Call | None) -> str:
    return next((words_in(each.value) for each in told.keywords if each.arg == "help"), "") if told else ""


def page(house: House) -> str:
    """The whole document."""
    made = "".join(f"| `make {name}` | {says} |\n" for name, says in targets(house).items())
    abouts = "".join(f"- `desbumi {name}`: {says}\n" for name, says in groups(house).items() if name != "app")
    typed = "".join(_section(house, command) for command in commands(house))
    return f"{HEAD}\n## make\n\n| command | what it does |\n| --- | --- |\n{made}\n## desbumi\n\nGroups of commands:\n\n{abouts}{typed}"


def _section(house: House, command: Command) -> str:
    rows = "".join(f"- `{typed}`{': ' + says if says else ''}\n" for typed, says in command.options)
    return f"\n### {command.typed}\n\n{command.says} *{in_indonesian(house, command.says)}*\n{chr(10) + rows if rows else ''}"
