package main

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"

	"storj.io/uplink"
)

func (r s3Request) onUpload() error {
	id := r.URL.Query().Get("uploadId")
	switch r.Method {
	case http.MethodPost:
		if id == "" {
			return r.beginUpload()
		}
		return r.completeUpload(id)
	case http.MethodPut:
		return r.uploadPart(id)
	case http.MethodGet:
		return r.listParts(id)
	case http.MethodDelete:
		if err := r.project.AbortUpload(r.context(), r.bucket, r.key, id); err != nil {
			return err
		}
		r.w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		return r.notImplemented()
	}
}

func (r s3Request) beginUpload() error {
	upload, err := r.project.BeginUpload(r.context(), r.bucket, r.key, nil)
	if err != nil {
		return err
	}
	r.gateway.begun.Store(upload.UploadID, r.metadata())
	writeXML(r.w, http.StatusOK, struct {
		XMLName               xml.Name `xml:"InitiateMultipartUploadResult"`
		Bucket, Key, UploadId string
	}{Bucket: r.bucket, Key: r.key, UploadId: upload.UploadID})
	return nil
}

func (r s3Request) uploadPart(id string) error {
	number, err := strconv.ParseUint(r.URL.Query().Get("partNumber"), 10, 32)
	if err != nil || number == 0 {
		return failure(http.StatusBadRequest, "InvalidArgument", "The part has no number.")
	}
	part, err := r.project.UploadPart(r.context(), r.bucket, r.key, id, uint32(number))
	if err != nil {
		return err
	}
	sum := md5.New()
	if _, err := io.Copy(io.MultiWriter(part, sum), r.Body); err != nil {
		return errors.Join(err, part.Abort())
	}
	tag := hex.EncodeToString(sum.Sum(nil))
	if err := part.SetETag([]byte(tag)); err != nil {
		return errors.Join(err, part.Abort())
	}
	if err := part.Commit(); err != nil {
		return err
	}
	r.w.Header().Set("ETag", `"`+tag+`"`)
	return nil
}

// parts lists what was uploaded, in the order of its numbers.
func (r s3Request) parts(id string) (found []*uplink.Part, err error) {
	parts := r.project.ListUploadParts(r.context(), r.bucket, r.key, id, nil)
	for parts.Next() {
		found = append(found, parts.Item())
	}
	return found, parts.Err()
}

func (r s3Request) listParts(id string) error {
	found, err := r.parts(id)
	if err != nil {
		return err
	}
	type part struct {
		PartNumber         uint32
		LastModified, ETag string
		Size               int64
	}
	answer := struct {
		XMLName     xml.Name `xml:"ListPartsResult"`
		IsTruncated bool
		Part        []part
	}{}
	for _, one := range found {
		answer.Part = append(answer.Part, part{
			one.PartNumber, one.Modified.UTC().Format(s3Time), `"` + string(one.ETag) + `"`, one.Size,
		})
	}
	writeXML(r.w, http.StatusOK, answer)
	return nil
}

func (r s3Request) completeUpload(id string) error {
	found, err := r.parts(id)
	if err != nil {
		return err
	}
	sum := md5.New()
	for _, part := range found {
		digest, err := hex.DecodeString(string(part.ETag))
		if err != nil {
			return err
		}
		_, _ = sum.Write(digest)
	}
	tag := fmt.Sprintf(`"%x-%d"`, sum.Sum(nil), len(found))
	kept := uplink.CustomMetadata{etag: tag}
	if begun, found := r.gateway.begun.LoadAndDelete(id); found {
		maps.Copy(kept, begun.(uplink.CustomMetadata))
	}
	options := &uplink.CommitUploadOptions{CustomMetadata: kept}
	if _, err := r.project.CommitUpload(r.context(), r.bucket, r.key, id, options); err != nil {
		return err
	}
	writeXML(r.w, http.StatusOK, struct {
		XMLName           xml.Name `xml:"CompleteMultipartUploadResult"`
		Bucket, Key, ETag string
	}{Bucket: r.bucket, Key: r.key, ETag: tag})
	return nil
}

func (r s3Request) listUploads() error {
	type upload struct{ Key, UploadId, Initiated string }
	answer := struct {
		XMLName     xml.Name `xml:"ListMultipartUploadsResult"`
		Bucket      string
		IsTruncated bool
		Upload      []upload
	}{Bucket: r.bucket}
	uploads := r.project.ListUploads(r.context(), r.bucket, &uplink.ListUploadsOptions{Recursive: true, System: true})
	for uploads.Next() {
		one := uploads.Item()
		answer.Upload = append(answer.Upload, upload{one.Key, one.UploadID, one.System.Created.UTC().Format(s3Time)})
	}
	if uploads.Err() != nil {
		return uploads.Err()
	}
	writeXML(r.w, http.StatusOK, answer)
	return nil
}
