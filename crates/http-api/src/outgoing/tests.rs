use satchel_objects::s3::AddressRule;
use url::Url;

use super::rule::Rule;
use super::{Origin, OriginError};

/// Refused wherever the server listens, in every spelling.
const NEVER: &[&str] = &[
    "http://169.254.169.254/latest/meta-data",
    "http://2852039166",
    "http://0xa9fea9fe",
    "http://0xa9.0xfe.0xa9.0xfe",
    "http://0251.0376.0251.0376",
    "http://169.254.43518",
    "http://169.16689662",
    "http://169.254.169.254.",
    "http://①⑥⑨.254.169.254",
    "http://169。254。169。254",
    "http://%31%36%39.254.169.254",
    "http://[::ffff:169.254.169.254]",
    "http://[::ffff:a9fe:a9fe]",
    "http://[0:0:0:0:0:ffff:a9fe:a9fe]",
    "http://[::169.254.169.254]",
    "http://[::127.0.0.1]",
    "http://[::ffff:0:169.254.169.254]",
    "http://[64:ff9b::169.254.169.254]",
    "http://[2002:a9fe:a9fe::1]",
    "http://[2001:0:a9fe:a9fe::1]",
    "http://[2001:0:808:808:0:0:5601:5601]",
    "http://169.254.0.1",
    "http://[fe80::1]",
    "http://[febf::1]",
    "http://100.100.100.200",
    "http://168.63.129.16",
    "http://192.0.0.192",
    "http://[fd00:ec2::254]",
    "http://[fd20:ce::254]",
    "http://metadata.google.internal",
    "http://METADATA.google.internal.",
    "http://metadata",
    "http://0.0.0.0:9000",
    "http://0",
    "http://0.1.2.3",
    "http://[::]",
    "http://224.0.0.1",
    "http://[ff02::1]",
    "http://255.255.255.255",
    "http://240.0.0.1",
    "http://[100::1]",
    "http://[2001:20::1]",
    "http://[4000::1]",
    "ftp://storage.example",
    "file:///etc/passwd",
    "gopher://storage.example:70",
    "data:text/plain,x",
    "http://user@storage.example",
    "http://user:secret@storage.example",
    "http://:secret@storage.example",
];

/// Refused where others reach the server, and fine on one's own computer.
const OWN_NETWORK: &[&str] = &[
    "http://127.0.0.1:9000",
    "http://127.1:9000",
    "http://2130706433",
    "http://0x7f.1",
    "http://017700000001",
    "http://127.255.255.254",
    "http://[::1]:9000",
    "http://[0:0::0:1]",
    "http://[::ffff:127.0.0.1]",
    "http://[64:ff9b::7f00:1]",
    "http://[2002:7f00:1::]",
    "http://[2001:0:808:808::80ff:fffe]",
    "http://10.0.0.1",
    "http://172.16.0.1",
    "http://172.31.255.255",
    "http://192.168.1.1",
    "http://[::ffff:10.0.0.1]",
    "http://100.64.0.1",
    "http://100.127.255.255",
    "http://198.18.0.1",
    "http://192.0.2.1",
    "http://[fc00::1]",
    "http://[fd12:3456::1]",
    "http://[fec0::1]",
    "http://[2001:db8::1]",
    "http://[64:ff9b:1::1]",
];

const INTERNET: &[&str] = &[
    "https://gateway.storjshare.io",
    "https://s3.eu-central-1.amazonaws.com/",
    "http://8.8.8.8",
    "http://172.15.255.255",
    "http://172.32.0.1",
    "http://100.63.255.255",
    "http://100.128.0.1",
    "http://169.253.255.255",
    "http://192.0.1.1",
    "https://[2606:4700:4700::1111]",
    "https://[64:ff9b::808:808]",
    "https://[::ffff:8.8.8.8]",
    // Judged when it is looked up.
    "http://localhost:9000",
];

fn rule(allowed: &[&str], beyond_loopback: bool) -> Rule {
    Rule { allowed: allowed.iter().map(|origin| origin.parse().unwrap()).collect(), beyond_loopback }
}

