"""The schema and its format number."""

import hashlib

from sqlalchemy.schema import CreateTable

from hqnn_core.store.schema import FORMAT, Base

DIGEST = "2ba0e8a2a6d73f9b"  # of format 7


def test_changed_schema_has_a_new_format():
    """Tables of the same number and other columns would be used as they are, and fail."""
    tables = "".join(str(CreateTable(table)) for table in Base.metadata.sorted_tables)
    assert (FORMAT, hashlib.sha256(tables.encode()).hexdigest()[:16]) == (7, DIGEST)
