"""What ray_segment.py and spark_segment.py share: which pictures there are, what becomes of each, and the table of it.

Folders are addresses as fsspec knows them: `photos`, `file:///data/photos`, `s3://bucket/photos`. The files of a picture are
those of `panet segment`, byte for byte, and each is there whole or not at all.
"""
