package main

import (
	"context"
	"errors"
	"io"

	"storj.io/uplink"
)

// inProject opens the project that a grant gives access to, for one job.
func (n *network) inProject(ctx context.Context, grant string, job func(*uplink.Project) (any, error)) (any, error) {
	access, err := uplink.ParseAccess(grant)
	if err != nil {
		return nil, err
	}
	project, err := n.uplink.OpenProject(ctx, access)
	if err != nil {
		return nil, err
	}
	result, err := job(project)
	return result, errors.Join(err, project.Close())
}

func (n *network) createBucket(ctx context.Context, asked request) (any, error) {
	return n.inProject(ctx, asked.Grant, func(project *uplink.Project) (any, error) {
		_, err := project.EnsureBucket(ctx, asked.Bucket)
		return done{}, err
	})
}

func (n *network) upload(ctx context.Context, asked request) (any, error) {
	return n.inProject(ctx, asked.Grant, func(project *uplink.Project) (any, error) {
		upload, err := project.UploadObject(ctx, asked.Bucket, asked.Key, nil)
		if err != nil {
			return nil, err
		}
		if _, err := upload.Write(asked.Data); err != nil {
			return nil, errors.Join(err, upload.Abort())
		}
		return done{}, upload.Commit()
	})
}

func (n *network) download(ctx context.Context, asked request) (any, error) {
	return n.inProject(ctx, asked.Grant, func(project *uplink.Project) (any, error) {
		download, err := project.DownloadObject(ctx, asked.Bucket, asked.Key, nil)
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(download)
		return map[string][]byte{"data": data}, errors.Join(err, download.Close())
	})
}

func (n *network) deleteObject(ctx context.Context, asked request) (any, error) {
	return n.inProject(ctx, asked.Grant, func(project *uplink.Project) (any, error) {
		_, err := project.DeleteObject(ctx, asked.Bucket, asked.Key)
		return done{}, err
	})
}

// listed is one row of a listing, its key decrypted with the grant that asked.
type listed struct {
	Key      string `json:"key"`
	Size     int64  `json:"size"`
	IsPrefix bool   `json:"is_prefix"`
}

func (n *network) list(ctx context.Context, asked request) (any, error) {
	return n.inProject(ctx, asked.Grant, func(project *uplink.Project) (any, error) {
		rows := project.ListObjects(ctx, asked.Bucket, &uplink.ListObjectsOptions{
			Prefix: asked.Prefix, Recursive: asked.Recursive, System: true,
		})
		found := []listed{}
		for rows.Next() {
			row := rows.Item()
			found = append(found, listed{Key: row.Key, Size: row.System.ContentLength, IsPrefix: row.IsPrefix})
		}
		return map[string][]listed{"objects": found}, rows.Err()
	})
}
