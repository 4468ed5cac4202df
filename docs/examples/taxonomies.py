"""Classify entries by regions: make the taxonomy, translate it, copy it through files, publish it."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    regions = stack.taxonomies.create({"uid": "regions", "name": "Regions"})
    stack.terms(regions.uid).create({"uid": "europe", "name": "Europe"})
    stack.taxonomies.update(regions.uid, {"description": "Where it is about"})
    print(stack.taxonomies.get(regions.uid, include_terms_count=True).terms_count)
    stack.taxonomies.localize(regions.uid, {"name": "Régions"}, locale="fr-fr")
    print([copy.locale for copy in stack.taxonomies.locales(regions.uid) if copy.localized])
    stack.taxonomies.delete(regions.uid, locale="fr-fr")  # the copy alone

    answer = stack.taxonomies.publish(
        {"items": [{"uid": regions.uid}], "environments": ["production"], "locales": ["en-us"]}, api_version="3.2"
    )
    print(answer.notice, answer.job_id)

    print(stack.taxonomies.export_csv(regions.uid).decode())
    exported = stack.taxonomies.export(regions.uid)
    stack.taxonomies.delete(regions.uid, force=True)
    stack.taxonomies.import_(exported)  # or a path to a JSON or CSV file, bytes, a file object
    print([found.uid for found in stack.taxonomies.list(typeahead="regions")])
    stack.taxonomies.delete(regions.uid, force=True)
