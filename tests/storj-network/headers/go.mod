module storj.io/minio

go 1.25.0
