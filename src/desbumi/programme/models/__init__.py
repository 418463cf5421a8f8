"""What a programme stores, by noun."""

from desbumi.programme.models.agreements import Agreement as Agreement
from desbumi.programme.models.agreements import AgreementExtension as AgreementExtension
from desbumi.programme.models.agreements import AgreementParty as AgreementParty
from desbumi.programme.models.agreements import AgreementScan as AgreementScan
from desbumi.programme.models.agreements import AgreementScope as AgreementScope
from desbumi.programme.models.founding import Implementer as Implementer
from desbumi.programme.models.founding import Organisation as Organisation
from desbumi.programme.models.founding import OrganisationContact as OrganisationContact
from desbumi.programme.models.founding import Programme as Programme
from desbumi.programme.models.places import Cohort as Cohort
from desbumi.programme.models.places import Place as Place
from desbumi.programme.models.places import Stage as Stage
from desbumi.programme.models.places import Step as Step
from desbumi.programme.models.places import StepFile as StepFile
