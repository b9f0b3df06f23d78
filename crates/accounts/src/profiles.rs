//! The profiles of the AWS configuration on this computer.

use std::error::Error;

use aws_config::profile;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

/// A profile of the AWS configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsProfileInfo {
    /// The profile's name.
    pub name: String,
    /// Whether it signs in by SSO.
    pub sso: bool,
}

/// The AWS configuration can't be read.
#[derive(Debug, thiserror::Error)]
#[error("the AWS configuration can't be read: {detail}")]
pub struct ProfilesError {
    /// Which file, and where in it.
    pub detail: String,
}

/// The profiles of the AWS configuration and credentials files, by name. `AWS_CONFIG_FILE` and
/// `AWS_SHARED_CREDENTIALS_FILE` are respected; without any file there are none.
///
/// # Errors
/// [`ProfilesError`] where a file can't be read or understood.
pub async fn list_aws_profiles() -> Result<Vec<AwsProfileInfo>, ProfilesError> {
    profiles(&Fs::real(), &Env::real()).await
}

async fn profiles(fs: &Fs, env: &Env) -> Result<Vec<AwsProfileInfo>, ProfilesError> {
    let set = profile::load(fs, env, &EnvConfigFiles::default(), None)
        .await
        .map_err(|error| ProfilesError { detail: with_causes(&error) })?;
    let mut found: Vec<_> = set
        .profiles()
        .filter_map(|name| set.get_profile(name))
        .map(|profile| AwsProfileInfo {
            name: profile.name().to_owned(),
            sso: profile.get("sso_session").or_else(|| profile.get("sso_start_url")).is_some(),
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// The endpoint that the selected profile names (`endpoint_url`): that of `AWS_PROFILE`, else the default one.
///
/// # Errors
/// [`ProfilesError`] where a file can't be read or understood.
pub async fn profile_endpoint() -> Result<Option<String>, ProfilesError> {
    selected_endpoint(&Fs::real(), &Env::real()).await
}

async fn selected_endpoint(fs: &Fs, env: &Env) -> Result<Option<String>, ProfilesError> {
    let set = profile::load(fs, env, &EnvConfigFiles::default(), None)
        .await
        .map_err(|error| ProfilesError { detail: with_causes(&error) })?;
    Ok(set.get("endpoint_url").map(ToOwned::to_owned))
}

fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "[default]\nregion = us-east-1\n[profile work one]\nsso_session = w\n[sso-session w]\n\
                          sso_start_url = https://x\nsso_region = us-east-1\n[profile old]\nsso_start_url = https://y\n";

    #[tokio::test]
    async fn profiles_of_both_files_are_found_where_the_environment_says() {
        let fs =
            Fs::from_slice(&[("/c", CONFIG), ("/s", "[keys]\naws_access_key_id = a\naws_secret_access_key = b\n")]);
        let env = Env::from_slice(&[("AWS_CONFIG_FILE", "/c"), ("AWS_SHARED_CREDENTIALS_FILE", "/s")]);
        let found = profiles(&fs, &env).await.unwrap();
        let found: Vec<_> = found.iter().map(|profile| (profile.name.as_str(), profile.sso)).collect();
        // A name with a space is no valid one to the AWS tools, so that it isn't listed.
        assert_eq!(found, [("default", false), ("keys", false), ("old", true)]);
    }

    #[tokio::test]
    async fn the_endpoint_is_that_of_the_selected_profile() {
        let config =
            "[default]\nendpoint_url = https://one\n[profile work]\nendpoint_url = https://two\n[profile bare]\n";
        let fs = Fs::from_slice(&[("/c", config)]);
        for (profile, endpoint) in [("", Some("https://one")), ("work", Some("https://two")), ("bare", None)] {
            let mut variables = vec![("AWS_CONFIG_FILE", "/c")];
            variables.extend((!profile.is_empty()).then_some(("AWS_PROFILE", profile)));
            let found = selected_endpoint(&fs, &Env::from_slice(&variables)).await.unwrap();
            assert_eq!(found.as_deref(), endpoint, "{profile}");
        }
    }

    #[tokio::test]
    async fn no_files_are_no_profiles_and_a_broken_one_is_an_error_without_its_content() {
        let env = Env::from_slice(&[("HOME", "/home/me")]);
        assert_eq!(profiles(&Fs::from_slice(&[]), &env).await.unwrap(), []);
        let broken = Fs::from_slice(&[("/home/me/.aws/credentials", "[a]\naws_secret_access_key canary\n")]);
        let error = profiles(&broken, &env).await.unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}
