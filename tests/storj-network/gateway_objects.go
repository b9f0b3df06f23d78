package main

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"storj.io/uplink"
)

// Under these names Storj's own gateway keeps what the satellite has no field for.
const (
	etag        = "s3:etag"
	contentType = "content-type"
)

func (r s3Request) onObject() error {
	switch query := r.URL.Query(); {
	case r.Method == http.MethodHead:
		object, err := r.project.StatObject(r.context(), r.bucket, r.key)
		if err != nil {
			return err
		}
		r.describe(object)
		r.w.Header().Set("Content-Length", strconv.FormatInt(object.System.ContentLength, 10))
		return nil
	case r.Method == http.MethodGet && query.Has("tagging"):
		writeXML(r.w, http.StatusOK, struct {
			XMLName xml.Name `xml:"Tagging"`
			TagSet  struct{}
		}{})
		return nil
	case r.Method == http.MethodGet:
		return r.getObject()
	case r.Method == http.MethodPut && r.Header.Get("X-Amz-Copy-Source") != "":
		return r.copyObject()
	case r.Method == http.MethodPut && !query.Has("tagging"):
		return r.putObject()
	case r.Method == http.MethodDelete && !query.Has("tagging"):
		if _, err := r.project.DeleteObject(r.context(), r.bucket, r.key); err != nil {
			return err
		}
		r.w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		return r.notImplemented()
	}
}

const userMetadata = "X-Amz-Meta-"

func (r s3Request) describe(object *uplink.Object) {
	header := r.w.Header()
	header.Set("Last-Modified", timeOf(object.System.Created))
	header.Set("Accept-Ranges", "bytes")
	for name, value := range object.Custom {
		switch name {
		case etag:
			header.Set("ETag", value)
		case contentType:
			header.Set("Content-Type", value)
		default:
			header.Set(userMetadata+name, value)
		}
	}
}

func (r s3Request) metadata() uplink.CustomMetadata {
	kept := uplink.CustomMetadata{}
	if kind := r.Header.Get("Content-Type"); kind != "" {
		kept[contentType] = kind
	}
	for name, values := range r.Header {
		if below, found := strings.CutPrefix(name, userMetadata); found {
			kept[strings.ToLower(below)] = values[0]
		}
	}
	return kept
}

func (r s3Request) getObject() error {
	object, err := r.project.StatObject(r.context(), r.bucket, r.key)
	if err != nil {
		return err
	}
	if wanted := r.Header.Get("If-Match"); wanted != "" && wanted != object.Custom[etag] {
		return failure(http.StatusPreconditionFailed, "PreconditionFailed", "The object changed.")
	}
	from, length, status, err := rangeOf(r.Header.Get("Range"), object.System.ContentLength)
	if err != nil {
		return err
	}
	download, err := r.project.DownloadObject(r.context(), r.bucket, r.key, &uplink.DownloadOptions{Offset: from, Length: length})
	if err != nil {
		return err
	}
	defer func() { _ = download.Close() }()
	r.describe(object)
	r.w.Header().Set("Content-Length", strconv.FormatInt(length, 10))
	if disposition := r.URL.Query().Get("response-content-disposition"); disposition != "" {
		r.w.Header().Set("Content-Disposition", disposition)
	}
	if status == http.StatusPartialContent {
		last := strconv.FormatInt(from+length-1, 10)
		whole := strconv.FormatInt(object.System.ContentLength, 10)
		r.w.Header().Set("Content-Range", "bytes "+strconv.FormatInt(from, 10)+"-"+last+"/"+whole)
	}
	r.w.WriteHeader(status)
	// What fails from here on ends the connection before the promised length.
	if _, err := io.Copy(r.w, download); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// rangeOf reads the one range that a request may ask for.
func rangeOf(header string, size int64) (from, length int64, status int, err error) {
	asked, ranged := strings.CutPrefix(header, "bytes=")
	if !ranged {
		return 0, size, http.StatusOK, nil
	}
	wrong := failure(http.StatusRequestedRangeNotSatisfiable, "InvalidRange", "The requested range is not satisfiable")
	first, last, _ := strings.Cut(asked, "-")
	end := size - 1
	if first == "" {
		tail, err := strconv.ParseInt(last, 10, 64)
		if err != nil || tail == 0 || size == 0 {
			return 0, 0, 0, wrong
		}
		from = max(0, size-tail)
	} else {
		if from, err = strconv.ParseInt(first, 10, 64); err != nil || from >= size {
			return 0, 0, 0, wrong
		}
		if last != "" {
			if end, err = strconv.ParseInt(last, 10, 64); err != nil || end < from {
				return 0, 0, 0, wrong
			}
			end = min(end, size-1)
		}
	}
	return from, end - from + 1, http.StatusPartialContent, nil
}

func (r s3Request) putObject() error {
	if r.Header.Get("If-None-Match") == "*" {
		if _, err := r.project.StatObject(r.context(), r.bucket, r.key); err == nil {
			return failure(http.StatusPreconditionFailed, "PreconditionFailed", "There is an object already.")
		} else if !errors.Is(err, uplink.ErrObjectNotFound) {
			return err
		}
	}
	upload, err := r.project.UploadObject(r.context(), r.bucket, r.key, nil)
	if err != nil {
		return err
	}
	sum := md5.New()
	sent, err := io.Copy(io.MultiWriter(upload, sum), r.Body)
	if err == nil && r.ContentLength >= 0 && sent != r.ContentLength {
		err = failure(http.StatusBadRequest, "IncompleteBody", "The body is shorter than was said.")
	}
	kept := r.metadata()
	kept[etag] = `"` + hex.EncodeToString(sum.Sum(nil)) + `"`
	if err == nil {
		err = upload.SetCustomMetadata(r.context(), kept)
	}
	if err != nil {
		return errors.Join(err, upload.Abort())
	}
	if err := upload.Commit(); err != nil {
		return err
	}
	r.w.Header().Set("ETag", kept[etag])
	return nil
}

func (r s3Request) copyObject() error {
	source, err := url.PathUnescape(strings.TrimPrefix(r.Header.Get("X-Amz-Copy-Source"), "/"))
	if err != nil {
		return failure(http.StatusBadRequest, "InvalidArgument", "The source can't be read.")
	}
	bucket, key, _ := strings.Cut(source, "/")
	object, err := r.project.CopyObject(r.context(), bucket, key, r.bucket, r.key, nil)
	if err != nil {
		return err
	}
	writeXML(r.w, http.StatusOK, struct {
		XMLName            xml.Name `xml:"CopyObjectResult"`
		LastModified, ETag string
	}{LastModified: object.System.Created.UTC().Format(s3Time), ETag: object.Custom[etag]})
	return nil
}
