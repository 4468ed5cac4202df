"""Create a taxonomy, localize it, publish it, and export and import it."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    regions = stack.taxonomies.create({"uid": "regions", "name": "Regions"})
    stack.terms(regions.uid).create({"uid": "europe", "name": "Europe"})
    stack.taxonomies.update(regions.uid, {"description": "Where it is about"})
    print(stack.taxonomies.get(regions.uid, include_terms_count=True).terms_count)
    stack.taxonomies.localize(regions.uid, {"name": "Régions"}, locale="fr-fr")
    print([copy.locale for copy in stack.taxonomies.list_locales(regions.uid) if copy.localized])
    stack.taxonomies.delete(regions.uid, locale="fr-fr")  # only this locale

    response = stack.taxonomies.publish(
        items=[{"uid": regions.uid}], environments=["production"], locales=["en-us"], api_version="3.2"
    )
    print(response.notice, response.job_id)

    print(stack.taxonomies.export_csv(regions.uid).decode())
    exported = stack.taxonomies.export(regions.uid)
    stack.taxonomies.delete(regions.uid, force=True)
    stack.taxonomies.import_(exported)  # or a path to a JSON or CSV file, bytes, a file object
    print([found.uid for found in stack.taxonomies.list(typeahead="regions")])
    stack.taxonomies.delete(regions.uid, force=True)
