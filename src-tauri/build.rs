//! Makes a permission for each command of the list: a command that no capability grants can't be called.

use satchel_operations_schema::COMMANDS;

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*").app_manifest(
            tauri_build::AppManifest::new().commands(COMMANDS).permissions_path_pattern("./src-tauri/permissions/**/*"),
        );
    if let Err(failure) = tauri_build::try_build(attributes) {
        println!("cargo:error={failure:#}");
    }
}
