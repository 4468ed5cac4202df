"""Plans, made of and applied to stacks of the emulator."""

import json
from dataclasses import replace

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.changes import (
    ApplyError,
    DataLossError,
    Plan,
    StalePlanError,
    apply_plan,
    plan_changes,
)
from contentstack_cma_toolkit.model import (
    ContentType,
    Environment,
    GlobalField,
    Group,
    Label,
    Link,
    Locale,
    Model,
    ModelError,
    Number,
    Reference,
    Taxonomy,
    Term,
    Text,
    Workflow,
    WorkflowStage,
)
from contentstack_cma_toolkit.pull import pull_model
from tests.toolkit.support.models import TITLE, build_article, build_rich_model, to_wire


def apply_model(stack: Stack, model: Model) -> tuple[str, ...]:
    return apply_plan(stack, plan_changes(stack, model), lose_data=True).done


def list_writes(emulator: Emulator) -> list[str]:
    return [f"{each.method} {each.path}" for each in emulator.requests if each.method != "GET"]


def test_empty_stack_gets_a_model_of_every_part(empty: Stack) -> None:
    model = build_rich_model()
    plan = plan_changes(empty, model)
    assert plan.count("create") == 12
    assert not plan.is_destructive
    done = apply_plan(empty, plan).done
    assert done.index("create global field 'image'") < done.index("create global field 'seo'")
    assert [each for each in done if "author" in each] == [
        "create content type 'author' with its first fields",
        "complete content type 'author'",
    ]
    found = pull_model(empty)
    assert found.content_types == model.content_types
    assert found.find_global_field("seo") == model.find_global_field("seo")
    assert found.taxonomies == model.taxonomies
    staging = next(each for each in found.environments if each.name == "staging")
    assert found.roles[0].rules[0]["environments"] == [staging.uid]
    (review,) = found.workflows
    assert review.stages[0].extra["next_available_stages"] == [review.stages[1].uid]
    assert [(each.name, each.parent) for each in found.labels] == [("Library", None), ("People", "Library")]


def test_applying_twice_changes_nothing_the_second_time(empty: Stack, emulator: Emulator) -> None:
    plan = plan_changes(empty, build_rich_model())
    apply_plan(empty, plan)
    emulator.forget_requests()
    again = plan_changes(empty, build_rich_model())
    assert not again
    assert "Nothing to change" in str(again)
    assert apply_plan(empty, again).done == ()
    assert apply_plan(empty, plan).done == ()
    assert list_writes(emulator) == []


def test_what_a_stack_has_is_no_change(stack: Stack) -> None:
    assert not plan_changes(stack, pull_model(stack))


def test_parts_that_are_not_declared_are_left_alone(empty: Stack) -> None:
    apply_model(empty, build_rich_model())
    plan = plan_changes(empty, Model(environments=[Environment("live")]))
    assert [change.title for change in plan.changes] == ["delete environment 'staging'"]
    (note,) = plan.notes
    assert "declares no taxonomies" not in note  # They are not read.
    assert "no global fields and no content types" in note


def test_plan_survives_a_file(empty: Stack) -> None:
    plan = plan_changes(empty, build_rich_model())
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


def test_effects_are_counted_in_every_locale(empty: Stack) -> None:
    apply_model(empty, Model(content_types=[build_article(Text("subtitle"), Number("price"))]))
    entries = empty.entries("article")
    entry = entries.create({"title": "1", "subtitle": "x", "price": 7})
    entries.localize(entry.uid, {"title": "1", "subtitle": "y"}, locale="fr-fr")
    entries.create({"title": "2"})
    wanted = build_article(Number("price", max=5, required=True), Text("kicker"))
    plan = plan_changes(empty, Model(content_types=[wanted]))
    assert str(plan) == (
        "~ content type 'article'  (destructive)\n"
        "    - field 'subtitle'\n"
        "    ~ field 'price': required: False -> True, max: None -> 5\n"
        "    + field 'kicker': Text\n"
        "    ! 2 localized entries hold a value of 'subtitle', which would be lost (1 in en-us, 1 in fr-fr)\n"
        "      1 entry has no value of 'price', which becomes required: they stay, but cannot be saved without one\n"
        "      2 localized entries hold values of 'price' that no longer fit: they stay, but cannot be saved as they "
        "are (1 in en-us, 1 in fr-fr)\n"
        "Note: content type 'article': a renamed field cannot be told from a removed and an added one. If 'subtitle' "
        "becomes 'kicker', move its values with a migration (contentstack-cma migrations new), or they are lost.\n"
        "Note: The model declares no locales, so those of the stack are left alone.\n"
        "0 to create, 1 to update, 0 to delete."
    )
    (change,) = plan.changes
    assert change.effects[0].count == 2
    assert dict(change.effects[0].by_locale) == {"en-us": 1, "fr-fr": 1}


