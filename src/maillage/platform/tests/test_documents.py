"""What operators and contributors read is kept true by the build."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from maillage.platform.cli import main
from maillage.platform.house_rules import Source
from maillage.platform.messages import PACKAGE

ROOT = PACKAGE.parent.parent
GUIDE = ROOT / "docs" / "operators.md"
DEPENDENCIES = ROOT / "docs" / "decisions" / "dependencies.md"

pytestmark = pytest.mark.skipif(not GUIDE.exists(), reason="installed without its documents")

# `pydantic_core` is a part of pydantic; `django_stubs_ext` is imported by the type checker only.
COMES_WITH = {"pydantic_core", "django_stubs_ext"}
# Set by the tests themselves, not by an operator.
OF_TESTS = {"MAILLAGE_TEST_FOLDER"}


def test_every_setting_is_explained():
    read = {
        name
        for file in PACKAGE.rglob("*.py")
        if "tests" not in file.parts
        for name in re.findall(r"\"((?:MAILLAGE|DATABASE)_[A-Z_]+)\"", file.read_text())
    }
    assert sorted(read - OF_TESTS - explained_settings()) == []


def test_no_setting_is_explained_that_nothing_reads():
    sources = "".join(file.read_text() for file in PACKAGE.rglob("*.py"))
    assert sorted(name for name in explained_settings() if f'"{name}"' not in sources) == []


def explained_settings() -> set[str]:
    """The names of the guide's table; `_PORT` after `MAILLAGE_SMTP_HOST` stands for `MAILLAGE_SMTP_PORT`."""
    names: set[str] = set()
    for row in re.findall(r"^\| (`[A-Z_`, ]+`) \|", GUIDE.read_text(), re.MULTILINE):
        first, *others = re.findall(r"`([A-Z_]+)`", row)
        names |= {first, *(first.rsplit("_", 1)[0] + name if name.startswith("_") else name for name in others)}
    return names


def test_every_command_of_the_guide_exists():
    quoted = "\n".join(re.findall(r"`[^`\n]*`|^    .*$", GUIDE.read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|bin/)maillage ([a-z]+)", quoted))
    assert named
    assert named <= set(main.commands)


def test_what_the_program_imports_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {normal(re.split(r"[\[<>=]", line)[0]) for line in project["dependencies"]}
    providers = packages_distributions()
    imported = {
        module.split(".")[0]
        for file in PACKAGE.rglob("*.py")
        if "tests" not in file.parts and file.name != "testing.py"
        for _, module in Source(file.name, file.read_text()).imports()
    }
    outside = {module for module in imported if module not in sys.stdlib_module_names and module != "maillage"}
    undeclared = {module for module in outside if not declared & set(map(normal, providers.get(module, [])))}
    assert undeclared - COMES_WITH == set()


def normal(name: str) -> str:
    return name.lower().replace("_", "-")


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = project["project"]["dependencies"] + [
        line for group in project["dependency-groups"].values() for line in group
    ]
    names = {re.split(r"[\[<>=]", line)[0] for line in declared}
    taken = DEPENDENCIES.read_text().split("## Not taken")[0]
    explained = set(re.findall(r"^\| `([\w.-]+)` \|", taken, re.MULTILINE))
    assert (sorted(names - explained), sorted(explained - names)) == ([], [])


def test_the_versions_named_are_those_of_the_lock():
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements-dev.lock").read_text(), re.MULTILINE))
    named = dict(re.findall(r"^\| `([\w.-]+)` \| ([\w.]+) \|", DEPENDENCIES.read_text(), re.MULTILINE))
    assert {name: locked.get(name) for name in named} == named


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_every_file_and_names_no_host(lock):
    text = Path(ROOT / lock).read_text()
    packages = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [package.split("\n")[0] for package in packages if "--hash=sha256:" not in package] == []
    assert not re.search(r"https?://|--index|--find-links", text)
