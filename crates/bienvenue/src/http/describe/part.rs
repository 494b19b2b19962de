//! The parts of which the description of a route is put together.

use axum::http::StatusCode;
use utoipa::ToSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{
    AllOfBuilder, ArrayBuilder, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Object, Ref, RefOr, Required, Response, ResponseBuilder};

use super::super::api::page_limits;
use super::super::error::Code;
use super::super::error::problem::{self, Problem};
use super::super::face::Face;
use super::super::reply::Body;

/// A body that has to be there, of one of these types.
pub(super) fn body<const N: usize>(types: [(&str, RefOr<Schema>); N]) -> RequestBody {
    let body = RequestBodyBuilder::new().required(Some(Required::True));
    let with = |body: RequestBodyBuilder, (media_type, schema)| {
        body.content(media_type, ContentBuilder::new().schema(Some(schema)).build())
    };
    types.into_iter().fold(body, with).build()
}

/// A type by its name.
pub(super) fn json_of<T: ToSchema>() -> RefOr<Schema> {
    Ref::from_schema_name(T::name()).into()
}

/// An object of any names.
pub(super) fn object() -> RefOr<Schema> {
    Object::with_type(Type::Object).into()
}

/// A text.
pub(super) fn text() -> RefOr<Schema> {
    Object::with_type(Type::String).into()
}

/// An object of texts, all of which have to be there.
pub(super) fn texts(names: &[&str]) -> RefOr<Schema> {
    let object = ObjectBuilder::new().schema_type(Type::Object);
    names.iter().fold(object, |object, name| object.property(*name, text()).required(*name)).into()
}

/// An answer without a body.
pub(super) fn empty(says: &str) -> Response {
    Response::new(says)
}

/// An answer with a body.
pub(super) fn holding(says: &str, media_type: &str, schema: RefOr<Schema>) -> Response {
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(says).content(media_type, content).build()
}

/// A header of an answer.
pub(super) fn header(says: &str) -> Header {
    HeaderBuilder::new().schema(Some(text())).description(Some(says)).build()
}

/// An answer that refuses with one of these codes.
pub(super) fn refusal(face: Face, status: StatusCode, codes: &[Code]) -> Response {
    let listed: Vec<_> = codes.iter().map(|code| format!("`{}`: {}.", code.name(), code.title())).collect();
    let says = listed.join(" ");
    let mut response = match face {
        Face::Api => holding(&says, problem::MEDIA_TYPE, problem_of(codes)),
        Face::Classic => holding(&says, "application/json", json_of::<Body<'_>>()),
    };
    let named = match (status, face) {
        (StatusCode::UNAUTHORIZED, Face::Api) => Some(("WWW-Authenticate", "`Bearer` (RFC 6750).")),
        (StatusCode::SERVICE_UNAVAILABLE, _) => Some(("Retry-After", "After how many seconds to ask again.")),
        _ => None,
    };
    if let Some((name, says)) = named {
        response.headers.insert(name.to_owned(), header(says).into());
    }
    response
}

/// A problem with one of these codes.
fn problem_of(codes: &[Code]) -> RefOr<Schema> {
    let names = codes.iter().map(|code| code.name());
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    let narrowed = ObjectBuilder::new().schema_type(Type::Object).property("code", code);
    AllOfBuilder::new().item(json_of::<Problem<'_>>()).item(narrowed).into()
}

/// An id in a path.
pub(super) fn id(name: &str, says: &str) -> Parameter {
    let format = SchemaFormat::Custom("uuid".to_owned());
    let schema = ObjectBuilder::new().schema_type(Type::String).format(Some(format));
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
    parameter.required(Required::True).description(Some(says)).schema(Some(schema)).build()
}

/// A text in a path.
pub(super) fn name(name: &str, says: &str) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
    parameter.required(Required::True).description(Some(says)).schema(Some(text())).build()
}

/// A text in a query, which need not be there.
pub(super) fn filter(name: &str, says: &str) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
    parameter.required(Required::False).description(Some(says)).schema(Some(text())).build()
}

/// A parameter that is there or not.
pub(super) fn flag(name: &str, says: &str) -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["1"]));
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
    parameter.required(Required::False).description(Some(says)).schema(Some(schema)).build()
}

/// A page of a list.
pub(super) fn page_of(item: RefOr<Schema>) -> RefOr<Schema> {
    let cursor = SchemaType::Array(vec![Type::String, Type::Null]);
    let cursor = ObjectBuilder::new()
        .schema_type(cursor)
        .description(Some("What to send as `cursor` for the next page; null on the last one."));
    let page =
        ObjectBuilder::new().schema_type(Type::Object).property("items", ArrayBuilder::new().items(item));
    page.required("items").property("next_cursor", cursor).required("next_cursor").into()
}

/// The parameters of a list.
pub(super) fn page_parameters() -> [Parameter; 2] {
    let (usual, most) = page_limits();
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(most))
        .default(Some(usual.into()));
    let cursor = ObjectBuilder::new().schema_type(Type::String);
    let parameter = |name: &str, says: &str, schema: ObjectBuilder| {
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
        parameter.required(Required::False).description(Some(says)).schema(Some(schema)).build()
    };
    [
        parameter("limit", "How many items to show at most.", limit),
        parameter("cursor", "The `next_cursor` of the page before, from the same session or key.", cursor),
    ]
}