#[test]
fn an_address_is_known_in_every_spelling() {
    let (here, beyond) = (rule(&[], false), rule(&[], true));
    let allows = |rule: &Rule, text: &str| rule.check_url(&Url::parse(text).expect(text)).is_ok();
    for text in NEVER {
        assert_eq!((allows(&here, text), allows(&beyond, text)), (false, false), "{text}");
    }
    for text in OWN_NETWORK {
        assert_eq!((allows(&here, text), allows(&beyond, text)), (true, false), "{text}");
    }
    for text in INTERNET {
        assert_eq!((allows(&here, text), allows(&beyond, text)), (true, true), "{text}");
    }
    // What no URL can hold never gets so far.
    for text in ["http://[fe80::1%25eth0]", "http://[fe80::1%eth0]", "http://256.256.256.256", "http://1.2.3.4.5"] {
        assert!(Url::parse(text).is_err(), "{text}");
    }
}

#[test]
fn with_a_list_nothing_else_is_called_and_what_is_listed_may_be_anywhere() {
    let listed =
        ["https://gateway.storjshare.io", "http://10.1.2.3:9000", "http://169.254.169.254", "http://minio:9000"];
    for rule in [rule(&listed, true), rule(&listed, false)] {
        for allowed in [
            "https://gateway.storjshare.io/bucket?list-type=2",
            "https://GATEWAY.storjshare.io.:443",
            "http://10.1.2.3:9000",
            "http://0x0a010203:9000",
            "http://169.254.169.254/",
            "http://minio:9000",
        ] {
            assert!(rule.check_url(&Url::parse(allowed).unwrap()).is_ok(), "{allowed}");
        }
        for refused in [
            "http://gateway.storjshare.io",
            "https://gateway.storjshare.io:8443",
            "https://gateway.storjshare.io.evil.example",
            "https://evil.example",
            "http://10.1.2.3:9001",
            "http://169.254.169.254:8080",
            "http://user@10.1.2.3:9000",
            "http://127.0.0.1",
        ] {
            let why = rule.check_url(&Url::parse(refused).unwrap()).expect_err(refused).to_string();
            assert!(!why.contains("user@"), "{why}");
        }
        // A listed name may be private, but nobody makes it the metadata service.
        assert!(rule.check_address("minio", "10.9.9.9".parse().unwrap()).is_ok());
        assert!(rule.check_address("minio", "127.0.0.1".parse().unwrap()).is_ok());
        assert!(rule.check_address("minio", "169.254.169.254".parse().unwrap()).is_err());
        assert!(rule.check_address("minio", "::ffff:169.254.0.1".parse().unwrap()).is_err());
    }
}

#[test]
fn drpc_goes_only_to_what_is_listed() {
    assert!(rule(&[], false).check_drpc("auth.example:7777").is_err());
    let rule = rule(&["drpc://auth.example:7777"], true);
    assert!(rule.check_drpc("auth.example:7777").is_ok() && rule.check_drpc("AUTH.example:7777").is_ok());
    for refused in ["auth.example:7778", "auth.example", "evil.example:7777", "", "a b", "127.0.0.1:7777"] {
        assert!(rule.check_drpc(refused).is_err(), "{refused}");
    }
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    for (text, origin) in [
        ("https://Gateway.StorjShare.io", "https://gateway.storjshare.io"),
        ("https://gateway.storjshare.io:443/", "https://gateway.storjshare.io"),
        ("http://0x7f.1:9000", "http://127.0.0.1:9000"),
        ("http://[0:0::1]:9000", "http://[::1]:9000"),
        ("drpc://auth.example:7777", "drpc://auth.example:7777"),
    ] {
        assert_eq!(text.parse::<Origin>().expect(text).to_string(), origin);
    }
    for text in ["gateway.storjshare.io", "127.0.0.1:9000", "ftp://a", "https://", "*", "drpc://auth.example", ""] {
        assert_eq!(text.parse::<Origin>().expect_err(text), OriginError::NotAnAddress, "{text}");
    }
    for text in ["https://a/bucket", "https://a?b", "https://a#b", "https://u:p@a", "https://a//"] {
        assert_eq!(text.parse::<Origin>().expect_err(text), OriginError::More, "{text}");
    }
}
