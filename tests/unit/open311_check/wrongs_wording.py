"""Wrong formats, wrong errors, a wrong discovery document."""

from tests.unit.open311_check.recorded import (
    body,
    changed,
    content_type,
    discovery,
    edited,
    get,
    member,
    status,
    text,
    under,
)
from tests.unit.open311_check.wrong import Wrong

UNKNOWN = "services/no-such-service-0"
NOBODY = "no-such-thing-0"
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_SERVICES_XML = get("services.xml")

WRONGS = (
    Wrong(
        "no XML",
        "xml-is-offered/xml requests-shape/xml",
        changed(get("requests.xml"), status(406)),
    ),
    Wrong(
        "application/xml",
        "content-type/xml",
        changed(_SERVICES_XML, content_type("application/xml; charset=utf-8")),
    ),
    Wrong(
        "JSON as text/plain",
        "content-type/json",
        changed(get("requests.json"), content_type("text/plain; charset=utf-8")),
    ),
    Wrong("no charset", "charset/xml", changed(_SERVICES_XML, content_type("text/xml"))),
    Wrong(
        "another charset",
        "charset/json",
        changed(get(f"{UNKNOWN}.json"), content_type("application/json; charset=gbk")),
    ),
    Wrong(
        "an element that is not closed",
        "well-formed/xml services-shape/xml",
        changed(_SERVICES_XML, text("</services>", "")),
    ),
    Wrong(
        "a document type",
        "well-formed/xml services-shape/xml",
        changed(_SERVICES_XML, text("<services>", "<!DOCTYPE services><services>")),
    ),
    Wrong(
        "a page in place of a list",
        "well-formed/json requests-shape/json",
        changed(get("requests.json"), body("<html></html>")),
    ),
    Wrong("no declaration", "xml-declaration/xml", changed(_SERVICES_XML, text(_DECLARATION, ""))),
    Wrong(
        "a namespace",
        "xml-is-plain/xml",
        changed(_SERVICES_XML, text("<services>", '<services xmlns="http://example.org/">')),
    ),
    Wrong(
        "a service in one format only",
        "formats-agree/json",
        changed(get("services.json"), edited(lambda told: told[:-1])),
    ),
    Wrong(
        "an empty text in JSON",
        "empty-is-null/json",
        changed(get("requests.json"), member("address", "")),
    ),
    Wrong(
        "an unknown jurisdiction breaks the server",
        "unknown-jurisdiction/xml",
        changed(get("services.xml", "no.such.city"), status(500)),
    ),
    Wrong(
        "an error in an object",
        "error-shape/json",
        changed(get(f"services/{NOBODY}.json"), body('{"detail": "Not found."}')),
    ),
    Wrong(
        "an error without its code",
        "error-shape/xml",
        changed(get(f"requests/{NOBODY}.xml"), text("<code>404</code>", "")),
    ),
    Wrong(
        "an error without a sentence",
        "error-shape/json",
        changed(get(f"tokens/{NOBODY}.json"), member("description", " ")),
    ),
    Wrong(
        "400 for an unknown service",
        "unknown-service/json",
        changed(get(f"services/{NOBODY}.json"), status(400)),
    ),
    Wrong(
        "a page with 200 for an unknown request",
        "unknown-request/xml",
        changed(get(f"requests/{NOBODY}.xml"), body("<html/>", 200)),
    ),
    Wrong(
        "an empty list for an unknown token",
        "unknown-token/json",
        changed(get(f"tokens/{NOBODY}.json"), body("[]", 200)),
    ),
    Wrong(
        "any suffix is XML", "unknown-suffix/xml", changed(get("services.csv"), body("<s/>", 200))
    ),
    Wrong(
        "no answer without a suffix",
        "no-suffix/xml no-suffix/json",
        changed(get("services"), status(404)),
    ),
    Wrong("no discovery in XML", "discovery-is-there/xml", changed(discovery("xml"), status(404))),
    Wrong(
        "a wrapper around discovery",
        "discovery-is-there/json",
        changed(discovery("json"), edited(lambda told: [told])),
    ),
    Wrong(
        "no key_service",
        "discovery-fields/json",
        changed(discovery("json"), edited(lambda told: told.pop("key_service") and None)),
    ),
    Wrong(
        "an endpoint without its type",
        "discovery-endpoint-fields/xml discovery-type/xml",
        changed(discovery("xml"), text("<type>test</type>", "")),
    ),
    Wrong(
        "another specification",
        "discovery-specification/json",
        changed(discovery("json"), text("GeoReport_v2", "GeoReport_v1")),
    ),
    Wrong(
        "a type of its own",
        "discovery-type/xml",
        changed(discovery("xml"), text("<type>test", "<type>beta")),
    ),
    Wrong(
        "formats by their suffixes",
        "discovery-formats/json",
        changed(discovery("json"), text('"text/xml"', '"xml"')),
    ),
    Wrong(
        "a changeset that is a day",
        "discovery-changeset/json",
        changed(discovery("json"), edited(lambda told: told.update(changeset="2026-11-22"))),
    ),
    Wrong(
        "an address without /v2",
        "discovery-address/json",
        changed(discovery("json"), text("/open311/v2", "/open311")),
    ),
    Wrong(
        "one request as an object",
        "one-request/json",
        changed(under("requests/2026", ".json"), edited(lambda told: told[0])),
    ),
)
