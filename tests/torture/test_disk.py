"""A disk that is full, or fails at the n-th call; the state is the old or the new one, and the words are said."""

import shutil

import pytest

from tests.torture import power

pytestmark = pytest.mark.xdist_group("installation")
CALLS = ("pwrite64", "fsync", "ftruncate")
DEEDS = 6
FULL = """
mount -t tmpfs -o size={size}k tmpfs {home} && cp -a {kept}/. {home} && head -c {filler}k /dev/zero > {home}/filler
"$@"; code=$?; find {kept} -mindepth 1 -delete; cp -a {home}/. {kept}; exit $code
"""


def failing(home, call, at, *, is_for_ever):
    """Six deeds while the n-th call of a kind fails, once or for ever after; what `examined` says, who was told what, and whether one failed."""
    trace, fault = home.with_name("trace"), f"{call}:error=EIO:when={at}{'+' * is_for_ever}"
    _told, codes, words = worked = power.worked(home, DEEDS, "strace", "-f", "-qq", "-o", trace, "-e", f"trace={call}", "-e", f"inject={fault}")
    return (*power.examined(home, worked[0]), words), codes, "INJECTED" in trace.read_text()


def full(home, room, deeds):
    """A disk with so many KB of room; someone makes room after three refusals."""
    kept = home.with_name("kept")
    home.rename(kept)
    home.mkdir()
    size = sum(path.stat().st_size for path in kept.rglob("*") if path.is_file()) // 1024
    script = FULL.format(size=size + room + 2_000, home=home, kept=kept, filler=2_000)
    told, codes, words = power.worked(home, deeds, "unshare", "-Urm", "sh", "-ec", script.strip(), "sh", DESBUMI_TORTURE_FILLER=str(home / "filler"))
    return power.examined(kept, told), told, codes, words


@pytest.mark.once
@pytest.mark.parametrize(("call", "at"), [("pwrite64", 9), ("fsync", 4)])
def test_a_disk_that_fails_leaves_the_old_state_or_the_new(installation, call, at):
    wrong, codes, has_failed = failing(installation, call, at, is_for_ever=False)

    assert wrong == ("", 0, [])
    assert has_failed
    assert len(codes) <= 1


@pytest.mark.once
def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(installation):
    (problem, lost), told, codes, words = full(installation, room=260, deeds=150)

    assert (problem, lost, words) == ("", 0, [])
    assert set(codes) == {"storage.full"}
    assert len(told) + len(codes) == 150
    assert len(told) > len(codes)


@pytest.mark.torture
def test_every_call_that_may_fail_fails_once_and_for_ever(prepared, tmp_path, tell):
    tried, problems = 0, {}
    for call in CALLS:
        for is_for_ever in (False, True):
            for at in range(1, 400):
                home = shutil.copytree(prepared, tmp_path / "home")
                wrong, _codes, has_failed = failing(home, call, at, is_for_ever=is_for_ever)
                shutil.rmtree(home)
                if not has_failed:
                    break
                tried += 1
                if wrong != ("", 0, []):
                    problems[f"{call} {at}{'+' * is_for_ever}"] = wrong

    tell(tried=tried, problems=problems)
    assert problems == {}


@pytest.mark.torture
@pytest.mark.parametrize("room", range(140, 640, 20))
def test_a_disk_full_at_any_size_loses_nothing(installation, tell, room):
    (problem, lost), told, codes, words = full(installation, room=room, deeds=200)

    tell(room_kb=room, refused=len(codes), acknowledged=len(told), problem=problem, acknowledged_lost=lost)
    assert (problem, lost, words) == ("", 0, [])
