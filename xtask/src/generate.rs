//! What is made from the list of operations: the TypeScript types and calls, and the documentation's tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use satchel_operations_schema::types::EngineEvent;
use satchel_operations_schema::{Auth, COMMANDS, Described, Door, Method, OPERATIONS, Shape, TypeDescription};

use crate::failure::Failure;

/// Where the TypeScript goes, below the repository's root.
pub const TYPESCRIPT: &str = "ui/src/platform/operations.ts";
/// Where the documentation's tables go.
pub const OPERATIONS_PAGE: &str = "docs/OPERATIONS.md";

/// Where the window's permissions go.
pub const CAPABILITY: &str = "src-tauri/capabilities/main.json";

const WARNING: &str = "Made from crates/operations-schema by `cargo xtask generate`. Don't edit it: change the list.";

/// Every generated file with what it should hold.
fn files() -> [(&'static str, String); 3] {
    [(TYPESCRIPT, typescript()), (OPERATIONS_PAGE, operations_page()), (CAPABILITY, capability())]
}

/// Writes the generated files that aren't up to date.
pub fn write() -> Result<(), Failure> {
    for (path, text) in files() {
        if fs::read_to_string(path).ok().as_deref() != Some(&text) {
            fs::write(path, text).map_err(Failure::io(path))?;
            println!("wrote {path}");
        }
    }
    Ok(())
}

/// Fails when a generated file isn't what the list of operations gives.
pub fn compare() -> Result<(), Failure> {
    let drifted = |(path, text): &(&str, String)| {
        // Git on Windows may have changed the line endings.
        fs::read_to_string(path).map(|found| found.replace("\r\n", "\n")).ok().as_ref() != Some(text)
    };
    let stale: Vec<_> = files().into_iter().filter(drifted).map(|(path, _)| path).collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::Told(format!(
        "{} differ from the list of operations, so the window and the engine would speak past each other. \
         Run `cargo xtask generate` and commit what it writes.",
        stale.join(" and ")
    )))
}

/// What the main window may call: each command by a permission of its own, and nothing of Tauri's.
fn capability() -> String {
    let permissions: Vec<_> =
        COMMANDS.iter().map(|command| format!("    \"allow-{}\"", command.replace('_', "-"))).collect();
    format!(
        "{{\n  \"identifier\": \"main\",\n  \"description\": \"{WARNING} What the main window may call: our own \
         commands, one permission each, and nothing of Tauri's own.\",\n  \"windows\": [\"main\"],\n  \
         \"permissions\": [\n{}\n  ]\n}}\n",
        permissions.join(",\n")
    )
}

