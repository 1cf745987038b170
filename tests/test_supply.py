"""What comes from others is pinned by hash, comes from no address of its own, and is listed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests import licences


@pytest.mark.parametrize("file", licences.PINNED, ids=lambda file: file.name)
def test_every_requirement_is_pinned_by_hash_and_none_names_an_address(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    said = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    assert "://" not in said
    requirements = said.replace("\\\n", " ").splitlines()
    assert len(requirements) > 10
    for requirement in requirements:
        assert re.fullmatch(
            r"[\w.-]+==\S+( ; [^-]+)?(\s+--hash=sha256:[0-9a-f]{64})+", requirement.strip()
        ), requirement


def test_what_tests_need_is_of_the_version_that_building_needs() -> None:
    everything, building = (
        set(re.findall(r"^[\w.-]+==\S+", file.read_text("utf-8"), re.MULTILINE))
        for file in licences.PINNED
    )
    assert building <= everything


def test_the_packages_of_the_gate_are_pinned_by_hash_and_name_no_address() -> None:
    text = licences.NPM.read_text("utf-8")
    packages = json.loads(text)["packages"]
    assert all("integrity" in found for name, found in packages.items() if name)
    assert "resolved" not in text


def test_the_page_of_licences_is_true() -> None:
    assert licences.PAGE.read_text("utf-8") == licences.page()


def test_every_package_says_what_its_licence_is() -> None:
    assert [pin.name for pin in licences.pins() if not licences.licence(pin.name)] == []
