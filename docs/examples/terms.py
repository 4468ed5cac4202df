"""Create a tree of terms, read it, move a part of it and search terms in all taxonomies."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    stack.taxonomies.create({"uid": "places", "name": "Places"})
    terms = stack.terms("places")
    terms.create({"uid": "world", "name": "World"})
    terms.create({"uid": "europe", "name": "Europe"})
    terms.create({"uid": "norway", "name": "Norway", "parent_uid": "europe", "order": 1})
    terms.update("world", {"name": "The world"})
    terms.move("europe", {"parent_uid": "world", "order": 1}, force=True)  # with the terms below it

    print(terms.get("norway", include_children_count=True).depth)
    print([above.name for above in terms.list_ancestors("norway")])
    print([below.name for below in terms.list_descendants("world", depth=2)])
    print([(term.depth, term.order, term.name) for term in terms.list(depth=3, include_order=True)])
    for term in stack.taxonomies.search_terms(typeahead="nor"):
        print(term.taxonomy_uid, term.name)

    terms.localize("norway", {"name": "Norvège"}, locale="fr-fr")
    print([copy.name for copy in terms.list_locales("norway")])
    terms.delete("europe", force=True)
    stack.taxonomies.delete("places", force=True)
