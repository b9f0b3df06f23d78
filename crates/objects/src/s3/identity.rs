//! Which store an address means.

use url::Url;

/// A name for the place that requests go to: scheme, host and port, or one name for all of Amazon, whose regions share
/// the names of buckets (within the public cloud, the one in China and the one of the US government).
pub(super) fn of(endpoint: Option<&Url>, region: &str) -> String {
    let Some(endpoint) = endpoint else { return amazon(region) };
    let host = endpoint.host_str().unwrap_or_default().trim_end_matches('.');
    // `s3.eu-west-1.amazonaws.com`, `s3.dualstack.…`, `s3.cn-north-1.amazonaws.com.cn`.
    let labels = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"));
    if let Some(labels) =
        labels.filter(|labels| *labels == "s3" || labels.starts_with("s3.") || labels.starts_with("s3-"))
    {
        return amazon(labels.rsplit('.').next().unwrap_or_default().trim_start_matches("s3-"));
    }
    let scheme = endpoint.scheme();
    endpoint
        .port_or_known_default()
        .map_or_else(|| format!("{scheme}://{host}"), |port| format!("{scheme}://{host}:{port}"))
}

fn amazon(region: &str) -> String {
    let cloud = if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    };
    format!("s3:{cloud}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_has_one_name() {
        for (endpoint, region, name) in [
            ("", "eu-west-1", "s3:aws"),
            ("https://s3.amazonaws.com", "us-east-1", "s3:aws"),
            ("https://s3.eu-north-1.amazonaws.com/", "x", "s3:aws"),
            ("https://s3-us-gov-west-1.amazonaws.com", "x", "s3:aws-us-gov"),
            ("", "us-gov-east-1", "s3:aws-us-gov"),
            ("https://s3.dualstack.cn-north-1.amazonaws.com.cn", "x", "s3:aws-cn"),
            ("https://Gateway.StorjShare.io", "eu1", "https://gateway.storjshare.io:443"),
            ("https://gateway.storjshare.io.:443/", "us1", "https://gateway.storjshare.io:443"),
            ("http://user:secret@127.0.0.1:9000", "x", "http://127.0.0.1:9000"),
            ("http://[::1]:9000", "x", "http://[::1]:9000"),
            ("https://nots3.amazonaws.com", "x", "https://nots3.amazonaws.com:443"),
        ] {
            assert_eq!(of(Url::parse(endpoint).ok().as_ref(), region), name, "{endpoint}");
        }
    }
}
