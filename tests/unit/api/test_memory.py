from __future__ import annotations

from gis.api.memory import Memory
from gis.model import Caller
from gis.store.scopes import Place

TOKEN, OTHER = b"token", b"other"
ANN, BOB = Caller(1, "ann", (), "session", "51"), Caller(2, "bob", (), "key", "51")
PLACE = Place("510105", "ann")


def listening() -> Memory:
    memory = Memory()
    memory.listen(listening=True)
    return memory


def test_nothing_is_remembered_while_nobody_listens() -> None:
    memory = Memory()
    assert memory.ask_caller(TOKEN, lambda: ANN) is ANN
    assert memory.caller(TOKEN) is None
    memory.listen(listening=True)
    assert memory.caller(TOKEN) is None
    memory.ask_caller(TOKEN, lambda: ANN)
    memory.ask_place("plan", 7, lambda: PLACE)
    assert memory.caller(TOKEN) is ANN
    assert memory.place("plan", 7) is PLACE
    memory.listen(listening=False)
    assert memory.caller(TOKEN) is None
    assert memory.place("plan", 7) is None
    memory.listen(listening=True)
    assert memory.caller(TOKEN) is None


def test_a_user_whose_access_changed_is_asked_for_again_and_others_are_not() -> None:
    memory = listening()
    memory.ask_caller(TOKEN, lambda: ANN)
    memory.ask_caller(OTHER, lambda: BOB)
    memory.heard(("access", ANN.id))
    assert memory.caller(TOKEN) is None
    assert memory.caller(OTHER) is BOB


def test_a_plan_that_changed_is_asked_for_again_and_a_job_of_its_number_is_not_it() -> None:
    memory = listening()
    memory.ask_place("plan", 7, lambda: PLACE)
    memory.heard(("job", 7))
    memory.heard(("plan", 8))
    assert memory.place("plan", 7) is PLACE
    memory.heard(("plan", 7))
    assert memory.place("plan", 7) is None


def test_an_answer_from_before_a_change_is_not_kept_after_it() -> None:
    memory = listening()

    def revoked_meanwhile() -> Caller:
        memory.heard(("access", ANN.id))
        return ANN

    def published_meanwhile() -> Place:
        memory.heard(("plan", 7))
        return PLACE

    memory.ask_caller(TOKEN, revoked_meanwhile)
    memory.ask_place("plan", 7, published_meanwhile)
    assert memory.caller(TOKEN) is None
    assert memory.place("plan", 7) is None


def test_strangers_and_things_that_are_not_there_are_asked_for_each_time() -> None:
    memory = listening()
    assert memory.ask_caller(TOKEN, lambda: None) is None
    assert memory.ask_place("plan", 7, lambda: None) is None
    assert memory.ask_caller(TOKEN, lambda: ANN) is ANN
    assert memory.caller(TOKEN) is ANN


def test_only_what_tells_of_its_changes_is_remembered() -> None:
    memory = listening()
    memory.ask_place("user", 7, lambda: PLACE)
    assert memory.place("user", 7) is None
