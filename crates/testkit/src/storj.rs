//! One set of Storj's things that belong together, made by the official tools. They are nobody's.

/// An API key.
pub const API_KEY: &str =
    "13YqcutUoQp1Hz8deQcSQni4SNikzyWp4qGKhxZqnN66iiSyp5GAN8Cq7krgnzkqg8mJeyn3TFwxjukLhfQa4etqcXFPB15AdCtRrJE";
/// A satellite.
pub const SATELLITE: &str = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@us1.storj.io:7777";
/// A project.
pub const PROJECT: &str = "b9a1c2d3-e4f5-4678-9abc-def012345678";
/// The salt of that project by the documented derivation.
pub const SALT: &str = "udQyl9qugTHduxaUpNUXSjO8MNlQa4vxqNWX67GnZck=";
/// What the official console makes of all that and the passphrase `password`.
pub const GRANT: &str = "13Swqbf6K2KYgr6neGL33948jqavYEHGYcgMCDCMFrkWbo2kwFZ5CiP86omr4PWG6ULvewtFUxMQjAYcESLb7RiVCovUo4Pd3143rNgxSvBKMrdConY8A4Do72L2UwXqYdtH5wtjzq13cCzKJL83bvmSmoC3idK8pYUcSuvo3Ur9m9nDyXsA98MKZYcnie53dCCFBV4Mz5b5wibRHvy9mQuCP4Hst76JEgcV9NcTyWihBZydebhu56JiZNmnrd7";
