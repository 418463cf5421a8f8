"""Keys apart from data: every subject's data key, wrapped by the ring of this installation, in a store of its own.

`ring` is the file and its two locks, `opening` how it opens and what a process holds, `store` the data keys, `rotating`
a new root, `renewing` rotation and erasure as they are asked for, `shares` and `copies` what is kept elsewhere.
"""

from desbumi.book.keys import copies as copies
from desbumi.book.keys import opening as opening
from desbumi.book.keys import shares as shares
from desbumi.book.keys.files import keep_once as keep_once
from desbumi.book.keys.making import make_closed_ring as make_closed_ring
from desbumi.book.keys.making import make_ring as make_ring
from desbumi.book.keys.making import new_locks as new_locks
from desbumi.book.keys.making import other_passphrase as other_passphrase
from desbumi.book.keys.making import other_shares as other_shares
from desbumi.book.keys.opening import ring_file as ring_file
from desbumi.book.keys.opening import state as state
from desbumi.book.keys.refusals import KeyGone as KeyGone
from desbumi.book.keys.refusals import KeysLocked as KeysLocked
from desbumi.book.keys.refusals import KeyStoreMissing as KeyStoreMissing
from desbumi.book.keys.refusals import RingDoesNotFit as RingDoesNotFit
from desbumi.book.keys.renewing import erase as erase
from desbumi.book.keys.renewing import erased as erased
from desbumi.book.keys.renewing import rotate as rotate
from desbumi.book.keys.store import Lock as Lock
from desbumi.book.keys.store import check as check
from desbumi.book.keys.store import check_subjects as check_subjects
from desbumi.book.keys.store import derived as derived
from desbumi.book.keys.store import ensure as ensure
from desbumi.book.keys.store import forget_held as forget_held
from desbumi.book.keys.store import hold as hold
from desbumi.book.keys.store import of as of