def test_empty_values_are_no_losses_and_lists_with_empty_items_are(empty: Stack) -> None:
    group = Group("group", fields=[Text("a"), Text("b")])
    fields = [group, Link("link"), Text("names", multiple=True), Text("local")]
    apply_model(empty, Model(content_types=[build_article(*fields)]))
    nothing = {"group": {"a": None, "b": ""}, "link": {"title": "", "href": ""}, "names": []}
    entry = empty.entries("article").create({"title": "1", "local": "x", **nothing})
    plan = plan_changes(empty, Model(content_types=[build_article(Text("local", localizable=False))]))
    assert plan.list_losses() == []
    something = {"group": {"b": "x"}, "link": {"title": "", "href": "x"}, "names": ["", "x"], "local": "y"}
    empty.entries("article").localize(entry.uid, {"title": "2", **something}, locale="fr-fr")
    losses = plan_changes(empty, Model(content_types=[build_article(Text("local", localizable=False))])).list_losses()
    assert [text.partition(": ")[2] for text in losses] == [
        "1 entry holds a value of 'group', which would be lost",
        "1 entry holds a value of 'link', which would be lost",
        "1 entry holds a value of 'names', which would be lost",
        "1 entry holds a value of 'local' in another locale than the master locale, which may be lost",
    ]


def test_values_in_global_fields_are_counted_where_they_are(empty: Stack) -> None:
    model = build_rich_model()
    apply_model(empty, model)
    empty.entries("article").create(
        {"title": "1", "seo": {"meta_title": "x"}, "sections": [{"meta": {"meta_title": "y"}}, {"hero": {"head": "z"}}]}
    )
    seo = GlobalField("seo", fields=[Text("other")])
    plan = plan_changes(empty, replace(model, global_fields=[seo, model.global_fields[1]]))
    texts = [effect.text for change in plan.changes for effect in change.effects]
    assert "1 entry holds a value of 'seo.meta_title', which would be lost" in texts
    assert "at most 1 entry holds a value of 'sections.meta.meta_title', which would be lost" in texts
    assert "no entries hold a value of 'seo.image', which would be lost" in texts


def test_data_is_lost_only_if_agreed(empty: Stack, emulator: Emulator) -> None:
    apply_model(empty, Model(content_types=[build_article(Text("subtitle")), ContentType("old", fields=[TITLE])]))
    empty.entries("article").create({"title": "1", "subtitle": "x"})
    plan = plan_changes(empty, Model(content_types=[build_article()]))
    emulator.forget_requests()
    with pytest.raises(DataLossError, match="1 entry holds a value of 'subtitle'") as caught:
        apply_plan(empty, plan)
    assert "delete content type 'old'" in caught.value.losses
    asked: list[str] = []

    def refuse(losses: object) -> bool:
        asked.append(str(losses))
        return False

    with pytest.raises(DataLossError):
        apply_plan(empty, plan, lose_data=refuse)
    assert len(asked) == 1
    assert list_writes(emulator) == []
    assert apply_plan(empty, plan, lose_data=lambda _: True).done == (
        "update content type 'article'",
        "delete content type 'old'",
    )


def test_losses_are_counted_again_when_a_plan_is_applied(empty: Stack) -> None:
    apply_model(empty, Model(content_types=[build_article(Text("subtitle"))]))
    plan = plan_changes(empty, Model(content_types=[build_article()]))
    assert not plan.is_destructive
    empty.entries("article").create({"title": "1", "subtitle": "x"})
    with pytest.raises(DataLossError, match="1 entry holds a value of 'subtitle'"):
        apply_plan(empty, plan)


def test_plan_is_refused_if_the_stack_has_changed(empty: Stack, emulator: Emulator) -> None:
    model = Model(content_types=[build_article(), ContentType("old", fields=[TITLE])])
    apply_model(empty, model)
    plan = plan_changes(empty, replace(model, content_types=[build_article(Text("subtitle")), model.content_types[1]]))
    empty.content_types.update("article", to_wire(build_article(Number("rank"))))
    empty.content_types.create(to_wire(ContentType("new", fields=[TITLE])))
    empty.content_types.delete("old")
    emulator.forget_requests()
    with pytest.raises(StalePlanError) as caught:
        apply_plan(empty, plan)
    assert set(caught.value.differences) == {
        "content type 'article' was changed",
        "content type 'new' was added",
        "content type 'old' was deleted",
    }
    assert list_writes(emulator) == []


