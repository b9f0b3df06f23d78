package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.uber.org/zap"

	"storj.io/common/identity"
	"storj.io/common/peertls/tlsopts"
	"storj.io/common/storj"
	"storj.io/common/testcontext"
	"storj.io/storj/private/testplanet"
	"storj.io/storj/satellite"
	"storj.io/storj/satellite/jobq"
	"storj.io/storj/satellite/jobq/jobqtest"
	"storj.io/storj/satellite/satellitedb"
	"storj.io/storj/satellite/satellitedb/satellitedbtest"
	"storj.io/storj/shared/lrucache"
)

const storageNodes = 4

// startPlanet starts the satellite with its database, the storage nodes and the queue of repairs.
func (n *network) startPlanet(ctx context.Context, parent *folder, databaseURL string) error {
	// The planet's own context: it ends when we close it, not when we are told to stop.
	harness := &harness{}
	own := testcontext.NewWithContextAndTimeout(context.WithoutCancel(ctx), harness, -1)
	n.undo = append(n.undo, harness.finish)
	mail, err := makeTemplates(parent)
	if err != nil {
		return err
	}
	queue, err := n.startQueue(own)
	if err != nil {
		return err
	}
	database := satellitedbtest.Database{Name: "Postgres", URL: databaseURL}
	planet, err := testplanet.NewCustom(own, n.log, testplanet.Config{
		Name:             "satchel",
		SatelliteCount:   1,
		StorageNodeCount: storageNodes,
		NonParallel:      true,
		Timeout:          -1,
		Reconfigure: testplanet.Reconfigure{
			Satellite: func(_ *zap.Logger, _ int, config *satellite.Config) {
				config.JobQueue = queue
				config.Mail.TemplatePath = mail
				config.Console.StaticDir = ""
				config.Metainfo.RateLimiter.Enabled = false
				config.Metainfo.UploadLimiter.Enabled = false
			},
			SatelliteDBOptions: func(_ *zap.Logger, _ int, options *satellitedb.Options) {
				// What is revoked or deleted is so at once, where a real satellite takes minutes.
				options.APIKeysLRUOptions = lrucache.Options{}
				options.RevocationLRUOptions = lrucache.Options{}
			},
		},
	}, satellitedbtest.SatelliteDatabases{Name: "Postgres", MasterDB: database, MetabaseDB: database})
	if err != nil {
		return fmt.Errorf("making the satellite and its nodes: %w", err)
	}
	n.undo = append(n.undo, planet.Shutdown)
	if err := planet.Start(own); err != nil {
		return fmt.Errorf("starting the satellite and its nodes: %w", err)
	}
	n.satellite = planet.Satellites[0]
	address, err := n.openGate("satellite", n.satellite.Addr())
	n.satelliteURL = storj.NodeURL{ID: n.satellite.ID(), Address: address}
	return err
}

// makeTemplates writes what the satellite wants to see before it starts: templates for the mail that it never sends
// here. Those of its sources aren't where the program runs.
func makeTemplates(parent *folder) (string, error) {
	mail := parent.join("mail")
	return mail, errors.Join(
		os.Mkdir(mail, 0o700),
		os.WriteFile(filepath.Join(mail, "none.html"), nil, 0o600),
		os.WriteFile(filepath.Join(mail, "none.txt"), nil, 0o600),
	)
}

// startQueue starts the service that keeps the satellite's list of repairs, which it doesn't start without.
func (n *network) startQueue(ctx context.Context) (jobq.Config, error) {
	whole, err := identity.NewFullIdentity(ctx, identity.NewCAOptions{})
	if err != nil {
		return jobq.Config{}, err
	}
	server, err := jobqtest.NewTestServer(n.log, &jobqtest.ServerOptions{
		Host:                "127.0.0.1",
		Identity:            whole,
		TLS:                 tlsopts.Config{PeerIDVersions: "latest"},
		InitAlloc:           1e6,
		MemReleaseThreshold: 1e6,
	})
	if err != nil {
		return jobq.Config{}, fmt.Errorf("making the queue of repairs: %w", err)
	}
	running, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- server.Run(running) }()
	n.undo = append(n.undo, func() error {
		cancel()
		return <-ended
	})
	return jobq.Config{ServerNodeURL: server.NodeURL, TLS: server.TLSOpts.Config}, nil
}

// harness stands where the planet expects a test.
type harness struct{ cleanups []func() }

func (h *harness) Name() string     { return "satchel" }
func (h *harness) Helper()          {}
func (h *harness) Cleanup(f func()) { h.cleanups = append(h.cleanups, f) }
func (h *harness) Log(words ...any) { fmt.Fprintln(os.Stderr, words...) }
func (h *harness) Error(words ...any) {
	fmt.Fprintln(os.Stderr, words...)
}

// Fatal can't end a test here. What failed shows in the planet's own errors too.
func (h *harness) Fatal(words ...any) { h.Error(words...) }

func (h *harness) finish() error {
	for _, cleanup := range h.cleanups {
		cleanup()
	}
	return nil
}
