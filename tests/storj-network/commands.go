package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"storj.io/common/uuid"
)

// request is one line of standard input. Each command takes the fields that its function reads; bytes are base64.
type request struct {
	Do string `json:"do"`

	APIKey     string     `json:"api_key"`
	Passphrase string     `json:"passphrase"`
	Grant      string     `json:"grant"`
	Parent     string     `json:"parent"`
	Permission permission `json:"permission"`
	Prefixes   []prefix   `json:"prefixes"`
	Nonce      []byte     `json:"nonce"`
	Public     bool       `json:"public"`
	TLS        bool       `json:"tls"`

	Bucket    string `json:"bucket"`
	Key       string `json:"key"`
	Prefix    string `json:"prefix"`
	Recursive bool   `json:"recursive"`
	Data      []byte `json:"data"`

	Project string `json:"project"`
	Salted  bool   `json:"salted"`
	Gate    string `json:"gate"`
	State   string `json:"state"`
}

// answer is one line of standard output: Error says why there is no OK.
type answer struct {
	OK    any    `json:"ok,omitempty"`
	Error string `json:"error,omitempty"`
}

// done is the answer of what has nothing to tell.
type done struct{}

// No command takes longer, whatever gates are shut.
const longestCommand = 30 * time.Second

var commands = map[string]func(*network, context.Context, request) (any, error){
	// Grants and keys, made by the official library.
	"request_access": (*network).requestAccess,
	"share":          (*network).share,
	"restrict_key":   (*network).restrictKey,
	"inspect":        (*network).inspect,
	"register":       (*network).register,
	"revoke":         (*network).revoke,
	// Buckets and objects, through the official library.
	"create_bucket": (*network).createBucket,
	"upload":        (*network).upload,
	"download":      (*network).download,
	"delete":        (*network).deleteObject,
	"list":          (*network).list,
	// What only the satellite's owner can do.
	"new_project": (*network).commandNewProject,
	"new_key":     (*network).commandNewKey,
	"delete_key":  (*network).commandDeleteKey,
	"gate":        (*network).commandGate,
}

func (n *network) answer(ctx context.Context, line []byte) answer {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Error: fmt.Sprintf("not a request: %v", err)}
	}
	command, known := commands[asked.Do]
	if !known {
		return answer{Error: fmt.Sprintf("no such command: %q", asked.Do)}
	}
	limited, cancel := context.WithTimeout(ctx, longestCommand)
	defer cancel()
	result, err := command(n, limited, asked)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{OK: result}
}

func (n *network) commandNewProject(ctx context.Context, asked request) (any, error) {
	return n.newProject(ctx, asked.Salted)
}

// commandNewKey takes the project's own ID.
func (n *network) commandNewKey(ctx context.Context, asked request) (any, error) {
	id, err := uuid.FromString(asked.Project)
	if err != nil {
		return nil, err
	}
	key, err := n.newKey(ctx, id)
	return map[string]string{"api_key": key}, err
}

func (n *network) commandDeleteKey(ctx context.Context, asked request) (any, error) {
	return done{}, n.deleteKey(ctx, asked.APIKey)
}

// commandGate makes a service refuse, hang or serve again.
func (n *network) commandGate(_ context.Context, asked request) (any, error) {
	gate, known := n.gates[asked.Gate]
	if !known {
		return nil, errors.New("the gates are satellite, auth_http, auth_https, auth_drpc, auth_drpc_tls and links")
	}
	return done{}, gate.set(asked.State)
}
