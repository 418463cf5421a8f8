"""docs/access.md: who may do what, how far it reaches, what nobody may."""

import ast
import re
import runpy
from typing import Any

from django.utils.translation import override

from tools.docs.catalogue import in_indonesian
from tools.house import PACKAGE, House, assigned, sentence_of

ROLES, POLICY = f"{PACKAGE}/access/roles.py", f"{PACKAGE}/access/policy.py"
HEAD = """# Who may do what

Made from `access/roles.py` and `access/policy.py` by `make docs`. Access is role × territory × sensitivity: a role
grants deeds, an assignment says where it is held, the reach of a grant says how far it goes from there. Seeing is a
deed too (`place.see`). What does not stand here is not granted, and what is not granted looks as if it were not there.
"""


def roles_of(house: House) -> dict[str, Any]:
    """Role code → role, as the tree's own file tells them: it stands on no other file of the house."""
    with override("en"):
        found: dict[str, Any] = runpy.run_path(str(house.root / ROLES))
    return found


def reaches(house: House) -> dict[str, str]:
    """Reach → what it means, from the comments of the enumeration."""
    return dict(re.findall(r'^    [A-Z_]+ = "([a-z_]+)"  # (.+)$', house.text(ROLES), re.MULTILINE))


def vetoes(house: House) -> list[tuple[str, str]]:
    """Name and sentence of each veto, in the order in which they are asked."""
    body = house.parsed(POLICY).body
    listed = assigned(body).get("VETOES")
    names = [each.id for each in listed.elts if isinstance(each, ast.Name)] if isinstance(listed, ast.Tuple) else []
    told = {each.name: sentence_of(each) for each in body if isinstance(each, ast.FunctionDef)}
    return [(name, told.get(name, "")) for name in names]


def _listed(codes: Any) -> str:
    return ", ".join(f"`{code}`" for code in sorted(codes)) or "–"


def _role(house: House, code: str, role: Any) -> str:
    with override("en"):
        name = str(role.name)
    by_reach: dict[str, list[str]] = {}
    for deed, reach in role.grants.items():
        by_reach.setdefault(reach.value, []).append(deed)
    grants = "".join(f"| `{reach}` | {_listed(by_reach[reach])} |\n" for reach in reaches(house) if reach in by_reach)
    facts = f"Held in: {', '.join(role.levels)}. Second factor: {'needed' if role.needs_second_factor else 'not needed'}. Gives: {_listed(role.gives)}."
    return f"\n### {code}\n\n{name} (*{in_indonesian(house, name)}*). {role.__doc__}\n\n{facts}\n\n| reach | deeds |\n| --- | --- |\n{grants}"


def page(house: House) -> str:
    """The whole document."""
    found = roles_of(house)
    far = "".join(f"| `{reach}` | {means} |\n" for reach, means in reaches(house).items())
    against = "".join(f"- `{name}`: {says}\n" for name, says in vetoes(house))
    return (
        f"{HEAD}\n## How far a grant reaches\n\n| reach | meaning |\n| --- | --- |\n{far}"
        f"\n## Vetoes\n\nA veto beats every grant.\n\n{against}"
        f"\n## The command line\n\nA command without `--as` acts as System, to which these deeds are granted everywhere: {_listed(found['SYSTEM_GRANTS'])}.\n"
        f"\n## Roles\n{''.join(_role(house, code, role) for code, role in found['ROLES'].items())}"
    )
