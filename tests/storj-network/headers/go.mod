module storj.io/minio

go 1.26
