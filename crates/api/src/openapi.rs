//! The OpenAPI 3.1 description, made of the table of calls.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::answer::Failure;
use crate::call::{Call, Method};
use crate::calls::CALLS;

/// The description of every call.
pub fn openapi() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
    });
    let mut generator = settings.into_generator();
    let failure = generator.subschema_for::<Failure>();
    let mut paths: Map<String, Value> = Map::new();
    for call in CALLS {
        let input = (call.input)(&mut generator);
        let output = (call.output)(&mut generator);
        let described = describe(call, &json!(input), &json!(output), &json!(failure));
        let methods = paths.entry(call.path).or_insert_with(|| json!({}));
        if let Some(methods) = methods.as_object_mut() {
            methods.insert(verb(call.method).to_owned(), described);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Fanal",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "The JSON API of a desk",
            "license": { "name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later" }
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } }
        }
    })
}

const fn verb(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
    }
}

fn describe(call: &Call, input: &Value, output: &Value, failure: &Value) -> Value {
    let answer = json!({
        "type": "object",
        "required": ["ok", "kind", "data"],
        "properties": {
            "ok": { "const": true },
            "kind": { "const": format!("fanal.{}.v1", call.name) },
            "data": output,
            "warnings": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["code", "text"],
                    "properties": { "code": { "type": "string" }, "text": { "type": "string" } }
                }
            }
        }
    });
    let mut described = json!({
        "operationId": call.name,
        "summary": call.summary,
        "security": if call.open { json!([]) } else { json!([{ "token": [] }]) },
        "responses": {
            "200": { "description": "done", "content": { "application/json": { "schema": answer } } },
            "default": { "description": "not done", "content": { "application/json": { "schema": failure } } }
        }
    });
    if let (Method::Post, Some(fields)) = (call.method, described.as_object_mut()) {
        let body = json!({ "content": { "application/json": { "schema": input } } });
        fields.insert("requestBody".into(), body);
    }
    described
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_described_once() {
        let described = openapi();
        let mut names = std::collections::BTreeSet::new();
        for call in CALLS {
            let verb = verb(call.method);
            let operation = described.pointer(&format!(
                "/paths/{}/{verb}/operationId",
                call.path.replace('/', "~1")
            ));
            assert_eq!(operation.and_then(Value::as_str), Some(call.name));
            assert!(names.insert(call.name), "{} stands twice", call.name);
        }
    }
}
