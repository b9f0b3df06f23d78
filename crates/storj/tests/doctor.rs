//! The access doctor, through its one door.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what they expect")]

use satchel_storj::doctor::{
    ExamineError, Finding, Place, PlacePrefix, Places, Right, Risk, Severity, Subject, ValidityState, examine_at,
};
use satchel_storj::share_url::{LinkForm, documented_share_url, join_share_url};
use satchel_storj::{
    AccessGrant, ApiKey, Caveat, CaveatPath, Cipher, EncryptionKey, EncryptionStore, Permission, SharePrefix, Timestamp,
};

const SATELLITE: &str = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@us1.storj.io:7777";
const ID: &str = "jv2ohknlvcnkzcng2keb25p6a5gq";
const SECRET: &str = "j2nc6gq2slmhpihzmqelukkya4hdye2f7o75h2hthbqawftebjlcy";
const NOW: Timestamp = Timestamp { seconds: 1_800_000_000, nanoseconds: 0 };

fn examine(text: &str) -> Finding {
    let finding = examine_at(text, NOW).unwrap();
    let severities: Vec<Severity> = finding.risks.iter().map(|risk| risk.severity()).collect();
    assert!(severities.is_sorted_by(|one, next| one >= next), "{:?}", finding.risks);
    finding
}

fn root_key() -> ApiKey {
    ApiKey::from_parts(&[1; 32], b"the satellite's secret")
}

fn grant(cipher: Cipher) -> AccessGrant {
    let store = EncryptionStore::with_default_key(EncryptionKey::new([7; 32]), cipher);
    AccessGrant::new(SATELLITE, root_key(), store).unwrap()
}

fn read_only() -> Permission {
    Permission { download: true, list: true, ..Permission::default() }
}

fn place(bucket: &str, prefix: PlacePrefix, has_key: bool) -> Place {
    Place { bucket: bucket.into(), prefix, has_key }
}

fn path(path: &str) -> PlacePrefix {
    PlacePrefix::Path { path: path.into() }
}

#[test]
fn the_doctor_says_that_a_root_key_may_do_everything() {
    let finding = examine(root_key().serialize().expose());
    assert_eq!(finding.subject, Subject::ApiKey { restrictions: 0 });
    assert_eq!(finding.rights.as_deref(), Some(&Right::ALL[..]));
    assert_eq!(finding.places, Some(Places::WholeProject));
    assert_eq!(finding.validity.unwrap().state, ValidityState::Valid);
    let risks = [Risk::Unrestricted, Risk::WholeProject, Risk::NoExpiry, Risk::CanDelete, Risk::CanWrite];
    assert_eq!(finding.risks, risks);
    assert_eq!((finding.keys, finding.satellite), (None, None));
}

#[test]
fn the_doctor_says_what_a_shared_grant_may_do_and_where() {
    let until = Timestamp::from_milliseconds(1_800_000_000_001);
    let permission = Permission { not_after: Some(until), ..read_only() };
    let prefixes = [SharePrefix::new("photos", "2022/summer/"), SharePrefix::new("docs", "")];
    let shared = grant(Cipher::AES_GCM).restrict(&permission, &prefixes, [1; 4]).unwrap();
    let finding = examine(shared.serialize().expose());
    assert_eq!(finding.subject, Subject::AccessGrant { restrictions: 1 });
    assert_eq!(finding.rights, Some(vec![Right::Read, Right::List]));
    let places = vec![place("docs", PlacePrefix::WholeBucket, true), place("photos", path("2022/summer"), true)];
    assert_eq!(finding.places, Some(Places::Some { places }));
    let validity = finding.validity.unwrap();
    assert_eq!((validity.from, validity.until), (None, Some(1_800_000_000_001)));
    assert_eq!(validity.state, ValidityState::Valid);
    let keys = finding.keys.unwrap();
    assert_eq!((keys.default_key, keys.places, keys.names_encrypted), (false, 2, true));
    let satellite = finding.satellite.unwrap();
    assert_eq!(satellite.address, SATELLITE);
    assert_eq!(satellite.node_id.as_deref(), SATELLITE.split('@').next());
    assert_eq!(finding.risks, []);
}

#[test]
fn the_doctor_shows_places_of_a_bare_key_as_encrypted() {
    let prefixes = [SharePrefix::new("photos", "2022/summer")];
    let shared = grant(Cipher::AES_GCM).restrict(&read_only(), &prefixes, [1; 4]).unwrap();
    let finding = examine(shared.api_key().serialize().expose());
    let places = vec![place("photos", PlacePrefix::Encrypted { depth: 2 }, false)];
    assert_eq!(finding.places, Some(Places::Some { places }));
    assert_eq!(finding.risks, [Risk::NoExpiry]);
}

