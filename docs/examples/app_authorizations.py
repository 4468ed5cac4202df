"""Authorize an app for a user, list authorizations and revoke one."""

from contentstack_cma import Client, OAuth

auth = OAuth(app_id="app_id", client_id="client_id", redirect_uri="http://localhost:8184")

with Client() as client:
    organization = next(iter(client.organizations.list()))
    consent = client.app_authorizations.grant(
        "app_id", organization_uid=organization.uid, **auth.authorization_parameters()
    )
    auth.exchange(consent.redirect_url)

with Client(auth=auth) as app:
    for authorization in app.app_authorizations.list("app_id", organization_uid=organization.uid):
        print(authorization.authorization_uid, authorization.user)
        app.app_authorizations.revoke("app_id", authorization.authorization_uid, organization_uid=organization.uid)
