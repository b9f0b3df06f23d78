package main

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"storj.io/uplink"
)

const s3Time = "2006-01-02T15:04:05.000Z"

type listedBucket struct {
	Name         string
	CreationDate string
}

func (r s3Request) onProject() error {
	if r.Method != http.MethodGet {
		return r.notImplemented()
	}
	answer := struct {
		XMLName xml.Name       `xml:"ListAllMyBucketsResult"`
		Buckets []listedBucket `xml:"Buckets>Bucket"`
	}{}
	buckets := r.project.ListBuckets(r.context(), nil)
	for buckets.Next() {
		bucket := buckets.Item()
		answer.Buckets = append(answer.Buckets, listedBucket{bucket.Name, bucket.Created.UTC().Format(s3Time)})
	}
	if buckets.Err() != nil {
		return buckets.Err()
	}
	writeXML(r.w, http.StatusOK, answer)
	return nil
}

func (r s3Request) onBucket() error {
	query := r.URL.Query()
	switch {
	case r.Method == http.MethodHead:
		_, err := r.project.StatBucket(r.context(), r.bucket)
		return err
	case r.Method == http.MethodPut && len(query) == 0:
		_, err := r.project.CreateBucket(r.context(), r.bucket)
		return err
	case r.Method == http.MethodDelete && len(query) == 0:
		if _, err := r.project.DeleteBucket(r.context(), r.bucket); err != nil {
			return err
		}
		r.w.WriteHeader(http.StatusNoContent)
		return nil
	case r.Method == http.MethodGet && query.Has("location"):
		writeXML(r.w, http.StatusOK, struct {
			XMLName xml.Name `xml:"LocationConstraint"`
		}{})
		return nil
	case r.Method == http.MethodGet && query.Get("list-type") == "2":
		return r.listObjects(query)
	case r.Method == http.MethodGet && query.Has("uploads"):
		return r.listUploads()
	case r.Method == http.MethodPost && query.Has("delete"):
		return r.deleteObjects()
	default:
		return r.notImplemented()
	}
}

type listedObject struct {
	Key          string
	LastModified string
	ETag         string
	Size         int64
	StorageClass string
}

type commonPrefix struct{ Prefix string }

func (r s3Request) listObjects(query url.Values) error {
	most, err := strconv.Atoi(query.Get("max-keys"))
	if err != nil || most > 1000 {
		most = 1000
	}
	cursor := query.Get("continuation-token")
	if cursor == "" {
		cursor = query.Get("start-after")
	}
	prefix := query.Get("prefix")
	// The library's prefixes end in a slash: of any other, what is below its folder is looked through.
	folder := prefix[:lastSlash(prefix)+1]
	write := func(text string) string { return text }
	if query.Get("encoding-type") == "url" {
		write = url.QueryEscape
	}
	answer := struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		Name                  string
		Prefix                string
		MaxKeys               int
		KeyCount              int
		IsTruncated           bool
		EncodingType          string `xml:",omitempty"`
		NextContinuationToken string `xml:",omitempty"`
		Contents              []listedObject
		CommonPrefixes        []commonPrefix
	}{Name: r.bucket, Prefix: write(prefix), MaxKeys: most, EncodingType: query.Get("encoding-type")}
	rows := r.project.ListObjects(r.context(), r.bucket, &uplink.ListObjectsOptions{
		Prefix: folder, Cursor: cursorBelow(folder, cursor), Recursive: query.Get("delimiter") == "", System: true, Custom: true,
	})
	for rows.Next() {
		row := rows.Item()
		if len(row.Key) < len(prefix) || row.Key[:len(prefix)] != prefix {
			continue
		}
		if answer.KeyCount == most {
			answer.IsTruncated = true
			break
		}
		answer.KeyCount++
		answer.NextContinuationToken = row.Key
		if row.IsPrefix {
			answer.CommonPrefixes = append(answer.CommonPrefixes, commonPrefix{write(row.Key)})
			continue
		}
		answer.Contents = append(answer.Contents, listedObject{
			write(row.Key), row.System.Created.UTC().Format(s3Time), row.Custom[etag], row.System.ContentLength, "STANDARD",
		})
	}
	if rows.Err() != nil {
		return rows.Err()
	}
	if !answer.IsTruncated {
		answer.NextContinuationToken = ""
	}
	writeXML(r.w, http.StatusOK, answer)
	return nil
}

func lastSlash(text string) int {
	for at := len(text) - 1; at >= 0; at-- {
		if text[at] == '/' {
			return at
		}
	}
	return -1
}

// cursorBelow is a key as the library wants it: relative to the prefix.
func cursorBelow(folder, key string) string {
	if len(key) <= len(folder) || key[:len(folder)] != folder {
		return ""
	}
	return key[len(folder):]
}

type deletedKey struct{ Key string }

func (r s3Request) deleteObjects() error {
	var asked struct{ Object []deletedKey }
	if err := xml.NewDecoder(r.Body).Decode(&asked); err != nil {
		return failure(http.StatusBadRequest, "MalformedXML", "The XML isn't well-formed.")
	}
	answer := struct {
		XMLName xml.Name `xml:"DeleteResult"`
		Deleted []deletedKey
		Error   []struct{ Key, Code, Message string }
	}{}
	for _, object := range asked.Object {
		if _, err := r.project.DeleteObject(r.context(), r.bucket, object.Key); err != nil {
			said := known(err)
			answer.Error = append(answer.Error, struct{ Key, Code, Message string }{object.Key, said.Code, said.Message})
			continue
		}
		answer.Deleted = append(answer.Deleted, object)
	}
	writeXML(r.w, http.StatusOK, answer)
	return nil
}

func timeOf(moment time.Time) string { return moment.UTC().Format(http.TimeFormat) }