#[test]
fn the_doctor_takes_the_narrowest_of_all_restrictions() {
    let at = |seconds| Some(Timestamp { seconds, nanoseconds: 0 });
    let paths = |buckets: &[&str]| {
        let path = |bucket: &&str| CaveatPath { bucket: bucket.as_bytes().to_vec(), ..CaveatPath::default() };
        buckets.iter().map(path).collect()
    };
    let first = Caveat {
        disallow_deletes: true,
        allowed_paths: paths(&["a", "b"]),
        not_before: at(100),
        not_after: at(1_900_000_000),
        maximum_object_lifetime: Some(9_000_000_000),
        ..Caveat::default()
    };
    let second = Caveat {
        disallow_writes: true,
        disallow_put_retention: true,
        disallow_get_legal_hold: true,
        allowed_paths: paths(&["b", "c"]),
        not_before: at(50),
        not_after: at(1_799_999_999),
        maximum_object_lifetime: Some(5_000_000),
        ..Caveat::default()
    };
    let finding = examine(root_key().restrict(&first).restrict(&second).serialize().expose());
    assert!(!finding.may(Right::Delete) && !finding.may(Right::Write) && !finding.may(Right::GetLegalHold));
    assert!(finding.may(Right::Read) && finding.may(Right::GetRetention), "one of the two may still be read");
    assert_eq!(finding.places, Some(Places::Some { places: vec![place("b", PlacePrefix::WholeBucket, false)] }));
    let validity = finding.validity.unwrap();
    assert_eq!((validity.from, validity.until), (Some(100_000), Some(1_799_999_999_000)));
    assert_eq!(validity.state, ValidityState::Expired);
    assert_eq!(finding.maximum_object_lifetime, Some(5));
    assert!(finding.risks.contains(&Risk::Expired));
}

#[test]
fn the_doctor_warns_of_what_will_not_work() {
    let restricted = |caveat: &Caveat| examine(root_key().restrict(caveat).serialize().expose());
    let time = |seconds| Some(Timestamp { seconds, nanoseconds: 0 });
    let never = restricted(&Caveat { not_before: time(2), not_after: time(1), ..Caveat::default() });
    assert_eq!(never.validity.unwrap().state, ValidityState::Never);
    assert!(never.risks.contains(&Risk::AllowsNothing));
    let later = restricted(&Caveat { not_before: time(1_900_000_000), ..Caveat::default() });
    assert_eq!(later.validity.unwrap().state, ValidityState::NotYet);
    assert!(later.risks.contains(&Risk::NotYetValid));

    let disjoint = [SharePrefix::new("a", ""), SharePrefix::new("b", "")];
    let one = grant(Cipher::AES_GCM).restrict(&read_only(), &disjoint[..1], [1; 4]).unwrap();
    let nowhere = examine(one.restrict(&read_only(), &disjoint[1..], [2; 4]).unwrap().serialize().expose());
    assert_eq!(nowhere.places, Some(Places::Some { places: vec![] }));
    assert_eq!(nowhere.risks, [Risk::AllowsNothing]);

    let keyless = AccessGrant::new("us1.storj.io:7777", root_key(), EncryptionStore::default()).unwrap();
    let finding = examine(keyless.serialize().expose());
    assert!(finding.risks.contains(&Risk::MissingKeys));
    assert!(finding.risks.contains(&Risk::SatelliteUnproven));
    assert_eq!(finding.satellite.unwrap().node_id, None);
    assert!(examine(grant(Cipher::NULL).serialize().expose()).risks.contains(&Risk::NamesVisible));
}

#[test]
fn a_restriction_that_cannot_be_read_allows_nothing() {
    // A path of a caveat that says it is longer than the caveat: the macaroon is whole, the caveat isn't.
    let mut bytes = root_key().restrict(&Caveat { nonce: vec![0x52, 9, 9, 9], ..Caveat::default() }).serialize_bytes();
    let at = bytes.windows(3).position(|window| window == [0xf2, 0x01, 4]).unwrap();
    bytes[at + 2] = 9;
    let key = ApiKey::parse_bytes(&bytes).unwrap();
    assert!(key.caveats().is_err());
    let finding = examine(key.serialize().expose());
    assert_eq!(finding.rights, Some(vec![]));
    assert_eq!(finding.risks[0], Risk::UnreadableRestriction);
}

