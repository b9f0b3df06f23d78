package main

import (
	"cmp"
	"context"
	"encoding/hex"
	"os"
	"slices"
	"time"

	"storj.io/common/grant"
	"storj.io/common/macaroon"
	"storj.io/common/paths"
	"storj.io/common/storj"
	"storj.io/uplink"
	"storj.io/uplink/edge"
)

// permission is what is left of a key's rights. Times are milliseconds since 1970; none is no limit.
type permission struct {
	Download  bool   `json:"download"`
	Upload    bool   `json:"upload"`
	List      bool   `json:"list"`
	Delete    bool   `json:"delete"`
	NotBefore *int64 `json:"not_before"`
	NotAfter  *int64 `json:"not_after"`
}

type prefix struct {
	Bucket string `json:"bucket"`
	Prefix string `json:"prefix"`
}

func (p permission) official() grant.Permission {
	made := grant.Permission{
		AllowDownload: p.Download, AllowUpload: p.Upload, AllowList: p.List, AllowDelete: p.Delete,
	}
	if p.NotBefore != nil {
		made.NotBefore = time.UnixMilli(*p.NotBefore)
	}
	if p.NotAfter != nil {
		made.NotAfter = time.UnixMilli(*p.NotAfter)
	}
	return made
}

// requestAccess makes a grant of an API key and a passphrase, with the salt that the satellite gives.
func (n *network) requestAccess(ctx context.Context, asked request) (any, error) {
	access, err := n.uplink.RequestAccessWithPassphrase(ctx, n.satelliteURL.String(), asked.APIKey, asked.Passphrase)
	if err != nil {
		return nil, err
	}
	serialized, err := access.Serialize()
	return map[string]string{"grant": serialized}, err
}

// share restricts a grant. With a nonce given, two who make the same restriction make the same bytes.
func (n *network) share(_ context.Context, asked request) (any, error) {
	access, err := grant.ParseAccess(asked.Grant)
	if err != nil {
		return nil, err
	}
	restricted, err := restrict(access, asked)
	if err != nil {
		return nil, err
	}
	serialized, err := restricted.Serialize()
	return map[string]string{"grant": serialized, "api_key": restricted.APIKey.Serialize()}, err
}

// restrictKey restricts an API key to rights, times and whole buckets.
func (n *network) restrictKey(_ context.Context, asked request) (any, error) {
	key, err := macaroon.ParseAPIKey(asked.APIKey)
	if err != nil {
		return nil, err
	}
	// A bucket's name isn't encrypted, so any key for paths does.
	anyKey := grant.NewEncryptionAccessWithDefaultKey(&storj.Key{})
	anyKey.SetDefaultPathCipher(storj.EncAESGCM)
	restricted, err := restrict(&grant.Access{APIKey: key, EncAccess: anyKey}, asked)
	if err != nil {
		return nil, err
	}
	return map[string]string{"api_key": restricted.APIKey.Serialize()}, nil
}

func restrict(access *grant.Access, asked request) (*grant.Access, error) {
	var prefixes []grant.SharePrefix
	for _, prefix := range asked.Prefixes {
		prefixes = append(prefixes, grant.SharePrefix(prefix))
	}
	restricted, err := access.Restrict(asked.Permission.official(), prefixes...)
	if err != nil || asked.Nonce == nil {
		return restricted, err
	}
	// The library draws a nonce by itself: the same caveat is added once more, with the nonce that was asked for.
	caveats, err := caveatsOf(restricted.APIKey)
	if err != nil {
		return nil, err
	}
	last, err := macaroon.ParseCaveat(caveats[len(caveats)-1])
	if err != nil {
		return nil, err
	}
	last.Nonce = asked.Nonce
	if restricted.APIKey, err = access.APIKey.Restrict(*last); err != nil {
		return nil, err
	}
	restricted.EncAccess = access.EncAccess.Clone()
	restricted.EncAccess.LimitTo(restricted.APIKey)
	return restricted, nil
}

func caveatsOf(key *macaroon.APIKey) ([][]byte, error) {
	parsed, err := macaroon.ParseMacaroon(key.SerializeRaw())
	if err != nil {
		return nil, err
	}
	return append([][]byte{}, parsed.Caveats()...), nil // an empty list is one, and not null
}

// contents is a grant taken apart. Its entries have one order, where a grant's own have none.
type contents struct {
	Satellite  string   `json:"satellite"`
	APIKey     string   `json:"api_key"`
	Caveats    [][]byte `json:"caveats"`
	DefaultKey string   `json:"default_key"`
	PathCipher int      `json:"path_cipher"`
	Entries    []entry  `json:"entries"`
}

type entry struct {
	Bucket      string `json:"bucket"`
	Unencrypted []byte `json:"unencrypted"`
	Encrypted   []byte `json:"encrypted"`
	Key         string `json:"key"`
	PathCipher  int    `json:"path_cipher"`
}

// inspect takes a grant apart, as the official library reads it.
func (n *network) inspect(_ context.Context, asked request) (any, error) {
	access, err := grant.ParseAccess(asked.Grant)
	if err != nil {
		return nil, err
	}
	store := access.EncAccess.Store
	found := contents{
		Satellite:  access.SatelliteAddress,
		APIKey:     access.APIKey.Serialize(),
		PathCipher: int(store.GetDefaultPathCipher()),
		Entries:    []entry{},
	}
	if key := store.GetDefaultKey(); key != nil {
		found.DefaultKey = hex.EncodeToString(key[:])
	}
	err = store.IterateWithCipher(func(bucket string, plain paths.Unencrypted, encrypted paths.Encrypted, key storj.Key, cipher storj.CipherSuite) error {
		found.Entries = append(found.Entries, entry{
			Bucket:      bucket,
			Unencrypted: []byte(plain.Raw()),
			Encrypted:   []byte(encrypted.Raw()),
			Key:         hex.EncodeToString(key[:]),
			PathCipher:  int(cipher),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found.Entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Bucket, b.Bucket), slices.Compare(a.Encrypted, b.Encrypted))
	})
	found.Caveats, err = caveatsOf(access.APIKey)
	return found, err
}

// register has the auth service keep a grant, by DRPC.
func (n *network) register(ctx context.Context, asked request) (any, error) {
	access, err := uplink.ParseAccess(asked.Grant)
	if err != nil {
		return nil, err
	}
	config := edge.Config{AuthServiceAddress: n.edge.addresses.DRPC, InsecureUnencryptedConnection: true}
	if asked.TLS {
		authority, err := os.ReadFile(n.edge.addresses.Certificate)
		if err != nil {
			return nil, err
		}
		config = edge.Config{AuthServiceAddress: n.edge.addresses.DRPCTLS, CertificatePEM: authority}
	}
	credentials, err := config.RegisterAccess(ctx, access, &edge.RegisterAccessOptions{Public: asked.Public})
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"access_key_id": credentials.AccessKeyID,
		"secret_key":    credentials.SecretKey,
		"endpoint":      credentials.Endpoint,
	}, nil
}

// revoke has the parent grant take back one that was made from it.
func (n *network) revoke(ctx context.Context, asked request) (any, error) {
	child, err := uplink.ParseAccess(asked.Grant)
	if err != nil {
		return nil, err
	}
	return n.inProject(ctx, asked.Parent, func(project *uplink.Project) (any, error) {
		return done{}, project.RevokeAccess(ctx, child)
	})
}
