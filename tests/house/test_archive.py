"""The file of a backup: what went in comes out, and whatever is not as it was written is told."""

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from desbumi.cli.backups import archive, making

pytestmark = pytest.mark.once
OURS, OTHERS = PrivateKey(b"\1" * 32), PrivateKey(b"\2" * 32)
ABOUT = {"installation": archive.installation_of(bytes(OURS.public_key)), "entries": 3}
CONTENT = [b"a" * 3000, os.urandom(5000), b"", b"end"]


def sealed(content=CONTENT):
    file = io.BytesIO()
    writer = archive.Writer(file, ABOUT, bytes(OURS.public_key))
    for chunk in content:
        writer.write(chunk)
    writer.close()
    return file.getvalue()


def opened(path, key=OURS):
    with archive.Reader(path, bytes(key)) as reader:
        found = b"".join(iter(lambda: reader.read(700), b""))
        reader.to_the_end()
    return found


@settings(max_examples=25)
@given(st.lists(st.binary(max_size=9000), max_size=12))
def test_what_went_in_comes_out(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("archive") / "a.backup"
    path.write_bytes(sealed(content))

    assert archive.header_of(path) == ABOUT
    assert opened(path) == b"".join(content)


def test_what_went_in_is_not_to_be_seen(tmp_path):
    assert b"a" * 20 in b"".join(CONTENT)

    assert b"a" * 20 not in sealed()


def test_a_file_cut_anywhere_is_told(tmp_path):
    whole, path = sealed(), tmp_path / "a.backup"

    for size in [*range(0, 300, 7), *range(300, len(whole), 501), len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises((archive.BackupCut, archive.NoBackup)):
            opened(path)


def test_a_byte_altered_or_added_anywhere_is_told(tmp_path):
    whole, path = sealed(), tmp_path / "a.backup"

    for at in [*range(0, 300, 7), *range(300, len(whole), 501), len(whole) - 1]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises((archive.BackupCut, archive.NoBackup, archive.OtherKeys)):
            opened(path)
    path.write_bytes(whole + b"\0")
    with pytest.raises(archive.BackupCut):
        opened(path)


def test_keys_of_another_installation_do_not_open_it(tmp_path):
    path = tmp_path / "a.backup"
    path.write_bytes(sealed())

    with pytest.raises(archive.OtherKeys):
        opened(path, OTHERS)


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"desbumi-backup-1\n", b"desbumi-backup-1\n\xff\xff\xff\xff{}", b"desbumi-backup-1\n\0\0\0\2[]"])
def test_a_file_that_is_none_is_refused(tmp_path, content):
    path = tmp_path / "a.backup"
    path.write_bytes(content)

    with pytest.raises(archive.NoBackup):
        opened(path)


def test_what_is_older_than_35_days_goes_but_three_stay(tmp_path):
    days = ["20200101", "20200102", "20200103", "20200104"]
    paths = [tmp_path / f"desbumi-0a0a0a0a-{day}T000000Z.backup" for day in days]
    strange = tmp_path / "desbumi-0b0b0b0b-20190101T000000Z.backup"
    for path in (*paths, strange):
        path.touch()

    making._drop_old(tmp_path, "0a0a0a0a", paths[-1])

    assert sorted(tmp_path.iterdir()) == sorted([*paths[1:], strange])
