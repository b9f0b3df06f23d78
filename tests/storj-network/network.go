package main

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"

	"go.uber.org/zap"

	"storj.io/common/storj"
	"storj.io/storj/private/testplanet"
	"storj.io/uplink"
)

// network is everything that runs. Tests reach each service through a gate, which can be shut.
type network struct {
	log          *zap.Logger
	satellite    *testplanet.Satellite
	satelliteURL storj.NodeURL
	uplink       uplink.Config
	owner        owner
	edge         edgeServices
	// Where the gateway is going to listen.
	gatewayListener net.Listener
	gates           map[string]*gate
	projects        map[string]project

	// What undoes each step of the start, the last step first.
	undo []func() error
}

// ready is the first line that is printed: what a test needs to know.
type ready struct {
	// Satellite is the node URL that grants name.
	Satellite string `json:"satellite"`
	// Projects holds "salted", a project as they are made today, and "unsalted", one as they were made before projects
	// had salts of their own.
	Projects map[string]project `json:"projects"`
	Auth     authAddresses      `json:"auth"`
	// Links is link sharing's base URL.
	Links string `json:"links"`
}

// start brings everything up, or leaves nothing behind.
func start(ctx context.Context) (_ *network, err error) {
	n := &network{gates: map[string]*gate{}, projects: map[string]project{}, uplink: uplink.Config{UserAgent: "satchel-tests"}}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.close())
		}
	}()
	if n.log, err = newLogger(); err != nil {
		return nil, err
	}
	folder, err := newFolder()
	if err != nil {
		return nil, err
	}
	n.undo = append(n.undo, folder.remove)
	// The libraries make temporary folders too: all of them go with ours.
	if err := os.Setenv("TMPDIR", folder.join("tmp")); err != nil {
		return nil, err
	}
	database, err := startPostgres(ctx, folder)
	if err != nil {
		return nil, err
	}
	n.undo = append(n.undo, database.stop)
	if err := n.startPlanet(ctx, folder, database.url()); err != nil {
		return nil, err
	}
	if err := n.startEdge(folder); err != nil {
		return nil, err
	}
	return n, n.makeProjects(ctx)
}

// close ends everything, in the reverse order of its start, and goes on when something fails.
func (n *network) close() error {
	var failed []error
	for _, undo := range slices.Backward(n.undo) {
		failed = append(failed, undo())
	}
	n.undo = nil
	return errors.Join(failed...)
}

func (n *network) ready() ready {
	return ready{
		Satellite: n.satelliteURL.String(),
		Projects:  n.projects,
		Auth:      n.edge.addresses,
		Links:     n.edge.links,
	}
}

// newLogger keeps the services quiet unless SATCHEL_STORJ_NETWORK_LOG names a level such as "debug".
func newLogger() (*zap.Logger, error) {
	level, named := os.LookupEnv("SATCHEL_STORJ_NETWORK_LOG")
	if !named {
		return zap.NewNop(), nil
	}
	config := zap.NewDevelopmentConfig()
	if err := config.Level.UnmarshalText([]byte(level)); err != nil {
		return nil, err
	}
	return config.Build()
}
