"""The workflows for GitHub and GitLab Pages: what they run is run here, in a clean clone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.clones import clone
from tests.commands import ROOT

GITHUB = ROOT / ".github" / "workflows" / "pages.yml"
GITLAB = ROOT / ".gitlab-ci.yml"


def workflow(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  # ours
    return found


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone whose virtual environment is the one that the tests run in."""
    program = clone(tmp_path_factory.mktemp("clone") / "project")
    python = program / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    for stamp in ("made.stamp", "run.stamp"):
        (program / ".venv" / stamp).touch()
    return program


def run(program: Path, script: str, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        ["sh", "-euc", script],
        cwd=program,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def canonical(site: Path) -> bool:
    page = (site / "index.html").read_text("utf-8")
    lost = (site / "404.html").read_text("utf-8")
    address = 'rel="canonical" href="https://name.example/briefing/index.html"'
    home = 'rel="canonical" href="https://name.example/briefing/"'
    return (address in page or home in page) and 'href="/briefing/' in lost


pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="needs make, as the workflows do")


def test_the_github_workflow_builds_the_folder_that_it_publishes(program: Path) -> None:
    jobs = workflow(GITHUB)["jobs"]
    steps = jobs["build"]["steps"]
    ((script, environment),) = [
        (step["run"], step.get("env", {})) for step in steps if "run" in step
    ]
    assert environment == {"BASE_URL": "${{ steps.pages.outputs.base_url }}"}
    run(program, script, {"BASE_URL": "https://name.example/briefing"})
    (upload,) = [step for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    assert upload["with"]["include-hidden-files"] == "true"
    assert canonical(program / upload["with"]["path"])
    assert jobs["publish"]["needs"] == "build"


def test_the_github_workflow_may_do_no_more_than_it_needs() -> None:
    found = workflow(GITHUB)
    assert found["permissions"] == {}
    assert found["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert found["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    uses = [
        step["uses"] for job in found["jobs"].values() for step in job["steps"] if "uses" in step
    ]
    assert all(name.startswith("actions/") for name in uses)


def test_the_gitlab_workflow_builds_the_folder_that_it_publishes(program: Path) -> None:
    (job,) = workflow(GITLAB).values()
    for script in job["script"]:
        run(program, script, {"CI_PAGES_URL": "https://name.example/briefing"})
    (folder,) = job["artifacts"]["paths"]
    assert folder == "public"  # the one that GitLab publishes without being told
    assert canonical(program / folder)
