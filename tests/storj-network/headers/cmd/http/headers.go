// Package http names the six S3 headers and query fields that the edge services keep out of their logs. It stands in
// for the package of the same name in a much larger module of which they use nothing else.
package http

// Where S3 requests carry credentials or name another object.
const (
	Authorization  = "Authorization"
	AmzAccessKeyID = "AWSAccessKeyId"
	AmzCopySource  = "X-Amz-Copy-Source"
	AmzCredential  = "X-Amz-Credential"
	AmzSignature   = "X-Amz-Signature"
	AmzSignatureV2 = "Signature"
)
