"""What is refused around keys, ring, shares and copies, each with its way forward."""

from django.utils.translation import gettext_lazy as _

from desbumi.refusals import Refusal


class KeyStoreMissing(Refusal):
    """The database is there, its keys are not: nothing may be written, sealed history cannot be read."""

    code, status, stops_the_house = "keys.missing", 503, True
    says = _("The key store of this installation is not where it belongs.")
    way_forward = _("Put the newest copy of the folder “keys” back into the folder of this installation. Nothing is lost in the database.")


class KeyGone(Refusal):
    """A subject without a data key: erased, or its key lies in a newer copy of the store."""

    code, status = "keys.gone", 410
    says = _("The key of this subject is not in the key store.")
    way_forward = _("If it was erased, this is as it was meant. Otherwise put the newest copy of the folder “keys” back.")


class RingDoesNotFit(Refusal):
    """The ring is damaged, or it is not the one that wrapped the keys of this store."""

    code, status, stops_the_house = "keys.ring_does_not_fit", 503, True
    says = _("The ring of keys does not open this key store.")
    way_forward = _("Put ring and key store back from the same copy of the folder “keys”. Nothing is lost in the database.")


class KeysLocked(Refusal):
    """The ring is closed and nobody has opened it since the machine was started."""

    code, status, stops_the_house = "keys.locked", 503, True
    says = _("The ring of keys is locked, so nothing can be opened or recorded just now.")
    way_forward = _("On the computer that serves, run: desbumi keys unlock – and type the passphrase. Nothing is lost; then do it once more.")


class RingIsOpen(Refusal):
    """There is nothing to unlock: the ring is an open file."""

    code, status = "keys.ring_open", 409
    says = _("The ring of keys is an open file; there is nothing to unlock or to lock.")
    way_forward = _("To close it with a passphrase, run: desbumi keys rotate")


class PassphraseWrong(Refusal):
    """Mistyped, forgotten, or of another installation."""

    code, status = "keys.passphrase_wrong", 403
    says = _("This passphrase does not open the ring of keys.")
    way_forward = _(
        "Type it once more: capital letters and spaces count. If it is forgotten, two of the three recovery shares give a new one: desbumi keys rotate --passphrase"
    )


class PassphraseNeeded(Refusal):
    """Nobody is there to be asked, and the environment says nothing."""

    code, status = "keys.passphrase_needed", 422
    says = _("A passphrase for the ring of keys is needed, and none was given.")
    way_forward = _("Run it in a terminal, where you are asked; for a new installation DESBUMI_PASSPHRASE can say it, too. Nothing was made or changed.")


class PassphraseShort(Refusal):
    """A passphrase that a thief of the laptop would guess."""

    code, status = "keys.passphrase_short", 422
    says = _("This passphrase is too short: it needs %(least)s characters.")
    way_forward = _("Take four or five words that only you would put together. Nothing was made or changed.")


class PassphraseDiffers(Refusal):
    """A new passphrase was not typed twice alike."""

    code, status = "keys.passphrase_differs", 422
    says = _("The two passphrases were not the same.")
    way_forward = _("Run it once more and type the same twice. Nothing was made or changed.")


class ShareMistyped(Refusal):
    """A word of a share is not on the list, or its checksum does not hold."""

    code, status = "keys.share_mistyped", 422
    says = _("Share %(which)s is not as it was printed: a word is missing, mistyped or in the wrong place.")
    way_forward = _("Compare it with the sheet word by word; it has 20 words. Nothing was changed.")


class SharesMissing(Refusal):
    """One share opens nothing."""

    code, status = "keys.two_shares", 422
    says = _("One share alone opens nothing: two of the three are needed.")
    way_forward = _("Ask another holder (village secretary, regency, national office) for theirs.")


class SharesTheSame(Refusal):
    """The same share was typed twice."""

    code, status = "keys.share_twice", 422
    says = _("This is the same share twice.")
    way_forward = _("Ask another holder (village secretary, regency, national office) for theirs.")


class SharesOfAnother(Refusal):
    """Sound shares, but of another installation, or older than the newest three."""

    code, status = "keys.shares_of_another", 422
    says = _("These shares do not belong together, or not to this installation.")
    way_forward = _("Shares that belong together begin with the same two words. When new shares were made, the older ones open nothing any more.")


class NoMemoryPlace(Refusal):
    """No place in memory where opened roots may lie until the machine is switched off."""

    code, status = "keys.no_memory_place", 409
    says = _("This computer has no place in memory that only you can read, so the ring cannot stay open for the server.")
    way_forward = _("Start the server with DESBUMI_PASSPHRASE set instead.")


class CopyInside(Refusal):
    """A copy beside what it is a copy of is none."""

    code, status = "copy.inside", 422
    says = _("This folder lies in the folder of the installation; a copy there is lost together with it.")
    way_forward = _("Name a folder on another disk, for instance a USB stick.")


class CopyOfAnother(Refusal):
    """The folder holds keys that this installation did not put there."""

    code, status = "copy.of_another", 409
    says = _("In this folder lie the keys of another installation, or a copy that this one does not know.")
    way_forward = _("Name an empty folder. Nothing there was changed.")


class CopyUnknown(Refusal):
    """Struck off what was never registered."""

    code, status = "copy.unknown", 404
    says = _("No copy of the keys is registered there.")
    way_forward = _("Give the folder as “desbumi doctor” names it.")


class CopyNotWritten(Refusal):
    """No room there, or no folder that can be written to."""

    code, status = "copy.not_written", 507
    says = _("The copy could not be written to %(folder)s: there is no room, or it is no folder that can be written to.")
    way_forward = _("Make room there, or name another folder. A copy that was there before is as it was.")


class CopyDiffers(Refusal):
    """What was read back is not what was written: the disk is failing."""

    code, status = "copy.differs", 507
    says = _("The copy was read back and is not what was written. The disk or stick may be failing.")
    way_forward = _("Take another disk or stick. The keys of the installation are sound.")
