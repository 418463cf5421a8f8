"""What is stored about people: persons, households, relatives, consents, their rights; contact persons; erasures."""

from desbumi.people.models.consents import Consent as Consent
from desbumi.people.models.contacts import Contact as Contact
from desbumi.people.models.erasures import Erasure as Erasure
from desbumi.people.models.households import Household as Household
from desbumi.people.models.households import Relative as Relative
from desbumi.people.models.pairs import Pair as Pair
from desbumi.people.models.persons import Person as Person
from desbumi.people.models.persons import Unmasking as Unmasking
from desbumi.people.models.rights import Export as Export
from desbumi.people.models.rights import RightsRequest as RightsRequest
from desbumi.people.models.searching import Clue as Clue
from desbumi.people.models.searching import Sounding as Sounding
