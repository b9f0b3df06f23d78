package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"storj.io/common/macaroon"
	"storj.io/common/uuid"
	"storj.io/storj/satellite/console"
)

// owner is the user whose projects these are.
type owner struct{ id uuid.UUID }

// project is what a test needs to know of a project.
type project struct {
	APIKey string `json:"api_key"`
	// ID is the satellite's own; PublicID is the one that the console shows.
	ID       string `json:"id"`
	PublicID string `json:"public_id"`
	// Salt is base64, as the satellite gives it to those who ask for access with a passphrase.
	Salt string `json:"salt"`
	// Salted says whether the salt is random, or made from the ID as it was in old projects.
	Salted bool `json:"salted"`
}

// As new API keys are made today.
const keyVersion = macaroon.APIKeyVersionObjectLock | macaroon.APIKeyVersionAuditable

func (n *network) makeProjects(ctx context.Context) error {
	user, err := n.satellite.AddUser(ctx, console.CreateUser{
		FullName: "A Satchel Tester",
		Email:    "tester@satchel.test",
	}, 10)
	if err != nil {
		return fmt.Errorf("making the user: %w", err)
	}
	n.owner = owner{id: user.ID}
	var errSalted, errUnsalted error
	n.projects["salted"], errSalted = n.newProject(ctx, true)
	n.projects["unsalted"], errUnsalted = n.newProject(ctx, false)
	return errors.Join(errSalted, errUnsalted)
}

func (n *network) newProject(ctx context.Context, salted bool) (project, error) {
	made, err := n.satellite.AddProject(ctx, n.owner.id, "tests")
	if err != nil {
		return project{}, fmt.Errorf("making a project: %w", err)
	}
	database := n.satellite.DB
	if !salted {
		_, err := database.Testing().RawDB().ExecContext(ctx, "UPDATE projects SET salt = NULL WHERE id = $1", made.ID.Bytes())
		if err != nil {
			return project{}, fmt.Errorf("taking the project's salt: %w", err)
		}
	}
	salt, err := database.Console().Projects().GetSalt(ctx, made.ID)
	if err != nil {
		return project{}, fmt.Errorf("asking for the project's salt: %w", err)
	}
	key, err := n.newKey(ctx, made.ID)
	return project{
		APIKey:   key,
		ID:       made.ID.String(),
		PublicID: made.PublicID.String(),
		Salt:     base64.StdEncoding.EncodeToString(salt),
		Salted:   salted,
	}, err
}

// newKey adds an unrestricted API key to a project.
func (n *network) newKey(ctx context.Context, projectID uuid.UUID) (string, error) {
	name, err := uuid.New()
	if err != nil {
		return "", err
	}
	secret, err := macaroon.NewSecret()
	if err != nil {
		return "", err
	}
	key, err := macaroon.NewAPIKey(secret)
	if err != nil {
		return "", err
	}
	_, err = n.satellite.DB.Console().APIKeys().Create(ctx, key.Head(), console.APIKeyInfo{
		Name:      name.String(),
		ProjectID: projectID,
		CreatedBy: n.owner.id,
		Secret:    secret,
		Version:   keyVersion,
	})
	return key.Serialize(), err
}

// deleteKey takes a key, and every key made from it, out of the satellite.
func (n *network) deleteKey(ctx context.Context, serialized string) error {
	key, err := macaroon.ParseAPIKey(serialized)
	if err != nil {
		return err
	}
	known, err := n.satellite.DB.Console().APIKeys().GetByHead(ctx, key.Head())
	if err != nil {
		return err
	}
	return n.satellite.DB.Console().APIKeys().Delete(ctx, known.ID)
}
