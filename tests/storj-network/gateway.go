package main

import (
	"context"
	"encoding/xml"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"storj.io/edge/pkg/authclient"
	"storj.io/edge/pkg/errdata"
	"storj.io/uplink"
)

// gateway speaks S3 over the official library, as much of it as a person needs who browses, uploads, downloads and
// deletes. Credentials are looked up at the auth service, so that what may be done is up to the grant behind them;
// signatures aren't checked. Its listings have the satellite's order, which is that of encrypted keys.
type gateway struct {
	network *network
	auth    *authclient.AuthClient
	// What was said of an object when its upload in parts began, by upload ID.
	begun sync.Map
}

// openGateway finds a place for the gateway, since the auth service has to know it first.
func (n *network) openGateway() error {
	listener, err := net.Listen("tcp", anyPort)
	if err != nil {
		return err
	}
	n.undo = append(n.undo, func() error {
		if err := listener.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil // the server that took it closed it
	})
	address, err := n.openGate("gateway", listener.Addr().String())
	n.gatewayListener, n.edge.addresses.Endpoint = listener, "http://"+address
	return err
}

func (n *network) startGateway() {
	gateway := &gateway{network: n, auth: authclient.New(authclient.Config{
		BaseURL: n.edge.addresses.HTTP, Token: authToken, Timeout: 10 * time.Second,
	})}
	server := &http.Server{Handler: gateway, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(n.gatewayListener) }()
	n.undo = append(n.undo, server.Close)
}

// s3Error is what S3 says of a failure.
type s3Error struct {
	XMLName xml.Name `xml:"Error"`
	Code    string
	Message string
	status  int
}

func (e *s3Error) Error() string { return e.Code + ": " + e.Message }

func failure(status int, code, message string) *s3Error {
	return &s3Error{Code: code, Message: message, status: status}
}

// known gives the library's errors the names that S3 has for them.
func known(err error) *s3Error {
	var already *s3Error
	switch {
	case errors.As(err, &already):
		return already
	case errors.Is(err, uplink.ErrBucketNotFound):
		return failure(http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
	case errors.Is(err, uplink.ErrObjectNotFound):
		return failure(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
	case errors.Is(err, uplink.ErrUploadIDInvalid):
		return failure(http.StatusNotFound, "NoSuchUpload", "The specified multipart upload does not exist.")
	case errors.Is(err, uplink.ErrBucketNotEmpty):
		return failure(http.StatusConflict, "BucketNotEmpty", "The bucket you tried to delete is not empty")
	case errors.Is(err, uplink.ErrBucketAlreadyExists):
		return failure(http.StatusConflict, "BucketAlreadyOwnedByYou", "The bucket is yours already.")
	case errors.Is(err, uplink.ErrBucketNameInvalid):
		return failure(http.StatusBadRequest, "InvalidBucketName", "The specified bucket is not valid.")
	case errors.Is(err, uplink.ErrPermissionDenied):
		return failure(http.StatusForbidden, "AccessDenied", "Access Denied.")
	default:
		return failure(http.StatusInternalServerError, "InternalError", err.Error())
	}
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := g.serve(w, r)
	if err == nil {
		return
	}
	said := known(err)
	if r.Method == http.MethodHead {
		w.WriteHeader(said.status)
		return
	}
	writeXML(w, said.status, said)
}

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) error {
	access, err := g.accessOf(r)
	if err != nil {
		return err
	}
	if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return failure(http.StatusNotImplemented, "NotImplemented", "Signed chunks and trailers are not implemented.")
	}
	project, err := g.network.uplink.OpenProject(r.Context(), access)
	if err != nil {
		return err
	}
	defer func() { _ = project.Close() }()
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	asked := s3Request{gateway: g, project: project, bucket: bucket, key: key, w: w, Request: r}
	switch {
	case bucket == "":
		return asked.onProject()
	case key == "":
		return asked.onBucket()
	case r.URL.Query().Has("uploadId") || r.URL.Query().Has("uploads"):
		return asked.onUpload()
	default:
		return asked.onObject()
	}
}

// accessOf is the grant that the request's credentials were registered for.
func (g *gateway) accessOf(r *http.Request) (*uplink.Access, error) {
	credential := r.URL.Query().Get("X-Amz-Credential")
	if _, signed, found := strings.Cut(r.Header.Get("Authorization"), "Credential="); found {
		credential = signed
	}
	id, _, _ := strings.Cut(credential, "/")
	if id == "" {
		return nil, failure(http.StatusForbidden, "AccessDenied", "The request has no credentials.")
	}
	registered, err := g.auth.Resolve(r.Context(), id, "127.0.0.1")
	switch status := errdata.GetStatus(err, http.StatusOK); {
	case err == nil:
		return uplink.ParseAccess(registered.AccessGrant)
	case status == http.StatusNotFound || status == http.StatusBadRequest:
		return nil, failure(http.StatusForbidden, "InvalidAccessKeyId", "The access key ID does not exist.")
	default:
		return nil, err
	}
}

// s3Request is one request, with the project that its credentials open.
type s3Request struct {
	*http.Request
	gateway     *gateway
	w           http.ResponseWriter
	project     *uplink.Project
	bucket, key string
}

func (r s3Request) context() context.Context { return r.Request.Context() }

func (r s3Request) notImplemented() error {
	return failure(http.StatusNotImplemented, "NotImplemented", r.Method+" "+r.URL.RequestURI()+" is not implemented.")
}

func writeXML(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(xml.Header))
	_ = xml.NewEncoder(w).Encode(answer)
}