#[test]
fn the_doctor_finds_credentials_in_any_layout() {
    let json = format!(r#"{{"access_key_id":"{ID}","secret_key":"{SECRET}","endpoint":"https://gateway.example"}}"#);
    let lines = format!(
        "[default]\naws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\nendpoint_url = https://gateway.example\n"
    );
    let shell = format!(
        "export AWS_ACCESS_KEY_ID={ID} AWS_SECRET_ACCESS_KEY={SECRET} AWS_ENDPOINT_URL=https://gateway.example"
    );
    for text in [json, lines, shell] {
        let finding = examine(&text);
        let endpoint = Some("https://gateway.example".to_owned());
        let subject = Subject::S3Credentials { access_key_id: ID.into(), has_secret_key: true, endpoint };
        assert_eq!(finding.subject, subject, "{text}");
        assert_eq!((finding.rights, finding.risks), (None, vec![]));
    }
    let finding = examine(ID);
    assert!(matches!(finding.subject, Subject::S3Credentials { has_secret_key: false, .. }));
    assert_eq!(finding.risks, [Risk::SecretKeyMissing]);
}

#[test]
fn the_doctor_takes_links_apart() {
    let page = join_share_url("https://link.example/base", ID, b"photos", "été/a b+c%.jpg".as_bytes(), false).unwrap();
    let raw = join_share_url("https://link.example", ID, b"photos", b"a/", false).unwrap().replace("/s/", "/raw/");
    let bare = documented_share_url("https://share.example", ID, "buc1", "a b+c/d.txt");
    assert_eq!(bare, format!("https://share.example/{ID}/buc1%2Fa%20b%2Bc%2Fd.txt"));
    for (link, base, expected_form, expected_key) in [
        (page.as_str(), "https://link.example/base", LinkForm::Page, "été/a b+c%.jpg"),
        (&format!("{raw}?download=1#x"), "https://link.example", LinkForm::Raw, "a/"),
        (&bare, "https://share.example", LinkForm::Bare, "a b+c/d.txt"),
    ] {
        let finding = examine(link);
        let Subject::ShareLink { base_url, form, access_key_id, bucket, key } = &finding.subject else { panic!() };
        assert_eq!((base_url.as_str(), *form, key.as_str()), (base, expected_form, expected_key));
        assert_eq!(access_key_id.as_deref(), Some(ID));
        assert!(["photos", "buc1"].contains(&bucket.as_str()));
        assert_eq!(finding.risks, [Risk::OpenToAnyone]);
    }
    let text = grant(Cipher::AES_GCM).serialize();
    let finding = examine(&format!("https://link.example/s/{}/b/k", text.expose()));
    assert!(matches!(&finding.subject, Subject::ShareLink { access_key_id: None, .. }));
    assert!(finding.may(Right::Delete) && finding.risks.contains(&Risk::LinkHoldsKeys));
}

#[test]
fn the_doctor_reads_through_what_copying_does_to_a_text() {
    let text = grant(Cipher::AES_GCM).serialize();
    let whole = examine(text.expose());
    let (first, second) = text.expose().split_at(76);
    for pasted in [
        format!("  \"{}\"\n", text.expose()),
        format!("{first}\r\n{second}"),
        format!("access_grant = {}", text.expose()),
    ] {
        assert_eq!(examine(&pasted), whole);
    }
    let damaged = |text: &str| assert_eq!(examine_at(text, NOW).unwrap_err(), ExamineError::Damaged);
    damaged(&text.expose()[..text.expose().len() - 1]);
    damaged(&text.expose().replacen('3', "4", 1));
    for (text, error) in [
        ("", ExamineError::Empty),
        ("  \n", ExamineError::Empty),
        ("hello", ExamineError::Unrecognised),
        ("https://example.com/", ExamineError::Unrecognised),
        (SATELLITE, ExamineError::Unrecognised),
        ("AKIAIOSFODNN7EXAMPLE", ExamineError::Unrecognised),
        (&"1".repeat(100_000), ExamineError::TooLong),
    ] {
        assert_eq!(examine_at(text, NOW).unwrap_err(), error, "{text:.40}");
    }
}

#[test]
fn what_the_doctor_says_holds_no_secret() {
    let whole = grant(Cipher::AES_GCM);
    let tail = hex::encode(whole.api_key().tail().expose());
    let printed = format!("{whole:?} {:?} {:?} {:?}", whole.api_key(), whole.store(), whole.serialize());
    let said = serde_json::to_string(&examine(whole.serialize().expose())).unwrap();
    let credentials = format!("{:?}", examine(&format!("{ID} {SECRET}")));
    for text in [printed, said, credentials] {
        for secret in [tail.as_str(), "07070707", "7, 7, 7", whole.serialize().expose(), SECRET] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
