"""Authorize an app for a user, list authorizations and revoke one."""

from contentstack_cma import Client, OAuth
from contentstack_cma.models import GrantOAuthConsentRequest

auth = OAuth(app_id="app_id", client_id="client_id", redirect_uri="http://localhost:8184")

with Client() as client:
    organization = next(iter(client.organizations.list()))
    asked = GrantOAuthConsentRequest.from_dict(auth.authorization_parameters())
    consent = client.oauth.grant_consent("app_id", asked, organization_uid=organization.uid)
    auth.exchange(consent.redirect_url)

with Client(auth=auth) as app:
    for authorization in app.oauth.list_authorizations("app_id", organization_uid=organization.uid):
        print(authorization.authorization_uid, authorization.user)
        app.oauth.revoke_authorization("app_id", authorization.authorization_uid, organization_uid=organization.uid)
