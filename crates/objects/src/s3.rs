//! The S3 store, on aws-sdk-s3.
