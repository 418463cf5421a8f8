"""The list of the gallery: each piece of furniture, what it is for, and its states. The examples: `templates/ui/gallery/`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

Word = Any  # a lazy translation


@dataclass(frozen=True)
class Piece:
    """One piece: its key names the file of examples, and the component where `is_component`."""

    key: str
    title: Word
    what: Word
    states: tuple[tuple[str, Word], ...]
    is_component: bool = True
    is_wide: bool = False


@dataclass(frozen=True)
class Group:
    """Pieces that are looked for together."""

    key: str
    title: Word
    pieces: tuple[Piece, ...]


GROUPS = (
    Group("ground", _("Ground"), (
        Piece("colours", _("Parts and fillings"), _("Five parts of the house, five fillings. They can be told apart without colour too."),
              (("all", _("All five")),), is_component=False, is_wide=True),
        Piece("type", _("Two hands"), _("The book's hand for names of people and places, titles and large figures; the desk's hand for all else."),
              (("all", _("Title, text, remark")),), is_component=False, is_wide=True),
        Piece("button", _("Button"), _("A verb that says what happens. One full button in a section; danger only where something is lost."),
              (("kinds", _("Kinds")), ("long", _("Long words")), ("disabled", _("Not yet"))), is_component=False),
        Piece("house", _("Picture of the house"), _("What is dyed is done. Three sizes; the small one stands beside a table."),
              (("measured", _("Measured, in three sizes")), ("empty", _("Nothing measured yet"))), is_component=False, is_wide=True),
        Piece("card", _("Card"), _("One matter, one card. A part of the house lends its colour."),
              (("plain", _("Plain")), ("part", _("Of a pillar")))),
    )),
    Group("asking", _("Asking"), (
        Piece("field", _("Field"), _("One question: its name above it, help beneath the name, a mistake beneath the help."),
              (("fresh", _("Empty")), ("filled", _("Filled, with a unit")), ("bad", _("With a mistake")), ("disabled", _("Cannot be changed")))),
        Piece("choice", _("Choice"), _("One of a few: the whole line is the target. More than seven go into a list."),
              (("fresh", _("Nothing chosen")), ("checked", _("Chosen")), ("bad", _("With a mistake")), ("disabled", _("Cannot be changed")))),
        Piece("check", _("Tick"), _("Yes to one sentence."),
              (("fresh", _("Not ticked")), ("checked", _("Ticked")), ("bad", _("With a mistake")), ("disabled", _("Cannot be changed")))),
        Piece("scan", _("Photo or scan"), _("Several files at once; on a phone the camera offers itself. What was chosen is told with its size; a form that comes back asks for it again."),
              (("fresh", _("Nothing chosen")), ("bad", _("With a mistake")))),
        Piece("errors", _("What to mend"), _("Above a refused form: each line leads to its field. The page begins there."),
              (("one", _("One mistake")), ("many", _("Several mistakes")), ("whole", _("Refused as a whole")))),
        Piece("kept", _("What is typed survives"), _("A form with data-keep fills itself again after a closed tab, on this device, for this account, until it is recorded or one signs out. Never kept: password, file, hidden. A form that must leave no trace says why instead, in data-not-kept: reports of cases."),
              (("kept", _("Type, close the page, open it again")), ("not", _("A form that leaves no trace"))), is_component=False, is_wide=True),
        Piece("summary", _("Summary before sending"), _("Everything that was answered, once more, each with its way back. What the link changes is said to those who cannot see the line."),
              (("answers", _("Answers that can be changed")), ("sent", _("Sent: nothing to change any more"))), is_wide=True),
    )),
    Group("finding", _("Finding"), (
        Piece("filter", _("Filter"), _("Narrows a list. It lies in a form that only looks (GET); the address says what is asked."),
              (("closed", _("Nothing in use")), ("used", _("In use"))), is_wide=True),
        Piece("chips", _("Chips"), _("Links that show a part of a list, each with its count."),
              (("one", _("One is chosen")), ("none", _("None is chosen"))), is_wide=True),
        Piece("tabs", _("Tabs"), _("Links between the pages of one thing. They work without script; what is open stands in the address."),
              (("few", _("Few")), ("many", _("More than fit"))), is_wide=True),
        Piece("pager", _("Pages of a list"), _("Says which rows are shown, of how many, and leads to the others. With one page it is not there."),
              (("single", _("One page: nothing")), ("first", _("The first of three")), ("middle", _("In the middle of twenty")), ("last", _("The last"))), is_wide=True),
        Piece("table", _("Table"), _("On a phone each row becomes a card; no cell is lost."),
              (("many", _("Several rows")),), is_component=False, is_wide=True),
        Piece("rows", _("List with deeds"), _("The whole line is the target."),
              (("many", _("Several")), ("one", _("One"))), is_component=False, is_wide=True),
    )),
    Group("way", _("On the way"), (
        Piece("stepper", _("Where in a task"), _("The steps of one task. On a phone only the present one is written out."),
              (("first", _("At the beginning")), ("middle", _("In the midst")), ("done", _("All done")), ("skipped", _("One was left out"))), is_wide=True),
        Piece("progress", _("Progress"), _("How many of how many, in words; the bar only helps."),
              (("none", _("Nothing yet")), ("some", _("Some, of a pillar")), ("all", _("All")), ("unknown", _("Not known")), ("long", _("Long words")))),
        Piece("stat", _("Figure"), _("A large number with its words; the small line says of how many."),
              (("plain", _("Plain")), ("state", _("With a state")), ("link", _("Leads to its rows")))),
        Piece("facts", _("Facts"), _("Short facts beside each other."),
              (("plain", _("Plain")), ("framed", _("In a frame, with one unknown")))),
        Piece("checks", _("Documents and steps"), _("What is there and what is still missing."),
              (("mixed", _("There, missing, later")),), is_component=False, is_wide=True),
        Piece("timeline", _("History"), _("Who did what, and when, from the book."),
              (("none", _("Empty")), ("many", _("Several entries")), ("marked", _("Changed from outside; erased"))), is_wide=True),
    )),
    Group("saying", _("Saying"), (
        Piece("badge", _("State word"), _("A word, a shape and a colour for a state. In lists write the markup plainly: a hundred components are slow."),
              (("kinds", _("All kinds")), ("long", _("Long words")))),
        Piece("notice", _("Notice"), _("What someone must know here, and what to do."),
              (("good", _("Good")), ("watch", _("Needs attention")), ("stop", _("Danger, or broken")), ("note", _("Remark")), ("long", _("Long words, with a deed")))),
        Piece("toast", _("Done"), _("One sentence after a deed, at the top of the next page."),
              (("good", _("Done")), ("back", _("With a way back")), ("long", _("Long words")))),
        Piece("dialog", _("Question"), _("Asks once more before what cannot be taken back lightly. A button opens it, Esc closes it; without script it opens in its place. For a deed the form is method=post, and the button that leaves it carries formmethod=dialog."),
              (("question", _("A question")), ("danger", _("Something is lost, with a reason")), ("remark", _("A longer remark")))),
        Piece("empty", _("Empty place"), _("Says why nothing is here, and what to do first."),
              (("house", _("With the house")), ("plain", _("A search that found nothing")))),
    )),
)  # fmt: skip


def pieces() -> Iterator[Piece]:
    """All pieces, in order."""
    for group in GROUPS:
        yield from group.pieces
