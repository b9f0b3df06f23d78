"""The peer "boto3 + CRT" of `cargo xtask bench`: moves objects as aws-cli 2 does, with s3transfer's CRT manager.

Usage: crt.py ACTION FROM [TO]. ACTION is upload-file, download-file, upload-tree, download-tree, list, delete, copy or make-bucket;
places at the store are BUCKET/KEY or BUCKET/PREFIX/. Listing, deleting and copying have no CRT way: there boto3 works
with as many threads as aws-cli 2 gives it by default.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import awscrt.auth
import boto3
import botocore.session
from botocore.config import Config
from s3transfer.crt import BotocoreCRTRequestSerializer, CRTTransferManager, create_s3_crt_client

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
REGION = os.environ["AWS_REGION"]
WORKERS = 10
QUIET = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}


def manager():
    session = botocore.session.get_session()
    options = {"region_name": REGION, "endpoint_url": ENDPOINT, "config": Config(s3={"addressing_style": "path"}, **QUIET)}
    serializer = BotocoreCRTRequestSerializer(session, options)
    credentials = awscrt.auth.AwsCredentialsProvider.new_static(
        os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    )
    return CRTTransferManager(create_s3_crt_client(REGION, credentials, use_ssl=False), serializer)


def client():
    config = Config(s3={"addressing_style": "path"}, max_pool_connections=WORKERS, **QUIET)
    return boto3.client("s3", endpoint_url=ENDPOINT, region_name=REGION, config=config)


def split(place):
    bucket, _, key = place.partition("/")
    return bucket, key


def pages(s3, bucket, prefix):
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield page.get("Contents", [])


def files_below(folder):
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            yield path, os.path.relpath(path, folder).replace(os.sep, "/")


def finish(futures):
    for future in futures:
        future.result()


def upload_tree(source, target):
    bucket, prefix = split(target)
    with manager() as crt:
        finish([crt.upload(path, bucket, prefix + name) for path, name in files_below(source)])


def download_tree(source, target):
    bucket, prefix = split(source)
    futures = []
    with manager() as crt:
        for page in pages(client(), bucket, prefix):
            for row in page:
                path = os.path.join(target, *row["Key"][len(prefix):].split("/"))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                futures.append(crt.download(bucket, row["Key"], path))
        finish(futures)


def upload_file(source, target):
    with manager() as crt:
        crt.upload(source, *split(target)).result()


def download_file(source, target):
    with manager() as crt:
        crt.download(*split(source), target).result()


def list_keys(source):
    bucket, prefix = split(source)
    for page in pages(client(), bucket, prefix):
        sys.stdout.writelines(f"{row['LastModified']:%Y-%m-%d %H:%M:%S} {row['Size']:>12} {row['Key']}\n" for row in page)


def delete(source):
    bucket, prefix = split(source)
    s3 = client()
    with ThreadPoolExecutor(WORKERS) as pool:
        batches = [
            pool.submit(s3.delete_objects, Bucket=bucket, Delete={"Objects": [{"Key": row["Key"]} for row in page], "Quiet": True})
            for page in pages(s3, bucket, prefix)
        ]
        if any(batch.result().get("Errors") for batch in batches):
            sys.exit("some objects stayed")


def copy(source, target):
    bucket, prefix = split(source)
    to_bucket, to_prefix = split(target)
    s3 = client()
    with ThreadPoolExecutor(WORKERS) as pool:
        finish([
            pool.submit(s3.copy_object, CopySource={"Bucket": bucket, "Key": row["Key"]}, Bucket=to_bucket, Key=to_prefix + row["Key"][len(prefix):])
            for page in pages(s3, bucket, prefix)
            for row in page
        ])


def make_bucket(name):
    client().create_bucket(Bucket=name)


ACTIONS = {
    "make-bucket": make_bucket,
    "upload-file": upload_file,
    "download-file": download_file,
    "upload-tree": upload_tree,
    "download-tree": download_tree,
    "list": list_keys,
    "delete": delete,
    "copy": copy,
}

if __name__ == "__main__":
    ACTIONS[sys.argv[1]](*sys.argv[2:])