def test_failure_in_the_middle_says_what_is_done_and_is_continued(empty: Stack, emulator: Emulator) -> None:
    model = build_rich_model()
    plan = plan_changes(empty, model)
    emulator.fail_next(status=422, operation="create_environment")
    with pytest.raises(ApplyError) as caught:
        apply_plan(empty, plan)
    assert caught.value.failed == "create environment 'staging'"
    assert "complete content type 'author'" in caught.value.done
    assert caught.value.remaining[0] == "create environment 'live'"
    assert apply_plan(empty, plan).done == (caught.value.failed, *caught.value.remaining)
    assert not plan_changes(empty, model)


@pytest.mark.parametrize("operation", ["update_content_type", "create_term", "create_content_type", "update_workflow"])
def test_interrupted_changes_are_continued(empty: Stack, emulator: Emulator, operation: str) -> None:
    model = build_rich_model()
    plan = plan_changes(empty, model)
    emulator.fail_next(status=422, operation=operation)
    with pytest.raises(ApplyError):
        apply_plan(empty, plan)
    apply_plan(empty, plan)
    assert not plan_changes(empty, model)


def test_many_changes_at_once(empty: Stack) -> None:
    model = build_rich_model()
    apply_model(empty, model)
    article, author = model.content_types
    stages = [WorkflowStage("Draft", extra={"next_available_stages": ["Gone"]}), WorkflowStage("Gone")]
    wanted = replace(
        model,
        content_types=[replace(article, fields=article.fields[:3]), author, ContentType("book", fields=[TITLE])],
        global_fields=[GlobalField("seo", fields=[Text("meta_title", max=60)])],
        taxonomies=[Taxonomy("topics", terms=[Term("travel"), Term("food", name="Foods", terms=[Term("soup")])])],
        environments=[Environment("live", urls={"fr-fr": "https://example.com"})],
        locales=[Locale("en-us")],
        labels=[Label("People", content_types=["author"])],
        workflows=[Workflow("Review", stages=stages, content_types=["article"])],
        roles=[],
    )
    done = apply_model(empty, wanted)
    assert done.index("update global field 'seo'") < done.index("update content type 'article'")
    assert done[-1] == "delete global field 'image'"
    assert not plan_changes(empty, wanted)
    assert pull_model(empty).taxonomies == wanted.taxonomies


def test_master_locale_and_history_of_migrations_are_kept(empty: Stack) -> None:
    empty.content_types.create(to_wire(ContentType("contentstack_cma_migrations", fields=[TITLE])))
    apply_model(empty, Model(content_types=[build_article()], locales=[Locale("de-de", name="German")]))
    assert [each.code for each in pull_model(empty).locales] == ["de-de", "en-us"]
    assert empty.content_types.count() == 2


def test_free_form_keys_that_are_not_declared_are_kept(empty: Stack) -> None:
    field = Text("subtitle", metadata={"instruction": "Short."})
    apply_model(empty, Model(content_types=[build_article(field)]))
    plain = Model(content_types=[build_article(Text("subtitle"))])
    assert not plan_changes(empty, plain)
    apply_model(empty, Model(content_types=[build_article(Text("subtitle", max=9))]))
    (article,) = pull_model(empty).content_types
    assert article.fields[1].metadata == {"instruction": "Short."}
    removed = Model(content_types=[build_article(Text("subtitle", max=9, metadata={"instruction": None}))])
    apply_model(empty, removed)
    assert not plan_changes(empty, removed)


def test_wrong_model_is_refused(empty: Stack) -> None:
    with pytest.raises(ModelError, match="article', field 'author' refers to the content type 'author'"):
        plan_changes(empty, Model(content_types=[build_article(Reference("author", to=["author"]))]))


def test_uses_of_removed_terms_are_counted(empty: Stack) -> None:
    model = build_rich_model()
    apply_model(empty, model)
    empty.entries("article").create({"title": "1", "taxonomies": [{"taxonomy_uid": "topics", "term_uid": "soup"}]})
    plan = plan_changes(empty, replace(model, taxonomies=[Taxonomy("topics", terms=[Term("travel")])]))
    (change,) = plan.changes
    assert [str(each) for each in change.effects] == [
        "! 1 entry uses the terms 'food', 'soup', 'bread', and would lose that"
    ]
    assert change.is_destructive
