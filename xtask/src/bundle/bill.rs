//! The bill of materials (SBOM): what the programs hold, for programs that look for known weaknesses in it. CycloneDX, of
//! the same list as the notices.
//!
//! Specification: <https://cyclonedx.org/docs/1.5/json/>; names of packages: <https://github.com/package-url/purl-spec>.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::parts::{Part, Registry};
use crate::failure::Failure;

/// What a bill is of.
pub struct Subject<'a> {
    /// Satchel's version.
    pub version: &'a str,
    /// The operating system and the machine that the programs run on.
    pub platform: &'a str,
}

/// Writes the bill.
pub fn write(subject: &Subject<'_>, parts: &[Part], to: &Path) -> Result<(), Failure> {
    let mut text = format!("{:#}", bill(subject, parts));
    text.push('\n');
    fs::write(to, text).map_err(Failure::io(to.display().to_string()))
}

/// It has neither a time nor a number of its own, so that the same sources give the same bytes.
fn bill(subject: &Subject<'_>, parts: &[Part]) -> Value {
    let mut components: Vec<Value> = parts.iter().map(component).collect();
    components.sort_by_key(|component| component["bom-ref"].to_string());
    components.dedup();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "satchel",
                "name": "satchel",
                "version": subject.version,
                "licenses": [{ "expression": env!("CARGO_PKG_LICENSE") }],
                "properties": [{ "name": "satchel:platform", "value": subject.platform }],
            },
        },
        "components": components,
    })
}

fn component(part: &Part) -> Value {
    let address = address(part);
    let mut component = json!({
        "type": "library",
        "bom-ref": address,
        "name": part.name,
        "version": part.version,
        "purl": address,
    });
    if let Some(licence) = &part.licence {
        component["licenses"] = json!([licence_of(licence)]);
    }
    if let Some(sum) = &part.sha256 {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

/// `MIT/Apache-2.0` is how crates once wrote `MIT OR Apache-2.0`. What is no expression of licences is a name.
fn licence_of(text: &str) -> Value {
    let expression = text.replace('/', " OR ");
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+()".contains(&byte));
    let words: Vec<&str> = expression.split_whitespace().collect();
    let joined = words.iter().skip(1).step_by(2).all(|word| matches!(*word, "OR" | "AND" | "WITH"));
    if words.len() % 2 == 1 && joined && words.iter().all(|word| is_word(word)) {
        json!({ "expression": words.join(" ") })
    } else {
        json!({ "license": { "name": text } })
    }
}

/// The package's address (purl).
fn address(part: &Part) -> String {
    let registry = match part.registry {
        Registry::Cargo => "cargo",
        Registry::Npm => "npm",
        Registry::Go => "golang",
    };
    let escaped = |text: &str| text.replace('%', "%25").replace('@', "%40").replace('+', "%2B");
    format!("pkg:{registry}/{}@{}", escaped(&part.name), escaped(&part.version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(registry: Registry, name: &str, version: &str, licence: Option<&str>) -> Part {
        let sha256 = (registry == Registry::Cargo).then(|| "00ff".to_owned());
        let licence = licence.map(str::to_owned);
        Part { registry, name: name.to_owned(), version: version.to_owned(), licence, sha256, folder: "".into() }
    }

    #[test]
    fn a_bill_names_each_part_once_with_its_address_licence_and_sum() {
        let parts = [
            part(Registry::Npm, "@tanstack/react-virtual", "3.1.0", Some("MIT")),
            part(Registry::Cargo, "bytes", "1.2.3+x", Some("MIT/Apache-2.0")),
            part(Registry::Cargo, "bytes", "1.2.3+x", Some("MIT/Apache-2.0")),
            part(Registry::Go, "storj.io/uplink", "v1.13.0", None),
        ];
        let made = bill(&Subject { version: "0.1.0", platform: "linux x86_64" }, &parts);
        let addresses: Vec<_> = made["components"].as_array().unwrap().iter().map(|part| &part["purl"]).collect();
        let expected = [
            "pkg:cargo/bytes@1.2.3%2Bx",
            "pkg:golang/storj.io/uplink@v1.13.0",
            "pkg:npm/%40tanstack/react-virtual@3.1.0",
        ];
        assert_eq!(addresses, expected);
        let bytes = &made["components"][0];
        assert_eq!(bytes["licenses"], json!([{ "expression": "MIT OR Apache-2.0" }]));
        assert_eq!(bytes["hashes"][0]["content"], "00ff");
        assert!(made["components"][1].get("licenses").is_none());
        assert_eq!(made["metadata"]["component"]["version"], "0.1.0");
    }

    #[test]
    fn what_is_no_expression_is_a_name() {
        for expression in ["MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"] {
            assert_eq!(licence_of(expression), json!({ "expression": expression }));
        }
        for name in ["SEE LICENSE IN LICENSE.txt", "", "Custom: see below"] {
            assert_eq!(licence_of(name), json!({ "license": { "name": name } }), "{name}");
        }
    }
}
