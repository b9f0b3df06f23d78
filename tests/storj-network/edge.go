package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"storj.io/common/http/requestid"
	"storj.io/edge/pkg/auth"
	"storj.io/edge/pkg/auth/badgerauth"
	"storj.io/edge/pkg/authclient"
	"storj.io/edge/pkg/linksharing/handlers"
	"storj.io/edge/pkg/linksharing/middleware"
	"storj.io/edge/pkg/linksharing/sharing"
	"storj.io/edge/pkg/linksharing/sharing/assets"
	"storj.io/uplink"
)

const (
	anyPort   = "127.0.0.1:0"
	authToken = "between the edge services"
	// The limit that the public auth service has.
	longestRegistration = 4096
)

// edgeServices are the auth service, link sharing and the S3 gateway.
type edgeServices struct {
	addresses authAddresses
	links     string
}

// authAddresses is where the auth service is.
type authAddresses struct {
	HTTP    string `json:"http"`
	HTTPS   string `json:"https"`
	DRPC    string `json:"drpc"`
	DRPCTLS string `json:"drpc_tls"`
	// Certificate is the PEM file of the authority behind https and drpc_tls.
	Certificate string `json:"certificate"`
	// Endpoint is what the service says with every registration.
	Endpoint string `json:"endpoint"`
}

func (n *network) startEdge(parent *folder) error {
	certificate, err := makeCertificate(parent)
	if err != nil {
		return err
	}
	if err := n.openGateway(); err != nil {
		return err
	}
	if err := n.startAuth(parent, certificate); err != nil {
		return err
	}
	n.startGateway()
	return n.startLinks()
}

func (n *network) startAuth(parent *folder, certificate *certificate) error {
	running, cancel := context.WithCancel(context.Background())
	peer, err := auth.New(running, n.log.Named("auth"), auth.Config{
		Endpoint:            n.edge.addresses.Endpoint,
		AuthToken:           []string{authToken},
		POSTSizeLimit:       longestRegistration,
		AllowedSatellites:   []string{n.satelliteURL.String()},
		CacheExpiration:     10 * time.Minute,
		IdleTimeout:         time.Minute,
		KVBackend:           "badger://",
		Node:                badgerauth.Config{FirstStart: true}, // no path: in memory
		ListenAddr:          anyPort,
		ListenAddrTLS:       anyPort,
		DRPCListenAddr:      anyPort,
		DRPCListenAddrTLS:   anyPort,
		ProxyAddrTLS:        anyPort,
		CertFile:            certificate.chain,
		KeyFile:             certificate.key,
		RetrieveProjectInfo: true,
	}, parent.path)
	if err != nil {
		cancel()
		return fmt.Errorf("making the auth service: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- peer.Run(running) }()
	n.undo = append(n.undo, func() error {
		cancel()
		return errors.Join(<-ended, peer.Close())
	})
	n.edge.addresses.Certificate = certificate.authority
	for _, door := range []struct {
		name, service, scheme string
		address               *string
	}{
		{"auth_http", peer.Address(), "http://", &n.edge.addresses.HTTP},
		{"auth_https", peer.AddressTLS(), "https://", &n.edge.addresses.HTTPS},
		{"auth_drpc", peer.DRPCAddress(), "", &n.edge.addresses.DRPC},
		{"auth_drpc_tls", peer.DRPCTLSAddress(), "", &n.edge.addresses.DRPCTLS},
	} {
		address, err := n.openGate(door.name, door.service)
		if err != nil {
			return err
		}
		*door.address = door.scheme + address
	}
	return nil
}

// startLinks serves link sharing's own handler. Its server is left out: it wants a whole S3 server's sources, to limit
// how much one project asks at a time.
func (n *network) startLinks() error {
	listener, err := net.Listen("tcp", anyPort)
	if err != nil {
		return err
	}
	address, err := n.openGate("links", listener.Addr().String())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	n.edge.links = "http://" + address
	handler, err := n.linksHandler()
	if err != nil {
		return errors.Join(fmt.Errorf("making link sharing: %w", err), listener.Close())
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	n.undo = append(n.undo, server.Close)
	return nil
}

func (n *network) linksHandler() (http.Handler, error) {
	pool := sharing.ConnectionPoolConfig{Capacity: 100, KeyCapacity: 5, IdleExpiration: time.Minute, MaxLifetime: 10 * time.Minute}
	shared, err := sharing.NewHandler(n.log.Named("links"), nil, nil, nil, sharing.Config{
		Assets:   assets.FS(),
		URLBases: []string{n.edge.links},
		// Nothing is kept: what a link shows follows what is registered, revoked and expired at once.
		AuthServiceConfig: authclient.Config{
			BaseURL: n.edge.addresses.HTTP, Token: authToken, Timeout: 10 * time.Second,
		},
		DNSServer:               "127.0.0.1:53", // asked only for hosts that aren't ours
		Uplink:                  &uplink.Config{UserAgent: "linksharing", DialTimeout: 10 * time.Second},
		SatelliteConnectionPool: pool,
		ConnectionPool:          pool,
		ListPageLimit:           100,
		DownloadPrefixEnabled:   true,
		DownloadZipLimit:        1000,
	})
	if err != nil {
		return nil, err
	}
	static, err := handlers.NewStaticHandler(assets.FS(), false)
	if err != nil {
		return nil, err
	}
	pages := requestid.AddToContext(shared.CredentialsHandler(sharing.EventHandler(shared)))
	return middleware.Preflight(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/static/") {
			static.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})), nil
}
