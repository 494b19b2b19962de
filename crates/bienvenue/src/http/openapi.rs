//! The OpenAPI document of every route, made of the tables of routes.

use utoipa::openapi::path::{PathItem, PathsBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, License, OpenApiBuilder};

use super::api;
use super::route::Route;
use super::routes::classic_table;

const ABOUT: &str = "\
User authentication. Under `/api/v1` bodies are JSON of exactly the documented fields, and refusals are problems (RFC 9457) \
with a `code` that never changes. Times are RFC 3339 in UTC to the microsecond. Every answer has an `X-Request-Id`. \
The other routes are those of a teaching project.";

/// Of the API, as its paths name it. Which version of the program answers is nobody's business (ASVS 13.4.6).
const VERSION: &str = "1";

/// The document, in JSON, as `GET /api/openapi.json` answers it.
pub fn openapi_document() -> String {
    let (mut paths, mut components) = (PathsBuilder::new(), ComponentsBuilder::new());
    for route in all_routes() {
        paths = paths.path(route.path, PathItem::new(route.method, route.description.operation()));
        components = components.schemas_from_iter(route.description.schemas);
    }
    let mut license = License::new("MIT");
    license.identifier = Some("MIT".to_owned());
    let info = InfoBuilder::new()
        .title("Bienvenue")
        .version(VERSION)
        .description(Some(ABOUT))
        .license(Some(license));
    let document = OpenApiBuilder::new()
        .info(info.build())
        .paths(paths)
        .components(Some(
            components
                .security_scheme("cookie", cookie())
                .security_scheme("bearer", bearer())
                .security_scheme("key", key())
                .build(),
        ))
        .build();
    document.to_pretty_json().map(|text| text + "\n").unwrap_or_default()
}

/// Whatever the service may answer, be it on a listener of its own.
fn all_routes() -> impl Iterator<Item = Route> {
    api::table().into_iter().chain(api::admin::table()).chain(classic_table())
}

fn key() -> SecurityScheme {
    let about = "An API key, which `bienvenue key create` makes. Each route names the scope that it needs.";
    SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).description(Some(about)).build())
}

fn cookie() -> SecurityScheme {
    let about = "The cookie of a sign-in. It is named `session_id` where the service runs for development, and \
                 `__Secure-session_id` where hosts of a domain share it.";
    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description("__Host-session_id", about)))
}

fn bearer() -> SecurityScheme {
    let about = "The `token` of a sign-in with `delivery` `bearer`.";
    SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).description(Some(about)).build())
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::OpenApi;

    use super::*;

    /// The tables of routes and the document name the same, each once.
    #[test]
    fn the_document_has_every_route_and_no_other() {
        let document: OpenApi = serde_json::from_str(&openapi_document()).unwrap();
        let routes: Vec<_> = all_routes().collect();
        for route in &routes {
            let operation = document.paths.get_path_operation(route.path, route.method.clone());
            assert!(operation.is_some(), "{} is not in the document", route.path);
        }
        let text: serde_json::Value = serde_json::from_str(&openapi_document()).unwrap();
        let paths = text["paths"].as_object().unwrap();
        let operations: usize = paths.values().map(|methods| methods.as_object().unwrap().len()).sum();
        assert_eq!(operations, routes.len());
    }
}
