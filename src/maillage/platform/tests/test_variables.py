from __future__ import annotations

from pathlib import Path

import pytest

from maillage.platform import variables

NAME = "MAILLAGE_TRIED"


@pytest.mark.parametrize("written", ["yes", "true", "on", " 1", "10"])
def test_a_switch_is_never_guessed(monkeypatch, written):
    monkeypatch.setenv(NAME, written)
    with pytest.raises(variables.BadSetting, match=f"{NAME} should be 1"):
        variables.switch(NAME, default=True)


@pytest.mark.parametrize(("written", "default", "meant"), [("1", False, True), ("0", True, False), ("", True, True)])
def test_a_switch_is_one_or_zero_and_empty_is_not_set(monkeypatch, written, default, meant):
    monkeypatch.setenv(NAME, written)
    assert variables.switch(NAME, default=default) is meant


@pytest.mark.parametrize("written", ["abc", "-1", "0", "65536", "5.5", "²", "1_0", "9" * 5000])
def test_a_number_out_of_its_bounds_is_refused(monkeypatch, written):
    monkeypatch.setenv(NAME, written)
    with pytest.raises(variables.BadSetting, match=f"{NAME} should be a whole number from 1 to 65535"):
        variables.number(NAME, 587, least=1, most=65_535)


@pytest.mark.parametrize("written", ["abc", "nan", "inf", "-1", "5s"])
def test_a_duration_that_is_none_is_refused(monkeypatch, written):
    monkeypatch.setenv(NAME, written)
    with pytest.raises(variables.BadSetting, match="a number of seconds"):
        variables.seconds(NAME, 5)


def test_a_duration_may_have_decimals(monkeypatch):
    monkeypatch.setenv(NAME, "0.5")
    assert variables.seconds(NAME, 5) == 0.5


def test_a_word_is_one_of_those_that_are_known(monkeypatch):
    monkeypatch.setenv(NAME, "LOUD")
    with pytest.raises(variables.BadSetting, match="one of QUIET, INFO, not “LOUD”"):
        variables.choice(NAME, "INFO", ("QUIET", "INFO"))


@pytest.mark.parametrize(
    "written",
    ["voisins.exemple.fr", "https://", "ftp://exemple.fr", "http://exemple.fr:port", "http://[::1",
     "https://exemple.fr/voisins", "https://exemple.fr?a=1", "https://ann@exemple.fr", "https://exemple.fr:99999"],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused(monkeypatch, written):
    monkeypatch.setenv(NAME, written)
    with pytest.raises(variables.BadSetting, match=f"{NAME} should read https://voisins.exemple.fr"):
        variables.web_address(NAME, "")


@pytest.mark.parametrize("written", ["https://voisins.exemple.fr/", "http://localhost:8000", "http://[::1]:8000"])
def test_an_address_loses_only_its_last_slash(monkeypatch, written):
    monkeypatch.setenv(NAME, written)
    assert variables.web_address(NAME, "") == written.rstrip("/")


def test_a_service_may_stand_under_a_path(monkeypatch):
    monkeypatch.setenv(NAME, "https://geo.exemple.fr/adresses")
    assert variables.web_address(NAME, "", may_have_path=True) == "https://geo.exemple.fr/adresses"


def test_a_folder_left_empty_is_the_usual_one(monkeypatch):
    monkeypatch.setenv(NAME, "")
    assert variables.folder(NAME, "var") == Path.cwd() / "var"