/// The TypeScript types and calls.
pub fn typescript() -> String {
    let mut types = BTreeMap::new();
    collect(EngineEvent::shape(), &mut types);
    for operation in OPERATIONS {
        collect((operation.request)(), &mut types);
        collect((operation.answer)(), &mut types);
    }
    let mut text = format!("// {WARNING}\n\nimport {{ call }} from \"./call\";\n\n");
    for description in types.values() {
        text.push_str(&type_declaration(description));
    }
    text.push_str("/** What every operation on a store takes besides its own parameters. */\n");
    text.push_str("export interface OnAccount {\n  /** The account's ID. */\n  account: string;\n}\n\n");
    for operation in OPERATIONS {
        let (request, answer) = (typescript_type((operation.request)()), typescript_type((operation.answer)()));
        let on_account = matches!(operation.door, Door::Documented { auth: Auth::S3, .. });
        let parameters = match (request.as_str(), on_account) {
            ("NoParameters", true) => "request: OnAccount".to_owned(),
            ("NoParameters", false) => String::new(),
            (_, true) => format!("request: {request} & OnAccount"),
            (_, false) => format!("request: {request}"),
        };
        let argument = if parameters.is_empty() { "{}" } else { "request" };
        let _ = write!(
            text,
            "/** {} */\nexport function {}({parameters}): Promise<{answer}> {{\n  return call(\"{}\", {argument});\n}}\n\n",
            operation.doc.trim(),
            camel_case(operation.command),
            operation.command,
        );
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The documentation's page of operations.
pub fn operations_page() -> String {
    let mut text = format!("# Operations\n\n<!-- {WARNING} -->\n\n## Documented operations\n\n");
    text.push_str(
        "Each is a desktop command, an HTTP endpoint and a subcommand. On the desktop they also take `account`.\n\n",
    );
    text.push_str("| operation | method | desktop command | parameters | answers | msg | what it does |\n|---|---|---|---|---|---|---|\n");
    for operation in OPERATIONS {
        let Door::Documented { name, method, message, .. } = operation.door else { continue };
        let method = match method {
            Method::Post => "POST",
            Method::Delete => "DELETE",
        };
        let _ = writeln!(
            text,
            "| {name} | {method} | `{}` | {} | `{}` | {message} | {} |",
            operation.command,
            parameter_list((operation.request)()),
            typescript_type((operation.answer)()).replace('|', "\\|"),
            operation.doc.trim(),
        );
    }
    text.push_str("\n## The app's own\n\n| command | parameters | answers | what it does |\n|---|---|---|---|\n");
    for operation in OPERATIONS {
        if !matches!(operation.door, Door::App) {
            continue;
        }
        let _ = writeln!(
            text,
            "| `{}` | {} | `{}` | {} |",
            operation.command,
            parameter_list((operation.request)()),
            typescript_type((operation.answer)()).replace('|', "\\|"),
            operation.doc.trim(),
        );
    }
    text
}

fn collect(shape: Shape, types: &mut BTreeMap<&'static str, TypeDescription>) {
    match shape {
        Shape::Optional(inner) | Shape::List(inner) | Shape::Map(inner) => collect(*inner, types),
        Shape::Named(description) => {
            if types.insert(description.name, *description).is_some() {
                return;
            }
            for field in description.fields {
                collect((field.shape)(), types);
            }
            for carries in description.variants.iter().filter_map(|variant| variant.carries) {
                collect(carries(), types);
            }
        }
        Shape::Unit | Shape::Text | Shape::SecretText | Shape::SecretInput | Shape::Integer | Shape::Boolean => {}
    }
}

fn type_declaration(description: &TypeDescription) -> String {
    let TypeDescription { name, doc, fields, variants, tag } = description;
    if name == &"NoParameters" {
        return String::new();
    }
    let mut text = format!("/** {} */\n", doc.trim());
    match (tag, variants.is_empty(), fields.is_empty()) {
        (Some(tag), ..) => {
            let _ = write!(text, "export type {name} =");
            for variant in *variants {
                let carried = variant.carries.map(|shape| typescript_type(shape())).unwrap_or_default();
                let _ = write!(text, "\n  | ({{ {tag}: \"{}\" }} & {carried})", variant.name);
            }
            text.push_str(";\n\n");
        }
        (None, false, _) => {
            let names: Vec<_> = variants.iter().map(|variant| format!("\"{}\"", variant.name)).collect();
            let _ = write!(text, "export type {name} =\n  | {};\n\n", names.join("\n  | "));
        }
        (None, true, true) => {
            let _ = write!(text, "export type {name} = Record<never, never>;\n\n");
        }
        (None, true, false) => {
            let _ = writeln!(text, "export interface {name} {{");
            for field in *fields {
                let optional = if matches!((field.shape)(), Shape::Optional(_)) { "?" } else { "" };
                let _ = writeln!(
                    text,
                    "  /** {} */\n  {}{optional}: {};",
                    field.doc.trim(),
                    field.name,
                    typescript_type((field.shape)())
                );
            }
            text.push_str("}\n\n");
        }
    }
    text
}

fn typescript_type(shape: Shape) -> String {
    match shape {
        Shape::Unit => "null".to_owned(),
        Shape::Text | Shape::SecretText => "string".to_owned(),
        Shape::SecretInput => "string | SecretHandle".to_owned(),
        Shape::Integer => "number".to_owned(),
        Shape::Boolean => "boolean".to_owned(),
        Shape::Optional(inner) => format!("{} | null", typescript_type(*inner)),
        Shape::List(inner) => format!("{}[]", typescript_type(*inner)),
        Shape::Map(inner) => format!("Record<string, {}>", typescript_type(*inner)),
        Shape::Named(description) => description.name.to_owned(),
    }
}

fn parameter_list(shape: Shape) -> String {
    let Shape::Named(description) = shape else { return String::new() };
    let names = description.fields.iter().map(|field| {
        let (shape, mut mark) = ((field.shape)(), "");
        let shape = if let Shape::Optional(inner) = shape {
            mark = "?";
            *inner
        } else {
            shape
        };
        match shape {
            Shape::List(_) => format!("{}[]{mark}", field.name),
            Shape::SecretText | Shape::SecretInput => format!("{}{mark} (secret)", field.name),
            _ => format!("{}{mark}", field.name),
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

fn camel_case(snake: &str) -> String {
    let mut words = snake.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
